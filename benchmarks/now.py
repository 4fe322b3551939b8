"""The one clock of all programs on a machine, as a board's facts have it."""

from __future__ import annotations

import time


def now() -> float:
    """Milliseconds of the machine's monotonic clock."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6
