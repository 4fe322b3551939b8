"""Raw events, a business day at a time, from the ledger or from the archive: the same lines, so the same digest.

Reads the ledger through a connection that cannot write. Knows SQLite.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.domain.events import Event
from hall_core.domain.names import Day, Millis
from hall_core.errors import MotcuaError

LEDGER = "ledger.sqlite"
BUSY = 30.0
"""Seconds a reader waits for the hub; its commits take milliseconds."""


class FiguresError(MotcuaError):
    """The figures cannot be made; the message says what is wrong and what to do."""

    key = "storage"


class RawLine(Struct, frozen=True):
    """One event as it stands in the ledger."""

    seq: int
    at: Millis
    command: str | None
    event: msgspec.Raw


class Stretch(Struct, frozen=True, order=True):
    """A business day as one ledger ran it: ``first`` is the place of its first event. A ledger that was begun anew on
    the same day has another epoch, and makes another stretch of the same day."""

    epoch: int
    first: int


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode


def encoded(lines: Iterable[RawLine]) -> list[bytes]:
    return [_encode(line) for line in lines]


def digest_of(encoded: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in encoded:
        digest.update(line + b"\n")
    return digest.hexdigest()


def events_of(lines: Iterable[RawLine]) -> Iterator[tuple[Event, Millis]]:
    for line in lines:
        yield _decode(line.event), line.at


class LedgerDays:
    """The days that a ledger holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro"
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY)
            self._epoch: int = self._db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
        except sqlite3.Error as error:
            raise FiguresError(f"{path}: {error}; is this the hub's data folder?") from error

    def finished(self) -> list[tuple[Stretch, Day]]:
        """Those another one has followed, as long as their events are there, under the day they began as."""
        rows = self._read(
            "SELECT first, day FROM day WHERE first < (SELECT max(first) FROM day) "
            "AND EXISTS (SELECT 1 FROM event WHERE seq = first) ORDER BY first"
        )
        return [(Stretch(self._epoch, first), day) for first, day in rows]

    def lines(self, stretch: Stretch) -> list[RawLine]:
        """In order; none when this ledger does not have them."""
        if stretch.epoch != self._epoch:
            return []
        last = "(SELECT coalesce(min(first), 9e18) FROM day WHERE first > :first)"
        rows = self._read(
            f"SELECT seq, at, command, body FROM event WHERE seq >= :first AND seq < {last} ORDER BY seq",
            {"first": stretch.first},
        )
        lines = [RawLine(seq, at, command, msgspec.Raw(body.encode())) for seq, at, command, body in rows]
        return lines if lines and lines[0].seq == stretch.first else []

    def _read(self, query: str, values: dict[str, int] | None = None) -> list[Any]:
        try:
            return self._db.execute(query, values or {}).fetchall()
        except sqlite3.Error as error:
            raise FiguresError(f"{self._path}: {error}; restore the last copy of this file") from error

    def close(self) -> None:
        self._db.close()


def prune(ledger: Path, stretches: Iterable[tuple[Stretch, int]]) -> None:
    """Takes the events of these days, from the first to the given last one, out of the ledger. FiguresError while
    anybody else has the ledger open, as the hub has while it runs."""
    with closing(sqlite3.connect(ledger, isolation_level=None, timeout=0)) as db:
        try:
            # Every other connection, be it idle, holds a share of the file; so this fails while there is one.
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("BEGIN IMMEDIATE")
            epoch = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
            ranges = [(stretch.first, last) for stretch, last in stretches if stretch.epoch == epoch]
            db.executemany("DELETE FROM event WHERE seq BETWEEN ? AND ?", ranges)
            db.execute("COMMIT")
            db.execute("VACUUM")
        except sqlite3.Error as error:
            raise FiguresError(f"{ledger}: {error}; stop the hub first, nothing was taken out") from error
