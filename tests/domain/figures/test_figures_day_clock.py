"""Time as it passed in a day, whatever somebody did to the clock."""

from __future__ import annotations

import pytest

from hall_core.domain.figures.day_clock import DayClock
from tests.conftest import NINE_IN_THE_MORNING as NINE

HOUR = 3_600_000
DAY = 24 * HOUR


def clock(*turned: int) -> DayClock:
    """Each an event, so many milliseconds after nine."""
    told = DayClock()
    for at in turned:
        told.turn(NINE + at)
    return told


def test_a_day_begins_with_its_first_event_and_the_clock_is_not_set_by_it() -> None:
    assert (DayClock().now, DayClock().moves, DayClock().last) == (0, 0, 0)
    told = clock(0)
    assert (told.now, told.moves, told.last) == (0, 0, NINE)


@pytest.mark.parametrize(
    ("passes", "now", "moves"),
    [(0, 0, 0), (1, 1, 0), (DAY, DAY, 0), (DAY + 1, 0, 1), (-1, 0, 1), (-DAY, 0, 1)],
)
def test_what_passes_is_what_the_clock_says_where_it_goes_on_and_by_a_day_at_most(
    passes: int, now: int, moves: int
) -> None:
    told = clock(0, passes)
    assert (told.now, told.moves, told.last) == (now, moves, NINE + passes)


def test_every_time_that_the_clock_is_set_counts_and_what_passes_between_adds_up() -> None:
    told = clock(0, 5, -9, -4, 2 * DAY, 2 * DAY + 1)
    assert (told.now, told.moves, told.last) == (11, 2, NINE + 2 * DAY + 1)


def test_a_day_that_gets_its_date_lasts_no_longer_by_that() -> None:
    told = clock(0, 5)
    told.turn(NINE + 9, dated=True)
    assert (told.now, told.moves, told.last) == (5, 1, NINE + 9)
    first = DayClock()
    first.turn(NINE, dated=True)
    assert (first.moves, first.last) == (0, NINE)


@pytest.mark.parametrize(("silent", "now"), [(3 * HOUR - 1, 3 * HOUR - 1), (3 * HOUR, 0)])
def test_what_closes_after_three_hours_of_silence_closed_with_the_last_thing_that_happened(
    silent: int, now: int
) -> None:
    told = clock(0)
    told.turn(NINE + silent, closes=True)
    assert (told.now, told.moves, told.last) == (now, 0, NINE + now)


def test_what_is_closed_together_after_a_silence_closed_at_the_same_moment() -> None:
    told = clock(0)
    for ms in (19 * HOUR, 19 * HOUR):
        told.turn(NINE + ms, closes=True)
    assert (told.now, told.last) == (0, NINE)


def test_a_moment_of_the_day_is_told_by_the_clock_as_it_stood_at_the_end() -> None:
    told = clock(0, 5 * HOUR, 4 * HOUR, 5 * HOUR)
    assert [told.by_the_clock(moment) for moment in (0, 6 * HOUR)] == [NINE - HOUR, NINE + 5 * HOUR]


def test_no_moment_is_told_from_before_there_were_clocks() -> None:
    told = DayClock()
    told.turn(3 * HOUR)
    told.turn(4 * HOUR)
    told.turn(0)
    assert told.by_the_clock(0) == 0


@pytest.mark.parametrize(
    ("ago", "moment"), [(0, HOUR), (HOUR, 0), (-5, HOUR), (DAY, HOUR - DAY), (2 * DAY, HOUR - DAY)]
)
def test_what_is_told_later_was_before_that_and_by_no_more_than_a_day(ago: int, moment: int) -> None:
    assert clock(0, HOUR).earlier(NINE + HOUR - ago) == moment


def test_before_the_first_event_nothing_was_earlier() -> None:
    with pytest.raises(AssertionError, match=r"^no event was taken yet$"):
        DayClock().earlier(NINE)
