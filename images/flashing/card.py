"""A disk that is written to and read back past all caches of this computer."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from images.flashing.image import PIECE
from images.flashing.trouble import BadCardError, RefusedError

BLKFLSBUF = 0x1261
"""<linux/fs.h>: forget what the kernel keeps of this disk."""
Answer = TypeVar("Answer")


class Card:
    """``path`` alone for us, as long as it is open. RefusedError when somebody else has it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            block = stat.S_ISBLK(path.stat().st_mode)
            self._handle, self.direct = _open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_EXCL if block else 0))
        except OSError as error:
            if error.errno == errno.EBUSY:
                raise RefusedError(f"{path} is in use: something has mounted it just now") from error
            more = ": as root, or with sudo" if error.errno in (errno.EACCES, errno.EPERM) else ""
            raise RefusedError(f"{path} cannot be written to ({error.strerror}){more}") from error
        self._block = block
        self.size = os.lseek(self._handle, 0, os.SEEK_END)
        self._buffer = mmap.mmap(-1, PIECE)  # begins on a page, as writing past the cache wants it

    def __enter__(self) -> Card:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, at: int, data: bytes) -> None:
        """At most :data:`PIECE` bytes, whole blocks on a whole block. BadCardError."""
        self._buffer[: len(data)] = data
        done = self._try(at, "write to", lambda view: os.pwrite(self._handle, view, at), len(data))
        if done != len(data):
            raise BadCardError(f"{self._path} took {done} of {len(data)} bytes at byte {at}: {_THROW}")

    def read(self, at: int, size: int) -> bytes:
        """Of the disk itself, once :meth:`settle` has been called. BadCardError."""
        done = self._try(at, "read", lambda view: os.preadv(self._handle, [view], at), size)
        if done != size:
            raise BadCardError(f"{self._path} gave {done} of {size} bytes at byte {at}: {_THROW}")
        return self._buffer[:size]

    def settle(self) -> None:
        """What was written is on the disk, and what is read next comes from there."""
        try:
            os.fsync(self._handle)
            if self._block:
                fcntl.ioctl(self._handle, BLKFLSBUF)
            os.posix_fadvise(self._handle, 0, 0, os.POSIX_FADV_DONTNEED)
        except OSError as error:
            raise BadCardError(f"{self._path} did not keep what was written ({error.strerror}): {_THROW}") from error

    def close(self) -> None:
        os.close(self._handle)
        self._buffer.close()

    def _try(self, at: int, what: str, does: Callable[[memoryview], Answer], size: int) -> Answer:
        with memoryview(self._buffer) as whole, whole[:size] as view:
            try:
                return does(view)
            except OSError as error:
                gone = error.errno in (errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM)
                why = "it was pulled out" if gone else _THROW
                raise BadCardError(f"{self._path}: cannot {what} it at byte {at} ({error.strerror}): {why}") from error


_THROW = "the card or its reader is bad, take another"


def _open(path: Path, flags: int) -> tuple[int, bool]:
    """The handle, and whether it goes past the page cache, which files on some file systems cannot."""
    try:
        return os.open(path, flags | os.O_DIRECT), True
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return os.open(path, flags), False
