"""The board of dossiers as it travels: one compressed JSON value, fetched in parts as every edition is."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.contract.packed_json import PackedJson
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


_packed = PackedJson(_Edition, LARGEST, UNPACKED_MOST)


def pack(board: DossierBoard) -> bytes:
    """The same bytes for the same board."""
    return _packed.pack(_Edition(board))


def unpack(data: bytes) -> DossierBoard:
    """EditionError when the bytes are no whole edition of a format that this program knows."""
    return _packed.unpack(data).board
