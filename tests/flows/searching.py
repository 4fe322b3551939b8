"""Looks for what a card holds in every form in which a program may have written it, in every kind of file.

A finding names the card's datum, the form and the place. ``tests/flows/test_searching.py`` plants each of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from hall_core.domain.vietnamese import fold
from tests.flows.cards import Card

DEEPEST = 3
"""Streams within streams: a picture in an archive of a backup."""
LARGEST = 64_000_000
"""Bytes of one stream when it is unpacked."""
STREAM = re.compile(rb"\x1f\x8b\x08|[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda]")
"""Where a gzip or zlib stream may begin."""
HEX, BASE64 = re.compile(rb"[0-9a-f]{32,}"), re.compile(rb"[A-Za-z0-9+/_-]{22,}")
"""What a digest looks like when it is written down."""
PICTURES = (".png", ".jpg", ".jpeg")


class Searcher:
    """``more``: further values to be looked for, by what they are."""

    def __init__(self, cards: Iterable[Card], more: dict[str, str] | None = None) -> None:
        groups: dict[tuple[str, str, bool], list[bytes]] = {}
        self._digests: dict[bytes, str] = {}
        self._texts: dict[str, str] = {}
        told = [pair for card in cards for pair in card.told().items()] + list((more or {}).items())
        for what, value in told:
            self._texts[_bare(value)] = what
            for form, needle, lowered in _needles(value):
                groups.setdefault((what, form, lowered), []).append(needle)
        for what, value in [*told, *(("card", card.code) for card in cards)]:
            self._digests |= {digest: f"{what}, {way}" for way, digest in _digests(value)}
        # What the cards have in common is looked for first: ten in one.
        self._groups = [
            (_common(needles), set(needles), f"{what}, {form}", lowered)
            for (what, form, lowered), needles in groups.items()
        ]

    def in_bytes(self, data: bytes, depth: int = 0) -> set[str]:
        """As they stand, and in what can be unpacked of them."""
        small = data.lower()
        found = {
            label
            for stem, needles, label, lowered in self._groups
            if stem in (small if lowered else data)
            and any(needle in (small if lowered else data) for needle in needles)
        }
        found |= {label for digest, label in self._digests.items() if len(digest) <= 32 and digest in data}
        found |= {self._digests[word] for word in {*HEX.findall(small), *BASE64.findall(data)} & self._digests.keys()}
        if depth < DEEPEST:
            for stream in streams(data):
                found |= {f"{what}, compressed" for what in self.in_bytes(stream, depth + 1)}
        return found

    def in_text(self, text: str) -> set[str]:
        """As a person reads it: whatever the case, the accents, the gaps and the marks between."""
        bare = _bare(text)
        return {f"{what}, readable" for value, what in self._texts.items() if value in bare}

    def in_file(self, path: Path) -> set[str]:
        data = path.read_bytes()
        # The dots of a picture say nothing as numbers: it is read as people do.
        found = self.in_bytes(data, DEEPEST if path.suffix in PICTURES else 0)
        if data.startswith(b"SQLite format 3"):
            # A long value is cut in pieces on its pages.
            found |= {f"{what}, in a row" for value in rows(path) for what in self.in_bytes(value)}
        return found

    def in_folder(self, folder: Path) -> dict[str, set[str]]:
        """File to what stands in it; the names of files count as well. Pictures are looked at, not only unpacked."""
        files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        with ThreadPoolExecutor(2) as pool:
            found = dict(zip(files, pool.map(self.in_file, files), strict=True))
            pictures = [path for path in files if path.suffix in PICTURES]
            for path, seen in zip(pictures, pool.map(self.in_picture, pictures), strict=True):
                found[path] |= seen
        for path in files:
            name = str(path.relative_to(folder))
            found[path] |= {f"{what}, in a name" for what in self.in_bytes(name.encode()) | self.in_text(name)}
        return {str(path.relative_to(folder)): seen for path, seen in found.items() if seen}

    def in_picture(self, path: Path) -> set[str]:
        """What tesseract reads and what zbar scans."""
        return self.in_text(_said("tesseract", str(path), "-", "-l", "vie", "--psm", "11")) | self.in_bytes(
            _said("zbarimg", "-q", "--raw", str(path)).encode()
        )

    def in_process(self, pid: int) -> set[str]:
        """What everybody on the box may see of it."""
        return self.in_bytes(
            b"".join((Path("/proc") / str(pid) / name).read_bytes() for name in ("cmdline", "environ"))
        )


def _needles(value: str) -> Iterator[tuple[str, bytes, bool]]:
    """The form, the bytes, and whether they are looked for whatever the case."""
    for form, text in _forms(value):
        raw = text.encode()
        yield form, raw, False
        yield f"{form}, hex", raw.hex().encode(), True
        yield f"{form}, UTF-16", text.encode("utf-16-le"), False
        yield f"{form}, UTF-16 of another machine", text.encode("utf-16-be"), False
        yield f"{form}, JSON", json.dumps(text)[1:-1].lower().encode(), True
        yield f"{form}, in an address", quote(text).lower().encode(), True
        for shift in range(3):
            # Wherever among others it stood: what is the same whatever is beside it.
            coded = base64.b64encode(bytes(shift) + raw + b"\0\0\0")
            same = coded[-(-8 * shift // 6) : (8 * (shift + len(raw))) // 6]
            yield f"{form}, base64 {shift}", same, False
            yield f"{form}, base64 {shift} for addresses", same.replace(b"+", b"-").replace(b"/", b"_"), False
    yield "without accents", fold(value).lower().encode(), True
    yield "without accents or gaps", fold(value).lower().replace(" ", "").encode(), True
    if value.isdigit():
        for mark in (" ", ".", "-"):
            yield f"grouped by {mark!r}", mark.join(re.findall(r".{1,3}", value)).encode(), False
    if value.isdigit() and len(value) == 8:
        day, month, year = value[:2], value[2:4], value[4:]
        for mark in ("", "-", "/", "."):
            yield f"turned round with {mark!r}", mark.join((year, month, day)).encode(), False
            yield f"divided by {mark!r}", mark.join((day, month, year)).encode(), False


def _common(needles: list[bytes]) -> bytes:
    """What all of them begin with."""
    first, last = min(needles), max(needles)
    differs = (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differs, min(len(first), len(last)))]


def _forms(value: str) -> Iterator[tuple[str, str]]:
    if value.isascii():
        yield "plain", value
        return
    for case, words in (("", value), (" capitals", value.upper()), (" small", value.lower())):
        for form in ("NFC", "NFD"):
            yield f"{form}{case}", unicodedata.normalize(form, words)


def _digests(value: str) -> Iterator[tuple[str, bytes]]:
    """What somebody makes of it who takes a digest without a secret for one: in bytes, in hex, in base64."""
    raw = value.encode()
    made = {name: hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256")}
    for key in (b"", bytes(32)):
        made[f"HMAC with {len(key)} bytes of nothing"] = hmac.digest(key, raw, "sha256")
    for name, digest in made.items():
        coded = base64.b64encode(digest).rstrip(b"=")
        for way in (digest, digest.hex().encode(), coded, coded.replace(b"+", b"-").replace(b"/", b"_")):
            yield name, way


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text).lower())


def streams(data: bytes) -> Iterator[bytes]:
    """What can be unpacked of it, wherever it begins; of a broken one as much as there is."""
    end = 0
    for start in STREAM.finditer(data):
        if start.start() < end:
            continue
        wrapped = start.group().startswith(b"\x1f")
        unpacking = zlib.decompressobj(31 if wrapped else 15)
        try:
            made = unpacking.decompress(data[start.start() :], LARGEST)
        except zlib.error:
            made = _begun(data[start.start() :], 31 if wrapped else 15)
        if made:
            yield made
        if unpacking.eof:
            end = len(data) - len(unpacking.unused_data)


def _begun(data: bytes, wbits: int) -> bytes:
    unpacking, made = zlib.decompressobj(wbits), b""
    try:
        for place in range(0, len(data), 64):
            made += unpacking.decompress(data[place : place + 64], LARGEST)
    except zlib.error:
        pass  # as far as it goes
    return made if len(made) > 64 else b""


def rows(path: Path) -> Iterator[bytes]:
    """The values of each table, with what stands only in the log beside it."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for end in ("", "-wal"):
            if (beside := path.with_name(path.name + end)).exists():
                shutil.copyfile(beside, copy.with_name(copy.name + end))
        with closing(sqlite3.connect(copy)) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                values = (value for row in db.execute(f'SELECT * FROM "{table}"') for value in row)
                yield b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def backup(folders: Iterable[Path], file: Path) -> None:
    """As a site's own program makes one: everything, compressed."""
    with tarfile.open(file, "w:gz", compresslevel=1) as tar:
        for folder in folders:
            tar.add(folder, folder.name, filter=lambda info: info if info.isreg() or info.isdir() else None)


def _said(*command: str) -> str:
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # there are two at once already
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=alone).stdout
