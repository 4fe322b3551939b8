"""A board whose television is off when the power comes, is switched on, and off again. The kernel itself is told that
nothing is plugged in: QEMU's screen always is."""

from __future__ import annotations

import re
from collections.abc import Callable

from images.proving import rig
from images.proving.glass import Glass
from images.proving.report import Report
from images.proving.until import JUDGED, MOTCUA, UP, UPDATE, started, until
from images.proving.vm import Box

OFF = "video=Virtual-1:d"
"""For the kernel's command line: an output without a screen, until ``detect`` is written."""
SAYS = "cat /run/motcua/board/program.json"
STARTED_AGAIN = "systemctl show -P NRestarts hall-board"
NAME = "Kiểm chứng"
"""Of the hall: a board has it on its glass."""


SHOW = f"{MOTCUA} release show"
ROLLOUT = "cat /var/lib/motcua/hub/releases/rollout.json"


def proved(board: Box, glass: Glass, report: Report) -> None:
    with report.point("a board that is switched on while its television is off is at work, and says what it lacks"):
        rig.put(board.disk, board.kind, OFF)
        started(board)
        until(board, SAYS, r'"linked":true.*"screen-missing"')
        until(board, UP.format(role="board"), "^active")
    with report.point("its television is switched on: there is the picture, and systemd had nothing to start again"):
        _told(board, "detect")
        glass.shows(NAME)
        until(board, f"{SAYS} | grep -c screen-missing", "^0")
        until(board, STARTED_AGAIN, "^0")
    with report.point("… and off and on again"):
        _told(board, "off")
        until(board, SAYS, r'"linked":true.*"screen-missing"')
        _told(board, "detect")
        until(board, f"{SAYS} | grep -c screen-missing", "^0")
        glass.shows(NAME)
        until(board, STARTED_AGAIN, "^0")
    board.cut()
    rig.put(board.disk, board.kind)


def updated(board: Box, hub: Box, glass: Glass, report: Report, version: str, offer: Callable[[], None]) -> None:
    """``offer``: this release, to this board first, which is off and does not have it yet."""
    with report.point("a board whose television is off takes a release, and the rollout waits for its screen"):
        rig.put(board.disk, board.kind, OFF)
        started(board)
        until(board, SAYS, r'"linked":true.*"screen-missing"')
        offer()
        until(hub, SHOW, f"at it now: {board.name}")
        until(board, UPDATE, rf'"version":"{re.escape(version)}".*"state":"trying".*"dark":true', JUDGED)
        until(hub, f"{SHOW} | grep -c 'at it now'", "^0")
        hub.sh(f"{SHOW} | grep -q '{version}, {board.name} first' && ! {SHOW} | grep stopped")
        until(hub, ROLLOUT, r'"proved_from":null')
    with report.point("… its television is switched on: there is the picture, the release is good, the hub knows"):
        _told(board, "detect")
        glass.shows(NAME)
        until(board, UPDATE, rf'"version":"{re.escape(version)}".*"state":"running"', JUDGED)
        until(hub, ROLLOUT, r'"proved_from":\d')
    board.cut()
    rig.put(board.disk, board.kind)


def _told(board: Box, word: str) -> None:
    """To the kernel, of its output."""
    board.sh(f'for one in /sys/class/drm/card*-Virtual-1/status; do echo {word} >"$one"; done')
