"""What can be wrong with a boot bundle, or with a box that has none; said in people's words by ``hall_box.words``."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

FaultKey = Literal[
    "no-bundle",
    "unfinished",
    "unreadable",
    "garbled",
    "hall-file",
    "other-hall-file",
    "unknown-device",
    "other-role",
    "no-authority",
    "other-authority",
    "no-key",
    "key",
    "other-key",
    "over",
    "claim",
    "other-claim",
    "hub-folders",
    "other-hall",
    "older",
    "hub-stays",
    "hub-authority",
    "storage",
    "hub-init",
    "technician",
    "key-left-card",
    "key-left-stick",
    "no-folder",
]


class Fault(Struct, frozen=True, kw_only=True):
    """``device`` and ``hall`` are what the bundle says, ``own`` and ``own_hall`` what the box is."""

    key: FaultKey
    device: str = ""
    role: str = ""
    hall: str = ""
    own: str = ""
    own_hall: str = ""
    detail: str = ""
    """In a technician's words, English."""


class FaultError(Exception):
    """Raised where it was seen, and caught where it is decided what comes of it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.key}: {fault.detail}")
        self.fault = fault
