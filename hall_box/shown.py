"""What a box says of its hall before its program does: of the hall file these few words alone. What else is wrong in it
since an update, the program itself says; and to look at all of it takes longer than an ordinary start may wait."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.names import Name

log = logging.getLogger(__name__)


class Hall(Struct, frozen=True):
    name: Name


class Panel(Struct, frozen=True):
    rotate: int = 0


class Device(Struct, frozen=True):
    id: str
    panel: Panel = Panel()


class Shown(Struct, frozen=True):
    hall: Hall
    devices: list[Device] = []

    def turned(self, id: str) -> int:
        """Degrees by which the panel of this device hangs."""
        return next((device.panel.rotate for device in self.devices if device.id == id), 0)


def shown(file: Path) -> Shown | None:
    try:
        return msgspec.toml.decode(file.read_text("utf-8-sig"), type=Shown)
    except (OSError, ValueError) as error:
        log.warning("%s: %s", file, error)
        return None
