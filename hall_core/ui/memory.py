"""What is free is given back to the system."""

from __future__ import annotations

import ctypes
import gc

LARGE = 128 * 1024
"""Bytes from which on a piece of memory is one of its own, as the C library has it when it starts."""
MMAP_THRESHOLD = -3
"""mallopt(3)."""


def give_back() -> None:
    """Has the C library give back each large piece as soon as it is free. By itself it keeps more and more of them for
    the next one, which has another size, being the texture of another text. Does nothing to other C libraries."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGE)


def tidy() -> None:
    """Looks for what thrown-away screens have left behind, and has the C library give back what is free: it keeps the
    room of every texture and glyph in its heap, a tenth of the program after three changes of the text's size. Takes
    30 to 140 ms. A C library that has no such call keeps what it keeps."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
