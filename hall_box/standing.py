"""How this box stands since its start: /run/motcua/box/standing.json, for its screen and for whoever looks."""

from __future__ import annotations

import os
from typing import Literal

import msgspec
from msgspec import Struct

from hall_box.fault import Fault
from hall_box.places import Places

State = Literal["setup", "joining", "starting"]
"""It has no role and waits; it asks to be let into the hall; its program is started."""


class Standing(Struct, frozen=True, kw_only=True):
    state: State
    role: str = ""
    device: str = ""
    hall: str = ""
    hall_name: str = ""
    hall_name_en: str = ""
    broker: str = ""
    version: str = ""
    """Of the image."""
    fault: Fault | None = None
    """Why it waits."""
    notice: Fault | None = None
    """What lies on the card and was left there."""
    left: Fault | None = None
    """What is secret lies on the card or stick still, which could not be wiped."""
    taken: bool = False
    """The bundle was taken in at this start."""
    way_in: str = ""
    """The fingerprint of the box's SSH key; "" where no technician may type."""
    way_in_fault: Fault | None = None
    """What is wrong with the keys on the card; those that counted before do."""
    rotate: int = 0
    """Of the panel, in degrees, as the hall file has it."""

    @property
    def faults(self) -> list[Fault]:
        """All that is to be told."""
        return [fault for fault in (self.fault, self.notice, self.left, self.way_in_fault) if fault is not None]


def tell(places: Places, standing: Standing) -> None:
    """Everybody on the box may read it."""
    places.run.mkdir(parents=True, exist_ok=True)
    places.run.chmod(0o755)
    new = places.standing.with_name("standing.new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(standing)) + b"\n")
    new.chmod(0o644)
    os.replace(new, places.standing)  # noqa: PTH105 - a run-time file: nothing to sync


def told(places: Places) -> Standing | None:
    """None before the first start has come so far."""
    try:
        return msgspec.json.decode(places.standing.read_bytes(), type=Standing)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
