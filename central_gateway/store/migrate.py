"""Brings the tables to what this version needs: numbered files, each in a transaction of its own, in order."""

from __future__ import annotations

from importlib.resources import files
from typing import LiteralString, cast

from central_gateway.store.connection import Db, StoreError

_LOCK = 7_201
"""Advisory lock: two who migrate at once do it one after the other."""


def migrate(db: Db) -> list[int]:
    """The numbers of those carried out now. StoreError when a newer version has been here."""
    db.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        db.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version int PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
        )
        done = version(db)
        known = _migrations()
        if done > len(known):
            raise _newer(done)
        for number in range(done + 1, len(known) + 1):
            with db.transaction():
                db.execute("SET LOCAL statement_timeout = 0")  # what it does to a year's rows takes its time
                # Ours, and with several statements: sent as it stands, without parameters.
                db.execute(cast("LiteralString", known[number - 1]))
                db.execute("INSERT INTO schema_version (version) VALUES (%s)", (number,))
        return list(range(done + 1, len(known) + 1))
    finally:
        db.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


def check(db: Db) -> None:
    """StoreError when the tables are not of this version. Every program asks this before it begins."""
    found = db.execute("SELECT to_regclass('schema_version') IS NOT NULL").fetchone()
    done = version(db) if found and found[0] else 0
    if done > len(_migrations()):
        raise _newer(done)
    if done < len(_migrations()):
        raise StoreError("the tables are not there, or of an older version: run motcua central init")


def version(db: Db) -> int:
    row = db.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
    return row[0] if row else 0


def _newer(done: int) -> StoreError:
    return StoreError(f"the tables are of version {done}, and this program knows {len(_migrations())}: update it")


def _migrations() -> list[str]:
    folder = files("central_gateway.store").joinpath("migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    if names != [f"{number:04}.sql" for number in range(1, len(names) + 1)]:
        raise StoreError(f"migrations are missing: there are {', '.join(names)}")
    return [folder.joinpath(name).read_text("utf-8") for name in names]
