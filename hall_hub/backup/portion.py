"""What has come to a ledger since it was copied last, a portion at a time. Knows SQLite.

A ledger grows at its end: events by their places, answers and offers by the batch that wrote them. So a copy asks for
what comes after its mark. A portion that reaches the end of one moment is ``whole``: only then come the small tables
(how far each outbox is recorded), so that a copy never has a fact as recorded whose event it lacks.

Rules of keeping take rows and words away as well. They leave their traces in the ledger's ``root``: when that is
another one, the copy is begun anew, and what was deleted is in it no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from hall_core.migrations import version_of
from hall_hub.keeping.ledger import ANSWERS, EVENTS
from hall_hub.store.ledger import last_turn, spoilt, turned
from hall_hub.store.reading import LedgerFile

MOST = 2_000
"""Rows of each table in a portion: half a megabyte of events, some milliseconds of reading."""
STEPS = 1_000_000
"""Of SQLite's machine, some tens of a second on a small box."""


WHOLE = ("meta", "migration")
"""Tables of some rows that are copied each time."""


class Mark(Struct, frozen=True):
    """How far a copy is: the last event, the last answer and offer in the order of their batches, and the batch up to
    which the small tables are."""

    seq: int = 0
    answer: tuple[int, str] = (-1, "")
    offer: tuple[int, str] = (-1, "")
    turn: int = -1


class Portion(Struct, frozen=True):
    root: str
    rows: dict[str, list[tuple[Any, ...]]]
    """Table to rows as they stand there."""
    mark: Mark
    """Where the copy is with them."""
    whole: bool


class Source:
    """A ledger that a hub may be writing. sqlite3.Error or OSError while it cannot be read. For one thread."""

    def __init__(self, path: Path) -> None:
        self._ledger = LedgerFile(path)

    @property
    def epoch(self) -> int:
        return self._ledger.epoch

    def stirred(self) -> bool:
        """Whether there may be news; costs next to nothing."""
        return self._ledger.open(0) or self._ledger.stirred()

    def root(self) -> str:
        """What it grows from."""
        with self._ledger.snapshot() as db:
            return _root(db)

    def tables(self) -> list[str]:
        """What makes the same tables elsewhere, in SQL: they are the ledger's, whichever release has made them."""
        with self._ledger.snapshot() as db:
            made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'"
            made += " ORDER BY type = 'table' DESC, rowid"
            return [sql for (sql,) in db.execute(made)] + [f"PRAGMA user_version = {version_of(db)}"]

    def after(self, mark: Mark, most: int = MOST) -> Portion:
        with self._ledger.snapshot() as db:
            return _portion(db, mark, most)

    def knows(self, event: tuple[Any, ...]) -> bool:
        """Whether the ledger has this event: its place, time and command."""
        with self._ledger.snapshot() as db:
            found = db.execute("SELECT seq, at, command FROM event WHERE seq = ?", event[:1]).fetchone()
        return found == event

    def grew_from(self) -> list[int]:
        """Epochs of the ledgers that it goes on from."""
        with self._ledger.snapshot() as db:
            rows = db.execute("SELECT DISTINCT epoch FROM day WHERE epoch IS NOT NULL").fetchall()
        return [epoch for (epoch,) in rows if epoch != self.epoch]

    def fault(self, alive: Callable[[], None]) -> str | None:
        """What is spoilt in it; None: nothing. Reads all of it; ``alive`` is called meanwhile."""
        self._ledger.open(0)
        with self._ledger.snapshot() as db:
            db.set_progress_handler(alive, STEPS)
            try:
                return spoilt(db)
            finally:
                db.set_progress_handler(None, STEPS)

    def close(self) -> None:
        self._ledger.close()


def small_tables(db: sqlite3.Connection) -> list[str]:
    """Also those of a newer release: what this one does not know of goes along."""
    return [table for table in turned(db) if table not in ("answer", "offer")]


def _root(db: sqlite3.Connection) -> str:
    meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    (first,) = db.execute("SELECT coalesce(min(seq), 1) FROM event").fetchone()
    (since,) = db.execute("SELECT min(at) FROM answer").fetchone()
    return " ".join(map(str, (version_of(db), meta["epoch"], meta.get(EVENTS), meta.get(ANSWERS), first, since)))


def _portion(db: sqlite3.Connection, mark: Mark, most: int) -> Portion:
    events = db.execute("SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?", (mark.seq, most)).fetchall()
    seq = events[-1][0] if events else mark.seq
    days = db.execute("SELECT * FROM day WHERE first > ? AND first <= ?", (mark.seq, seq)).fetchall()
    rows: dict[str, list[tuple[Any, ...]]] = {"event": events, "day": days}
    answer, offer, turn = mark.answer, mark.offer, mark.turn
    # One after the other: an offer that is used must not be there without the vote's event.
    whole = len(events) < most
    if whole:
        rows["answer"], answer = _in_turn(db, "answer", "command", mark.answer, most)
        whole = len(rows["answer"]) < most
    if whole:
        rows["offer"], offer = _in_turn(db, "offer", "id", mark.offer, most)
        whole = len(rows["offer"]) < most
    if whole:
        for table in small_tables(db):
            rows[table] = db.execute(f"SELECT * FROM {table} WHERE turn > ?", (mark.turn,)).fetchall()
        for table in WHOLE:
            rows[table] = db.execute(f"SELECT * FROM {table}").fetchall()
        turn = last_turn(db)
    return Portion(_root(db), rows, Mark(seq, answer, offer, turn), whole)


def _in_turn(
    db: sqlite3.Connection, table: str, key: str, after: tuple[int, str], most: int
) -> tuple[list[tuple[Any, ...]], tuple[int, str]]:
    query = f"SELECT *, turn, {key} FROM {table} WHERE (turn, {key}) > (?, ?) ORDER BY turn, {key} LIMIT ?"
    rows = db.execute(query, (*after, most)).fetchall()
    return [row[:-2] for row in rows], (rows[-1][-2], rows[-1][-1]) if rows else after
