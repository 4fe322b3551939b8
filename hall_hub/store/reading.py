"""The hub's ledger, read by another program while the hub writes it. Knows SQLite.

Read-only beside the hub's writer (SQLite's WAL lets it): whoever hangs here holds up nobody. Each question is a
transaction of its own, so that the hub can always put its log back into the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.domain.names import Millis, Uid
from hall_core.migrations import must_fit
from hall_hub.store.tables import MIGRATIONS

ALL = -1
"""How many, in SQLite's own words."""


class RawLine(Struct, frozen=True):
    """One event as it stands in the ledger."""

    seq: int
    at: Millis
    command: str | None
    event: msgspec.Raw


class LedgerFile:
    """sqlite3.Error or OSError while it cannot be read, also by this release. Belongs to the thread that reads."""

    def __init__(self, path: Path, *, still: bool = False) -> None:
        """``still``: nobody writes it now, and nothing is left beside it."""
        self.path = path
        self._how = "mode=ro&immutable=1" if still else "mode=ro"
        self.epoch = 0
        """Of the ledger that is open; 0 before there was one."""
        self._db: sqlite3.Connection | None = None
        self._file = (0, 0)
        self._version = -1

    def open(self, reached: int) -> bool:
        """Opens it where it is not open. Whether it is another one than that which was read up to the event
        ``reached``: another file has taken its place, or it was cut short or begun anew (a copy was put back)."""
        stat = self.path.stat()
        file = stat.st_dev, stat.st_ino
        if self._db is not None and file == self._file and self._epoch() == self.epoch and self.head() >= reached:
            return False
        self.close()
        self._db = sqlite3.connect(f"{self.path.resolve().as_uri()}?{self._how}", uri=True, isolation_level=None)
        self._file, self._version = file, -1
        try:
            must_fit(self._db, self.path, len(MIGRATIONS))
        except sqlite3.Error:
            self.close()
            raise
        self.epoch = self._epoch()
        return True

    def stirred(self) -> bool:
        """Whether anybody has written since this was asked last; costs next to nothing."""
        before, self._version = self._version, self._one("PRAGMA data_version")
        return before != self._version

    @contextmanager
    def snapshot(self) -> Generator[sqlite3.Connection]:
        """For several questions about one moment. While it lasts the hub's log grows: keep it short."""
        db = self._ask("BEGIN").connection
        try:
            yield db
        finally:
            db.rollback()

    def head(self) -> int:
        """The place of the last event; 0 when there is none."""
        return self._one("SELECT coalesce(max(seq), 0) FROM event")

    def days(self) -> list[int]:
        """The place of the first event of each business day, also of days whose events are gone."""
        return [first for (first,) in self._ask("SELECT first FROM day ORDER BY first")]

    def lines(self, after: int, most: int = ALL) -> Iterator[RawLine]:
        """In order."""
        rows = self._ask("SELECT seq, at, command, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?", (after, most))
        for seq, at, command, body in rows:
            yield RawLine(seq, at, command, msgspec.Raw(body.encode()))

    def answers(self, first: int, end: int) -> Iterator[tuple[int, Uid, bytes]]:
        """The replies to commands that stand in the ledger from ``first`` to before ``end``, in order: the place of the
        last event, the command and the reply as it was kept."""
        yield from self._ask(
            "SELECT max(e.seq), a.command, a.reply FROM event e JOIN answer a ON a.command = e.command "
            "WHERE e.seq >= ? AND e.seq < ? GROUP BY a.command ORDER BY 1",
            (first, end),
        )

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _epoch(self) -> int:
        return self._one("SELECT value FROM meta WHERE key = 'epoch'")

    def _one(self, query: str) -> int:
        row = self._ask(query).fetchone()
        if row is None:
            raise sqlite3.DatabaseError("it is no ledger, or not a whole one yet")
        return row[0]

    def _ask(self, query: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        if self._db is None:
            raise sqlite3.ProgrammingError("it is not open")
        return self._db.execute(query, values)
