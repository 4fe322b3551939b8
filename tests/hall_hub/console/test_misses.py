"""Links that lead nowhere are counted for each address, a minute at a time."""

from __future__ import annotations

from hall_hub.console.phones.misses import ADDRESSES_MOST, MINUTE, Misses

AT = 1_000_000


def test_each_address_has_a_count_of_its_own() -> None:
    misses = Misses()
    assert [misses.one_more("10.0.0.1", AT) for _ in range(3)] == [1, 2, 3]
    assert misses.one_more("10.0.0.2", AT) == 1


def test_after_a_minute_it_begins_anew() -> None:
    misses = Misses()
    misses.one_more("10.0.0.1", AT)
    assert misses.one_more("10.0.0.1", AT + MINUTE - 1) == 2
    assert misses.one_more("10.0.0.1", AT + MINUTE) == 1


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    misses = Misses()
    misses.one_more("10.0.0.1", AT)
    assert misses.one_more("10.0.0.1", AT - 1) == 1


def test_addresses_without_end_take_no_memory_without_end() -> None:
    misses = Misses()
    for n in range(ADDRESSES_MOST):
        misses.one_more(f"2001:db8::{n:x}", AT)
    assert misses.one_more("2001:db8::1", AT) == 2
    misses.one_more("10.0.0.1", AT)
    assert misses.one_more("2001:db8::1", AT) == 1, "all were forgotten"
