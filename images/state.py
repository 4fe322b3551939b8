"""Which slot is started next, and how often it may still try: a sector of 512 bytes at 1 MiB, before all partitions.

Written in one piece by whatever writes it, so that a power cut leaves the old or the new. The boot loader reads it and
takes one try off; RAUC on the box sets it. U-Boot's form has a checksum; GRUB's has none, and a first line of its own.
Lies beside its users on the box as well, so it knows nothing but Python.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, replace

OFFSET, SIZE = 1 << 20, 512
SLOTS = ("A", "B")
TRIES, PROVED = 3, 9
"""Starts that do not end in "this slot is good" before the other slot has its turn: of one that nobody knows, and of
one that has been good. What fails then is mostly the power, minutes after it came."""

GRUB = b"# GRUB Environment Block\n"
_NAMES = {"A": "BOOT_A_LEFT", "B": "BOOT_B_LEFT"}


class StateError(Exception):
    """The sector holds nothing that can be read."""


@dataclass(frozen=True)
class State:
    order: tuple[str, ...] = SLOTS
    left_a: int = TRIES
    left_b: int = TRIES

    def left(self, slot: str) -> int:
        return self.left_a if slot == "A" else self.left_b

    def having(self, slot: str, left: int) -> State:
        return replace(self, left_a=left) if slot == "A" else replace(self, left_b=left)

    def primary(self) -> str | None:
        """The slot that starts next."""
        return next((slot for slot in self.order if self.left(slot) > 0), None)

    def preferring(self, slot: str) -> State:
        """It goes first from now on, with all its tries."""
        return replace(self.having(slot, TRIES), order=(slot, *(other for other in SLOTS if other != slot)))

    def marked(self, slot: str, good: bool) -> State:
        return self.having(slot, PROVED if good else 0)

    def words(self) -> dict[str, str]:
        return {
            "BOOT_ORDER": " ".join(self.order),
            "BOOT_A_LEFT": str(self.left_a),
            "BOOT_B_LEFT": str(self.left_b),
        }


FRESH = State(left_b=0)
"""As flashed: there is nothing in slot B."""


def as_uboot(state: State) -> bytes:
    said = b"".join(f"{name}={value}".encode() + b"\0" for name, value in state.words().items())
    body = said.ljust(SIZE - 4, b"\0")
    return struct.pack("<I", zlib.crc32(body)) + body


def as_grub(state: State) -> bytes:
    said = "".join(f"{name}={value}\n" for name, value in state.words().items())
    return (GRUB + said.encode()).ljust(SIZE, b"#")


def read(sector: bytes) -> tuple[State, bool]:
    """The state, and whether it stands there in GRUB's form. StateError: in neither."""
    if sector.startswith(GRUB):
        lines = sector[len(GRUB) : SIZE].decode("ascii", "replace").splitlines()
        return _parsed(lines), True
    if struct.unpack("<I", sector[:4])[0] == zlib.crc32(sector[4:SIZE]):
        return _parsed(sector[4:SIZE].decode("ascii", "replace").split("\0")), False
    raise StateError("the state sector is in neither boot loader's form")


def _parsed(lines: list[str]) -> State:
    """What is missing or makes no sense counts as it would for the boot loader."""
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    order = tuple(word for word in said.get("BOOT_ORDER", "").split() if word in SLOTS) or SLOTS
    left = {slot: said.get(name, "") for slot, name in _NAMES.items()}
    tries = {slot: int(text) if re.fullmatch(r"[0-9]", text) else TRIES for slot, text in left.items()}
    return State(order, tries["A"], tries["B"])
