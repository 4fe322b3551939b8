"""How the box is, read from the kernel's own files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from hall_core.contract.messages import Health

_MEGABYTE = 1_000_000

_THINKABLE = (-40.0, 150.0)
"""Degrees Celsius: sensors that are not connected say 0 kelvin or thousands."""


def health(data: Path, outbox: int = 0, *, proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> Health:
    """The box and this program now. ``data`` is the program's folder, ``outbox`` its facts not yet recorded;
    ``proc`` and ``sys`` are where the kernel tells about itself. What a box cannot tell is None."""
    return Health(
        uptime_s=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000_000,
        temperature_c=_temperature(sys),
        disk_free_mb=_disk_free(data),
        memory_mb=_memory(proc),
        outbox=outbox,
    )


def _temperature(sys: Path) -> float | None:
    """Of the hottest sensor: it is the one that will slow the box down."""
    read = (_number(file) for file in sys.glob("class/thermal/thermal_zone*/temp"))
    degrees = [value / 1000 for value in read if value is not None]
    low, high = _THINKABLE
    return max((value for value in degrees if low < value < high), default=None)


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text("ascii"))
    except (OSError, ValueError):
        return None  # this sensor is switched off; the others may speak


def _disk_free(data: Path) -> int | None:
    try:
        return shutil.disk_usage(data).free // _MEGABYTE
    except OSError:
        return None


def _memory(proc: Path) -> int | None:
    """Memory of this program that is really in use, in MB."""
    try:
        status = (proc / "self" / "status").read_text("ascii", "replace")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 // _MEGABYTE
    return None
