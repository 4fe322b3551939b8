"""Which texts of the hall a board shows, and how they are broken into its rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hall_core.contract.messages import HallState
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan, Service
from hall_core.ui.translate import Say
from hall_core.ui.wrap import ELLIPSIS, Measure, wrap

WIDEST_DIGIT = "4"
"""Of Be Vietnam Pro (test_layout measures it)."""


DAY_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def services_of(plan: Plan, zone: Slug) -> list[Service]:
    """What the counters of ``zone`` serve, in the order of the plan."""
    served = {service for counter in plan.counters if counter.zone == zone for service in counter.serves}
    return [service for service in plan.services if service.id in served]


def numbers_of(plan: Plan, zone: Slug) -> list[str]:
    """The widest number of each service of ``zone``."""
    return list(dict.fromkeys(map(widest_number, services_of(plan, zone)))) or [WIDEST_DIGIT]


def badges_of(plan: Plan, zone: Slug) -> list[str]:
    """What the numbers of ``zone`` begin with."""
    return list(dict.fromkeys(service.numbers.prefix for service in services_of(plan, zone))) or [""]


def counters_of(plan: Plan, zone: Slug) -> list[str]:
    """The widest numbers of counters in ``zone``."""
    counters = (counter for counter in plan.counters if counter.zone == zone)
    return list(dict.fromkeys(WIDEST_DIGIT * len(str(counter.number)) for counter in counters)) or [WIDEST_DIGIT]


def clock_time(at: Millis) -> str:
    """Local time in the hall, such as 07:05."""
    return f"{local(at):%H:%M}"


def opening(hall: HallState, say: Say) -> list[str]:
    """When a closed hall opens, in two wordings, the fuller one first; none when nobody knows."""
    if hall.open or hall.changes_at is None:
        return []
    at, when = local(hall.changes_at), clock_time(hall.changes_at)
    if at.date().isoformat() != hall.day:
        when = f"{when}, {say(DAY_NAMES[at.weekday()])}"
    return [say("Mở cửa lúc {time}").format(time=when), when]


def first_fitting(texts: Iterable[str], width: float, measure: Measure) -> str:
    """Of wordings from the fullest to the tersest, the first that has room; the tersest when none has."""
    text = ""
    for text in texts:
        if measure(text) <= width:
            break
    return text


def fit_words(text: str, width: float, lines: int, measure: Measure) -> tuple[str, ...]:
    """At most ``lines`` rows of ``text``; what has no room is cut between two words and ends in an ellipsis."""
    broken = wrap(text, width, measure)
    if len(broken) <= lines:
        return tuple(broken)
    last = broken[lines - 1]
    while " " in last and measure(last + ELLIPSIS) > width:
        last = last.rpartition(" ")[0]
    return (*broken[: lines - 1], last.rstrip(" ,.;:(–-") + ELLIPSIS)


def widest_number(service: Service) -> str:
    """The widest number that a ticket of ``service`` may have."""
    values = [service.numbers.last, *(last for _, last in service.reserve.values())]
    return service.numbers.prefix + WIDEST_DIGIT * max(service.numbers.digits, len(str(max(values))))
