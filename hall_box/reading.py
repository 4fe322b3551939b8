"""Files of a card, which may hold anything."""

from __future__ import annotations

import errno
import os
from pathlib import Path

LARGEST = 4_000_000
"""Bytes of one file; a hall file has 40 kB."""


def bounded(file: Path, largest: int = LARGEST) -> bytes:
    """OSError also for what is larger than any that we write."""
    with file.open("rb") as source:
        data = source.read(largest + 1)
    if len(data) > largest:
        raise OSError(errno.EFBIG, f"{os.strerror(errno.EFBIG)}, over {largest} bytes", str(file))
    return data
