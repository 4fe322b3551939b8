"""The hall's copies of what the centre knows, appointments and dossiers, in a SQLite file of their own. Knows SQLite.

A copy comes and goes as a whole. The process that has read the centre's file writes it (:mod:`hall_hub.store.incoming`)
while the hub reads what was there before; the ledger, on whose flush every answer waits, has nothing to do with it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from hall_core.domain.appointment import Appointment
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Millis

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS copy (name TEXT PRIMARY KEY, as_of INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS appointment (code TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dossier (code TEXT PRIMARY KEY, owner TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dossier_owner ON dossier (owner) WHERE owner != '';
"""
BUSY = 30.0
"""Seconds a writer waits for another one. There is one at a time; a technician's tool may be a second, or the last
moments of one whose hub has been killed."""


class Copies:
    """The hub's side, which reads. Belongs to the thread that made it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            # Nothing here that the centre's files do not say again.
            log.error("%s: %s; made anew", path, error)  # noqa: TRY400
            for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
                file.unlink(missing_ok=True)
            self._db = _opened(path)

    def appointment(self, code: str) -> Appointment | None:
        row = self._db.execute("SELECT body FROM appointment WHERE code = ?", (code,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=Appointment)

    def dossier(self, code: str) -> Dossier | None:
        row = self._db.execute("SELECT body FROM dossier WHERE code = ?", (code,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=Dossier)

    def bucket(self, digits: str) -> list[Dossier]:
        """All dossiers whose owner's token begins with these hexadecimal digits, in a lasting order."""
        # Beyond every token that begins so: "g" comes after the last hexadecimal digit.
        rows = self._db.execute(
            "SELECT body FROM dossier WHERE owner != '' AND owner >= ? AND owner < ? ORDER BY owner, code",
            (digits, f"{digits}g"),
        )
        return [msgspec.json.decode(body, type=Dossier) for (body,) in rows]

    def dossiers_as_of(self) -> Millis | None:
        return _as_of(self._db)

    def close(self) -> None:
        self._db.close()


@contextmanager
def all_dossiers(path: Path) -> Generator[tuple[Millis | None, Iterator[Dossier]]]:
    """Of when the copy is, and each of its dossiers, one at a time; of one copy, even if another one is just taking
    its place. On any thread, in any process."""
    db = connect(path)
    try:
        db.execute("BEGIN")
        decode = msgspec.json.Decoder(Dossier).decode
        rows = db.execute("SELECT body FROM dossier")
        yield _as_of(db), (decode(body) for (body,) in rows)
    finally:
        db.close()


def _as_of(db: sqlite3.Connection) -> Millis | None:
    row = db.execute("SELECT as_of FROM copy WHERE name = 'dossier'").fetchone()
    return None if row is None else row[0]


def _opened(path: Path) -> sqlite3.Connection:
    db = connect(path)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db


def connect(path: Path) -> sqlite3.Connection:
    """Without a transaction that nobody began."""
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY)
