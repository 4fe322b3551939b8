"""A picture of the screen that is small enough to be sent: taken on Kivy's thread, packed on one of its own."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable

from hall_core.contract.doctor import PICTURE_MOST, Denial
from hall_core.ui.window import pixels

LONGEST = 1280
"""Pixels of the longer side: what a head sees whether it is right by, and no citizen's small print."""
QUALITIES = (75, 55, 35)
"""Of the JPEG, until it is small enough."""
log = logging.getLogger(__name__)


def take(answer: Callable[[bytes | Denial], None]) -> None:
    """On Kivy's thread. ``answer`` is called later, on a thread that packs the picture: that takes longer than a
    frame."""
    width, height, data = pixels()
    threading.Thread(target=lambda: answer(_safely(width, height, data)), name="picture", daemon=True).start()


def _safely(width: int, height: int, data: bytes) -> bytes | Denial:
    try:
        return packed(width, height, data)
    except Exception:
        log.exception("no picture of the screen")
        return "failed"


def packed(width: int, height: int, rgb: bytes, most: int = PICTURE_MOST) -> bytes:
    """A JPEG of at most ``most`` bytes; ``rgb`` as of :func:`hall_core.ui.window.pixels`."""
    from PIL import Image

    whole = Image.frombytes("RGB", (width, height), rgb).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    longest = LONGEST
    while True:
        image = whole.copy()
        image.thumbnail((longest, longest))
        for quality in QUALITIES:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality)
            if out.tell() <= most:
                return out.getvalue()
        longest //= 2
