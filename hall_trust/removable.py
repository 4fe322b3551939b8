"""Which card or stick a bundle is to be written to, by what ``lsblk`` says."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_trust.bundle import BundleError

FAT = ("vfat", "exfat")
"""What boot partitions and sticks have; the other partitions of a card are not for us."""
OWN = ("/boot", "/run/motcua")
"""Below these is what the computer itself, or a box of the hall, has its own use for: what it starts from, which may be
a card, and the stick with the ledger's copy."""
COMMAND = ["lsblk", "-J", "-o", "NAME,RM,HOTPLUG,TRAN,FSTYPE,LABEL,SIZE,MODEL,MOUNTPOINTS"]
PATIENCE = 10
"""Seconds."""


class Mounted(Struct, frozen=True):
    place: Path
    what: str
    """For people: ``/media/bootfs (bootfs, 512M, SanDisk Ultra)``."""


class _Block(Struct):
    name: str
    rm: bool = False
    hotplug: bool = False
    tran: str | None = None
    fstype: str | None = None
    label: str | None = None
    size: str | None = None
    model: str | None = None
    mountpoints: list[str | None] = []
    children: list[_Block] = []


class _Blocks(Struct):
    blockdevices: list[_Block]


def the_one(said: bytes | None = None) -> Path:
    """Where the one removable FAT file system is mounted. BundleError for none, or several, which it names. ``said`` is
    what lsblk has said."""
    found = list(mounted(_asked() if said is None else said))
    if not found:
        raise BundleError("no card or stick with a FAT partition is mounted: put one in, or give --out DIR")
    if len(found) > 1:
        each = "\n  ".join(one.what for one in found)
        raise BundleError(f"several are mounted; take all out but one, or give --out DIR:\n  {each}")
    return found[0].place


def mounted(said: bytes) -> Iterator[Mounted]:
    """BundleError when lsblk says something else than it should."""
    try:
        blocks = msgspec.json.decode(said, type=_Blocks).blockdevices
    except msgspec.DecodeError as error:
        raise BundleError(f"lsblk cannot be understood ({error}): give --out DIR") from error
    for block in blocks:
        yield from _within(block, "", removable=False)


def _within(block: _Block, model: str, *, removable: bool) -> Iterator[Mounted]:
    removable = removable or block.rm or block.hotplug or block.tran == "usb"
    model = (block.model or model).strip()
    place = next((mount for mount in block.mountpoints if mount and not _own(mount)), None)
    if removable and place is not None and block.fstype in FAT:
        words = ", ".join(filter(None, (block.label, block.size, model)))
        yield Mounted(Path(place), f"{place} ({words})")
    for child in block.children:
        yield from _within(child, model, removable=removable)


def _own(mount: str) -> bool:
    return any(Path(mount).is_relative_to(own) for own in OWN)


def _asked() -> bytes:
    try:
        return subprocess.run(COMMAND, capture_output=True, check=True, timeout=PATIENCE).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise BundleError(f"lsblk does not say what is mounted ({error}): give --out DIR") from error
