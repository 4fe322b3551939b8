"""How often a PIN may be tried, on a real disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk_app.jobs.staff.gate import FILE, LOCK, TRIES, Gate


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def gate(tmp_path: Path, seconds: Seconds) -> Gate:
    return Gate(tmp_path, seconds)


def wrong(gate: Gate, times: int = 1) -> None:
    for _ in range(times):
        gate.count()


def test_after_five_wrong_tries_it_is_locked_for_five_minutes(gate: Gate, seconds: Seconds) -> None:
    wrong(gate, TRIES - 1)
    assert (gate.left, gate.wait) == (1, 0)
    wrong(gate)
    assert (gate.left, gate.wait) == (0, LOCK)
    seconds.now += LOCK - 1
    assert gate.wait == 1
    seconds.now += 1
    assert (gate.left, gate.wait) == (TRIES, 0)


def test_the_lock_outlives_the_program_and_begins_anew(gate: Gate, tmp_path: Path, seconds: Seconds) -> None:
    wrong(gate, TRIES)
    seconds.now = 3.0  # the clock of a box that has started again
    assert Gate(tmp_path, seconds).wait == LOCK


def test_pulling_the_plug_gives_no_further_try(gate: Gate, tmp_path: Path, seconds: Seconds) -> None:
    wrong(gate, 3)
    assert Gate(tmp_path, seconds).left == TRIES - 3


def test_the_right_one_forgets_the_wrong_ones(gate: Gate, tmp_path: Path, seconds: Seconds) -> None:
    wrong(gate, 4)
    gate.opened()
    assert gate.left == TRIES
    assert Gate(tmp_path, seconds).left == TRIES


def test_old_tries_are_forgotten(gate: Gate, seconds: Seconds) -> None:
    wrong(gate, 4)
    seconds.now += LOCK
    wrong(gate)
    assert gate.left == TRIES - 1


@pytest.mark.parametrize("kept", [b"\xff\xfe", b"", b"many\n", b"-3\n", b"99\n", b"100000000000\n"])
def test_a_garbled_count_locks(tmp_path: Path, seconds: Seconds, kept: bytes) -> None:
    (tmp_path / FILE).write_bytes(kept)
    assert Gate(tmp_path, seconds).wait == LOCK


def test_a_disk_that_refuses_is_counted_in_memory(tmp_path: Path, seconds: Seconds) -> None:
    (tmp_path / f"{FILE}.new").mkdir()
    gate = Gate(tmp_path, seconds)
    wrong(gate, TRIES)
    assert gate.wait == LOCK
