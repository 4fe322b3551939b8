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
APART = 120
"""Seconds: an emulated box is slow to answer."""


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
    said = until(box, SHOW, ": sure")
    away = int(box.sh("date +%s")) - int(datetime.now(HANOI).timestamp())
    if abs(away) > APART:
        raise VmError(f"{box.name}: its clock is {away} s away from the right time: {said}")
