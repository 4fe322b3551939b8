"""How much one address may ask for."""

from __future__ import annotations

import pytest

from hall_core.domain.bucket import REMEMBERED, Rates
from hall_hub.console.gate.rates import A_SECOND, BURST, OF_ONE_ADDRESS

HERE = "10.0.0.7"
PAGE = 10
"""A page and all that it names."""


def test_fifty_officers_and_five_hundred_phones_behind_one_router_come_back_at_once() -> None:
    rates = Rates(OF_ONE_ADDRESS)
    officers = [rates.one_more(HERE, 0.0) for _ in range(50 * PAGE)]
    phones = [rates.one_more(HERE, 0.0) for _ in range(500 * 2)]
    assert all(officers + phones)


def test_fifty_officers_who_press_every_second_are_never_kept_waiting() -> None:
    rates = Rates(OF_ONE_ADDRESS)
    assert all(rates.one_more(HERE, second) for second in range(600) for _ in range(50 * 2))


def test_who_asks_more_is_refused_and_comes_back_when_some_time_has_passed() -> None:
    rates = Rates(OF_ONE_ADDRESS)
    assert [rates.one_more(HERE, 0.0) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert rates.one_more(HERE, 1.0 / A_SECOND)
    assert not rates.one_more(HERE, 1.0 / A_SECOND)


def test_who_goes_on_asking_too_much_is_still_answered_as_often_as_anybody() -> None:
    rates = Rates(OF_ONE_ADDRESS)
    for _ in range(BURST):
        rates.one_more(HERE, 0.0)
    answered = [rates.one_more(HERE, n / (2 * A_SECOND)) for n in range(1, 1_001)]
    assert answered.count(True) == pytest.approx(500, abs=1)


def test_others_do_not_pay_for_it() -> None:
    rates = Rates(OF_ONE_ADDRESS)
    for _ in range(BURST + 1):
        rates.one_more(HERE, 0.0)
    assert rates.one_more("10.0.0.8", 0.0)


def test_no_more_are_remembered_than_there_is_room_for_and_who_has_asked_for_little_is_forgotten_first() -> None:
    rates = Rates(OF_ONE_ADDRESS)
    rates.one_more("10.0.0.1", 0.0)
    for _ in range(BURST):
        rates.one_more(HERE, 100.0)
    for n in range(REMEMBERED - 1):
        rates.one_more(f"host-{n}", 100.0)
    assert not rates.one_more(HERE, 100.0)
    for n in range(REMEMBERED):
        rates.one_more(f"more-{n}", 100.0)
    assert len(rates._buckets) <= REMEMBERED  # pyright: ignore[reportPrivateUsage]
