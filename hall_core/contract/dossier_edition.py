"""The board of dossiers as it travels: one compressed JSON value, fetched in parts as every edition is."""

from __future__ import annotations

import zlib
from typing import Literal

import msgspec
from msgspec import Struct

from hall_core.contract.edition import EditionError
from hall_core.domain.dossier_board import DossierBoard

DOSSIER_BOARD = "dossier-board"
"""What it is called in its topic and in questions for its parts."""
LARGEST = 500_000
"""Bytes, compressed: both lists full of the longest names that the feed lets through, in letters that do not compress
at all. Usual are 10,000."""
UNPACKED_MOST = 1_000_000
"""Bytes it may unpack to: twice what two full lists of the longest names take."""


class _Edition(Struct, frozen=True):
    board: DossierBoard
    format: Literal[1] = 1


_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(_Edition).decode


def pack(board: DossierBoard) -> bytes:
    """The same bytes for the same board."""
    return zlib.compress(_encode(_Edition(board)), 9)


def unpack(data: bytes) -> DossierBoard:
    """EditionError when the bytes are no whole edition of a format that this program knows."""
    if len(data) > LARGEST:
        raise EditionError(f"has {len(data)} bytes, at most {LARGEST} are allowed")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, UNPACKED_MOST)
        if not unpacker.eof or unpacker.unused_data:
            raise EditionError("is not whole, or larger than any board")
        return _decode(text).board
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EditionError(f"cannot be read: {error}") from error
