"""Ratings that come closer together than people do."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain import events as e
from hall_core.domain.figures.bursts import VOTES, WITHIN, bursts
from hall_core.domain.figures.rows import Burst
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.domain.a_day import uid
from tests.domain.figures.told import MINUTE, Told

CLOSE = WITHIN // (VOTES - 1)
TEN_PAST = NINE + 10 * MINUTE


def rated(*ends: int, device: str = "pad-1", level: Any = "satisfied", counter: str = "quay-1") -> Told:
    """Services of one officer that end so many milliseconds after ten past nine, all rated."""
    return rated_too(
        Told().at(0, e.CounterOpened(counter="quay-2", officer="an", session=uid(901))),
        *ends,
        device=device,
        level=level,
        counter=counter,
    )


def rated_too(told: Told, *ends: int, device: str = "pad-1", level: Any = "satisfied", counter: str = "quay-1") -> Told:
    begun = len(told.fold.steps())
    for n, ms in enumerate(ends, begun + 1):
        at = 10 + ms / MINUTE
        told.issue(at, n).call(at, n, counter=counter).start(at, n).complete(at, n, offer=500 + n)
        told.vote(at, 500 + n, level, device)
    return told


def burst(
    votes: int, since: int, until: int, satisfied: int, device: str = "pad-1", officer: str = "can-bo-1"
) -> Burst:
    return Burst(
        device=device, officer=officer, votes=votes, since=TEN_PAST + since, until=TEN_PAST + until, satisfied=satisfied
    )


def test_five_services_that_ended_within_exactly_five_minutes_are_a_burst_and_a_moment_more_is_none() -> None:
    five = [n * CLOSE for n in range(5)]
    assert bursts(rated(*five).fold.steps()) == [burst(5, 0, WITHIN, 5)]
    assert bursts(rated(*five[:-1], WITHIN + 1).fold.steps()) == []
    assert bursts(rated(*five[:-1]).fold.steps()) == []


@pytest.mark.parametrize(
    ("level", "satisfied"), [("very-satisfied", 5), ("satisfied", 5), ("neutral", 0), ("dissatisfied", 0)]
)
def test_a_burst_tells_how_many_of_its_votes_are_of_the_two_best(level: str, satisfied: int) -> None:
    assert [x.satisfied for x in bursts(rated(*range(5), level=level).fold.steps())] == [satisfied]


def test_a_burst_that_goes_on_is_one_and_one_that_begins_anew_is_another() -> None:
    five, gap = [n * CLOSE for n in range(5)], WITHIN + 1
    on, anew = [WITHIN + n * CLOSE for n in range(1, 5)], [WITHIN + gap + n * CLOSE for n in range(5)]
    assert bursts(rated(*five, *on).fold.steps()) == [burst(9, 0, 2 * WITHIN, 9)]
    assert bursts(rated(*range(5), *[WITHIN + 4] * 4).fold.steps()) == [burst(9, 0, WITHIN + 4, 9)]
    assert bursts(rated(*five, *anew).fold.steps()) == [
        burst(5, 0, WITHIN, 5),
        burst(5, WITHIN + gap, 2 * WITHIN + gap, 5),
    ]


def test_services_that_share_no_vote_with_the_burst_before_are_a_burst_of_their_own() -> None:
    first, second = range(5), range(WITHIN + 4, WITHIN + 9)
    assert bursts(rated(*first, *second).fold.steps()) == [burst(5, 0, 4, 5), burst(5, WITHIN + 4, WITHIN + 8, 5)]


def test_votes_at_several_devices_or_for_several_officers_are_looked_at_apart() -> None:
    told = rated(*range(3))
    assert bursts(rated_too(told, *range(9, 11), device="pad-0").fold.steps()) == []
    assert bursts(rated_too(told, *range(20, 22), counter="quay-2").fold.steps()) == []
    rated_too(told, *range(30, 33), device="pad-0")
    rated_too(told, *range(40, 43), counter="quay-2")
    assert bursts(told.fold.steps()) == [
        burst(5, 9, 32, 5, device="pad-0"),
        burst(5, 20, 42, 5, officer="an"),
    ]


def test_what_was_not_rated_or_served_by_nobody_is_no_burst() -> None:
    assert bursts(rated(*range(5), counter="quay-9").fold.steps()) == []
    told = Told()
    for n in range(1, 6):
        told.issue(1, n).call(1, n).start(1, n).complete(1, n, offer=500 + n)
    assert bursts(told.fold.steps()) == []


def test_what_counts_is_when_services_ended_whenever_they_began() -> None:
    told = Told()
    for n in range(1, 6):
        told.issue(1, n)
    for at, n in enumerate((5, 3, 1, 2, 4), 10):
        told.call(at, n).start(at, n).complete(at, n, offer=500 + n).vote(at, 500 + n)
    assert bursts(told.fold.steps()) == [burst(5, 0, 4 * MINUTE, 5)]
