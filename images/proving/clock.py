"""What a box of the proof says of its clock, which it does not believe from its start."""

from __future__ import annotations

from datetime import datetime

from hall_core.domain.business_day import HANOI
from images.proving.until import MOTCUA, until
from images.proving.vm import Box, VmError

SHOW = f"{MOTCUA} clock"
BATTERY = "journalctl -b --no-pager -u motcua-clock-battery"
HEARD = "journalctl -b --no-pager -u motcua-clock-heard"
WHOSE = "by its battery clock", "by the hub's, for its battery is empty"
APART, KEPT = 120, 1800
"""Seconds: an emulated box is slow to answer, and to start; while it is off what it has kept stands still."""
AHEAD = "2060-05-17"
"""Where the battery clock of a box begins that came to life with a year of its own. From 2070 on Linux takes a PC's for
one of the century before."""


def goes_on(box: Box) -> None:
    """VmError: it believes a clock that is :data:`AHEAD`, or does not go on from the time that it has kept."""
    until(box, SHOW, f"not sure: the battery clock says nonsense: {AHEAD[:4]}")
    _is_right(box, KEPT)


def set_by_hand(box: Box) -> None:
    box.sh(f"{SHOW} set '{datetime.now(HANOI):%Y-%m-%d %H:%M:%S}'")
    knows(box)
    # Not by hwclock, which waits for the clock's next tick for less than an emulated one may take.
    box.sh("grep '^20[2-9][0-9]' /sys/class/rtc/rtc0/date")


def knows(box: Box, *, from_the_hub: bool = False) -> None:
    """VmError: it does not, or it says a wrong time."""
    if from_the_hub:
        until(box, BATTERY, "nonsense")
        until(box, HEARD, "the clock is sure: a time server is heard")
    until(box, SHOW, ": sure")
    _is_right(box, APART)


def _is_right(box: Box, apart: int) -> None:
    away = int(box.sh("date +%s")) - int(datetime.now(HANOI).timestamp())
    if abs(away) > apart:
        raise VmError(f"{box.name}: its clock is {away} s away from the right time: {box.sh(f'{SHOW}; true')}")
