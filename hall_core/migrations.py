"""Which releases can work on a SQLite file: what was done to its tables, and who can go on with them since.

After an update that was no good a box runs its former release again, on the files that the newer one has migrated. So
each migration says how old a program may be that goes on with the file, and the file keeps it (docs/updates.md).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from hall_core.errors import MotcuaError

log = logging.getLogger(__name__)
_KEPT = """
CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, fits INTEGER NOT NULL, release TEXT NOT NULL);
"""
"""What was done, by which version of the tables, and which version may be used at least afterwards."""

UNTOLD = "(untold)"
"""In place of a release that the file does not name."""


class Migration(Struct, frozen=True):
    release: str
    """The one that brought it."""
    script: str
    """In SQL. Never edited once it was in a release."""
    fits: int | None = None
    """The oldest version of the tables whose programs can go on with the file afterwards; None: only its own."""


class UnfitFileError(sqlite3.NotSupportedError, MotcuaError):
    """This release is not to work with the file. Nothing was touched."""

    key = "storage"


class OlderFileError(UnfitFileError):
    """The release that has left the file could not go on with it after this one: a box could not go back by itself."""

    def __init__(self, path: Path, left: str, first: str) -> None:
        super().__init__(
            f"{path} was left by release {left}, which could not go back to it after this release: {first} has to run "
            "on this box first (docs/updates.md, 'Going back')"
        )


class NewerFileError(UnfitFileError):
    """A newer release has changed the file so that this one cannot go on with it."""

    def __init__(self, path: Path, release: str) -> None:
        self.release = release
        super().__init__(
            f"{path} was changed by release {release} in a way that this release cannot work with; nothing in it is "
            f"lost: start {release} or a later one on this box (docs/updates.md, 'Going back')"
        )


def migrate(
    db: sqlite3.Connection, path: Path, migrations: Sequence[Migration], *, nobody_goes_back: bool = False
) -> None:
    """Gives the file the tables of this release; one that a newer release has made fit for it too stays as it is.
    UnfitFileError, sqlite3.Error. ``db`` without a transaction, and with none that Python begins.
    ``nobody_goes_back``: no other release will want it."""
    if (release := must_fit(db, path, len(migrations))) is not None:
        log.warning("%s has the tables of release %s, with which this one works as well", path, release)
    if not nobody_goes_back:
        _must_leave_a_way_back(db, path, migrations)
    db.execute(_KEPT)
    while version_of(db) < len(migrations):
        _next(db, migrations)


def _next(db: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        # Only from here on nobody else who has the file open can be quicker.
        version = version_of(db) + 1
        for migration in migrations[version - 1 : version]:
            for statement in _statements(migration.script):
                db.execute(statement)
            row = version, migration.fits or version, migration.release
            db.execute("INSERT INTO migration (version, fits, release) VALUES (?, ?, ?)", row)
            db.execute(f"PRAGMA user_version = {version}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def must_fit(db: sqlite3.Connection, path: Path, known: int) -> str | None:
    """NewerFileError when a program that knows ``known`` versions of the tables cannot go on with the file. The newer
    release whose tables it has all the same; None: none."""
    version = version_of(db)
    if version <= known:
        return None
    told = "SELECT 1 FROM sqlite_master WHERE name = 'migration'"
    done = "SELECT fits, release FROM migration WHERE version > ? ORDER BY version"
    newer = db.execute(done, (known,)).fetchall() if db.execute(told).fetchone() else []
    release = newer[-1][1] if newer else UNTOLD
    if len(newer) < version - known or any(fits > known for fits, _ in newer):
        raise NewerFileError(path, release)
    return release


def _must_leave_a_way_back(db: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """OlderFileError: a release in between was skipped. The box, not well with this one, is back in a quarter of an
    hour, on a file that nobody has touched."""
    done = version_of(db)
    if not 0 < done < len(migrations):
        return
    left = migrations[done - 1].release
    wanted = [each.fits or at for at, each in enumerate(migrations, 1) if at > done and each.release != left]
    if max(wanted, default=0) > done:
        raise OlderFileError(path, left, migrations[max(wanted) - 1].release)


def version_of(db: sqlite3.Connection) -> int:
    return db.execute("PRAGMA user_version").fetchone()[0]


def _statements(script: str) -> Iterator[str]:
    """One after the other: a script as a whole would end the transaction that it is run in."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):  # no: in a text, a comment or a trigger
            yield statement
            statement = ""
