"""What the kernel has on its books of a process."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

CLOCK_OF_ALL_THREADS = 2
"""CPUCLOCK_SCHED, of which with the process the kernel makes a clock (man 3 clock_getcpuclockid)."""


def processor_time(pid: int) -> float:
    """Seconds of processor of all its threads, in the program and in the kernel for it, to the nanosecond."""
    return time.clock_gettime_ns(~pid << 3 | CLOCK_OF_ALL_THREADS) / 1e9


def memory_mb(pid: int | Literal["self"] = "self", what: Literal["VmRSS", "VmHWM"] = "VmRSS") -> float:
    """Millions of bytes in the machine's memory; VmHWM: the most there ever were. ProcessLookupError: it has ended."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    found = next((line.split()[1] for line in lines if line.startswith(f"{what}:")), None)
    if found is None:
        raise ProcessLookupError(f"process {pid} has ended")
    return int(found) * 1024 / 1e6
