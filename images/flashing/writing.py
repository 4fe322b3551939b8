"""The recipe: what is written in which order, so that only a card that was read back and found good ever starts.

1. The head (partition table, state of the slots, boot loader) is made empty: from here on the card does not start.
2. Samples are written all over the card behind the image. A counterfeit that has less than it says loses them, or puts
   them where the image comes to lie.
3. Everything behind the head, with the bundle in the boot partition.
4. All of it is read back, from the card and not from a cache, and compared; so are the samples and the bundle's files.
5. The head, read back too; last of all, and alone, its first block with the partition table.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from images.flashing import fat
from images.flashing.fat import Fat
from images.flashing.image import PIECE, Image
from images.flashing.layout import BLOCK, Span
from images.flashing.trouble import BadCardError

SAMPLES = 128
"""Of a block each: some seconds on a slow card, and with a thirteenth of them inside what an image of ours writes, no
counterfeit passes."""
VERSION = "VERSION.txt"
"""``motcua 0.1.0 arm64``"""
Tell = Callable[[str, int, int], None]
"""Told what is being done, how many bytes of it are done, and of how many."""


class Disk(Protocol):
    """What is written to: :class:`images.flashing.card.Card`."""

    size: int

    def write(self, at: int, data: bytes) -> None: ...

    def read(self, at: int, size: int) -> bytes: ...

    def settle(self) -> None: ...


class Done(Struct, frozen=True, kw_only=True):
    """What was written and read back."""

    written: int
    """Bytes."""
    sum: str
    """SHA-256 of these bytes, from the first to the last on the card."""
    files: int
    """Of the bundle."""


class _Written(Struct, frozen=True):
    """A piece on the card."""

    span: Span
    digest: bytes


def flash(image: Image, bundle: Path | None, disk: Disk, tell: Tell) -> Done:
    """``bundle`` is a folder ``hall``. FlashError: the card does not start, nor does it after an interruption."""
    with ExitStack() as until:
        boot = until.enter_context(Fat(image.layout.boot.size))
        _load(image, boot)
        if bundle is not None:
            boot.put(bundle)
        head = b"".join(piece for _, piece in _contents(image, boot, [image.layout.head]))
        _empty(disk, image.layout.head)
        samples = _samples(image.size, disk.size)
        for at, data in samples:
            disk.write(at, data)
        disk.settle()
        _empty(disk, Span(0, BLOCK))  # where a counterfeit may have put a sample
        behind = to_write(image)
        written = list(_write(image, boot, behind, disk, tell))
        disk.settle()
        back = until.enter_context(Fat(image.layout.boot.size))
        sums = hashlib.sha256(head)
        _compare(image, boot, written, disk, back, sums, tell)
        for at, data in samples:
            _same(disk, at, data, "so it has less room than it says")
        files = 0 if bundle is None else fat.check(back, bundle)
        for start, end in ((BLOCK, len(head)), (0, BLOCK)):
            _head(disk, start, head[start:end])
    return Done(written=len(head) + sum(each.span.size for each in written), sum=sums.hexdigest(), files=files)


def version(image: Image) -> str:
    """As the image's boot partition says; empty when it does not."""
    with Fat(image.layout.boot.size) as boot:
        _load(image, boot)
        try:
            words = boot.file(VERSION).decode("ascii", "replace").split()
        except BadCardError:
            return ""
    return words[1] if len(words) > 1 else ""


def to_write(image: Image) -> list[Span]:
    """All behind the head; of the two root file systems only what the .bmap names. They are read alone, or written over
    as a whole. Elsewhere a hole counts: an old key could lie in it, or an old journal that would be played again."""
    behind = Span(image.layout.head.end, image.size)
    if image.mapped is None:
        return [behind]
    found: list[Span] = []
    at = behind.start
    for root in image.layout.roots:
        found.append(Span(at, root.start))
        inside = (Span(max(span.start, root.start), min(span.end, root.end)) for span in image.mapped.spans)
        found.extend(inside)
        at = root.end
    found.append(Span(at, behind.end))
    return [span for span in found if span.size > 0]


