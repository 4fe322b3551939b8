"""A second place for the ledger: copied while the hub runs, and put back when the hub's card is dead."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

MADE = "ledger.restored"
"""A ledger that is put back, from when on it counts until it has the ledger's name."""


def finish(data: Path) -> None:
    """What a restoring that was cut off has left. OSError, sqlite3.Error or FiguresError when the disk refuses."""
    if (data / MADE).exists():
        # A hub that starts as always does without all this.
        import_module("hall_hub.backup.place").finish(data)
