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

log = logging.getLogger(__name__)


class Follower:
    """``hall`` is as fresh as the last :meth:`look`. Belongs to the thread that looks."""

    def __init__(self, plan: Plan, path: Path) -> None:
        self._plan = plan
        self.path = path
        self._decode = msgspec.json.Decoder(Event).decode
        self._db: sqlite3.Connection | None = None
        self._file = (0, 0)
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
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open_if_other(self) -> bool:
        """Opens the ledger, also when another file has taken its place or it was cut short (a copy was put back)."""
        stat = self.path.stat()
        file = stat.st_dev, stat.st_ino
        if self._db is not None and file == self._file and self._head(self._db) >= self._seq:
            return False
        self.close()
        self._db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        self._file = file
        self.hall, self._seq = Hall(self._plan), 0
        first: int | None = self._db.execute("SELECT max(first) FROM day").fetchone()[0]
        self._seq = (first or 1) - 1
        self._take()
        return True

    def _take(self) -> bool:
        assert self._db is not None
        rows = self._db.execute("SELECT seq, at, body FROM event WHERE seq > ? ORDER BY seq", (self._seq,))
        before = self._seq
        for seq, at, body in rows:
            event = self._decode(body)
            evolve(self.hall, event, at)
            self._seq = seq
        return self._seq != before

    @staticmethod
    def _head(db: sqlite3.Connection) -> int:
        return db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
