"""An edition to the file that the kiosk searches. Knows SQLite.

The file is made beside the one in use and takes its place in one step, so that a power cut leaves the one or the other.
What was in use stays as the copy before. Procedures have numbers from 0 in the order of the edition, shorter names
first; a set of procedures is an integer with their bits, stored as little-endian bytes.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from hall_core.contract.edition import EditionError, digest, unpack
from hall_core.domain.procedure import Catalogue, Procedure
from hall_core.domain.search_words import Word, key, slips, words
from hall_core.durable import sync
from hall_core.errors import MotcuaError
from kiosk_app.catalogue.found import Row

FORMAT = 3
"""Of the file; another one is built anew from the hub's edition."""
SCHEMA = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE about (digest TEXT NOT NULL, edition TEXT NOT NULL, date TEXT, source TEXT NOT NULL, count INTEGER);
CREATE TABLE agency (id TEXT PRIMARY KEY, place INTEGER, vi TEXT, en TEXT) WITHOUT ROWID;
CREATE TABLE field (id TEXT PRIMARY KEY, place INTEGER, vi TEXT, en TEXT) WITHOUT ROWID;
CREATE TABLE procedure (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, row BLOB NOT NULL, sort TEXT NOT NULL,
    agency TEXT NOT NULL, field TEXT NOT NULL, valid_from TEXT, valid_to TEXT
);
-- Codes as they are typed, whole and without what stands before the first dot.
CREATE TABLE code (key TEXT, id INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE body (id INTEGER PRIMARY KEY, json BLOB NOT NULL);
-- A word with its accents, and where it stands: in names, in everyday words of procedures, in which everyday phrases.
CREATE TABLE word (
    key TEXT, hats TEXT, tone TEXT, named BLOB NOT NULL, said BLOB NOT NULL, phrases BLOB NOT NULL,
    PRIMARY KEY (key, hats, tone)
) WITHOUT ROWID;
CREATE TABLE phrase (id INTEGER PRIMARY KEY, words INTEGER NOT NULL, procedures BLOB NOT NULL);
-- How names begin.
CREATE TABLE start (text TEXT, id INTEGER, PRIMARY KEY (text, id)) WITHOUT ROWID;
-- The names of what has a very long one, as keys between spaces, a line each.
CREATE TABLE long (id INTEGER PRIMARY KEY, names TEXT NOT NULL);
-- What is left of a word after one slip of the finger.
CREATE TABLE slip (slip TEXT, key TEXT, PRIMARY KEY (slip, key)) WITHOUT ROWID;
"""
_PREAMBLE = "thu tuc "
"""Half of all names begin with these words, and nobody types them."""
_LONG = 30
"""Words of a name in which nearly any few words stand somewhere. One in ten names is longer, the longest has 250."""
_START_LONGEST = 60
"""Characters of a beginning that are kept: nobody types more before the list is short."""


class BuildError(MotcuaError):
    """The file could not be made; the one in use stays."""

    key = "catalogue"


def before(file: Path) -> Path:
    """Where the copy is that was in use before ``file``."""
    return file.with_name(f"{file.name}.before")


def build(data: bytes, file: Path) -> None:
    """Puts the edition in ``data`` in the place of ``file``. BuildError when it cannot: nothing has changed then.

    Takes some seconds and little memory; for a thread of its own.
    """
    new = file.with_name(f"{file.name}.new")
    try:
        new.unlink(missing_ok=True)
        _write(data, new)
        sync(new)
        if file.exists():
            before(file).unlink(missing_ok=True)
            os.link(file, before(file))
        new.replace(file)
        sync(file.parent)
    except (sqlite3.Error, OSError, EditionError) as error:
        raise BuildError(f"{file}: the new edition cannot be kept: {error}") from error


def _write(data: bytes, file: Path) -> None:
    catalogue, count, procedures = unpack(data)
    db = sqlite3.connect(file, isolation_level=None)
    try:
        # A half-made file is thrown away, never mended: no journal, and one flush at the end.
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA synchronous=OFF")
        db.executescript(SCHEMA)
        db.execute("BEGIN")
        _Writer(db).write(catalogue, procedures)
        # The last row: a file without it is not whole.
        about = (digest(data), catalogue.edition, catalogue.date, catalogue.source, count)
        db.execute("INSERT INTO about VALUES (?, ?, ?, ?, ?)", about)
        db.execute("COMMIT")
    finally:
        db.close()


class _Places:
    """Where one word stands."""

    __slots__ = ("named", "phrases", "said")

    def __init__(self) -> None:
        self.named: set[int] = set()
        self.said: set[int] = set()
        self.phrases: set[int] = set()


class _Writer:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._encode = msgspec.json.Encoder().encode
        self._words: dict[tuple[str, str, str], _Places] = {}
        self._ids: dict[str, int] = {}

    def write(self, catalogue: Catalogue, procedures: Iterable[Procedure]) -> None:
        for table, items in (("agency", catalogue.agencies), ("field", catalogue.fields)):
            rows = [(item.id, place, item.name.vi, item.name.en) for place, item in enumerate(items)]
            self._db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)
        for id, procedure in enumerate(procedures):
            self._ids[procedure.code] = id
            self._procedure(id, procedure)
        for id, synonym in enumerate(catalogue.synonyms):
            self._phrase(id, words(synonym.words), [self._ids[code] for code in synonym.codes if code in self._ids])
        rows = ((*word, pack(p.named), pack(p.said), pack(p.phrases)) for word, p in sorted(self._words.items()))
        self._db.executemany("INSERT INTO word VALUES (?, ?, ?, ?, ?, ?)", rows)
        keys = sorted({key for key, _, _ in self._words})
        pairs = sorted({(slip, key) for key in keys if not key.isdigit() for slip in slips(key)})
        self._db.executemany("INSERT INTO slip VALUES (?, ?)", pairs)

    def _procedure(self, id: int, procedure: Procedure) -> None:
        name, short = procedure.name, procedure.short
        about = (procedure.agency, procedure.field)
        row = Row(procedure.code, name, short, *about, procedure.level, procedure.service, bool(procedure.joint))
        valid = (procedure.valid_from, procedure.valid_to)
        values = (id, procedure.code, self._encode(row), key(procedure.title.vi))
        self._db.execute("INSERT INTO procedure VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, *about, *valid))
        codes = {code_key(procedure.code), code_key(procedure.code.partition(".")[2])} - {""}
        self._db.executemany("INSERT INTO code VALUES (?, ?)", [(code, id) for code in codes])
        self._db.execute("INSERT INTO body VALUES (?, ?)", (id, zlib.compress(self._encode(procedure))))
        texts = [text for text in (name.vi, name.en, short.vi, short.en) if text]
        for text in texts:
            for word in words(text):
                self._places(word).named.add(id)
        keys = [key(text) for text in texts]
        if any(text.count(" ") >= _LONG for text in keys):
            self._db.execute("INSERT INTO long VALUES (?, ?)", (id, "".join(f" {text} \n" for text in keys)))
        starts = {beginning(text) for text in texts}
        self._db.executemany("INSERT INTO start VALUES (?, ?)", [(text, id) for text in starts])

    def _phrase(self, id: int, phrase: list[Word], procedures: list[int]) -> None:
        for word in phrase:
            places = self._places(word)
            places.said.update(procedures)
            places.phrases.add(id)
        different = len({word.key for word in phrase})
        self._db.execute("INSERT INTO phrase VALUES (?, ?, ?)", (id, different, self._encode(procedures)))

    def _places(self, word: Word) -> _Places:
        return self._words.setdefault((word.key, word.hats, word.tone), _Places())


def beginning(text: str) -> str:
    """How a name begins, as it is looked for."""
    return key(text).removeprefix(_PREAMBLE)[:_START_LONGEST]


def code_key(code: str) -> str:
    """A code as somebody may type it: without its dots."""
    return "".join(word.key for word in words(code))


def pack(numbers: Iterable[int]) -> bytes:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")
