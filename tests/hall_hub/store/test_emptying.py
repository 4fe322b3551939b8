"""What was deleted leaves SQLite's write-ahead log as well, and nobody who uses the file waits for that."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_hub.store.emptying import empty_log

GONE = b"gone"


def connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=30)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "file.sqlite-wal"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A file from which something was deleted that its log still has."""
    db = connected(tmp_path / "file.sqlite")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("CREATE TABLE word (word BLOB)")
    db.execute("INSERT INTO word VALUES (?)", (GONE,))
    db.execute("DELETE FROM word")
    yield db
    db.close()


def test_it_is_in_no_byte_any_more(db: sqlite3.Connection, log: Path) -> None:
    assert GONE in log.read_bytes()
    assert empty_log(db)
    assert log.read_bytes() == b""
    assert GONE not in log.with_name("file.sqlite").read_bytes()


@pytest.mark.parametrize("busy", ["BEGIN IMMEDIATE", "BEGIN; SELECT * FROM word;"])
@pytest.mark.parametrize("own", [False, True])
def test_who_writes_or_reads_goes_first_and_it_is_done_once_that_has_ended(
    db: sqlite3.Connection, log: Path, tmp_path: Path, busy: str, own: bool
) -> None:
    other = db if own else connected(tmp_path / "file.sqlite")
    for statement in busy.split(";"):
        other.execute(statement).fetchall()
    before = time.monotonic()
    assert not empty_log(db, tries=3)
    assert time.monotonic() - before < 5, "a busy file is waited for no longer than that"
    assert db.execute("PRAGMA busy_timeout").fetchone() == (30_000,)
    other.execute("ROLLBACK")
    assert empty_log(db)
    assert log.read_bytes() == b""
    if not own:
        other.close()
