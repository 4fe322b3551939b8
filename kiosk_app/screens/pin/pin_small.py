"""The same on a small panel: the keys between the way back and the way in, and what was wrong in the header."""

from __future__ import annotations

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from kiosk_app.screens.pin.pin import PinScreen

load_kv(__file__, PinScreen)

SIDE = 1.1
"""Width of either button beside the keys, in heights of a main one."""


class PinSmallScreen(PinScreen):
    side = SIDE

    def room(self) -> tuple[float, float]:
        scale, layout = theme.scale, self.layout
        width = scale.width - 2 * layout.margin - 2 * (theme.touch.primary * SIDE + layout.gap)
        height = scale.height - layout.header - theme.row.caption - layout.gap - layout.margin - layout.bottom
        return width, height
