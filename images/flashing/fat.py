"""The boot partition with its bundle, put together in memory: a private key of a box does not touch our own disk.

mtools does it, so no FAT driver and no mount are needed.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from hall_trust.bundle_files import DEVICE, FOLDER
from hall_trust.told import Dated, ToldError, told_in
from images.flashing.layout import SECTOR, layout_in
from images.flashing.trouble import BadCardError, FlashError, RefusedError

PATIENCE = 120
"""Seconds."""


class Fat:
    """A FAT file system in memory."""

    def __init__(self, size: int) -> None:
        self._handle = os.memfd_create("boot")
        self.size = size
        os.ftruncate(self._handle, size)

    def __enter__(self) -> Fat:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)

    def write(self, at: int, data: bytes) -> None:
        while data:
            done = os.pwrite(self._handle, data, at)
            at, data = at + done, data[done:]

    def read(self, at: int, size: int) -> bytes:
        return os.pread(self._handle, size, at)

    def put(self, folder: Path) -> None:
        """``folder`` with all that is in it, in place of one of the same name. FlashError when there is no room."""
        if self._mtools("mdir", f"::{folder.name}").returncode == 0:
            _whole(self._mtools("mdeltree", f"::{folder.name}"), "cannot be emptied")
        _whole(self._mtools("mcopy", "-s", str(folder), "::"), f"does not take {folder}")

    def file(self, name: str) -> bytes:
        """What is in it. BadCardError when it is not there."""
        done = self._mtools("mtype", f"::{name}")
        if done.returncode:
            raise BadCardError(f"the boot partition has no {name}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout

    def _mtools(self, name: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        return _mtools(name, f"/proc/self/fd/{self._handle}", *words, handles=(self._handle,))


def check(fat: Fat, folder: Path) -> int:
    """How many files of ``folder`` are in the file system, each byte for byte. BadCardError for one that is not."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    for file in files:
        name = f"{folder.name}/{file.relative_to(folder)}"
        if fat.file(name) != file.read_bytes():
            raise BadCardError(f"{name} on the card is not what was written to it: take another card")
    return len(files)


def whose(path: Path) -> Dated | None:
    """Which box the card was last made for; None for a card that is none of ours, or has no bundle."""
    try:
        with path.open("rb") as disk:
            start = layout_in(disk.read(SECTOR), str(path)).boot.start
        done = _mtools("mtype", f"{path}@@{start}", f"::{FOLDER}/{DEVICE}")
        return None if done.returncode else told_in(done.stdout)
    except (OSError, RefusedError, ToldError):
        return None


def _mtools(name: str, image: str, *words: str, handles: tuple[int, ...] = ()) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [name, "-i", image, *words],
            env={**os.environ, "MTOOLS_SKIP_CHECK": "1", "MTOOLSRC": "/dev/null", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,  # it asks before it writes over something
            capture_output=True,
            check=False,
            pass_fds=handles,
            timeout=PATIENCE,
        )
    except FileNotFoundError as error:
        raise RefusedError(f"{name} is not here: apt-get install mtools") from error
    except subprocess.TimeoutExpired as error:
        raise FlashError(f"{name} does not come to an end") from error


def _whole(done: subprocess.CompletedProcess[bytes], what: str) -> None:
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise RefusedError(f"the image's boot partition {what}: {said}")
