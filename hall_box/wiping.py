"""What is secret does not stay on the FAT partition, which knows no owners, once the box has it on its own disk.

Each file is written over where it lies, then removed. What the controller of a card keeps of the cells that it has
put by nobody can reach from here: docs/box.md.
"""

from __future__ import annotations

import os
from pathlib import Path

from hall_box.card import secret_files
from hall_core.durable import sync
from hall_trust.bundle_files import HUBS

BLOCK = 65_536


def wipe(folder: Path) -> int:
    """How many files went. OSError when the card cannot be written; what is left goes at the next start."""
    files = secret_files(folder)
    for file in files:
        _write_over(file)
        file.unlink()
        sync(file.parent)
    for below in sorted((folder / HUBS).rglob("*"), reverse=True):
        if below.is_dir():
            below.rmdir()
    if (folder / HUBS).is_dir():
        (folder / HUBS).rmdir()
    if files:
        sync(folder)
    return len(files)


def _write_over(file: Path) -> None:
    """In place: without making it shorter first, which would give its clusters back with all that is in them."""
    handle = os.open(file, os.O_WRONLY)
    try:
        left = os.fstat(handle).st_size
        while left > 0:
            left -= os.write(handle, bytes(min(left, BLOCK)))
        os.fsync(handle)
    finally:
        os.close(handle)
