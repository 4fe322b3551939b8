"""Which disk may be written to, by what ``lsblk`` says. Everything here decides before the first byte is written.

The kernel is asked once more when the disk is opened (:mod:`images.flashing.card`): what came to be mounted since then
is refused there.
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from images.flashing.trouble import RefusedError

COMMAND = ["lsblk", "-J", "-b", "-o", "NAME,PATH,TYPE,RM,HOTPLUG,TRAN,RO,SIZE,MODEL,SERIAL,FSTYPE,LABEL,MOUNTPOINTS"]
PATIENCE = 30
"""Seconds: a card reader that wakes up keeps lsblk waiting."""
WHOLE = ("disk", "loop")
"""Types of what is no part of something else. A loop device is a file: nothing of it is removable, so it has to be
named with --yes-this-disk."""


class Block(Struct, frozen=True, kw_only=True):
    """A disk, or a part of one."""

    name: str
    path: str
    type: str
    rm: bool = False
    hotplug: bool = False
    tran: str | None = None
    ro: bool = False
    size: int = 0
    """Bytes."""
    model: str | None = None
    serial: str | None = None
    fstype: str | None = None
    label: str | None = None
    mountpoints: list[str | None] = []
    children: list[Block] = []

    @property
    def removable(self) -> bool:
        return self.rm or self.hotplug or self.tran == "usb"

    @property
    def called(self) -> str:
        """What ``--yes-this-disk`` wants: the serial number, or the name of a disk without one."""
        return (self.serial or "").strip() or self.name

    @property
    def what(self) -> str:
        """For people: ``SanDisk Ultra, 32.0 GB, serial 4C53``."""
        serial = (self.serial or "").strip()
        words = ((self.model or "").strip() or "no model", amount(self.size), f"serial {serial}" if serial else "")
        return ", ".join(filter(None, words))

    @property
    def reader(self) -> tuple[str, ...] | None:
        """What stays the same when another card is put into the same reader; None when nobody can tell. A reader that
        is built in has no name but its place: model and number are the card's."""
        if self.name.startswith("mmcblk"):
            return (self.path,)
        serial = (self.serial or "").strip()
        return ((self.model or "").strip(), serial, self.tran or "") if serial else None


class _Blocks(Struct):
    blockdevices: list[Block]


def all_disks(said: bytes | None = None) -> list[Block]:
    """RefusedError when lsblk says something else than it should."""
    try:
        return msgspec.json.decode(_asked() if said is None else said, type=_Blocks).blockdevices
    except msgspec.DecodeError as error:
        raise RefusedError(f"lsblk cannot be understood ({error}), so nothing is written") from error


def chosen(target: Path, disks: list[Block]) -> Block:
    """The whole disk with this name. RefusedError for anything else."""
    path = str(target.resolve())
    for disk in disks:
        if disk.path == path:
            if disk.type not in WHOLE:
                raise RefusedError(f"{target} is no disk but of the type {disk.type}")
            return disk
        if any(part.path == path for part in _below(disk)):
            raise RefusedError(f"{target} is a part of {disk.path}: give the whole disk, {disk.path}")
    raise RefusedError(_not_a_disk(target, disks))


def check(disk: Block, size: int, confirmed: str | None) -> None:
    """RefusedError when ``size`` bytes must not be written to it, with the reason. ``confirmed`` is what was given with
    ``--yes-this-disk``."""
    if disk.size == 0:
        raise RefusedError(f"{disk.path} has no card in it")
    places = [(block, place) for block in (disk, *_below(disk)) for place in block.mountpoints if place]
    if any(place == "/" for _, place in places):
        raise RefusedError(f"{disk.path} is the disk that this computer runs from")
    if swaps := [block.path for block, place in places if place == "[SWAP]"]:
        raise RefusedError(f"this computer swaps to {swaps[0]}: {disk.path} is in use")
    if places:
        each = ", ".join(f"{block.path} at {place}" for block, place in places)
        raise RefusedError(f"{disk.path} is mounted: {each}. If it is the card: umount {places[0][0].path}, then again")
    if users := [block for block in _below(disk) if block.type != "part"]:
        raise RefusedError(f"{disk.path} is in use by {users[0].path} ({users[0].type})")
    if disk.ro:
        raise RefusedError(f"{disk.path} can only be read: is the card's slide on LOCK?")
    if disk.size < size:
        raise RefusedError(f"{disk.path} has {amount(disk.size)}, and the image needs {amount(size)}")
    if confirmed is not None and confirmed != disk.called:
        raise RefusedError(f'{disk.path} is "{disk.called}" ({disk.what}), and --yes-this-disk says "{confirmed}"')
    if not disk.removable and confirmed is None:
        raise RefusedError(
            f"{disk.path} ({disk.what}) is built in and not removable. If you are sure: --yes-this-disk {disk.called}"
        )


def cid(disk: Block, sys: Path = Path("/sys/block")) -> str:
    """The number that the maker has burnt into the card; empty where the reader does not pass it on, as those on USB
    do not."""
    try:
        return (sys / disk.name / "device" / "cid").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def amount(size: float) -> str:
    """In the units that are printed on cards."""
    for unit, of in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= of:
            return f"{size / of:.1f} {unit}"
    return f"{size:.0f} bytes"


def _below(disk: Block) -> Iterator[Block]:
    for child in disk.children:
        yield child
        yield from _below(child)


def _not_a_disk(target: Path, disks: list[Block]) -> str:
    found = [f"\n  {disk.path} ({disk.what})" for disk in disks if disk.removable and disk.size]
    cards = (
        "".join(["; removable disks that are there:", *found]) if found else ": put the card in, and look with lsblk"
    )
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116 — the link's end
    except OSError:
        return f"{target} is not there{cards}"
    if stat.S_ISREG(mode):
        return f"{target} is a file; --file writes to it as if it were a disk"
    kind = "a disk that lsblk does not know" if stat.S_ISBLK(mode) else "no disk"
    return f"{target} is {kind}{cards}"


def _asked() -> bytes:
    try:
        return subprocess.run(COMMAND, capture_output=True, check=True, timeout=PATIENCE).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise RefusedError(f"lsblk does not say which disks there are ({error}), so nothing is written") from error
