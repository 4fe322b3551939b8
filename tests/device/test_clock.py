"""The clock tells the time, whether it can be believed, and when it was set."""

from __future__ import annotations

import logging
import time

import pytest

from hall_core.device.clock import Clock

DAY = 86_400_000
IN_2026 = 1_795_226_400_000


class Hands:
    """Two clocks to turn by hand."""

    def __init__(self, wall: int) -> None:
        self.wall = wall
        self.since_boot = 5_000

    def wait(self, ms: int) -> None:
        self.wall += ms
        self.since_boot += ms

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.since_boot)


def test_it_gives_both_clocks_and_trust() -> None:
    assert Hands(IN_2026).clock()() == (IN_2026, 5_000, True)


@pytest.mark.parametrize("wall", [0, 1_767_225_599_999])
def test_a_time_before_the_product_existed_is_not_trusted(wall: int) -> None:
    assert Hands(wall).clock()() == (wall, 5_000, False)


def test_it_is_trusted_from_2026_on() -> None:
    assert Hands(1_767_225_600_000).clock()()[2]


def test_a_clock_before_1970_counts_from_there() -> None:
    assert Hands(-3).clock()()[0] == 0


@pytest.mark.parametrize(("jump", "told"), [(DAY, "forward by 86400.0 s"), (-3_500, "back by 3.5 s")])
def test_a_jump_is_counted_and_told_once(caplog: pytest.LogCaptureFixture, jump: int, told: str) -> None:
    hands = Hands(IN_2026)
    clock = hands.clock()
    clock()
    hands.wall += jump
    for _ in range(3):
        hands.wait(1_000)
        clock()
    assert clock.jumps == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert told in caplog.text


def test_waiting_and_small_corrections_are_no_jump(caplog: pytest.LogCaptureFixture) -> None:
    hands = Hands(IN_2026)
    clock = hands.clock()
    for _ in range(20):
        clock()
        hands.wait(DAY)
        hands.wall += 1_900
    assert clock.jumps == 0
    assert not caplog.records


def test_the_real_clocks_go_forward_and_agree_with_the_system() -> None:
    clock = Clock()
    before = time.time_ns() // 1_000_000
    at, since_boot, _ = clock()
    later, since_boot_later, _ = clock()
    assert before <= at <= later
    assert 0 < since_boot <= since_boot_later
