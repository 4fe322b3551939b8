"""The kiosk's file of procedures, read-only. Knows SQLite.

Little of it is ever in memory: a small page cache, and what was asked for.
"""

from __future__ import annotations

import logging
import sqlite3
import zlib
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.names import Day, Digest, Slug
from hall_core.domain.procedure import Procedure, Title
from hall_core.errors import MotcuaError
from kiosk_app.catalogue.building import FORMAT, before
from kiosk_app.catalogue.found import Row

log = logging.getLogger(__name__)

_CACHE_KIB = 2_000


class StoreError(MotcuaError):
    """There is no file, or it cannot be used."""

    key = "catalogue"


class Spelling(Struct, frozen=True):
    """A word of the catalogue as it is spelt somewhere, and where it stands, as sets in the bits of integers."""

    key: str
    hats: str
    tone: str
    named: int
    """Procedures with it in their names."""
    said: int
    """Procedures with it in their everyday words."""
    phrases: int
    """Everyday phrases with it."""


class Store:
    """One edition. May be used from any thread, by one at a time."""

    def __init__(self, file: Path) -> None:
        """StoreError when the file is missing, half-made, broken or of another version of this program."""
        self._row = msgspec.json.Decoder(Row)
        self._ids = msgspec.json.Decoder(list[int])
        try:
            # Immutable: it is never written again, so no lock and no look at the disk is needed to know it unchanged.
            where = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
            self._db = sqlite3.connect(where, uri=True, check_same_thread=False, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreError(f"{file}: {error}") from error
        try:
            about = self._about()
        except sqlite3.Error as error:
            about = f"{error}"
        if isinstance(about, str):
            self._db.close()
            raise StoreError(f"{file}: {about}")
        self.digest: Digest = about[0]
        self.edition: str = about[1]
        self.date: Day | None = about[2]
        self.count: int = about[3]

    def _about(self) -> tuple[str, str, str | None, int] | str:
        """What edition it is; or why it cannot be used."""
        self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version != FORMAT:
            return f"is of format {version}, this program knows {FORMAT}"
        found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            return f"is broken: {found}"
        about = self._db.execute("SELECT digest, edition, date, count FROM about").fetchone()
        return about or "is not whole"

    def close(self) -> None:
        self._db.close()

    def spellings(self, begin: str) -> list[Spelling]:
        """All words whose key begins so."""
        # No key has this sign, and it sorts behind all that have: the end of the range.
        rows = self._db.execute("SELECT * FROM word WHERE key >= ? AND key < ?", (begin, begin + "\U0010ffff"))
        return [Spelling(*row[:3], *(int.from_bytes(bits, "little") for bits in row[3:])) for row in rows]

    def one_slip_from(self, slips: set[str]) -> list[str]:
        """Keys of words that share one of ``slips`` (:func:`hall_core.domain.search_words.slips`)."""
        marks = ",".join("?" * len(slips))
        rows = self._db.execute(f"SELECT DISTINCT key FROM slip WHERE slip IN ({marks}) ORDER BY key", sorted(slips))
        return [row[0] for row in rows]

    def starting(self, begin: str) -> int:
        """The procedures whose name begins so, as bits."""
        rows = self._db.execute("SELECT id FROM start WHERE text >= ? AND text < ?", (begin, begin + "\U0010ffff"))
        return _bits(rows)

    def coded(self, code_key: str) -> int:
        """The procedures with this code, as bits; typed without its dots, or without the digit before the first one."""
        return _bits(self._db.execute("SELECT id FROM code WHERE key = ?", (code_key,)))

    def coded_so(self, begin: str) -> int:
        """The procedures whose code begins so."""
        query = "SELECT id FROM code WHERE key >= ? AND key < ?"
        return _bits(self._db.execute(query, (begin, begin + "\U0010ffff")))

    def phrases(self) -> list[tuple[int, list[int]]]:
        """The everyday phrases: how many different words each has, and its procedures, the best one first."""
        rows = self._db.execute("SELECT words, procedures FROM phrase ORDER BY id")
        return [(words, self._ids.decode(ids)) for words, ids in rows]

    def long(self) -> list[tuple[int, str]]:
        """The procedures with a very long name, and the names of each as keys between spaces, a line each."""
        return self._db.execute("SELECT id, names FROM long").fetchall()

    def valid(self, day: Day | None) -> int:
        """The procedures in force on ``day``, as bits; all of them when nobody knows which day it is."""
        if day is None:
            return (1 << self.count) - 1
        query = "SELECT id FROM procedure WHERE coalesce(valid_from, ?1) <= ?1 AND coalesce(valid_to, ?1) >= ?1"
        return _bits(self._db.execute(query, (day,)))

    def of(self, agency: Slug | None, field: Slug | None) -> int:
        """The procedures of an agency and of a field, as bits."""
        query = "SELECT id FROM procedure WHERE agency = coalesce(?, agency) AND field = coalesce(?, field)"
        return _bits(self._db.execute(query, (agency, field)))

    def by_name(self, agency: Slug | None, field: Slug | None) -> list[int]:
        """The same in the order of their names."""
        query = "SELECT id FROM procedure WHERE agency = coalesce(?, agency) AND field = coalesce(?, field)"
        return [row[0] for row in self._db.execute(f"{query} ORDER BY sort, id", (agency, field))]

    def agencies(self) -> list[tuple[Slug, Title]]:
        rows = self._db.execute("SELECT id, vi, en FROM agency ORDER BY place")
        return [(id, Title(vi, en)) for id, vi, en in rows]

    def fields(self) -> list[tuple[Slug, Title]]:
        rows = self._db.execute("SELECT id, vi, en FROM field ORDER BY place")
        return [(id, Title(vi, en)) for id, vi, en in rows]

    def row(self, id: int) -> Row:
        return self._row.decode(self._db.execute("SELECT row FROM procedure WHERE id = ?", (id,)).fetchone()[0])

    def id_of(self, code: str) -> int | None:
        found = self._db.execute("SELECT id FROM procedure WHERE code = ?", (code,)).fetchone()
        return None if found is None else found[0]

    def body(self, id: int) -> Procedure:
        """The whole of a procedure; only what is opened is read."""
        packed = self._db.execute("SELECT json FROM body WHERE id = ?", (id,)).fetchone()[0]
        return msgspec.json.decode(zlib.decompress(packed), type=Procedure)


def open_newest(file: Path) -> Store | None:
    """The edition in ``file``; when that cannot be used the one before it; None when there is none."""
    for candidate in (file, before(file)):
        try:
            return Store(candidate)
        except StoreError as error:
            if candidate.exists():
                log.warning("%s", error)
    return None


def _bits(rows: sqlite3.Cursor) -> int:
    bits = bytearray()
    for (id,) in rows:
        if id >> 3 >= len(bits):
            bits.extend(bytes((id >> 3) - len(bits) + 64))
        bits[id >> 3] |= 1 << (id & 7)
    return int.from_bytes(bits, "little")
