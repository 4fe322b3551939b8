"""How the pages are drawn in each manner a citizen may want, on one panel. Pure."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from hall_core.domain.plan_devices import Kiosk, Pad
from hall_core.ui import colours
from hall_core.ui.tokens import Scale, can_enlarge, can_lower, kiosk_scale, within_reach
from kiosk_app.kiosk import Manner
from kiosk_app.layout import Layout, layout


class Look(Struct, frozen=True):
    """How the pages are drawn."""

    scale: Scale
    theme: colours.Theme
    layout: Layout
    share: float
    """The part of the glass' height that the pages take, at the bottom of it: less than 1 when they are lowered."""


class Looks:
    """IllegibleError for a panel on which a page has no room even as it is."""

    def __init__(self, device: Kiosk | Pad) -> None:
        self._panel = panel = device.panel
        self._distance = device.distance_m
        plain = kiosk_scale(panel, distance_m=self._distance)
        layout(plain)
        self.plain = plain
        self.larger = can_enlarge(panel, layout, self._distance)
        """Whether larger text has room here."""
        sizes = [plain, kiosk_scale(panel, larger=True, distance_m=self._distance)] if self.larger else [plain]
        self.low = all(can_lower(scale, panel.bottom_mm, layout) for scale in sizes)
        """Whether some of the glass is out of reach, and the pages have room in the rest, in larger text too."""
        self._made = lru_cache(maxsize=8)(self._make)

    def of(self, manner: Manner) -> Look:
        return self._made(manner.larger and self.larger, manner.contrast, manner.low and self.low)

    def _make(self, larger: bool, contrast: bool, low: bool) -> Look:
        scale = kiosk_scale(self._panel, larger=larger, distance_m=self._distance)
        if low:
            scale = within_reach(scale, self._panel.bottom_mm)
        theme = colours.HIGH_CONTRAST if contrast else colours.LIGHT
        return Look(scale, theme, layout(scale), scale.height / self._panel.height_px)
