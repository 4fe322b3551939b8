"""How the copy of the ledger stands, for the hub and the doctor of the same box: a small file among the box's
run-time files, written by ``motcua backup``."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.names import Millis

FILE = Path("backup") / "copy.json"
"""Below the run-time files of the box."""
SILENT = 60_000
"""Milliseconds without a word, after which the program that copies is not believed to live."""


class CopyTold(Struct, frozen=True):
    at: Millis
    """When this was written."""
    as_of: Millis
    """Of when the copy is; 0: there is none."""
    trouble: str = ""
    """Why it does not go on."""
    fault: str = ""
    """What is spoilt in the ledger itself."""
    newer: str = ""
    """The release that has changed the ledger so that the one that runs cannot work with it."""


def read_told(file: Path) -> CopyTold | None:
    """None: nobody copies on this box, or has not begun."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=CopyTold)
    except (OSError, msgspec.DecodeError):
        return None
