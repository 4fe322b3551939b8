"""Which texts of the hall a board shows, and how they are broken into its rows. Pure."""

from __future__ import annotations

from display_app.layout import Texts
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan, Service
from hall_core.ui.translate import Say
from hall_core.ui.wrap import ELLIPSIS, Measure, wrap

WIDEST_DIGIT = "4"
"""Of Be Vietnam Pro (test_layout measures it)."""


def services_of(plan: Plan, zone: Slug) -> list[Service]:
    """What the counters of ``zone`` serve, in the order of the plan."""
    served = {service for counter in plan.counters if counter.zone == zone for service in counter.serves}
    return [service for service in plan.services if service.id in served]


def texts_of(plan: Plan, zone: Slug, languages: list[Say]) -> Texts:
    """The widest of what the board of ``zone`` may have to show; the list is in the first of ``languages``."""
    services = services_of(plan, zone)
    numbers = [_widest_number(service) for service in services]
    counters = [WIDEST_DIGIT * len(str(counter.number)) for counter in plan.counters if counter.zone == zone]
    return Texts(
        hall=plan.hall.name.vi,
        numbers=tuple(dict.fromkeys(numbers)) or (WIDEST_DIGIT,),
        badges=tuple(dict.fromkeys(service.numbers.prefix for service in services)) or ("",),
        counters=tuple(dict.fromkeys(counters)) or (WIDEST_DIGIT,),
        list_labels=(languages[0]("Số"), languages[0]("Quầy")),
        hero_labels=tuple((say("Số"), say("Quầy")) for say in languages),
    )


def clock_time(at: Millis) -> str:
    """Local time in the hall, such as 07:05."""
    return f"{local(at):%H:%M}"


def fit_words(text: str, width: float, lines: int, measure: Measure) -> tuple[str, ...]:
    """At most ``lines`` rows of ``text``; what has no room is cut between two words and ends in an ellipsis."""
    broken = wrap(text, width, measure)
    if len(broken) <= lines:
        return tuple(broken)
    last = broken[lines - 1]
    while " " in last and measure(last + ELLIPSIS) > width:
        last = last.rpartition(" ")[0]
    return (*broken[: lines - 1], last.rstrip(" ,.;:(–-") + ELLIPSIS)


def _widest_number(service: Service) -> str:
    values = [service.numbers.last, *(last for _, last in service.reserve.values())]
    return service.numbers.prefix + WIDEST_DIGIT * max(service.numbers.digits, len(str(max(values))))
