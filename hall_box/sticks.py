"""Sticks with a FAT file system that nobody has mounted, by what ``lsblk`` says."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from hall_box.machine import CommandError, Machine
from hall_trust.removable import FAT

COMMAND = ["lsblk", "-J", "-o", "PATH,RM,HOTPLUG,TRAN,FSTYPE,MOUNTPOINTS"]
log = logging.getLogger(__name__)


class _Block(Struct):
    path: str
    rm: bool = False
    hotplug: bool = False
    tran: str | None = None
    fstype: str | None = None
    mountpoints: list[str | None] = []
    children: list[_Block] = []


class _Blocks(Struct):
    blockdevices: list[_Block]


def plugged(machine: Machine) -> list[str]:
    """Their device nodes; none when it cannot be told."""
    try:
        return list(free(machine.do(*COMMAND).encode()))
    except (CommandError, msgspec.DecodeError) as error:
        log.warning("sticks cannot be seen: %s", error)
        return []


def free(said: bytes) -> Iterator[str]:
    """msgspec.DecodeError when lsblk says something else than it should."""
    for block in msgspec.json.decode(said, type=_Blocks).blockdevices:
        yield from _within(block, removable=False)


def _within(block: _Block, *, removable: bool) -> Iterator[str]:
    removable = removable or block.rm or block.hotplug or block.tran == "usb"
    if removable and block.fstype in FAT and not any(block.mountpoints):
        yield block.path
    for child in block.children:
        yield from _within(child, removable=removable)
