"""The list of notices as it travels: one compressed JSON value, fetched in parts as every edition is.

The pictures and videos are not in it. Each is fetched by its own digest, as an edition of the catalogue ``notice-file``
that is never announced.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from hall_core.contract.packed_json import PackedJson
from hall_core.domain.notice import Notice

NOTICES = "notices"
"""What the list is called in its topic and in questions for its parts."""
NOTICE_FILE = "notice-file"
"""What a file of a notice is called in questions for its parts."""
NOTICES_MOST = 200
"""Notices in a list: a quarter of an hour on every board, were they all shown at once."""
FILES_MOST = 200_000_000
"""Bytes of all files together: what every board keeps on its card besides all else."""
PICTURE_MOST = 40_000_000
"""Bytes of a picture as it is brought: more than any camera of today writes."""
VIDEO_MOST = 100_000_000
"""Bytes of one file: two minutes of sharp video."""
LARGEST = 3_000_000
"""Bytes, compressed: a full list of the longest texts in letters that do not compress at all. Usual are 5,000."""
UNPACKED_MOST = 4_000_000
"""Bytes it may unpack to: twice what such a list takes."""


class _Edition(Struct, frozen=True):
    notices: Annotated[list[Notice], Meta(max_length=NOTICES_MOST)]
    format: Literal[1] = 1


_packed = PackedJson(_Edition, LARGEST, UNPACKED_MOST)


def pack(notices: list[Notice]) -> bytes:
    """The same bytes for the same notices."""
    return _packed.pack(_Edition(notices))


def unpack(data: bytes) -> list[Notice]:
    """EditionError when the bytes are no whole edition of a format that this program knows."""
    return _packed.unpack(data).notices
