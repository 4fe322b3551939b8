"""What may be chosen on the page of figures: a period, and what of the hall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from hall_core.domain.business_day import business_day
from hall_core.domain.figures.narrowing import only_of
from hall_core.domain.figures.period import BETWEEN, Period, period_of
from hall_core.domain.figures.roster import Roster, roster_of
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say
from hall_hub.figures.wording import Wording

LONGEST_WORDS = 60
"""Letters of a period or a narrowing in an address."""
FIRST_HOUR, LAST_HOUR = 6, 19
"""Hours that may be chosen: any in which a centre is open."""


class Choice(Struct, frozen=True):
    id: str
    name: str
    chosen: bool


class Group(Struct, frozen=True):
    name: str
    choices: tuple[Choice, ...]


class Chosen(Struct, frozen=True, kw_only=True):
    """``words`` is what an address and the command line call the period."""

    words: str
    period: Period
    only: str | None

    @property
    def first(self) -> Day:
        return self.period.first

    @property
    def last(self) -> Day:
        return self.period.last


def chosen(asked: Mapping[str, str], today: Day) -> Chosen:
    """As an address asks: ``period``, or ``from`` and ``to``; and ``only``. ValueError: there is no such period."""
    words = asked.get("period", "")
    if asked.get("from") and asked.get("to"):
        words = BETWEEN.join((asked["from"], asked["to"]))
    words, only = words[:LONGEST_WORDS] or today, asked.get("only", "")[:LONGEST_WORDS]
    if only:
        only_of(only)
    return Chosen(words=words, period=period_of(words), only=only or None)


def today_of(plan: Plan, at: Millis) -> Day:
    return business_day(at, plan.hall.day_turn)


def periods(chosen: Chosen, today: Day, say: Say) -> tuple[Choice, ...]:
    """The usual ones, each by its address."""
    now = date.fromisoformat(today)
    month_before = now.replace(day=1) - timedelta(days=1)
    quarter_before = date(now.year, (now.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    week = now.isocalendar()
    usual = [
        (today, say("Hôm nay")),
        ((now - timedelta(days=1)).isoformat(), say("Hôm qua")),
        (f"{week.year}-W{week.week:02}", say("Tuần này")),
        (f"{now:%Y-%m}", say("Tháng này")),
        (f"{month_before:%Y-%m}", say("Tháng trước")),
        (_quarter(now), say("Quý này")),
        (_quarter(quarter_before), say("Quý trước")),
        (f"{now.year}", say("Năm nay")),
    ]
    return tuple(Choice(words, name, words == chosen.words) for words, name in usual)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def groups(plan: Plan, chosen: Chosen, say: Say) -> tuple[Group, ...]:
    """What figures may be narrowed to."""
    roster = roster_of(plan)
    words = Wording(say, roster)
    hours = [f"{hour:02}" for hour in range(FIRST_HOUR, LAST_HOUR)]
    return (
        _group(words, "agency", list(roster.agencies), chosen),
        _group(words, "service", list(roster.services), chosen),
        _group(words, "counter", sorted(roster.counters, key=roster.counters.__getitem__), chosen),
        _group(words, "officer", list(roster.officers), chosen),
        _group(words, "hour", hours, chosen),
    )


def _group(words: Wording, scope: str, keys: list[str], chosen: Chosen) -> Group:
    ids = [(f"{scope}={key}", words.name(scope, key)) for key in keys]
    return Group(words.scope(scope), tuple(Choice(id, name, id == chosen.only) for id, name in ids))


def title(chosen: Chosen, roster: Roster, say: Say) -> str:
    words = Wording(say, roster)
    told = words.period(chosen.period)
    return told if chosen.only is None else f"{told} · {words.only(only_of(chosen.only))}"
