"""What is free is given back to the system."""

from __future__ import annotations

import ctypes
import gc


def tidy() -> None:
    """Looks for what thrown-away screens have left behind, and has the C library give back what is free: it keeps the
    room of every texture and glyph in its heap, a tenth of the program after three changes of the text's size. Takes
    30 to 140 ms. A C library that has no such call keeps what it keeps."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
