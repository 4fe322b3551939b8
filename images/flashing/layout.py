"""Where things lie in an image of ours: its partition table, an MBR (docs/images.md). Pure."""

from __future__ import annotations

import struct
from itertools import pairwise

from msgspec import Struct

from images.flashing.trouble import RefusedError
from images.layout import BLOCK, DISK_ID, MIB

SECTOR = 512
OURS = int(DISK_ID, 16)
"""The disk's number in the table, by which a box finds its own disk."""
BOOT = 0
ROOTS = (1, 2)
"""Which of the four partitions, counted from 0."""
FAT_TYPES = (0x01, 0x04, 0x06, 0x0B, 0x0C, 0x0E, 0xEF)
LARGEST_HEAD = 64 * MIB


class Span(Struct, frozen=True, order=True):
    """Bytes from ``start`` to before ``end``."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


class Layout(Struct, frozen=True, kw_only=True):
    head: Span
    """Table, state of the slots, boot loader: everything before the first partition. What a disk does not start
    without."""
    boot: Span
    """The FAT partition, where the boot bundle goes."""
    roots: tuple[Span, ...]
    """The two root file systems, which are only ever read, or written over as a whole."""
    end: int
    """Of the last partition."""


def layout_in(first: bytes, name: str) -> Layout:
    """What the first sector says. RefusedError when it is none of ours."""
    if not bootable(first):
        raise RefusedError(f"{name} is no image of a disk: it has no partition table")
    if struct.unpack_from("<I", first, 0x1B8)[0] != OURS:
        raise RefusedError(f"{name} is the image of a disk, but not one of ours")
    parts = [_partition(first, number) for number in range(4)]
    if any(span.size == 0 for _, span in parts) or parts[BOOT][0] not in FAT_TYPES:
        raise RefusedError(f"{name} does not have the four partitions of an image of ours, the first of them FAT")
    spans = [span for _, span in parts]
    boot = spans[BOOT]
    crossed = any(before.end > after.start for before, after in pairwise(spans))
    if crossed or any(edge % BLOCK for span in spans for edge in (span.start, span.end)):
        raise RefusedError(f"{name}: its partitions do not lie one after the other on whole blocks")
    if not BLOCK < boot.start <= LARGEST_HEAD:
        raise RefusedError(f"{name}: its first partition begins at byte {boot.start}")
    return Layout(
        head=Span(0, boot.start),
        boot=boot,
        roots=tuple(spans[number] for number in ROOTS),
        end=spans[-1].end,
    )


def bootable(first: bytes) -> bool:
    """Whether any computer would take this first sector for a table of partitions."""
    return len(first) >= SECTOR and first[510:512] == b"\x55\xaa"


def _partition(first: bytes, number: int) -> tuple[int, Span]:
    kind, start, size = struct.unpack_from("<4xB3xII", first, 446 + 16 * number)
    return kind, Span(start * SECTOR, (start + size) * SECTOR)
