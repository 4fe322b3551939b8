"""What was deleted leaves the disk: SQLite keeps pages as they were before in its write-ahead log. Knows SQLite."""

from __future__ import annotations

import sqlite3
import time

TRIES = 100
PAUSE = 0.02
"""Seconds between two of them. Each is made without waiting: who waited here would hold up the hub behind it."""


def empty_log(db: sqlite3.Connection, tries: int = TRIES) -> bool:
    """Empties the log. Whoever writes or reads just now goes first; False when somebody always did: then whoever closes
    the file last empties it."""
    (patience,) = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute("PRAGMA busy_timeout = 0")
    try:
        for _ in range(tries):
            if _emptied(db):
                return True
            time.sleep(PAUSE)
        return False
    finally:
        db.execute(f"PRAGMA busy_timeout = {patience}")


def _emptied(db: sqlite3.Connection) -> bool:
    try:
        return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
