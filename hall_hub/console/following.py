"""The hall as the hub has recorded it: the console folds the hub's ledger itself and writes nothing into it.

Read-only beside the hub's writer (SQLite's WAL lets it): a console that hangs holds up nobody.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import msgspec

from hall_core.domain.events import Event
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Plan
from hall_hub.store.reading import LedgerFile

log = logging.getLogger(__name__)


class Follower:
    """``hall`` is as fresh as the last :meth:`look`. Belongs to the thread that looks."""

    def __init__(self, plan: Plan, path: Path) -> None:
        self._plan = plan
        self.path = path
        self._decode = msgspec.json.Decoder(Event).decode
        self._ledger = LedgerFile(path)
        self._seq = 0
        self.hall = Hall(plan)
        self.trouble = ""
        """Why the ledger cannot be read; empty when it can."""

    @property
    def recorded(self) -> int:
        """How far the ledger had come when it was looked at last: another number whenever anything happened."""
        return self._seq

    def look(self) -> bool:
        """Takes what is new; whether anything is."""
        before = self.trouble
        try:
            changed = self._open_if_other() or self._take()
            self.trouble = ""
        except (sqlite3.Error, OSError, msgspec.DecodeError, KeyError) as error:
            self.close()
            self.trouble = f"{self.path}: {error}"
            if self.trouble != before:
                # Once a trouble: it is looked for again twenty times a second.
                log.error("cannot read the hub's ledger: %s", self.trouble)  # noqa: TRY400
            return self.trouble != before
        if before:
            log.info("the hub's ledger can be read")
        return changed or bool(before)

    def close(self) -> None:
        self._ledger.close()

    def _open_if_other(self) -> bool:
        """Also when another one has taken its place: then all is as that says."""
        if not self._ledger.open(self._seq):
            return False
        self.hall, self._seq = Hall(self._plan), 0
        self._seq = max(self._ledger.days(), default=1) - 1
        self._take()
        return True

    def _take(self) -> bool:
        before = self._seq
        for line in self._ledger.lines(self._seq):
            evolve(self.hall, self._decode(line.event), line.at)
            self._seq = line.seq
        return self._seq != before
