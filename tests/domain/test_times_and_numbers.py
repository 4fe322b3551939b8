"""Business days, opening hours, ticket numbers and estimates."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.business_day import HANOI, LOOKS_AHEAD, business_day, open_until, opens_next, too_late, typed
from hall_core.domain.estimate import LONGEST, MINUTE, Pace, optimistic, wait_minutes
from hall_core.domain.numbering import next_value, own_value, spell
from hall_core.domain.plan import Hours, Numbers
from tests.conftest import make_plan


def at(text: str) -> int:
    """Milliseconds of a local time in Hà Nội."""
    return int(datetime.fromisoformat(text).replace(tzinfo=HANOI).timestamp() * 1000)


def said(moment: int | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment / 1000, HANOI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("text", ["2026-11-21 14:05", " 2026-11-21 14:05:00 "])
def test_a_time_that_somebody_types_is_one_of_the_hall_with_seconds_or_without(text: str) -> None:
    assert typed(text) == at("2026-11-21 14:05:00")
    assert typed("2026-11-21 14:05:09") == at("2026-11-21 14:05:09")


@pytest.mark.parametrize("text", ["", "14:05", "21/11/2026 14:05", "2026-11-31 14:05", "0001-01-01 00:00:61"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert typed(text) is None


WEEKDAYS = ["07:30-11:30", "13:30-17:00"]
HOURS = Hours(mon=WEEKDAYS, tue=WEEKDAYS, wed=WEEKDAYS, thu=WEEKDAYS, fri=WEEKDAYS, sat=["07:30-11:30"])


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2026-11-21 03:59:59", "2026-11-20"),
        ("2026-11-21 04:00:00", "2026-11-21"),
        ("2026-11-21 23:59:59", "2026-11-21"),
        ("2026-11-22 00:01:00", "2026-11-21"),
    ],
)
def test_the_business_day_turns_at_four_in_the_morning_in_hanoi(time: str, day: str) -> None:
    assert business_day(at(time), "04:00") == day


@pytest.mark.parametrize(
    ("time", "until", "opens"),
    [
        ("2026-11-20 07:29", None, "2026-11-20 07:30"),
        ("2026-11-20 07:30", "2026-11-20 11:30", "2026-11-20 13:30"),
        ("2026-11-20 11:30", None, "2026-11-20 13:30"),
        ("2026-11-20 16:59", "2026-11-20 17:00", "2026-11-21 07:30"),
        ("2026-11-21 12:00", None, "2026-11-23 07:30"),
    ],
)
def test_the_hall_is_open_in_its_spans_and_says_when_it_opens_next(time: str, until: str | None, opens: str) -> None:
    assert (said(open_until(HOURS, at(time))), said(opens_next(HOURS, at(time)))) == (until, opens)


def test_the_hall_opens_and_closes_to_the_minute() -> None:
    assert open_until(HOURS, at("2026-11-20 08:00:30.5")) == at("2026-11-20 11:30")
    assert opens_next(HOURS, at("2026-11-20 06:00:30.5")) == at("2026-11-20 07:30")


def test_a_hall_open_round_the_clock_closes_at_midnight_and_opens_in_the_same_minute() -> None:
    hours = Hours(fri=["00:00-24:00"], sat=["00:00-24:00"])
    assert said(open_until(hours, at("2026-11-20 23:59"))) == "2026-11-21 00:00"
    assert open_until(hours, at("2026-11-21 00:00")) is not None


def test_a_hall_without_hours_never_opens() -> None:
    assert opens_next(Hours(), at("2026-11-20 08:00")) is None


HOLIDAYS = Hours(
    **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), WEEKDAYS),
    special={"2026-11-20": [], "2026-11-21": ["08:00-12:00"], "2026-11-23": ["09:00-11:00"]},
)


@pytest.mark.parametrize(
    ("time", "until", "opens"),
    [
        ("2026-11-20 08:00", None, "2026-11-21 08:00"),
        ("2026-11-21 08:00", "2026-11-21 12:00", "2026-11-23 09:00"),
        ("2026-11-23 08:00", None, "2026-11-23 09:00"),
        ("2026-11-23 14:00", None, "2026-11-24 07:30"),
    ],
)
def test_the_hours_of_a_single_day_win_over_those_of_its_weekday(time: str, until: str | None, opens: str) -> None:
    assert (said(open_until(HOLIDAYS, at(time))), said(opens_next(HOLIDAYS, at(time)))) == (until, opens)


def test_the_next_opening_is_found_behind_a_long_closure_but_not_for_ever() -> None:
    far = Hours(special={"2027-01-05": ["07:30-11:30"]})
    assert said(opens_next(far, at("2026-11-20 08:00"))) == "2027-01-05 07:30"
    assert said(opens_next(far, at("2026-11-06 08:00"))) == "2027-01-05 07:30"
    assert opens_next(far, at("2026-11-05 08:00")) is None
    assert LOOKS_AHEAD == 60


@pytest.mark.parametrize(
    ("time", "late"),
    [
        ("2026-11-20 11:14:59.999", False),
        ("2026-11-20 11:15", True),
        ("2026-11-20 11:29", True),
        ("2026-11-20 13:30", False),
    ],
)
def test_for_some_minutes_before_a_span_ends_no_number_is_given(time: str, late: bool) -> None:
    assert too_late(HOURS, at(time), 15) is late
    assert too_late(HOURS, at(time), 0) is False


def test_a_span_that_goes_on_at_once_is_not_closing() -> None:
    hours = Hours(fri=["07:30-12:00", "12:00-24:00"], sat=["00:00-01:00"])
    assert not too_late(hours, at("2026-11-20 11:59"), 30)
    assert not too_late(hours, at("2026-11-20 23:59"), 30), "open beyond midnight"
    assert too_late(hours, at("2026-11-21 00:45"), 30)
    assert too_late(hours, at("2026-11-20 23:59"), 90)


def test_a_hall_that_never_closes_is_never_too_late() -> None:
    hours = Hours(**{day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})
    assert not too_late(hours, at("2026-11-20 23:59"), 240)


def test_numbers_are_spelled_with_their_zeros() -> None:
    assert spell(Numbers(prefix="A", digits=3), 12) == "A012"
    assert spell(Numbers(digits=4, first=1001, last=1999), 1002) == "1002"


@pytest.mark.parametrize(
    ("number", "whose"),
    [
        ("A001", ("khai-sinh", 1)),
        ("A899", ("khai-sinh", 899)),
        ("A000", ("", None)),
        ("A900", ("", None)),  # of a kiosk's reserve
        ("A01", ("", None)),
        ("B10", ("sao-y", 10)),
        ("B13", ("sao-y", 13)),
        ("X10", ("", None)),
    ],
)
def test_a_number_is_the_hubs_own_when_it_is_spelled_so_and_lies_in_a_services_space(
    number: str, whose: tuple[str, int | None]
) -> None:
    assert own_value(make_plan(), number) == whose


def nobody(_: str) -> bool:
    return False


def test_numbers_count_up_and_a_spent_space_gives_none() -> None:
    numbers = Numbers(first=1, last=3)
    assert [next_value(numbers, last, nobody) for last in (None, 1, 2, 3)] == [1, 2, 3, None]


@given(st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_a_wrap_gives_the_next_free_number_in_the_circle_or_none_when_all_are_held(held: set[int], last: int) -> None:
    numbers = Numbers(digits=1, first=1, last=6, when_full="wrap")
    given_out = next_value(numbers, last, lambda number: int(number) in held)
    circle = [(last + step - 1) % 6 + 1 for step in range(1, 7)]
    if last < 6 and last + 1 not in held:
        assert given_out == last + 1
    assert given_out == next((value for value in circle if value not in held), None)


def test_the_pace_starts_from_the_plan_and_follows_what_is_served() -> None:
    pace = Pace(10 * MINUTE)
    assert pace.after(4 * MINUTE).mean == 4 * MINUTE, "the first real service outweighs the guess"
    for _ in range(60):
        pace = pace.after(6 * MINUTE)
    assert round(pace.mean / MINUTE, 1) == 6.0


def test_the_pace_is_the_mean_of_the_first_ten_services_and_then_follows_slowly() -> None:
    pace = Pace(0)
    for minutes in range(1, 11):
        pace = pace.after(minutes * MINUTE)
    assert (pace.mean, pace.seen) == (5.5 * MINUTE, 10)
    pace = pace.after(int(5.5 * MINUTE))
    assert pace.after(0).mean == pytest.approx(0.9 * 5.5 * MINUTE)


@pytest.mark.parametrize("served", [-MINUTE, LONGEST + 1, 56 * 365 * 24 * 60 * MINUTE])
def test_a_service_in_which_the_clock_was_set_says_nothing_of_how_long_services_take(served: int) -> None:
    pace = Pace(10 * MINUTE).after(4 * MINUTE)
    assert pace.after(served) == pace


@pytest.mark.parametrize("served", [0, LONGEST])
def test_a_service_of_a_moment_counts_and_so_does_one_of_four_hours(served: int) -> None:
    assert Pace(10 * MINUTE).after(served) == Pace(served, 1)


def test_the_estimate_is_people_times_slot_rounded_up_and_silent_when_nobody_serves() -> None:
    pace = Pace(10 * MINUTE)
    assert wait_minutes(0, pace, 2) == 0
    assert wait_minutes(3, pace, 2) == 15
    assert wait_minutes(3, pace, 1) == 30
    assert wait_minutes(1, Pace(15 * 60_000 + 1), 1) == 16
    assert wait_minutes(1, pace, 3) == 4
    assert wait_minutes(3, pace, 0) is None


def test_the_optimistic_figure_is_four_fifths_of_the_estimate_rounded_down() -> None:
    assert [optimistic(minutes) for minutes in (0, 1, 4, 10, 45)] == [0, 0, 3, 8, 36]
