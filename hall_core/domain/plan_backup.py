"""Where the hub's ledger is copied to (docs/backup.md)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

PATH = r"^/[^\n]+$"
FOLDER = "/run/motcua/sticks/ledger"
"""Where systemd mounts it (systemd/system/run-motcua-sticks-ledger.mount)."""

LABEL = "MOTCUA"
"""Of that stick (systemd/udev/rules.d/70-motcua-stick.rules)."""


class Backup(Struct, frozen=True, kw_only=True):
    folder: Annotated[str, Meta(pattern=PATH, max_length=200)] = FOLDER
    """Where the stick is mounted at the hub's box."""
    late_s: Annotated[int, Meta(ge=10, le=86_400)] = 60
    """Seconds: a copy that is older is a problem of the hub."""
