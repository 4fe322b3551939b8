"""Where the courier keeps the centre's sets: in the hall's copies, each change with how far the hall is by it. Knows
SQLite.

One transaction for each message: whoever reads never waits for it, and a courier that is killed, or a power cut, leaves
the set as it was before a message or after it, with the digest that is its own.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from msgspec import Struct

from hall_core.contract.centre.messages import BUCKETS, Position
from hall_core.contract.centre.sets import Digest, bucket_of, digest_of
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan_centre import SetName
from hall_hub.store.board import Rules, keep_board
from hall_hub.store.calendar_file import CalendarFile
from hall_hub.store.copies import as_of
from hall_hub.store.dossier_rows import MARKS, row_of_item
from hall_hub.store.emptying import empty_log
from hall_hub.store.schema import opened, transaction

WHOLE = 16
"""Bytes of the digest of a whole set; after it stand those of its parts."""
PARTS = struct.Struct(f">{BUCKETS}Q")
CACHE = 16_000
"""Kilobytes of the file in memory."""
LOGGED = 8_000
"""Pages in the log before they go into the file. When a set is got for the first time its keys come in no order: a page
that each message writes anew then goes there once, and the whole takes half as long."""
DOSSIERS = {
    "all": "SELECT code, body FROM dossier",
    "one": "SELECT body FROM dossier WHERE code = ?",
    "bucket": "SELECT code, body FROM dossier WHERE bucket = ?",
    "gone": "DELETE FROM dossier WHERE code = ?",
    "kept": f"INSERT OR REPLACE INTO dossier VALUES ({MARKS})",
}


def _items(name: SetName) -> dict[str, str]:
    such = f"FROM item WHERE \"set\" = '{name}'"
    return {
        "all": f"SELECT key, body {such}",
        "one": f"SELECT body {such} AND key = ?",
        "bucket": f"SELECT key, body {such} AND bucket = ?",
        "gone": f"DELETE {such} AND key = ?",
        "kept": f"INSERT OR REPLACE INTO item VALUES ('{name}', ?, ?, ?)",
    }


class Held(Struct):
    """How far the hall is with a set. ``whole``: it was the centre's, by its digest, when this was last looked at."""

    epoch: int
    seq: int
    whole: bool
    digest: Digest

    @property
    def position(self) -> Position:
        return Position(epoch=self.epoch, seq=self.seq, digest=self.digest.text)

    def agrees(self, position: Position) -> bool:
        return self.digest.text == position.digest


class Change:
    """One set within a transaction: ``held`` is kept with what was put, when it ends well."""

    def __init__(self, db: sqlite3.Connection, name: SetName, held: Held) -> None:
        self.held = held
        self.changed = 0
        """Keys whose value is another one now."""
        self._db = db
        self._name: SetName = name
        self._sql = DOSSIERS if name == "dossiers" else _items(name)

    def put(self, key: str, new: bytes | None) -> None:
        """None: the key is gone."""
        row = self._db.execute(self._sql["one"], (key,)).fetchone()
        self._put(key, None if row is None else row[0], new)

    def put_bucket(self, bucket: int, new: dict[str, bytes]) -> None:
        """These are all that the bucket has."""
        old: dict[str, bytes] = dict(self._db.execute(self._sql["bucket"], (bucket,)).fetchall())
        for key in old.keys() | new.keys():
            self._put(key, old.get(key), new.get(key))

    def at(self, epoch: int, seq: int) -> None:
        """This is how far the hall is by it; whether the set is the centre's is not known yet."""
        self.held.epoch, self.held.seq, self.held.whole = epoch, seq, False

    def told(self, at: Millis) -> None:
        """The set is the centre's, as of that time."""
        self.held.whole = True
        self._db.execute("INSERT OR REPLACE INTO copy VALUES (?, ?)", (self._name, at))

    def _put(self, key: str, old: bytes | None, new: bytes | None) -> None:
        if old == new:
            return
        self.changed += 1
        self.held.digest.put(key, old, new)
        if new is None:
            self._db.execute(self._sql["gone"], (key,))
        elif self._name == "dossiers":
            self._db.execute(self._sql["kept"], row_of_item(key, new))
        else:
            self._db.execute(self._sql["kept"], (key, bucket_of(key), new))


class SetsStore:
    """The one who writes. Belongs to one thread; sqlite3.Error from everything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = opened(path)
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is told again
        self._db.execute(f"PRAGMA cache_size = -{CACHE}")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {LOGGED}")
        self._file = path.stat().st_ino
        self._calendar = CalendarFile(path.parent)

    @property
    def replaced(self) -> bool:
        """Whether the file under this name is another one by now: somebody has found it spoilt."""
        return not self._path.exists() or self._path.stat().st_ino != self._file

    def held(self, name: SetName) -> Held:
        query = "SELECT epoch, seq, whole, digest FROM position WHERE name = ?"
        row = self._db.execute(query, (name,)).fetchone()
        if row is not None:
            return Held(row[0], row[1], bool(row[2]), _unpacked(row[3]))
        # What lies there came from a file, or is what the rule of keeping has left: it is counted once.
        with nullcontext() if self._db.in_transaction else transaction(self._db):
            held = Held(0, 0, False, self._counted(name))
            self._keep(name, held)
        return held

    def recount(self, name: SetName) -> None:
        """Its digests are those of what lies there, whatever was kept of them."""
        with self.change(name) as change:
            change.held.digest = self._counted(name)
            change.at(change.held.epoch, change.held.seq)

    def as_of(self, name: SetName) -> Millis | None:
        return as_of(self._db, name)

    @contextmanager
    def change(self, name: SetName) -> Generator[Change]:
        with transaction(self._db):
            change = Change(self._db, name, self.held(name))
            yield change
            self._keep(name, change.held)

    def keep_board(self, today: Day | None, rules: Rules) -> str | None:
        """See :func:`hall_hub.store.board.keep_board`."""
        return keep_board(self._db, today, rules, self._calendar.days)

    def rest(self) -> None:
        """When there is nothing to do: what was deleted leaves the disk too."""
        empty_log(self._db, tries=1)

    def close(self) -> None:
        self._db.close()

    def _keep(self, name: SetName, held: Held) -> None:
        row = name, held.epoch, held.seq, held.whole, _packed(held.digest)
        self._db.execute("INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?, ?)", row)

    def _counted(self, name: SetName) -> Digest:
        sql = DOSSIERS if name == "dossiers" else _items(name)
        return digest_of(self._db.execute(sql["all"]))


def _packed(digest: Digest) -> bytes:
    return digest.whole.to_bytes(WHOLE) + PARTS.pack(*digest.parts)


def _unpacked(data: bytes) -> Digest:
    return Digest(int.from_bytes(data[:WHOLE]), list(PARTS.unpack(data[WHOLE:])))
