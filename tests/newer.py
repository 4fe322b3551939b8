"""What a later release might have done to a file before the box went back: real SQLite files, migrated by the same
code."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hall_core.migrations import Migration, migrate

NEXT = "9.9.1"
"""The release that had to go."""


def tables(db: sqlite3.Connection) -> list[str]:
    told = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name != 'migration'"
    return [name for (name,) in db.execute(told)]


def migrated(file: Path, now: Sequence[Migration], *scripts: str, fits: int | None = None) -> None:
    """As a release does that starts once; ``fits``: the same for each script."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        migrate(db, file, [*now, *(Migration(NEXT, script, fits) for script in scripts)], nobody_goes_back=True)


def widened(file: Path, now: Sequence[Migration]) -> None:
    """Each table gets a column of which a row may say nothing, and one that it always has; there is another table, and
    an index more. The release before can go on with that."""
    with closing(sqlite3.connect(file)) as db:
        had = tables(db)
    script = "".join(
        f"ALTER TABLE {table} ADD COLUMN later TEXT; ALTER TABLE {table} ADD COLUMN kept INTEGER NOT NULL DEFAULT 7;\n"
        f"UPDATE {table} SET later = 'known', kept = 8;\nCREATE INDEX {table}_later ON {table} (later);\n"
        for table in had
    )
    more = "CREATE TABLE extra (id INTEGER PRIMARY KEY, what TEXT NOT NULL, turn INTEGER NOT NULL DEFAULT 0);\n"
    migrated(file, now, script, f"{more}INSERT INTO extra VALUES (1, 'of the newer release', 3);", fits=len(now))


def rebuilt(file: Path, now: Sequence[Migration], table: str, column: str) -> None:
    """In a way that no release before can go on with."""
    migrated(file, now, f"ALTER TABLE {table} RENAME COLUMN {column} TO told_otherwise;")


def every_row(file: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(file)) as db:
        return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in tables(db)}
