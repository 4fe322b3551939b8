"""What a hall takes from the centre over its line, and what it tells (docs/centre/courier.md)."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct, field

SetName = Literal["dossiers", "catalogue", "appointments", "calendar"]
SETS: tuple[SetName, ...] = get_args(SetName)


class Centre(Struct, frozen=True, kw_only=True):
    brings: list[SetName] = field(default_factory=lambda: list(SETS))
    """What comes over the line. Of these no file in the hub's ``feeds`` is read: two sources would undo each other."""
    officers: bool = False
    """Whether transactions and ratings go to the centre with the officer's id. Without it the centre knows counters."""
    ask: bool = True
    """Whether the centre is asked for a dossier that is not in the hall's copy."""
