"""The hub has figures rolled up by a process of its own: when it begins, what it says, and how it ends."""

from __future__ import annotations

import errno
import logging
import os
import signal
import subprocess
from pathlib import Path

import pytest

from hall_core.domain.plan import Plan
from hall_hub.figures.child import SETTLE, RollingUp
from hall_hub.figures.roll_up import recount
from hall_hub.figures.store import FILE

TODAY = "2026-11-21"
WAIT = 20
"""Seconds for a process on a busy machine."""


@pytest.fixture
def rolling(data: Path, plan: Plan) -> RollingUp:
    """Of three days that are over, whose figures are lost."""
    (data / FILE).unlink()
    return RollingUp(plan, data)


def ended(rolling: RollingUp) -> None:
    assert rolling._process is not None
    rolling._process.wait(WAIT)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a folder that changes while it is read


def test_it_is_done_a_while_after_the_hubs_start_and_after_each_turn_of_the_day(
    rolling: RollingUp, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for at in (0.0, SETTLE - 1):
        rolling.tend(TODAY, at, sure=False)
        assert rolling._process is None
    rolling.tend(TODAY, SETTLE, sure=False)
    ended(rolling)
    with caplog.at_level(logging.INFO):
        rolling.tend(TODAY, SETTLE + 1, sure=False)
    assert "2026-11-18: figures made" in caplog.messages
    assert recount(data) == (3, [])
    rolling.tend(TODAY, 9 * SETTLE, sure=False)
    assert rolling._process is None, "once a day"
    rolling.tend("2026-11-22", 10 * SETTLE, sure=False)
    rolling.tend("2026-11-22", 11 * SETTLE, sure=False)
    ended(rolling)
    assert rolling.look() is True


def test_what_is_asked_for_while_it_is_under_way_is_done_right_after(rolling: RollingUp, data: Path) -> None:
    rolling.begin()
    rolling.begin()
    ended(rolling)
    (data / FILE).unlink()
    assert rolling.look() is True
    ended(rolling)
    assert rolling.look() is True
    assert recount(data) == (3, [])
    assert rolling._process is None


def test_that_it_went_wrong_stands_in_the_hubs_log(
    plan: Plan, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    rolling = RollingUp(plan, tmp_path)
    rolling.begin()
    ended(rolling)
    assert rolling.look() is False
    assert caplog.messages == ["figures were not rolled up (status 2); the next turn of the day tries again"]
    assert "is this the hub's data folder?" in capfd.readouterr().err


def test_a_box_that_can_start_no_process_goes_on_without_figures_and_tries_again(
    rolling: RollingUp, data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    before = open_files()
    with monkeypatch.context() as full:
        full.setattr(subprocess, "Popen", refuse)
        rolling.begin()
    assert caplog.messages == ["figures cannot be rolled up: Cannot allocate memory"]
    assert rolling.look() is None
    assert open_files() == before
    rolling.begin()
    ended(rolling)
    assert rolling.look() is True
    assert (recount(data), open_files()) == ((3, []), before)


def test_a_hub_that_ends_ends_it_and_loses_nothing(rolling: RollingUp, data: Path) -> None:
    before = open_files()
    rolling.begin()
    process = rolling._process
    assert process is not None
    rolling.close()
    assert process.returncode == -signal.SIGKILL
    assert open_files() == before
    rolling.begin()
    ended(rolling)
    assert rolling.look() is True
    assert recount(data) == (3, [])