def _load(image: Image, boot: Fat) -> None:
    """The image's own boot partition."""
    where = image.layout.boot
    for at, piece in image.pieces():
        start, end = max(at, where.start), min(at + len(piece), where.end)
        if start < end:
            boot.write(start - where.start, piece[start - at : end - at])
        if at + len(piece) >= where.end:
            return


def _contents(image: Image, boot: Fat, wanted: list[Span]) -> Iterator[tuple[int, bytes]]:
    """What is to be on the card there, with the bundle in it, in pieces that do not cross those of the image."""
    where, spans = image.layout.boot, iter(wanted)
    span = next(spans, None)
    for at, piece in image.pieces():
        end = at + len(piece)
        if (start := max(at, where.start)) < (stop := min(end, where.end)):
            piece = piece[: start - at] + boot.read(start - where.start, stop - start) + piece[stop - at :]  # noqa: PLW2901
        while span is not None and span.start < end:
            start, stop = max(at, span.start), min(end, span.end)
            yield start, piece[start - at : stop - at]
            if span.end > end:
                break
            span = next(spans, None)
        if span is None and end < image.size:  # else the image says whether it was whole
            return


def _empty(disk: Disk, span: Span) -> None:
    for at in range(span.start, span.end, PIECE):
        disk.write(at, bytes(min(PIECE, span.end - at)))
    disk.settle()


def _samples(start: int, end: int) -> list[tuple[int, bytes]]:
    """Evenly from ``start`` to the last whole block before ``end``, each unlike any other ever made."""
    room = (end - start) // BLOCK
    count = min(SAMPLES, room)
    chance = secrets.token_bytes(16)
    places = [start + (room - 1) * number // max(count - 1, 1) * BLOCK for number in range(count)]
    return [(at, hashlib.shake_256(chance + at.to_bytes(8, "big")).digest(BLOCK)) for at in places]


def _write(image: Image, boot: Fat, spans: list[Span], disk: Disk, tell: Tell) -> Iterator[_Written]:
    done, total = 0, sum(span.size for span in spans)
    for at, data in _contents(image, boot, spans):
        disk.write(at, data)
        done += len(data)
        yield _Written(Span(at, at + len(data)), hashlib.sha256(data).digest())
        tell("writing", done, total)


def _compare(
    image: Image, boot: Fat, written: list[_Written], disk: Disk, back: Fat, sums: hashlib._Hash, tell: Tell
) -> None:
    """``back`` gets the boot partition as it is on the card."""
    where = image.layout.boot
    done, total = 0, sum(each.span.size for each in written)
    for each in written:
        data = disk.read(each.span.start, each.span.size)
        if hashlib.sha256(data).digest() != each.digest:
            _differs(image, boot, each.span, data)
        sums.update(data)
        start, end = max(each.span.start, where.start), min(each.span.end, where.end)
        if start < end:
            back.write(start - where.start, data[start - each.span.start : end - each.span.start])
        done += len(data)
        tell("reading back", done, total)


def _differs(image: Image, boot: Fat, span: Span, found: bytes) -> None:
    """The image is unpacked once more to say where."""
    wanted = b"".join(piece for _, piece in _contents(image, boot, [span]))
    raise _bad(span.start, wanted, found, "so it is broken, or has less room than it says")


def _same(disk: Disk, at: int, wanted: bytes, why: str) -> None:
    found = disk.read(at, len(wanted))
    if found != wanted:
        raise _bad(at, wanted, found, why)


def _bad(at: int, wanted: bytes, found: bytes, why: str) -> BadCardError:
    first = next((i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), 0)
    return BadCardError(f"the card does not hold at byte {at + first:,} what was written there, {why}: throw it away")


def _head(disk: Disk, at: int, data: bytes) -> None:
    spans = range(0, len(data), PIECE)
    for start in spans:
        disk.write(at + start, data[start : start + PIECE])
    disk.settle()
    for start in spans:
        _same(disk, at + start, data[start : start + PIECE], "so it is broken")
