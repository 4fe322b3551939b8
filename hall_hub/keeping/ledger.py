"""Takes words, answers and offers out of a ledger in which a hub may write meanwhile. Knows SQLite.

A few rows in one transaction and a rest after each, as old events leave (:func:`hall_hub.figures.raw.prune`). What was
done stands in the ledger itself, so that one which is restored from a copy is done anew.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from hall_core.domain.business_day import moment_of
from hall_core.domain.names import Day, Millis
from hall_hub.figures.raw import AT_ONCE, BUSY, PAUSE, FiguresError
from hall_hub.keeping.age import old
from hall_hub.store.emptying import empty_log
from hall_hub.wordless import wordless

EVENTS, ANSWERS = "wordless_events", "wordless_answers"
"""In ``meta``: up to which event, and up to which moment of answers, there are no words any more."""


class LedgerKeeper:
    def __init__(self, db: sqlite3.Connection, pause: float) -> None:
        self._db = db
        self._pause = pause

    def days(self) -> list[Day]:
        """Those that are over."""
        return [day for _, day in self._over()]

    def words(self, until: Day, today: Day) -> int:
        """How many events and answers of days before ``until`` had words, and now have none."""
        end = self._end(until, today)
        if end is None:
            return 0
        seq, at = end
        return self._events(seq) + self._answers(at)

    def answers(self, until: Day, today: Day) -> tuple[int, int]:
        """How many answers and offers of days before ``until`` are gone."""
        end = self._end(until, today)
        if end is None:
            return 0, 0
        gone = self._delete("answer", "command", "at < ?", end[1])
        return gone, self._delete("offer", "id", "json_extract(body, '$.until') < ?", end[1])

    def _over(self) -> list[tuple[int, Day]]:
        query = "SELECT first, day FROM day WHERE first < (SELECT max(first) FROM day) ORDER BY first"
        return self._db.execute(query).fetchall()

    def _end(self, until: Day, today: Day) -> tuple[int, Millis] | None:
        """The first event after the days before ``until``, and its moment, which is not later than the beginning of
        ``until``: that event's own clock may have been wrong. None when there are no such days."""
        last = max(old(self._over(), until, today), default=None)
        if last is None:
            return None
        (seq,) = self._db.execute("SELECT min(first) FROM day WHERE first > ?", (last,)).fetchone()
        found = self._db.execute("SELECT at FROM event WHERE seq >= ? ORDER BY seq LIMIT 1", (seq,)).fetchone()
        return None if found is None else (seq, min(found[0], moment_of(datetime.fromisoformat(until))))

    def _events(self, end: int) -> int:
        mark, count = self._mark(EVENTS), 0
        query = "SELECT seq, body FROM event WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?"
        while rows := self._db.execute(query, (mark, end, AT_ONCE)).fetchall():
            mark = rows[-1][0]
            bare = [(new, seq) for seq, body in rows if (new := wordless(body)) is not body]
            self._step("UPDATE event SET body = ? WHERE seq = ?", bare)
            count += len(bare)
        self._keep_mark(EVENTS, mark)
        return count

    def _answers(self, end: Millis) -> int:
        """``end`` and what is asked later stays. What was asked in one millisecond is done together."""
        mark, count = self._mark(ANSWERS), 0
        query = "SELECT at FROM answer WHERE at > ? AND at < ? ORDER BY at LIMIT 1 OFFSET ?"
        some = "SELECT command, coalesce(body, '{}'), CAST(reply AS TEXT) FROM answer WHERE at > ? AND at <= ?"
        while mark < end - 1:
            found = self._db.execute(query, (mark, end, AT_ONCE)).fetchone()
            upto: int = end - 1 if found is None else found[0]
            bare: list[tuple[Any, ...]] = []
            for command, body, reply in self._db.execute(some, (mark, upto)):
                less = wordless(body), wordless(reply)
                if less[0] is not body or less[1] is not reply:
                    bare.append((less[0], less[1].encode(), command))
            self._step("UPDATE answer SET body = ?, reply = ? WHERE command = ?", bare)
            mark, count = upto, count + len(bare)
        self._keep_mark(ANSWERS, mark)
        return count

    def _delete(self, table: str, key: str, such_that: str, value: int) -> int:
        count = 0
        some = f"SELECT {key} FROM {table} WHERE {such_that} LIMIT {AT_ONCE}"
        while rows := self._db.execute(some, (value,)).fetchall():
            self._step(f"DELETE FROM {table} WHERE {key} = ?", rows)
            count += len(rows)
        return count

    def _mark(self, name: str) -> int:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return -1 if row is None else row[0]

    def _keep_mark(self, name: str, mark: int) -> None:
        """Once at the end: who is cut off before looks at some rows again, and finds no words there."""
        self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (name, mark))

    def _step(self, change: str, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(change, rows)
        self._db.execute("COMMIT")
        # Done here, lest the hub has to do it while somebody waits for its answer.
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        time.sleep(self._pause)


@contextmanager
def keeper(ledger: Path, pause: float = PAUSE) -> Generator[LedgerKeeper]:
    """FiguresError when the ledger cannot be changed; what was done until then is done."""
    db = sqlite3.connect(ledger, isolation_level=None, timeout=BUSY)
    try:
        db.execute("PRAGMA secure_delete=ON")
        db.execute("PRAGMA synchronous=NORMAL")
        yield LedgerKeeper(db, pause)
        empty_log(db)
    except sqlite3.Error as error:
        raise FiguresError(f"{ledger}: {error}; what was deleted until now is gone") from error
    finally:
        db.close()
