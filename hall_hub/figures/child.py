"""The hub's side of rolling up: it is done by a process of its own, that gives way, reads the ledger, and at last
deletes what the hall no longer keeps, a few rows at a time.

Killed at any moment it loses nothing; what is missing is done the next time.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from hall_core.domain.figures.roster import roster_of
from hall_core.domain.names import Day
from hall_core.domain.plan import Plan
from hall_hub.figures.orders import Orders

log = logging.getLogger(__name__)

SETTLE = 60.0
"""Seconds: when a hub starts or a day turns there is enough to do, and figures can wait."""
SAID_MOST = 20_000
"""Bytes of what it tells: a line for each day and for each kind of thing deleted."""
_WORK = [sys.executable, "-m", "hall_hub.figures", "roll-up", "--data"]


class RollingUp:
    """Belongs to one thread and never waits, but to close."""

    def __init__(self, plan: Plan, data: Path) -> None:
        self._orders = Orders(roster_of(plan), plan.keep)
        self._data = data
        self._told = -1
        """What the process has said, as a file without a name; open as long as there is a process."""
        self._process: subprocess.Popen[bytes] | None = None
        self._again = False
        self._day: Day | None = None
        self._begins_at = 0.0

    def tend(self, day: Day, now: float, *, sure: bool = True) -> None:
        """A few times a minute at least: ``day`` is the running business day, and ``sure`` whether it can be believed:
        otherwise nothing is deleted. ``now`` in seconds of a clock that nobody sets. Begins some time after the hub's
        start and after each turn of the day."""
        self._orders.today = day if sure else None
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
        files = list[int]()
        try:
            # Files without a name: a pipe would make the hub wait for a child that is slow to read.
            files.extend(os.memfd_create(name) for name in ("orders", "told"))
            asked, told = files
            os.pwrite(asked, msgspec.json.encode(self._orders), 0)
            self._process = subprocess.Popen([*_WORK, str(self._data)], stdin=asked, stdout=told)
            self._told = files.pop()
        except OSError as error:
            log.error("figures cannot be rolled up: %s", error.strerror or error)  # noqa: TRY400
        finally:
            for file in files:
                os.close(file)

    def look(self) -> bool | None:
        """Whether it went well, once when it has ended; why not stands in the log, by the child itself."""
        if self._process is None or self._process.poll() is None:
            return None
        status, self._process = self._process.returncode, None
        self._say()
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
            self._say()

    def _say(self) -> None:
        """What was done stands in the hub's log."""
        said = os.pread(self._told, SAID_MOST, 0)
        os.close(self._told)
        for line in said.decode(errors="replace").splitlines():
            log.info("%s", line)
