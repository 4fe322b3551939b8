"""What became of a file that was dropped: a receipt for whoever has dropped it, and the file put away."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct, field

from hall_core.durable import sync, write_durably

SHOWN = 1_000
"""Lines that a receipt names; of more it says how many."""
DONE, REFUSED = "done", "refused"


class Left(Struct, frozen=True):
    line: int
    """As an editor counts; in JSON the number of the entry, from 1."""
    why: str


class Receipt(Struct, kw_only=True):
    """Nothing of a person is in it: lines and reasons, not what stands there."""

    file: str
    sha256: str
    at: str
    as_of: str = ""
    """Of when its dossiers are."""
    again: bool = False
    """It was taken before, so it has changed nothing."""
    refused: str = ""
    """Why nothing of it was taken."""
    encoding: str = ""
    remarks: list[str] = field(default_factory=list[str])
    rows: int = 0
    taken: int = 0
    left_out: list[Left] = field(default_factory=list[Left])
    left_out_more: int = 0
    flagged: list[Left] = field(default_factory=list[Left])
    """Taken, with something in it that nobody knows: kept as it was told."""
    flagged_more: int = 0


def put_away(folder: Path, file: Path, receipt: Receipt) -> Path:
    """The receipt is on the disk before the file goes; a power cut between the two does all again. OSError."""
    there = folder / (REFUSED if receipt.refused else DONE)
    there.mkdir(exist_ok=True)
    target = there / file.name
    if target.exists():
        # Another file of that name, or the same one again.
        target = there / f"{file.stem}.{receipt.at.replace(':', '')[:17]}-{receipt.sha256[:8]}{file.suffix}"
    receipt.left_out_more, receipt.left_out = max(0, len(receipt.left_out) - SHOWN), receipt.left_out[:SHOWN]
    receipt.flagged_more, receipt.flagged = max(0, len(receipt.flagged) - SHOWN), receipt.flagged[:SHOWN]
    said = msgspec.json.format(msgspec.json.encode(receipt), indent=2)
    write_durably(target.with_name(f"{target.name}.receipt.json"), said)
    file.replace(target)
    sync(there)
    return target
