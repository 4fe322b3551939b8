"""The hall's copies of what the centre knows, in a SQLite file of their own. Knows SQLite.

A list that comes as a file comes and goes as a whole, by the process that has read it (:mod:`hall_hub.store.incoming`);
what comes over the line the courier puts there, a little at a time (:mod:`hall_hub.courier.sets_store`). The hub reads
beside both; the ledger, on whose flush every answer waits, has nothing to do with it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from hall_core.domain.appointment import Appointment
from hall_core.domain.dossier import Dossier
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.names import ApologyRef, Millis
from hall_core.domain.plan_centre import SetName
from hall_hub.store.apologies import shown_by
from hall_hub.store.dossier_rows import decode
from hall_hub.store.schema import connect, opened


class Copies:
    """The hub's side, which reads. Belongs to the thread that made it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def _open(self) -> None:
        # Read, and never mapped: what a disk does not read is an error then, and no signal that ends the hub.
        self._db = opened(self._path)
        self._file = self._there()
        self._version = -1

    def changed(self) -> bool:
        """Whether anybody has changed anything since this was asked last; the first time it has. Costs some
        microseconds."""
        if self._there() != self._file:
            # Another program has found the file spoilt and made it anew.
            self._db.close()
            self._open()
        (version,) = self._db.execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, version
        return version != before

    def appointment(self, code: str) -> Appointment | None:
        body = self._item("appointments", code)
        try:
            return None if body is None else msgspec.json.decode(body, type=Appointment)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None  # of a newer centre: kept, for the centre counts it, and not understood

    def dossier(self, code: str) -> Dossier | None:
        row = self._db.execute("SELECT body FROM dossier WHERE code = ? AND state != ''", (code,)).fetchone()
        return None if row is None else decode(row[0])

    def bucket(self, digits: str) -> list[Dossier]:
        """All dossiers whose owner's token begins with these hexadecimal digits, in a lasting order."""
        # Beyond every token that begins so: "g" comes after the last hexadecimal digit.
        rows = self._db.execute(
            "SELECT body FROM dossier WHERE owner != '' AND owner >= ? AND owner < ? ORDER BY owner, code",
            (digits, f"{digits}g"),
        )
        return [decode(body) for (body,) in rows]

    def board(self, rules: str) -> bytes | None:
        """The edition of the dossier board that was last made, if it was made by these rules."""
        row = self._db.execute("SELECT edition FROM board WHERE rules = ?", (rules,)).fetchone()
        return None if row is None else row[0]

    def apologies(self, refs: Sequence[ApologyRef]) -> list[ShownApology]:
        """What boards mean by these, as far as it is still known."""
        return shown_by(self._db, refs)

    def items(self, name: SetName) -> list[tuple[str, bytes]]:
        """Of a set other than dossiers, by key."""
        return self._db.execute('SELECT key, body FROM item WHERE "set" = ? ORDER BY key', (name,)).fetchall()

    def as_of(self, name: SetName) -> Millis | None:
        return as_of(self._db, name)

    def dossiers_as_of(self) -> Millis | None:
        return as_of(self._db, "dossiers")

    def close(self) -> None:
        self._db.close()

    def _item(self, name: SetName, key: str) -> bytes | None:
        row = self._db.execute('SELECT body FROM item WHERE "set" = ? AND key = ?', (name, key)).fetchone()
        return None if row is None else row[0]

    def _there(self) -> int:
        try:
            return os.stat(self._path).st_ino  # noqa: PTH116 - twenty times a second
        except OSError:
            return 0


@contextmanager
def all_dossiers(path: Path) -> Generator[tuple[Millis | None, Iterator[Dossier]]]:
    """Of when the copy is, and each of its dossiers, one at a time; of one copy, even if another one is just taking
    its place. On any thread, in any process."""
    db = connect(path)
    try:
        db.execute("BEGIN")
        rows = db.execute("SELECT body FROM dossier WHERE state != ''")
        yield as_of(db, "dossiers"), (decode(body) for (body,) in rows)
    finally:
        db.close()


def as_of(db: sqlite3.Connection, name: SetName) -> Millis | None:
    row = db.execute("SELECT as_of FROM copy WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]
