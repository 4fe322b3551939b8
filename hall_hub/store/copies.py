"""The hall's copies of what the centre knows, appointments and dossiers, in a SQLite file of their own. Knows SQLite.

A copy comes and goes as a whole. It is written by the thread that has read the file, while the hub's loop reads what
was there before; the ledger, on whose flush every answer waits, has nothing to do with it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator, Iterator, Sequence
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
BUSY = 10.0
"""Seconds a writer waits for another one. There is one at a time; a technician's tool may be a second."""


class Copies:
    """The reading side belongs to the thread that made it; ``keep_*`` and ``all_*`` may be called from any."""

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

    def keep_appointments(self, appointments: Sequence[Appointment], as_of: Millis) -> None:
        rows = [(x.code, _encode(x)) for x in appointments]
        self._replace("appointment", "INSERT INTO appointment VALUES (?, ?)", rows, as_of)

    def keep_dossiers(self, dossiers: Sequence[Dossier], as_of: Millis) -> None:
        rows = [(x.code, x.owner, _encode(x)) for x in dossiers]
        self._replace("dossier", "INSERT INTO dossier VALUES (?, ?, ?)", rows, as_of)

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

    @contextmanager
    def all_dossiers(self) -> Generator[tuple[Millis | None, Iterator[Dossier]]]:
        """Of when the copy is, and each of its dossiers, one at a time; of one copy, even if another one is just taking
        its place."""
        db = _connect(self._path)
        try:
            db.execute("BEGIN")
            decode = msgspec.json.Decoder(Dossier).decode
            rows = db.execute("SELECT body FROM dossier")
            yield _as_of(db), (decode(body) for (body,) in rows)
        finally:
            db.close()

    def dossiers_as_of(self) -> Millis | None:
        return _as_of(self._db)

    def close(self) -> None:
        self._db.close()

    def _replace(self, name: str, insert: str, rows: Sequence[tuple[str, ...]], as_of: Millis) -> None:
        db = _connect(self._path)
        try:
            db.execute("BEGIN IMMEDIATE")
            db.execute(f"DELETE FROM {name}")
            db.executemany(insert, rows)
            db.execute("INSERT OR REPLACE INTO copy VALUES (?, ?)", (name, as_of))
            db.execute("COMMIT")
        finally:
            db.close()


def _as_of(db: sqlite3.Connection) -> Millis | None:
    row = db.execute("SELECT as_of FROM copy WHERE name = 'dossier'").fetchone()
    return None if row is None else row[0]


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _opened(path: Path) -> sqlite3.Connection:
    db = _connect(path)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript(SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY)
