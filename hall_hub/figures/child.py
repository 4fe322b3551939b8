"""The hub's side of rolling up: it is done by a process of its own, that gives way, reads the ledger, and at last takes
old days out of it, a few events at a time.

Killed at any moment it loses nothing; what is missing is done the next time.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from hall_core.domain.figures.roster import roster_of
from hall_core.domain.names import Day
from hall_core.domain.plan import Plan

log = logging.getLogger(__name__)

SETTLE = 60.0
"""Seconds: when a hub starts or a day turns there is enough to do, and figures can wait."""
_WORK = [sys.executable, "-m", "hall_hub.figures", "roll-up", "--data"]


class RollingUp:
    """Belongs to one thread and never waits, but to close."""

    def __init__(self, plan: Plan, data: Path) -> None:
        self._roster = msgspec.json.encode(roster_of(plan))
        self._data = data
        self._process: subprocess.Popen[bytes] | None = None
        self._again = False
        self._day: Day | None = None
        self._begins_at = 0.0

    def tend(self, day: Day, now: float) -> None:
        """A few times a minute at least: ``day`` is the running business day, ``now`` seconds of a clock that nobody
        sets. Begins some time after the hub's start and after each turn of the day."""
        if day != self._day:
            self._day, self._begins_at = day, now + SETTLE
        elif self._begins_at and now >= self._begins_at:
            self._begins_at = 0.0
            self.begin()
        self.look()

    def begin(self) -> None:
        """When the hub starts, and whenever a business day has turned. OSError is told in the log: figures can wait,
        the hall cannot."""
        if self._process is not None:
            self._again = True
            return
        try:
            # A file without a name: a pipe would make the hub wait for a child that is slow to read.
            with tempfile.TemporaryFile() as told:
                told.write(self._roster)
                told.seek(0)
                self._process = subprocess.Popen([*_WORK, str(self._data)], stdin=told, stdout=subprocess.DEVNULL)
        except OSError as error:
            log.error("figures cannot be rolled up: %s", error.strerror or error)  # noqa: TRY400

    def look(self) -> bool | None:
        """Whether it went well, once when it has ended; why not stands in the log, by the child itself."""
        if self._process is None or self._process.poll() is None:
            return None
        status, self._process = self._process.returncode, None
        if status:
            log.error("figures were not rolled up (status %d); the next turn of the day tries again", status)
        if self._again:
            self._again = False
            self.begin()
        return status == 0

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
