"""The box's clocks: what time it is, how long the box runs, and whether the first can be believed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.box import CLOCK_UNSURE

BEGINNING = 1_767_225_600_000
"""2026-01-01 UTC in milliseconds. The product did not exist before: an earlier time is that of a box that
woke up without one (a Raspberry Pi without a clock battery boots in 1970 or at its image's date)."""

_JUMP = 2_000
"""Milliseconds the two clocks may drift apart between two looks; more is a clock that somebody has set.
Time servers correct by 0.5 ms a second at most, and a running program looks every few seconds."""

TIME_ERROR = 5
"""What adjtimex(2) says of a clock that nobody has set since the start, or for some nine hours."""
TIMEX = 512
"""Bytes, more than enough for its struct timex; all zero, it asks and changes nothing."""

_log = logging.getLogger(__name__)


def _wall() -> int:
    return time.time_ns() // 1_000_000


def _since_boot() -> int:
    # Counts while the box sleeps, which CLOCK_MONOTONIC does not.
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def hears_time() -> bool:
    """Whether a time server is heard, as the kernel knows it from whichever keeps its clock, chrony or
    systemd-timesyncd. A hub that goes by itself hears none."""
    import ctypes  # for the few who ask, and no screen waits for it

    return ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX)) not in (-1, TIME_ERROR)


class Clock:
    """Call it: (milliseconds since 1970 UTC, milliseconds since the box started, whether the first is trusted)."""

    def __init__(
        self,
        wall: Callable[[], int] = _wall,
        since_boot: Callable[[], int] = _since_boot,
        unsure: Path = CLOCK_UNSURE,
    ) -> None:
        """``unsure``: the file that says that nobody who knows the time has set the clock yet. Where there is none, on
        a machine without our image, any time since :data:`BEGINNING` is trusted."""
        self.jumps = 0
        """How often the wall clock was set while we ran."""
        self._wall = wall
        self._since_boot = since_boot
        self._unsure: Path | None = unsure
        self._offset: int | None = None
        self._lock = threading.Lock()

    def __call__(self) -> tuple[int, int, bool]:
        with self._lock:
            wall, since_boot = self._wall(), self._since_boot()
            offset = wall - since_boot
            jump = 0 if self._offset is None else offset - self._offset
            self._offset = offset
            if abs(jump) > _JUMP:
                self.jumps += 1
        if abs(jump) > _JUMP:
            way = "forward" if jump > 0 else "back"
            _log.warning("the clock jumped %s by %.1f s; order and numbers do not change", way, abs(jump) / 1000)
        return max(wall, 0), since_boot, wall >= BEGINNING and self._sure()

    def _sure(self) -> bool:
        # Once sure, sure until the next start: nobody looks again.
        if self._unsure is not None and not self._unsure.exists():
            self._unsure = None
        return self._unsure is None
