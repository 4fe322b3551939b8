"""The list of notices as it travels: one compressed JSON value, fetched in parts as every edition is.

The pictures and videos are not in it. Each is fetched by its own digest, as an edition of the catalogue ``notice-file``
that is never announced.
"""

from __future__ import annotations

import zlib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from hall_core.contract.edition import EditionError
from hall_core.domain.notice import Notice

NOTICES = "notices"
"""What the list is called in its topic and in questions for its parts."""
NOTICE_FILE = "notice-file"
"""What a file of a notice is called in questions for its parts."""
NOTICES_MOST = 200
"""Notices in a list: a quarter of an hour on every board, were they all shown at once."""
FILES_MOST = 200_000_000
"""Bytes of all files together: what every board keeps on its card besides all else."""
VIDEO_MOST = 100_000_000
"""Bytes of one file: two minutes of sharp video."""
LARGEST = 3_000_000
"""Bytes, compressed: a full list of the longest texts in letters that do not compress at all. Usual are 5,000."""
UNPACKED_MOST = 4_000_000
"""Bytes it may unpack to: twice what such a list takes."""


class _Edition(Struct, frozen=True):
    notices: Annotated[list[Notice], Meta(max_length=NOTICES_MOST)]
    format: Literal[1] = 1


_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(_Edition).decode


def pack(notices: list[Notice]) -> bytes:
    """The same bytes for the same notices."""
    return zlib.compress(_encode(_Edition(notices)), 9)


def unpack(data: bytes) -> list[Notice]:
    """EditionError when the bytes are no whole edition of a format that this program knows."""
    if len(data) > LARGEST:
        raise EditionError(f"has {len(data)} bytes, at most {LARGEST} are allowed")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, UNPACKED_MOST)
        if not unpacker.eof or unpacker.unused_data:
            raise EditionError("is not whole, or larger than any list of notices")
        return _decode(text).notices
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EditionError(f"cannot be read: {error}") from error
