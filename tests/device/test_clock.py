"""The clock tells the time, whether it can be believed, and when it was set."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path

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


def test_while_the_file_says_that_nobody_who_knows_the_time_has_set_it_a_clock_is_not_trusted(tmp_path: Path) -> None:
    unsure = tmp_path / "clock-unsure"
    unsure.touch()
    clock = Clock(lambda: IN_2026, lambda: 5_000, unsure)
    assert not clock()[2]
    unsure.unlink()
    assert clock()[2]


def test_a_clock_that_is_sure_stays_so_until_the_next_start(tmp_path: Path) -> None:
    unsure = tmp_path / "clock-unsure"
    clock = Clock(lambda: IN_2026, lambda: 5_000, unsure)
    assert clock()[2], "a machine without the file"
    unsure.touch()
    assert clock()[2]
    assert not Clock(lambda: IN_2026, lambda: 5_000, unsure)()[2], "a program that starts while the file is there"


def test_no_file_makes_a_time_before_the_product_existed_a_right_one(tmp_path: Path) -> None:
    assert not Clock(lambda: 5_000, lambda: 5_000, tmp_path / "clock-unsure")()[2]


def test_a_program_that_runs_learns_of_it_from_the_file_alone(tmp_path: Path) -> None:
    unsure = tmp_path / "clock-unsure"
    unsure.touch()
    program = f"""
from pathlib import Path
from hall_core.device.clock import Clock
clock = Clock(unsure=Path({str(unsure)!r}))
while input():
    print(clock()[2], flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def asked() -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("?\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        assert asked() == "False"
        unsure.unlink()
        assert asked() == "True"
        process.stdin.write("\n")


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
