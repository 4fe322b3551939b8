"""A catalogue as it travels: one compressed run of lines, the head first, then one procedure a line.

Lines, so that a kiosk can take it in one procedure at a time: the whole of it in memory at once would be tens of
megabytes that a small box never gets back.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from hall_core.domain.procedure import Catalogue, Procedure, published
from hall_core.errors import MotcuaError

Value = TypeVar("Value")

PROCEDURES = "procedures"
"""What this catalogue is called in its topic and in questions for its parts."""
LARGEST = 24_000_000
"""Bytes, compressed: ten times what 2,700 procedures take."""
LARGEST_LINE = 4_000_000
"""Bytes of one line: the head has all everyday words; more than this is no edition of ours."""
_CHUNK = 64 * 1024


class EditionError(MotcuaError):
    """The bytes are no edition, or not a whole one."""

    key = "catalogue"


class _Head(msgspec.Struct, frozen=True):
    catalogue: Catalogue
    """Without its procedures."""
    count: int
    """Of the procedures that follow."""
    format: int = 1


def pack(catalogue: Catalogue) -> bytes:
    """The same bytes for the same catalogue. What may never be shown stays behind; short names come first, the
    order in which a search gives what it likes equally well."""
    catalogue = published(catalogue)
    shown = sorted(
        catalogue.procedures, key=lambda procedure: (len(procedure.name.vi), procedure.name.vi, procedure.code)
    )
    encode = msgspec.json.Encoder(order="deterministic").encode
    head = _Head(replace(catalogue, procedures=[]), len(shown))
    packer = zlib.compressobj(9)
    data = [packer.compress(encode(line) + b"\n") for line in (head, *shown)]
    return b"".join([*data, packer.flush()])


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpack(data: bytes) -> tuple[Catalogue, int, Iterator[Procedure]]:
    """The catalogue without its procedures, how many follow, and these one by one. EditionError, also while they are
    read, when the bytes are not a whole edition."""
    if len(data) > LARGEST:
        raise EditionError(f"has {len(data)} bytes, at most {LARGEST} are allowed")
    lines = _lines(data)
    head = _decode(msgspec.json.Decoder(_Head), next(lines, b""))
    if head.format != 1:
        raise EditionError(f"edition of format {head.format}, this program knows 1")
    return head.catalogue, head.count, _procedures(lines, head.count)


def _procedures(lines: Iterator[bytes], count: int) -> Iterator[Procedure]:
    decoder = msgspec.json.Decoder(Procedure)
    seen = 0
    for line in lines:
        seen += 1
        yield _decode(decoder, line)
    if seen != count:
        raise EditionError(f"has {seen} procedures, its head says {count}")


def _decode(decoder: msgspec.json.Decoder[Value], line: bytes) -> Value:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EditionError(f"a line cannot be read: {error}") from error


def _lines(data: bytes) -> Iterator[bytes]:
    """Unpacked a little at a time, so that neither a bomb nor a large edition fills the memory."""
    unpacker = zlib.decompressobj()
    rest = b""
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(data, _CHUNK)
            data = unpacker.unconsumed_tail
            if not piece and not data:
                raise EditionError("is not whole")
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > LARGEST_LINE:
                raise EditionError(f"has a line of more than {LARGEST_LINE} bytes")
    except zlib.error as error:
        raise EditionError(f"cannot be unpacked: {error}") from error
    if rest:
        raise EditionError("its last line is not whole")
