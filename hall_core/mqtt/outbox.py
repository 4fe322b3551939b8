"""A device's outbox: facts on its own disk until the hub says "recorded". Knows SQLite."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.domain.facts import Fact
from hall_core.errors import MotcuaError

KEPT_MS = 48 * 3600 * 1000
"""Acknowledged facts stay two days: a hub restored from an older copy asks for them again."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS stream (id TEXT NOT NULL, acked INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fact (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, envelope BLOB NOT NULL);
"""


class OutboxError(MotcuaError):
    """The device's own disk refuses; the fact is not recorded."""

    key = "storage"


class Outbox:
    """Numbered facts, oldest first. Safe to use from several threads."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        self._path = path
        self._sealer = sealer
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        # Not kept in the file: without it a power cut takes back what was already committed.
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)
        row = self._db.execute("SELECT id, acked FROM stream").fetchone()
        if row is None:
            row = (new_id(), 0)
            self._db.execute("INSERT INTO stream VALUES (?, ?)", row)
        self.stream: str = row[0]
        self.acked: int = row[1]
        self.last: int = self._last()

    def add(self, fact: Fact) -> int:
        """Writes the fact durably and gives its sequence, from 1 without a gap. Costs one flush to the disk.

        OutboxError when the disk refuses; nothing is written then.
        """
        with self._lock:
            seq = self.last + 1
            envelope = self._sealer.seal(fact, new_id(), seq=seq, stream=self.stream)
            try:
                self._db.execute("INSERT INTO fact VALUES (?, ?, ?)", (seq, envelope.at, encode(envelope)))
            except sqlite3.Error as error:
                raise OutboxError(f"{self._path}: {error}") from error
            self.last = seq
            return seq

    def after(self, seq: int, most: int) -> list[tuple[int, bytes]]:
        """Up to ``most`` (sequence, envelope) that follow ``seq``."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq, envelope FROM fact WHERE seq > ? ORDER BY seq LIMIT ?", (seq, most)
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def acknowledge(self, up_to: int, now: int) -> None:
        """The hub has everything up to ``up_to``. A lower one than before means that it has lost the rest, and
        has it sent again as far as it is kept."""
        with self._lock:
            if up_to == self.acked or up_to > self.last:
                return
            self.acked = up_to
            self._db.execute("UPDATE stream SET acked = ?", (up_to,))
            self._db.execute("DELETE FROM fact WHERE seq <= ? AND at < ?", (up_to, now - KEPT_MS))

    def oldest(self) -> int:
        """The sequence of the oldest fact still kept, or of the next one when none is."""
        with self._lock:
            row = self._db.execute("SELECT min(seq) FROM fact").fetchone()
        return self.last + 1 if row[0] is None else row[0]

    def waiting(self) -> int:
        """How many facts the hub has not acknowledged."""
        return self.last - self.acked

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _last(self) -> int:
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'fact'").fetchone()
        return 0 if row is None else row[0]
