"""What wakes a thread that waits in select."""

from __future__ import annotations

import select
from collections.abc import Iterator

import pytest

from hall_core.device.waker import FULL, Waker


@pytest.fixture
def waker() -> Iterator[Waker]:
    waker = Waker()
    yield waker
    if waker.fileno() != -1:
        waker.close()


def woken(waker: Waker) -> bool:
    return waker in select.select([waker], [], [], 0)[0]


def test_it_is_woken_from_the_first_wake_until_it_is_drained(waker: Waker) -> None:
    assert not woken(waker)
    waker.wake()
    waker.wake()
    assert [woken(waker), woken(waker)] == [True, True]
    waker.drain()
    assert not woken(waker)


def test_more_wakes_than_a_pipe_holds_make_nobody_wait_and_are_drained_at_once(waker: Waker) -> None:
    for _ in range(FULL + 1):
        waker.wake()
    waker.drain()
    assert not woken(waker)


def test_draining_what_was_not_woken_does_not_wait(waker: Waker) -> None:
    waker.drain()


def test_a_late_wake_writes_into_no_other_file_that_has_its_number_now(waker: Waker) -> None:
    waker.close()
    other = Waker()
    with pytest.raises(OSError, match="Bad file descriptor"):
        waker.wake()
    assert not woken(other)
    other.close()
