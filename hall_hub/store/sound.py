"""Whether a file of SQLite's is what it was."""

from __future__ import annotations

import sqlite3

SPOILT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def is_spoilt(error: Exception) -> bool:
    """Whether what is in the file is no database (any more)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in SPOILT


def unsound(db: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong in the file, all of which it reads; None: nothing. sqlite3.DatabaseError where it cannot
    go on."""
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    return None if found == "ok" else str(found)
