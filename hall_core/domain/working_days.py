"""Working days (ngày làm việc): which there are, and what is reckoned by them. Pure.

Due dates are the central system's. Reckoned here is only what nobody promises: a day on which a result may be expected
("hẹn trả dự kiến") where that system tells none, and how many working days something is late.

The day on which a dossier comes is not counted, the first one counted is the next; a term in days or months that ends
on a day off ends on the next working day (Civil Code 2015, articles 147 and 148).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from hall_core.domain.business_day import day_after, local, spans_on
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Hours
from hall_core.domain.plan_times import ClockTime
from hall_core.errors import MotcuaError

SATURDAY = 5
TERM_MOST = 999
"""Of any unit: two and a half years of working days are no term of any procedure."""

Unit = Literal["working-day", "calendar-day", "hour", "month"]
"""``hour``: one in which the hall is open on a working day."""


class Term(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long a dossier may take by its procedure, as the central system tells it where it tells no due date."""

    amount: Annotated[int, Meta(ge=0, le=TERM_MOST)]
    """0 working days: the same day."""
    unit: Unit
    received_at: Millis | None = None
    """When it was handed in; None: only the day is known, and it counts as early enough."""


class Rule(Struct, frozen=True, kw_only=True):
    """What holds for dossiers that were received on ``since`` or later, until the next rule begins."""

    since: Day
    same_day_until: ClockTime
    """What is received later than this is counted from the next working day. Up to and with it, the same day."""


RULES: tuple[Rule, ...] = (Rule(since="2018-06-21", same_day_until="15:00"),)
"""Where the centre tells no others: since decree 61/2018/NĐ-CP came into force."""


class Calendar(Struct, frozen=True, kw_only=True):
    """What is a working day, from ``first`` to ``last``: every Monday to Friday but the holidays, and days that are
    worked in their place."""

    first: Day
    last: Day
    holidays: list[Day]
    """Public holidays and days off that are worked on another day. A worked day among them is worked."""
    worked: list[Day]
    """Saturdays and Sundays that are working days."""
    rules: list[Rule] = field(default_factory=lambda: list(RULES))
    """By ``since``."""


class Override(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the centre knows better than any library: days off and days worked that were decided later, and rules."""

    holidays: list[Day] = []
    worked: list[Day] = []
    rules: list[Rule] = []
    """In the place of all others; empty: those stay."""


def overridden(base: Calendar, by: Override) -> Calendar:
    """What the override names wins, a holiday as well as a worked day. ValueError when one of its days is none, or
    both."""
    named = [*by.holidays, *by.worked, *(rule.since for rule in by.rules)]
    for day in named:
        date.fromisoformat(day)
    off, on = set(by.holidays), set(by.worked)
    if off & on:
        raise ValueError(f"{min(off & on)} cannot be off and worked")
    return Calendar(
        first=base.first,
        last=base.last,
        holidays=sorted(off | (set(base.holidays) - on)),
        worked=sorted(on | (set(base.worked) - off)),
        rules=sorted(by.rules, key=lambda rule: rule.since) or base.rules,
    )


class CalendarError(MotcuaError):
    """The calendar does not reach so far."""

    key = "calendar"


class Expected(Struct, frozen=True):
    """When a result may be expected."""

    day: Day
    time: ClockTime | None = None
    """Of a term in hours."""


class WorkingDays:
    """A calendar that is made ready once and asked often. Days outside it are CalendarError."""

    def __init__(self, calendar: Calendar) -> None:
        self._first, self._last = _number(calendar.first), _number(calendar.last)
        holidays, worked = set(map(_number, calendar.holidays)), set(map(_number, calendar.worked))
        self._numbers = [x for x in range(self._first, self._last + 1) if _works(x, holidays, worked)]
        """Of all working days, in order, by what ``date.toordinal`` gives."""
        self.rules = sorted(calendar.rules, key=lambda rule: rule.since)

    def is_working(self, day: Day) -> bool:
        number = self._inside(_number(day))
        place = bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number

    def add(self, day: Day, count: int) -> Day:
        """The ``count``-th working day after ``day``; 0: ``day`` itself, or the next one when it is none."""
        number = self._inside(_number(day))
        place = bisect_left(self._numbers, number) if count == 0 else bisect_right(self._numbers, number) + count - 1
        if place >= len(self._numbers):
            raise CalendarError(f"the calendar ends on {date.fromordinal(self._last)}")
        return date.fromordinal(self._numbers[place]).isoformat()

    def between(self, after: Day, upto: Day) -> int:
        """Working days after the one and up to and with the other; 0 when there are none."""
        first, last = (bisect_right(self._numbers, self._inside(_number(day))) for day in (after, upto))
        return max(0, last - first)

    def late_by(self, due: Day, as_of: Day) -> int:
        """Working days that have begun since the promised one was over."""
        return self.between(due, as_of)

    def rule_of(self, received: Day) -> Rule | None:
        """The one in force on that day; None: it was before all of them."""
        return next((rule for rule in reversed(self.rules) if rule.since <= received), None)

    def _inside(self, number: int) -> int:
        if not self._first <= number <= self._last:
            raise CalendarError(f"the calendar does not have {date.fromordinal(number)}")
        return number


def expected(received: Day, term: Term, days: WorkingDays, hours: Hours) -> Expected:
    """When the result of a dossier may be expected that was handed in on ``received``, or at the moment that the term
    tells, by the rules in force then. ``hours`` are the site's. CalendarError."""
    start = days.add(received, 0)
    rule = days.rule_of(received)
    at = None if term.received_at is None else local(term.received_at)
    late = start == received and at is not None and rule is not None and f"{at:%H:%M:%S}" > f"{rule.same_day_until}:00"
    match term.unit:
        case "hour":
            # Hours are counted from the moment itself: those after closing are none.
            begins = at if at is not None and start == received else datetime.fromisoformat(start)
            return _after_hours(begins, term.amount, days, hours)
        case "working-day":
            return Expected(days.add(days.add(start, 1) if late else start, term.amount))
        case "calendar-day" | "month":
            counted = date.fromisoformat(days.add(start, 1) if late else received)
            months = term.unit == "month"
            end = _months_after(counted, term.amount) if months else counted + timedelta(days=term.amount)
            return Expected(days.add(end.isoformat(), 0))


def _after_hours(begins: datetime, amount: int, days: WorkingDays, hours: Hours) -> Expected:
    """The end of so many open hours on working days, the last of them whole."""
    left, day = amount * 60, begins.date().isoformat()
    minute = begins.hour * 60 + begins.minute
    while True:
        if days.is_working(day):
            for opens, end in spans_on(hours, datetime.fromisoformat(day)):
                start = max(opens, minute)
                if start < end and left <= end - start:
                    return Expected(day, f"{(start + left) // 60:02}:{(start + left) % 60:02}")
                left -= max(0, end - start)
        day, minute = day_after(day), 0


def _months_after(day: date, months: int) -> date:
    """The same day of that month, or its last one when it has none of that number."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _works(number: int, holidays: set[int], worked: set[int]) -> bool:
    return number in worked or (date.fromordinal(number).weekday() < SATURDAY and number not in holidays)


def _number(day: Day) -> int:
    """ValueError when there is no such day."""
    return date.fromisoformat(day).toordinal()
