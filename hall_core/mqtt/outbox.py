"""A device's outbox: facts on its own disk until the hub says "recorded". Knows SQLite."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from hall_core.contract.codec import ContractError, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.domain.business_day import day_after
from hall_core.domain.facts import Fact, GivenUp, PaperFailed, PaperPrinted
from hall_core.errors import MotcuaError
from hall_core.migrations import Migration, migrate

log = logging.getLogger(__name__)
KEPT_MS = 48 * 3600 * 1000
"""Acknowledged facts stay two days: a hub restored from an older copy asks for them again."""

MIGRATIONS = (
    Migration(
        "0.1.0",
        """
CREATE TABLE IF NOT EXISTS stream (id TEXT NOT NULL, acked INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS fact (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, envelope BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS taken (service TEXT, day TEXT, value INTEGER NOT NULL, PRIMARY KEY (service, day));
CREATE TABLE IF NOT EXISTS kept (ticket TEXT PRIMARY KEY, what BLOB NOT NULL);
""",
    ),
)

_KEEP = "INSERT OR REPLACE INTO kept (ticket, what) VALUES (?, ?)"
_TAKE = "INSERT OR REPLACE INTO taken (service, day, value)"
_DROP = "DELETE FROM kept WHERE ticket = ?"

TAKEN_KEPT = 10_000
"""So many numbers later nobody asks any more which was the last one of a service on a day."""
NO_DAY = "1970-01-01"
"""The business day of a device that has never known one."""
EVERYTHING = -1
"""How many, in SQLite's own words."""
CACHE_KIB = 256

F = TypeVar("F", bound=Fact)


class OutboxError(MotcuaError):
    """The device's own disk refuses; the fact is not recorded."""

    key = "storage"


def opened(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """For several threads, each commit on the disk when it is done. NewerFileError, sqlite3.Error."""
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        # Not kept in the file: without it a power cut takes back what was already committed.
        db.execute("PRAGMA synchronous=FULL")
        # What is kept is written at its end and read once: SQLite's own 2 MB would fill with it over a day.
        db.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        migrate(db, path, migrations)
    except BaseException:
        db.close()
        raise
    return db


def _read(envelope: bytes) -> Fact | None:
    try:
        return decode("fact", envelope).body
    except ContractError:
        return None


class Outbox:
    """Numbered facts, oldest first. Safe to use from several threads."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        self._path = path
        self._sealer = sealer
        self._lock = threading.Lock()
        self._db = opened(path, MIGRATIONS)
        row = self._db.execute("SELECT id, acked FROM stream").fetchone()
        if row is None:
            row = (new_id(), 0)
            self._db.execute("INSERT INTO stream (id, acked) VALUES (?, ?)", row)
        self.stream: str = row[0]
        self.acked: int = row[1]
        self.last: int = self._last()

    def add(self, fact: Fact) -> int:
        """Writes the fact durably and gives its sequence, from 1 without a gap. Costs one flush to the disk.

        OutboxError when the disk refuses; nothing is written then.
        """
        with self._transaction():
            self._insert(fact)
            if isinstance(fact, PaperPrinted | PaperFailed | GivenUp):
                self._db.execute(_DROP, (fact.ticket,))
        return self.last

    def take(
        self,
        service: str,
        day: str,
        band: tuple[int, int],
        fact: Callable[[int, str], Fact],
        note: Callable[[int], tuple[str, bytes]],
    ) -> int | None:
        """The number after the last one taken of ``band`` (first, last) for that service on that day, the fact that
        tells of it, and ``note`` as in :meth:`keep`, all durable or none; None when the band is spent. OutboxError
        when the disk refuses.

        No number is given twice on a day: while nobody knows the day (empty) the count of the last one goes on, and
        so it does when the day is known again; a day that comes back after a jump of the clock goes on with its own,
        and with that of the day after it: a hub that has begun that one never turns back.
        """
        first, last = band
        with self._transaction():
            days = self._days(service, day)
            value = self._next(service, days, first)
            if value > last:
                return None
            if day:
                self._db.execute("DELETE FROM taken WHERE service = ? AND day = ''", (service,))
            for each in days if day else [""]:
                self._db.execute(f"{_TAKE} VALUES (?, ?, ?)", (service, each, value))
            self._db.execute("DELETE FROM taken WHERE rowid < (SELECT max(rowid) FROM taken) - ?", (TAKEN_KEPT,))
            self._insert(fact(value, days[0] or NO_DAY))
            self._db.execute(_KEEP, note(value))
        return value

    def left(self, service: str, day: str, band: tuple[int, int]) -> int:
        """How many numbers of ``band`` :meth:`take` would still give that day."""
        first, last = band
        with self._lock:
            return max(0, last + 1 - self._next(service, self._days(service, day), first))

    def go_on(self) -> None:
        """The hub's day is in doubt: it may go on under another date. So do the numbers, on whatever day the next one
        is taken. OutboxError when the disk refuses."""
        newest = "SELECT service, value, max(rowid) FROM taken GROUP BY service HAVING day != ''"
        with self._lock:
            if self._db.execute(newest).fetchone() is None:
                return
        with self._transaction():
            self._db.execute(f"{_TAKE} SELECT service, '', value FROM ({newest})")

    def _days(self, service: str, day: str) -> list[str]:
        """On which a number that is taken on ``day`` must be the only one; the last one counts as the newest."""
        last = self._last_day(service)
        if not day:
            return [last]
        return [day, last] if day < last <= day_after(day) else [day]

    def _next(self, service: str, days: Sequence[str], first: int) -> int:
        """What was taken while nobody knew the day may have been taken on this one."""
        query = "SELECT max(value) FROM taken WHERE service = ? AND day IN (?, ?, '')"
        (taken,) = self._db.execute(query, (service, days[0], days[-1])).fetchone()
        return first if taken is None else max(first, taken + 1)

    def keep(self, ticket: str, what: bytes) -> None:
        """Durable in place of what was kept of that ticket before, until a fact tells of its paper or that nobody
        holds it. OutboxError when the disk refuses."""
        with self._transaction():
            self._db.execute(_KEEP, (ticket, what))

    def drop(self, ticket: str) -> None:
        """Keeps nothing of that ticket any more. OutboxError when the disk refuses."""
        with self._transaction():
            self._db.execute(_DROP, (ticket,))

    def kept(self) -> list[bytes]:
        with self._lock:
            return [row[0] for row in self._db.execute("SELECT what FROM kept ORDER BY rowid")]

    def _last_day(self, service: str) -> str:
        """The last known business day on which a number was taken; empty when there is none."""
        query = "SELECT day FROM taken WHERE service = ? AND day != '' ORDER BY rowid DESC LIMIT 1"
        row = self._db.execute(query, (service,)).fetchone()
        return "" if row is None else row[0]

    @contextmanager
    def _transaction(self) -> Generator[None]:
        """All of it on the disk at the end, or nothing (OutboxError)."""
        with self._lock:
            before = self.last
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                self.last = before
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise OutboxError(f"{self._path}: {error}") from error
                raise

    def _insert(self, fact: Fact) -> None:
        self.last += 1
        envelope = self._sealer.seal(fact, new_id(), seq=self.last, stream=self.stream)
        self._db.execute(
            "INSERT INTO fact (seq, at, envelope) VALUES (?, ?, ?)", (self.last, envelope.at, encode(envelope))
        )

    def after(self, seq: int, most: int) -> list[tuple[int, bytes]]:
        """Up to ``most`` (sequence, envelope) that follow ``seq``."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq, envelope FROM fact WHERE seq > ? ORDER BY seq LIMIT ?", (seq, most)
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def told(self, kind: type[F]) -> list[F]:
        """The facts of one kind that are still kept, recorded by the hub or not, oldest first. Those that a newer
        release has told in words of its own are passed over; the hub gets them as they are."""
        bodies = (_read(envelope) for _, envelope in self.after(0, EVERYTHING))
        return [body for body in bodies if isinstance(body, kind)]

    def acknowledge(self, up_to: int, now: int) -> None:
        """The hub has everything up to ``up_to``. A lower one than before means that it has lost the rest, and
        has it sent again as far as it is kept. A disk that refuses loses nothing: what it has not written down is sent
        once more after the next start."""
        with self._lock:
            if up_to == self.acked or up_to > self.last:
                return
            self.acked = up_to
            try:
                self._db.execute("UPDATE stream SET acked = ?", (up_to,))
                self._db.execute("DELETE FROM fact WHERE seq <= ? AND at < ?", (up_to, now - KEPT_MS))
            except sqlite3.Error as error:
                log.warning("%s: that the hub has %d facts is not written down: %s", self._path, up_to, error)

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
