"""Working days of Vietnam: swaps and holidays, what is counted from when, and what nobody promises."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier, standing
from hall_core.domain.dossier_days import Reckoned, late_days, reckoned
from hall_core.domain.names import Name
from hall_core.domain.plan import Hours
from hall_core.domain.working_days import (
    Calendar,
    CalendarError,
    Expected,
    Override,
    Rule,
    Term,
    Unit,
    WorkingDays,
    expected,
    overridden,
)

CALENDAR = Calendar(
    first="2025-01-01",
    last="2027-12-31",
    holidays=[
        *("2025-09-01", "2025-09-02", "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18"),
        *("2026-02-19", "2026-02-20", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01"),
        *("2026-09-02", "2026-11-24"),
    ],
    worked=["2026-01-10", "2026-08-22"],
)
DAYS = WorkingDays(CALENDAR)
EVERY_DAY = ["07:30-11:30", "13:30-17:00"]
HOURS = Hours(mon=EVERY_DAY, tue=EVERY_DAY, wed=EVERY_DAY, thu=EVERY_DAY, fri=EVERY_DAY, sat=[], sun=[])
INSIDE = st.dates(date(2025, 1, 1), date(2027, 6, 30)).map(date.isoformat)


def term(amount: int, unit: Unit = "working-day", at: datetime | None = None) -> Term:
    return Term(amount=amount, unit=unit, received_at=None if at is None else moment_of(at))


def test_three_working_days_after_the_20th_of_november_2026_end_on_the_26th() -> None:
    """A Saturday, a Sunday and the Day of Culture lie between."""
    assert DAYS.add("2026-11-20", 3) == "2026-11-26"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-24", False),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-01-02", False),
        ("2026-01-10", True),
        ("2026-01-17", False),
        ("2026-11-23", True),
    ],
)
def test_holidays_are_off_and_swapped_saturdays_are_worked(day: str, works: bool) -> None:
    assert DAYS.is_working(day) is works


@given(INSIDE, st.integers(1, 60))
def test_adding_days_and_counting_them_are_one(day: str, count: int) -> None:
    end = DAYS.add(day, count)
    assert DAYS.between(day, end) == count
    assert DAYS.is_working(end)


@given(INSIDE, INSIDE)
def test_counting_is_what_one_does_with_a_calendar_on_the_wall(after: str, upto: str) -> None:
    days = range((date.fromisoformat(upto) - date.fromisoformat(after)).days)
    walked = [(date.fromisoformat(after) + timedelta(days=n + 1)).isoformat() for n in days]
    assert DAYS.between(after, upto) == sum(map(DAYS.is_working, walked))


def test_what_is_late_since_friday_is_one_day_late_on_monday_and_none_on_sunday() -> None:
    assert [DAYS.late_by("2026-11-20", day) for day in ("2026-11-22", "2026-11-23", "2026-11-25")] == [0, 1, 2]


def test_a_day_that_the_calendar_does_not_have_is_told_and_not_guessed() -> None:
    with pytest.raises(CalendarError, match="does not have 2028-01-01"):
        DAYS.is_working("2028-01-01")
    with pytest.raises(CalendarError, match="does not have 2024-12-31"):
        DAYS.add("2024-12-31", 1)
    with pytest.raises(CalendarError, match="ends on 2027-12-31"):
        DAYS.add("2027-12-31", 1)
    assert (DAYS.is_working("2025-01-01"), DAYS.is_working("2027-12-31")) == (True, True)
    assert DAYS.add("2027-12-30", 1) == "2027-12-31"


def test_a_calendar_may_end_on_a_day_off() -> None:
    short = WorkingDays(Calendar(first="2026-11-20", last="2026-11-22", holidays=[], worked=[]))
    assert not short.is_working("2026-11-22")


def test_a_calendar_has_its_last_day_and_none_after_it() -> None:
    thursday = WorkingDays(Calendar(first="2026-11-18", last="2026-11-19", holidays=[], worked=[]))
    assert thursday.is_working("2026-11-19")
    with pytest.raises(CalendarError):
        thursday.add("2026-11-19", 1)


@pytest.mark.parametrize(
    ("received", "due"),
    [(datetime(2026, 11, 20, 15, 0), "2026-11-20"), (datetime(2026, 11, 20, 15, 0, 1), "2026-11-23")],
)
def test_at_15_00_itself_it_is_the_same_day_and_after_it_the_next_working_day(received: datetime, due: str) -> None:
    assert expected("2026-11-20", term(0, at=received), DAYS, HOURS) == Expected(due)


def test_what_is_handed_in_too_late_is_counted_from_the_next_working_day() -> None:
    assert expected("2026-11-20", term(3, at=datetime(2026, 11, 20, 16)), DAYS, HOURS) == Expected("2026-11-27")
    assert expected("2026-11-20", term(3), DAYS, HOURS) == Expected("2026-11-26"), "only the day is known"


def test_a_dossier_keeps_the_rule_of_the_day_on_which_it_was_received() -> None:
    rules = [Rule(since="2026-11-23", same_day_until="16:30"), Rule(since="2020-01-01", same_day_until="15:00")]
    days = WorkingDays(Calendar(**{**_fields(CALENDAR), "rules": rules}))
    before, after = datetime(2026, 11, 20, 16), datetime(2026, 11, 23, 16)
    assert expected("2026-11-20", term(0, at=before), days, HOURS) == Expected("2026-11-23")
    assert expected("2026-11-23", term(0, at=after), days, HOURS) == Expected("2026-11-23")


def _fields(calendar: Calendar) -> dict[str, object]:
    return {name: getattr(calendar, name) for name in calendar.__struct_fields__}


def test_what_came_before_all_rules_is_never_too_late_for_its_day() -> None:
    days = WorkingDays(Calendar(first="2018-01-01", last="2018-12-31", holidays=[], worked=[]))
    assert expected("2018-06-20", term(0, at=datetime(2018, 6, 20, 16)), days, HOURS) == Expected("2018-06-20")
    assert expected("2018-06-21", term(0, at=datetime(2018, 6, 21, 16)), days, HOURS) == Expected("2018-06-22")


@pytest.mark.parametrize(("length", "due"), [(term(5, "calendar-day"), "2026-11-30"), (term(1, "month"), "2026-12-23")])
def test_days_and_months_too_are_counted_from_the_next_working_day_when_it_was_handed_in_too_late(
    length: Term, due: str
) -> None:
    late = Term(amount=length.amount, unit=length.unit, received_at=moment_of(datetime(2026, 11, 20, 16)))
    assert expected("2026-11-20", late, DAYS, HOURS) == Expected(due)


def test_what_the_centre_knows_better_takes_the_place_of_what_the_library_has() -> None:
    base = Calendar(first="2026-01-01", last="2026-12-31", holidays=["2026-11-24", "2026-11-25"], worked=["2026-11-21"])
    rules = [Rule(since="2026-11-01", same_day_until="16:30"), Rule(since="2026-01-01", same_day_until="15:30")]
    by = Override(holidays=["2026-11-21", "2026-11-20"], worked=["2026-11-28", "2026-11-24"], rules=rules)
    assert overridden(base, by) == Calendar(
        first="2026-01-01",
        last="2026-12-31",
        holidays=["2026-11-20", "2026-11-21", "2026-11-25"],
        worked=["2026-11-24", "2026-11-28"],
        rules=[rules[1], rules[0]],
    )
    assert overridden(base, Override()) == base


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (Override(holidays=["2026-02-30"]), "day is out of range"),
        (Override(worked=["2026-02-30"]), "day is out of range"),
        (Override(rules=[Rule(since="2026-02-30", same_day_until="15:00")]), "day is out of range"),
        (Override(holidays=["2026-11-19", "2026-11-20"], worked=["2026-11-20"]), "2026-11-20 cannot be off and worked"),
    ],
)
def test_what_the_centre_says_of_days_must_be_possible(by: Override, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        overridden(CALENDAR, by)


def test_what_comes_on_a_day_off_counts_as_come_on_the_next_working_day() -> None:
    assert expected("2026-11-21", term(1), DAYS, HOURS) == Expected("2026-11-25")


@pytest.mark.parametrize(
    ("received", "length", "due"),
    [
        ("2026-11-10", term(5, "calendar-day"), "2026-11-16"),  # the 15th is a Sunday
        ("2026-11-11", term(5, "calendar-day"), "2026-11-16"),
        ("2026-10-31", term(1, "month"), "2026-11-30"),
        ("2026-01-30", term(1, "month"), "2026-03-02"),  # the 28th of February is a Saturday
        ("2026-09-30", term(14, "month"), "2027-11-30"),
        ("2026-11-30", term(1, "month"), "2026-12-30"),
        ("2026-11-23", term(0, "calendar-day"), "2026-11-23"),
    ],
)
def test_days_and_months_end_on_the_next_working_day(received: str, length: Term, due: str) -> None:
    assert expected(received, length, DAYS, HOURS) == Expected(due)


@pytest.mark.parametrize(
    ("at", "hours", "due"),
    [
        (datetime(2026, 11, 20, 9), 2, Expected("2026-11-20", "11:00")),
        (datetime(2026, 11, 20, 10), 3, Expected("2026-11-20", "15:00")),
        (datetime(2026, 11, 20, 8, 45), 1, Expected("2026-11-20", "09:45")),
        (datetime(2026, 11, 20, 16), 1, Expected("2026-11-20", "17:00")),
        (datetime(2026, 11, 20, 10, 15), 2, Expected("2026-11-20", "14:15")),
        (datetime(2026, 11, 20, 11, 30), 0, Expected("2026-11-20", "13:30")),
        (datetime(2026, 11, 20, 17), 1, Expected("2026-11-23", "08:30")),
        (datetime(2026, 11, 21, 10), 1, Expected("2026-11-23", "08:30")),
        (datetime(2026, 11, 20, 16), 8, Expected("2026-11-23", "16:30")),
        (datetime(2026, 11, 20, 22), 1, Expected("2026-11-23", "08:30")),
        (datetime(2026, 11, 23, 16), 2, Expected("2026-11-25", "08:30")),  # the Day of Culture lies between
    ],
)
def test_hours_are_those_in_which_the_site_is_open(at: datetime, hours: int, due: Expected) -> None:
    assert expected(at.date().isoformat(), term(hours, "hour", at), DAYS, HOURS) == due


def test_where_it_is_never_closed_hours_go_on_after_midnight() -> None:
    always = Hours(**{day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
    at = datetime(2026, 11, 18, 23)
    assert expected("2026-11-18", term(2, "hour", at), DAYS, always) == Expected("2026-11-19", "01:00")


def test_of_a_dossier_of_which_the_day_alone_is_known_the_hours_begin_with_it() -> None:
    assert expected("2026-11-20", term(2, "hour"), DAYS, HOURS) == Expected("2026-11-20", "09:30")


def test_a_site_that_is_never_open_ends_no_hours() -> None:
    closed = Hours(mon=[], tue=[], wed=[], thu=[], fri=[], sat=[], sun=[])
    with pytest.raises(CalendarError):
        expected("2026-11-20", term(2, "hour"), DAYS, closed)


def dossier(**fields: object) -> Dossier:
    name = Name(vi="Khai sinh", en="Birth")
    return Dossier(**{"code": "H41-000001", "procedure": name, "agency": name, "state": "processing", **fields})  # type: ignore[arg-type]


def test_nothing_is_late_by_the_age_of_a_copy() -> None:
    """The promise was for the 20th; the copy is of that day, whatever day it is today."""
    assert reckoned(dossier(due="2026-11-20"), "2026-11-20", DAYS, HOURS) is None
    assert reckoned(dossier(due="2026-11-20"), None, DAYS, HOURS) is None
    assert reckoned(dossier(due="2026-11-20"), "2026-11-25", DAYS, HOURS) == Reckoned(late_days=2)


@pytest.mark.parametrize(
    ("fields", "as_of", "stands"),
    [
        ({}, "2026-11-25", "open-ended"),
        ({"due": "2026-11-20"}, "2026-11-20", "on-time"),
        ({"due": "2026-11-20"}, "2026-11-21", "late"),
        ({"due": "2026-11-20"}, None, "unknown"),
        ({"due": "2026-11-20", "state": "finished"}, "2026-11-25", "unknown"),
        ({"due": "2026-11-20", "state": "finished", "ended": "2026-11-20"}, "2026-11-25", "on-time"),
        ({"due": "2026-11-20", "state": "finished", "ended": "2026-11-21"}, None, "was-late"),
        *(({"due": "2026-11-20", "state": state}, "2026-11-25", "unknown") for state in ("rejected", "withdrawn")),
        *(({"due": "2026-11-20", "state": state}, "2026-11-25", "unknown") for state in ("stopped", "returned")),
    ],
)
def test_a_dossier_is_late_from_the_day_after_the_promise_on_until_it_has_ended(
    fields: dict[str, object], as_of: str | None, stands: str
) -> None:
    assert standing(dossier(**fields), as_of) == stands


def test_what_ended_in_time_was_not_late() -> None:
    assert late_days(dossier(state="finished", due="2026-11-20", ended="2026-11-20"), "2026-12-20", DAYS) is None
    assert late_days(dossier(state="finished", due="2026-11-20"), "2026-12-20", DAYS) is None


def test_what_may_be_expected_is_told_with_the_hour_of_a_term_in_hours_and_never_of_what_has_ended() -> None:
    told = dossier(received="2026-11-20", term=term(2, "hour", datetime(2026, 11, 20, 9)))
    assert reckoned(told, "2026-11-20", DAYS, HOURS) == Reckoned(expected="2026-11-20", expected_time="11:00")
    for nothing in ({"received": None}, {"term": None}, {"state": "finished"}):
        assert reckoned(replace(told, **nothing), "2026-11-20", DAYS, HOURS) is None
    assert reckoned(told, None, DAYS, HOURS) is None


def test_what_ended_late_was_late_by_its_end() -> None:
    ended = dossier(state="finished", due="2026-11-20", ended="2026-11-23")
    assert reckoned(ended, "2026-12-20", DAYS, HOURS) == Reckoned(late_days=1)


def test_what_the_central_system_promises_is_never_reckoned_anew() -> None:
    told = dossier(received="2026-11-20", due="2026-12-04", term=term(3))
    assert reckoned(told, "2026-11-20", DAYS, HOURS) is None


def test_an_expected_day_that_is_over_is_not_told_and_is_no_delay() -> None:
    told = dossier(received="2026-11-20", term=term(3))
    assert reckoned(told, "2026-11-26", DAYS, HOURS) == Reckoned(expected="2026-11-26")
    assert reckoned(told, "2026-11-27", DAYS, HOURS) is None


def test_without_a_calendar_or_beyond_it_nothing_is_said() -> None:
    assert reckoned(dossier(due="2026-11-20"), "2026-11-25", None, HOURS) is None
    assert reckoned(dossier(due="2019-11-20"), "2026-11-25", DAYS, HOURS) is None
