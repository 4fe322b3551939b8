"""The image as it comes, piece by piece: from a file, or out of ``zstd``."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import cast

from msgspec import Struct

from images.flashing import bmap
from images.flashing.bmap import Mapped
from images.flashing.layout import BLOCK, MIB, SECTOR, Layout, layout_in
from images.flashing.trouble import RefusedError

PIECE = 4 * MIB
"""How much is read, written and compared at a time: cards have erase blocks of about that size."""
PACKED = ".zst"


class Image(Struct, frozen=True, kw_only=True):
    file: Path
    size: int
    """Bytes, unpacked."""
    layout: Layout
    mapped: Mapped | None
    """Of a .bmap that lies beside it."""

    def pieces(self) -> Iterator[tuple[int, bytes]]:
        """(where it goes, what goes there), from the first byte to the last. RefusedError when the file ends early, is
        damaged, or is not what its .bmap was made of."""
        at = 0
        sums = None if self.mapped is None else _Sums(self.file, self.mapped)
        with _unpacked(self.file) as stream:
            while piece := _exactly(stream, min(PIECE, self.size - at)):
                if sums is not None:
                    sums.take(at, piece)
                yield at, piece
                at += len(piece)
            more = stream.read(1)
        if at != self.size or more:
            raise RefusedError(f"{self.file} is not {self.size} bytes long any more: get it again")


def opened(file: Path) -> Image:
    """RefusedError when it is no image of ours, was cut short, or is not what its .sha256 or its .bmap says."""
    try:
        if not file.is_file():
            raise RefusedError(f"{file} is not there or no file")
        _check_sum(file)
        found = bmap.beside(file)
        mapped = bmap.read(found) if found is not None else None
        with _unpacked(file) as stream:
            layout = layout_in(_exactly(stream, SECTOR), str(file))
        size = _size(file) if mapped is None else mapped.size
    except OSError as error:
        raise RefusedError(f"{file} cannot be read: {error.strerror or error}") from error
    if size % BLOCK or size < layout.end:
        raise RefusedError(f"{file} ends in the middle ({size} bytes): get it again")
    return Image(file=file, size=size, layout=layout, mapped=mapped)


class _Sums:
    """Holds the image, as it goes by, against the checksums of its .bmap."""

    def __init__(self, file: Path, mapped: Mapped) -> None:
        self._file = file
        self._wanted = iter([(span, mapped.digests[span]) for span in mapped.spans if span in mapped.digests])
        self._now = next(self._wanted, None)
        self._hash = hashlib.sha256()

    def take(self, at: int, piece: bytes) -> None:
        end = at + len(piece)
        while self._now is not None and self._now[0].start < end:
            span, digest = self._now
            self._hash.update(piece[max(span.start - at, 0) : span.end - at])
            if span.end > end:
                return
            if self._hash.hexdigest() != digest:
                raise RefusedError(
                    f"{self._file} is not what its .bmap was made of (byte {span.start}): get both again"
                )
            self._now, self._hash = next(self._wanted, None), hashlib.sha256()


@contextmanager
def _unpacked(file: Path) -> Iterator[RawIOBase]:
    if file.suffix != PACKED:
        with file.open("rb", buffering=0) as stream:
            yield stream
        return
    try:
        unpacking = subprocess.Popen(
            ["zstd", "-dcq", "--", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
    except FileNotFoundError as error:
        raise RefusedError(f"{file} is packed, and zstd is not here: apt-get install zstd") from error
    out, said = cast(RawIOBase, unpacking.stdout), cast(RawIOBase, unpacking.stderr)
    whole = False
    try:
        yield out
        whole = not out.read(1)
    finally:
        if not whole:
            unpacking.kill()  # who wanted the beginning alone does not wait for the end
        out.close()
        words = (said.readall() or b"").decode(errors="replace").strip()
        said.close()
        status = unpacking.wait()
    if whole and status:
        raise RefusedError(f"{file} is damaged: {words or 'zstd cannot unpack it'}. Get it again")


def _exactly(stream: RawIOBase, size: int) -> bytes:
    """So many bytes, or as many as there are: a pipe gives what it has. Read without Python's own buffer, which would
    not hear a signal before it has all of them."""
    found, data = 0, bytearray(size)
    with memoryview(data) as view:
        while found < size and (more := stream.readinto(view[found:])):
            found += more
        return bytes(view[:found])


def _size(file: Path) -> int:
    if file.suffix != PACKED:
        return file.stat().st_size
    size = 0
    with _unpacked(file) as stream:
        while part := stream.read(MIB):
            size += len(part)
    return size


def _check_sum(file: Path) -> None:
    """What was downloaded is what was built, where a .sha256 beside it names it."""
    beside = bmap.beside(file, ".sha256")
    if beside is None:
        return
    lines = (line.split() for line in beside.read_text("utf-8", "replace").splitlines())
    wanted = next((line[0].lower() for line in lines if len(line) == 2 and line[1].lstrip("*") == file.name), None)
    if wanted is None:
        return
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != wanted:
        raise RefusedError(f"{file} is not what {beside.name} says: get both again")
