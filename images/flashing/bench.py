"""One card at a time: which disk it is, whether somebody really means it, then the recipe."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from images.flashing import disks, fat
from images.flashing.bundles import Ready
from images.flashing.card import Card
from images.flashing.disks import Block
from images.flashing.image import Image
from images.flashing.progress import Progress
from images.flashing.trouble import RefusedError
from images.flashing.writing import Done, flash

Ask = Callable[[str], str]


class Bench:
    """``as_file``: the target is a file that stands for a disk. ``confirmed``: what --yes-this-disk says; without it
    somebody types the disk's name."""

    def __init__(self, target: Path, *, as_file: bool, confirmed: str | None, ask: Ask) -> None:
        self.target = target
        self._as_file = as_file
        self._confirmed = confirmed
        self._ask = ask
        self._agreed: tuple[str, ...] | None = None

    def look(self, image: Image) -> Block:
        """The disk, which may be written to as far as one can see. RefusedError."""
        if self._as_file:
            return _file(self.target, image)
        disk = disks.chosen(self.target, disks.all_disks())
        disks.check(disk, image.size, self._confirmed)
        return disk

    def confirm(self, disk: Block, what: str) -> None:
        """Somebody has said that this is the one; for further cards in the same reader once is enough. RefusedError."""
        known = disk.removable and disk.reader is not None and disk.reader == self._agreed
        if self._as_file or self._confirmed is not None or known:
            return
        print(f"{disk.path}: {disk.what}\nall that is on it will be lost; it becomes {what}")
        try:
            typed = self._ask(f'type "{disk.name}" to go on: ')
        except EOFError:
            typed = ""
        if typed.strip() != disk.name:
            raise RefusedError("nothing was written: the name of the disk was not typed")
        self._agreed = disk.reader

    def flash(self, image: Image, ready: Ready | None) -> Done:
        """FlashError."""
        progress = Progress(sys.stderr)
        try:
            with Card(self.target) as card:
                return flash(image, None if ready is None else ready.folder, card, progress)
        finally:
            progress.end()

    def was(self) -> tuple[str, str] | None:
        """Hall and device the card was last made for."""
        told = fat.whose(self.target)
        return None if told is None else (told.told.device.hall, told.told.device.id)


def _file(target: Path, image: Image) -> Block:
    """A disk, as lsblk would tell of it."""
    try:
        there = target.stat()
    except OSError as error:
        raise RefusedError(f"{target}: {error.strerror}; truncate -s 8G {target} makes an empty one") from error
    if not stat.S_ISREG(there.st_mode):
        raise RefusedError(f"{target} is no file: leave --file away")
    if target.samefile(image.file):
        raise RefusedError(f"{target} is the image itself")
    if there.st_size < image.size:
        needed = disks.amount(image.size)
        raise RefusedError(f"{target} has {disks.amount(there.st_size)}, and the image needs {needed}")
    return Block(name=target.name, path=os.fspath(target), type="file", size=there.st_size)
