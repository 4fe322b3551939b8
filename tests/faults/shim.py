"""The near side of ``shim.c``: builds it, and turns the clock and the disk of the programs that have it."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import struct
import subprocess
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
PR_SET_PDEATHSIG = 1
LAYOUT = struct.Struct("=qii")


def build(folder: Path) -> Path:
    made = folder / "shim.so"
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["gcc", *flags, "-o", made, SOURCE, "-ldl"], check=True)
    return made


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def begin() -> None:
    """In a process that was forked: it has its own machine from now on, if its environment names one."""
    if "shim.so" in os.environ.get("LD_PRELOAD", ""):
        _library().faults_begin()


def die_with_parent() -> None:
    """Whatever becomes of who started this process, it leaves nobody behind."""
    _library().prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Machine:
    """What happens to the programs with :attr:`env`. Times are milliseconds."""

    def __init__(self, folder: Path, data: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.flushed = folder / "flushed"
        for part in ("files", "folders", "kept"):
            (self.flushed / part).mkdir(parents=True, exist_ok=True)
        self.data = data.resolve()
        control = folder / "control"
        control.write_bytes(LAYOUT.pack(0, 0, 0))
        with control.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), LAYOUT.size)
        self._now = [0, 0, 0]
        self._control = control

    def env(self, *, cut: bool = False) -> dict[str, str]:
        """``cut``: its power may be cut, so what is flushed is copied."""
        flushed = str(self.flushed.resolve()) if cut else ""
        return {
            "FAULTS_CONTROL": str(self._control.resolve()),
            "FAULTS_DATA": str(self.data),
            "FAULTS_FLUSHED": flushed,
        }

    def clock(self, off: int) -> None:
        """From now on the wall clock is off by so much."""
        self._set(0, off)

    def disk(self, errno: int = 0) -> None:
        """From now on every write fails with ``errno``; 0: it is well again."""
        self._set(1, errno)

    def flushes(self, errno: int = 0) -> None:
        """From now on every flush fails."""
        self._set(2, errno)

    def _set(self, place: int, value: int) -> None:
        self._now[place] = value
        self._map[:] = LAYOUT.pack(*self._now)
