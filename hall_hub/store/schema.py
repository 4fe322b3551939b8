"""The file of the hall's copies: its tables, and how it is opened. Knows SQLite.

Nothing is in it that the centre does not say again. So a file of another shape, or one that a bad disk has spoilt, is
made anew, and no shape is ever carried over.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from hall_core.domain.dossier import ENDED
from hall_core.domain.dossier_board import ANSWERED
from hall_hub.store.sound import is_spoilt

log = logging.getLogger(__name__)

VERSION = 3
BUSY = 30.0
"""Seconds a writer waits for another one: a process that puts a whole list in place, or deletes what is old."""


def _listed(states: frozenset[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


OPEN = f"state NOT IN ({_listed(ENDED)}, '')"
ANSWER = f"state IN ({_listed(ANSWERED)})"
"""In SQL what stands in the domain by these names; queries say it in the same words, or no index serves them."""
SCHEMA = f"""
CREATE TABLE copy (name TEXT PRIMARY KEY, as_of INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE position (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, whole INTEGER NOT NULL,
    digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE item ("set" TEXT NOT NULL, key TEXT NOT NULL, bucket INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY ("set", key)) WITHOUT ROWID;
CREATE INDEX item_bucket ON item ("set", bucket);
CREATE TABLE dossier (code TEXT PRIMARY KEY, bucket INTEGER NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL,
    received TEXT, due TEXT, ended TEXT, agency TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX dossier_bucket ON dossier (bucket);
CREATE INDEX dossier_owner ON dossier (owner, code) WHERE owner != '';
CREATE INDEX dossier_received ON dossier (received) WHERE received IS NOT NULL;
CREATE INDEX dossier_open ON dossier (due, code, agency, state) WHERE {OPEN};
CREATE INDEX dossier_ready ON dossier (ended DESC, code, state) WHERE state = 'finished';
CREATE INDEX dossier_answered ON dossier (ended, due, state) WHERE {ANSWER};
CREATE TABLE board (name TEXT PRIMARY KEY, today TEXT, rules TEXT NOT NULL, as_of INTEGER NOT NULL,
    edition BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE apology (ref TEXT PRIMARY KEY, day TEXT NOT NULL, code TEXT NOT NULL, agency TEXT NOT NULL,
    due TEXT NOT NULL, new_due TEXT NOT NULL, UNIQUE (code, agency, due, new_due)) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""
"""``copy``: of when each list is. ``position``: how far the hall is with each set of the centre; no row: its rows came
from a file, or went by the rule of keeping, and no courier has counted them since. ``item``: all sets but dossiers.
``board``: what was last made of them. ``apology``: what the boards call those that they show, and the last day on which
each was listed."""


def opened(path: Path) -> sqlite3.Connection:
    """The file with its tables, whatever was there before. sqlite3.Error or OSError when the disk refuses."""
    with _alone(path.parent):
        try:
            return _fit(path)
        except sqlite3.DatabaseError as error:
            if not is_spoilt(error):
                raise
            log.error("%s: %s; made anew", path, error)  # noqa: TRY400
            _remove(path)
            return _fit(path)


def throw_away(path: Path) -> None:
    """The next one who opens it makes it anew, and who has it open finds another file in its place."""
    with _alone(path.parent):
        _remove(path)


def connect(path: Path) -> sqlite3.Connection:
    """Without a transaction that nobody began."""
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY)


@contextmanager
def transaction(db: sqlite3.Connection) -> Generator[None]:
    """One that writes: all of it or nothing. Waits for another writer first."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.execute("COMMIT")


def _remove(path: Path) -> None:
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)


def _fit(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)  # what is about persons is the hub's alone, whoever may read the ledger beside it
    db = connect(path)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        if db.execute("PRAGMA user_version").fetchone() != (VERSION,):
            _made_anew(db)
    except BaseException:
        db.close()
        raise
    return db


def _made_anew(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA secure_delete=ON")
    with transaction(db):
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, SCHEMA.split(";")):
            db.execute(statement)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Hub and courier start at the same time: one of them makes the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
