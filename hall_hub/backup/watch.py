"""Whether the ledger is being copied, for the hub's presence: it says so when the copy is late, stuck, or finds the
ledger spoilt."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.copied import SILENT, read_told
from hall_core.contract.messages import Problem
from hall_core.domain.names import Millis
from hall_core.domain.plan_backup import Backup

PROBLEM: Problem = "ledger-copy"


class CopyWatch:
    def __init__(self, backup: Backup | None, told: Path, clock: Callable[[], tuple[int, int, bool]]) -> None:
        """``told``: what the program that copies says of itself. Without ``backup`` the hall has no copy, and wants
        none."""
        self._backup = backup
        self._told = told
        self._clock = clock
        self._since = time.monotonic()

    def look(self, report: Callable[[Problem, str, str | None], object]) -> None:
        told = read_told(self._told)
        if told is None and self._backup is None:
            return
        fault = None if told is None or not told.fault else f"the ledger is spoilt: {told.fault}"
        report("storage", "copy", fault)
        if self._backup is not None:
            report(PROBLEM, "copy", self._words(self._backup))

    def _words(self, backup: Backup) -> str | None:
        told, now = read_told(self._told), self._clock()[0]
        if told is None or abs(now - told.at) > SILENT:
            young = time.monotonic() - self._since < SILENT / 1000
            return None if young else "nothing copies the ledger: is hall-backup.service running?"
        if told.trouble:
            return told.trouble
        if not told.as_of:
            return "there is no copy yet: the first one takes some minutes"
        late = (now - told.as_of) // 1000
        return None if late <= backup.late_s else f"the copy of the ledger is {age(told.as_of, now)} old"


def age(as_of: Millis, now: Millis) -> str:
    """In words: of when a copy is."""
    seconds = max(0, now - as_of) // 1000
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
