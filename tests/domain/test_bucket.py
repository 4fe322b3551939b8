"""So much at once, and for good so much a second."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.bucket import Bucket, Rate

rates = st.builds(Rate, st.sampled_from([0.5, 1, 5, 100]), st.integers(1, 50))
pauses = st.lists(st.integers(0, 3_000), max_size=200)
"""Milliseconds between one who asks and the next."""


def asked(rate: Rate, pauses: list[int]) -> list[tuple[int, bool]]:
    """When somebody asked, and whether it was let through."""
    bucket = Bucket(rate, 0)
    return [(at, bucket.take(at)) for at in accumulate(pauses)]


@given(rates, pauses)
def test_never_is_more_let_through_than_at_once_and_what_time_has_brought(rate: Rate, pauses: list[int]) -> None:
    through = [at for at, taken in asked(rate, pauses) if taken]
    for first, since in enumerate(through):
        for count, at in enumerate(through[first:], start=1):
            assert count <= rate.at_once + (at - since) * rate.per_second / 1_000


@given(rates, pauses)
def test_who_keeps_to_the_rate_is_never_turned_away(rate: Rate, pauses: list[int]) -> None:
    least = 1_000 / rate.per_second
    assert all(taken for _, taken in asked(rate, [round(least + pause) for pause in pauses]))


@given(rates, pauses)
def test_to_ask_in_vain_costs_nothing(rate: Rate, pauses: list[int]) -> None:
    busy, patient = Bucket(rate, 0), Bucket(rate, 0)
    for at, taken in asked(rate, pauses):
        assert busy.take(at) == taken
        if taken:
            assert patient.take(at)


@given(rates, pauses)
def test_it_is_full_again_after_a_quiet_time_and_holds_no_more_than_at_once(rate: Rate, pauses: list[int]) -> None:
    bucket = Bucket(rate, 0)
    assert bucket.full(0)
    for at in accumulate(pauses):
        bucket.take(at)
    later = sum(pauses) + round(1_001 * rate.at_once / rate.per_second)
    assert bucket.full(later)
    assert [bucket.take(later) for _ in range(rate.at_once + 1)] == [True] * rate.at_once + [False]
    assert not bucket.full(later)


def test_a_time_from_before_brings_nothing() -> None:
    bucket = Bucket(Rate(1, 1), 5_000)
    assert bucket.take(5_000)
    assert not bucket.take(0)
    assert not bucket.take(5_000)
    assert bucket.take(6_000)
