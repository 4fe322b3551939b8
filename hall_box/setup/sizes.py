"""How large the letters of this screen are: nobody has told it yet how large its glass is, or from how far it is read.
So it goes by the pixels: the same part of the short side on every panel. Pure."""

from __future__ import annotations

from hall_core.domain.plan_devices import Panel
from hall_core.ui.tokens import Scale, kiosk_scale

SHORT_MM = 288.0
"""What the short side is taken for: a glass of 22 inches. On a smaller one the letters are smaller in millimetres and
so is the distance; on a television both are larger."""
SMALL_PX, SMALL_MM = 600, 200.0
"""Panels with fewer pixels than this are held to be small ones: or their letters would have too few dots."""


def setup_scale(width: int, height: int) -> Scale:
    short = min(width, height)
    short_mm = SMALL_MM if short < SMALL_PX else SHORT_MM
    return kiosk_scale(Panel(width_px=width, height_px=height, width_mm=short_mm * width / short))
