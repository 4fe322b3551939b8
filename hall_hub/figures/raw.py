"""Raw events, a business day at a time, from the ledger or from the archive: the same lines, so the same digest.

Reads the ledger through a connection that cannot write; only taking out old days is done through one that can.
Knows SQLite.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.domain.events import Event
from hall_core.domain.names import Day, Millis
from hall_core.errors import MotcuaError
from hall_core.migrations import NewerFileError, must_fit
from hall_hub.store.reading import RawLine
from hall_hub.store.tables import MIGRATIONS
from hall_hub.wordless import wordless

LEDGER = "ledger.sqlite"
BUSY = 30.0
"""Seconds that one waits for the hub; its commits take milliseconds."""
AT_ONCE = 100
"""Events that leave the ledger in one transaction: some 10 of its pages."""
PAUSE = 0.02
"""Seconds of rest after each: a day of 4,000 events takes about a second, of which the hub may write nine tenths."""


class FiguresError(MotcuaError):
    """The figures cannot be made; the message says what is wrong and what to do."""

    key = "storage"


class Stretch(Struct, frozen=True, order=True):
    """A business day as one ledger ran it: ``first`` is the place of its first event. A ledger that was begun anew on
    the same day has another epoch, and makes another stretch of the same day; in one that was put back from a copy a
    day stays the stretch that it was."""

    epoch: int
    first: int


KNOWS = "SELECT 1 FROM day WHERE first = :first AND coalesce(epoch, :own) = :epoch"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode


def encoded(lines: Iterable[RawLine]) -> list[bytes]:
    """As the archive keeps them: without what officers wrote, which goes from the ledger sooner than the rest."""
    return [_encode(_bare(line)) for line in lines]


def _bare(line: RawLine) -> RawLine:
    body = bytes(line.event).decode()
    bare = wordless(body)
    return line if bare is body else RawLine(line.seq, line.at, line.command, msgspec.Raw(bare.encode()))


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
            must_fit(self._db, path, len(MIGRATIONS))
            self._epoch: int = self._db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
        except NewerFileError as error:
            raise FiguresError(str(error)) from error
        except sqlite3.Error as error:
            raise FiguresError(f"{path}: {error}; is this the hub's data folder?") from error

    def finished(self) -> list[tuple[Stretch, Day]]:
        """Those another one has followed, as long as their events are there, under the day they began as."""
        rows = self._read(
            "SELECT coalesce(epoch, :own), first, day FROM day WHERE first < (SELECT max(first) FROM day) "
            "AND EXISTS (SELECT 1 FROM event WHERE seq = first) ORDER BY first"
        )
        return [(Stretch(epoch, first), day) for epoch, first, day in rows]

    def holds(self, stretch: Stretch, last: int) -> bool:
        """Whether anything of the day is there, be it what one that was killed has left."""
        between = {"first": stretch.first, "last": last}
        query = "SELECT 1 FROM event WHERE seq BETWEEN :first AND :last LIMIT 1"
        return self._knows(stretch) and bool(self._read(query, between))

    def running(self) -> list[Stretch]:
        """The day that none has followed; nothing while there was none at all."""
        rows = self._read("SELECT coalesce(epoch, :own), first FROM day ORDER BY first DESC LIMIT 1")
        return [Stretch(*row) for row in rows]

    def lines(self, stretch: Stretch) -> list[RawLine]:
        """In order; none when this ledger does not have them."""
        if not self._knows(stretch):
            return []
        last = "(SELECT coalesce(min(first), 9e18) FROM day WHERE first > :first)"
        rows = self._read(
            f"SELECT seq, at, command, body FROM event WHERE seq >= :first AND seq < {last} ORDER BY seq",
            {"first": stretch.first},
        )
        lines = [RawLine(seq, at, command, msgspec.Raw(body.encode())) for seq, at, command, body in rows]
        return lines if lines and lines[0].seq == stretch.first else []

    def _knows(self, stretch: Stretch) -> bool:
        return bool(self._read(KNOWS, {"epoch": stretch.epoch, "first": stretch.first}))

    def _read(self, query: str, values: dict[str, int] | None = None) -> list[Any]:
        try:
            return self._db.execute(query, {"own": self._epoch, **(values or {})}).fetchall()
        except sqlite3.Error as error:
            raise FiguresError(f"{self._path}: {error}; restore the last copy of this file") from error

    def close(self) -> None:
        self._db.close()


def prune(ledger: Path, stretches: Iterable[tuple[Stretch, int]], pause: float = PAUSE) -> Iterator[int]:
    """Takes the events of these days, from the first to the given last one, out of the ledger, beside a hub that runs:
    a few at a time, in transactions of a millisecond or two, with a rest after each. Gives how many each took.

    From the first on: a day that has lost its first event counts as gone, so one that is killed half-way leaves days
    that are read from the archive, and what is left of them goes the next time. FiguresError when it cannot go on.
    """
    with closing(sqlite3.connect(ledger, isolation_level=None, timeout=BUSY)) as db:
        try:
            # What is taken out is no more in the file either.
            db.execute("PRAGMA secure_delete=ON")
            # What a power cut gives back is taken out once more: nobody waits for the disk here.
            db.execute("PRAGMA synchronous=NORMAL")
            epoch = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
            for stretch, last in stretches:
                first = stretch.first
                known = {"own": epoch, "epoch": stretch.epoch, "first": first}
                if not db.execute(KNOWS, known).fetchone():
                    continue
                while first <= last:
                    upto = min(last, first + AT_ONCE - 1)
                    taken = db.execute("DELETE FROM event WHERE seq BETWEEN ? AND ?", (first, upto)).rowcount
                    # Done here, lest the hub has to do it while somebody waits for its answer.
                    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                    first = upto + 1
                    yield taken
                    time.sleep(pause)
        except sqlite3.Error as error:
            raise FiguresError(f"{ledger}: {error}; what was taken out until now is in the archive") from error


def shrink(ledger: Path) -> None:
    """Gives what is free in the file back to the disk. FiguresError while anybody else has the ledger open, as the hub
    has while it runs."""
    with closing(sqlite3.connect(ledger, isolation_level=None, timeout=0)) as db:
        try:
            # Every other connection, be it idle, holds a share of the file; so this fails while there is one.
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("BEGIN IMMEDIATE")
            db.execute("COMMIT")
            db.execute("VACUUM")
        except sqlite3.Error as error:
            raise FiguresError(f"{ledger}: {error}; stop the hub, the console and the courier first") from error
