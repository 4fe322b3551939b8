"""On what kind of machine, and of which commit, something was measured: never whose machine, nor where on it."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
MODEL = Path("/proc/device-tree/model")
"""Of a board such as a Raspberry Pi; a PC has none."""
CPUS = Path("/proc/cpuinfo")


class Machine(Struct, frozen=True):
    kind: str
    system: str
    python: str

    def __str__(self) -> str:
        return f"{self.kind}; {self.system}; Python {self.python}"


def this_machine() -> Machine:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    cores = len(os.sched_getaffinity(0))
    kind = f"{_model()} ({platform.machine()}), {cores} core{'s' if cores > 1 else ''}, {memory:.0f} GB"
    return Machine(kind, platform.freedesktop_os_release()["PRETTY_NAME"], platform.python_version())


def _model() -> str:
    if MODEL.exists():
        return MODEL.read_text(encoding="utf-8").rstrip("\0\n")
    named = [line.partition(":")[2].strip() for line in CPUS.read_text().splitlines() if line.startswith("model name")]
    return named[0] if named else "processor without a name"


def commit(root: Path = ROOT) -> str:
    """Short, and whether files were changed since; of a folder without Git: unknown."""
    head = _git(root, "rev-parse", "--short=10", "HEAD")
    if head is None:
        return "unknown"
    return f"{head} with changes" if _git(root, "status", "--porcelain", "--untracked-files=no") else head


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
