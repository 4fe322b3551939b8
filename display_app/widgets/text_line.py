"""One row of text in any size, its capitals in the middle of the row whatever marks the letters carry."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor
from string import ascii_uppercase, digits
from typing import Any

from kivy.core.text import Label as Rendered
from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui import fonts
from hall_core.ui.theme import theme
from hall_core.ui.tokens import CAPITAL, DESCENT

FIGURES = frozenset(ascii_uppercase + digits + ":")
"""What stands between the base line and the height of a capital. The empty rows above and below such a text are
not drawn: on a box without a graphics processor every pixel of a large number costs time, empty or not."""
OVERSHOOT = 0.03
"""By how much round figures go beyond both, in parts of the font size, and a little more."""
PROBE = 200
"""Font size at which texts are measured: whole pixels are then a small error."""


class TextLine(Widget):
    """``text`` is not broken and not cut: the view has seen to it that it fits."""

    text = StringProperty("")
    px = NumericProperty(0)
    """Font size."""
    weight = OptionProperty("Regular", options=list(fonts.WEIGHTS))
    tone = StringProperty("ink")
    """Colour role."""
    align = OptionProperty("left", options=["left", "center", "right"])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        canvas: Any = self.canvas
        with canvas:
            self._tint = Color()
            self._ink = Rectangle(size=(0, 0))
        self._below = 0.0
        """From the lower edge of what is drawn to the base line."""
        for name in ("text", "px", "weight"):
            self.fbind(name, self._render)
        for name in ("pos", "size", "align"):
            self.fbind(name, self._place)
        self.fbind("tone", self._colour)
        self._colour()
        self._render()

    @property
    def ink_width(self) -> float:
        return self._ink.size[0]

    @property
    def ink_box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of the letters: from the base line to the height of a capital."""
        left, base_line = self._ink.pos[0], self._ink.pos[1] + self._below
        return left, base_line, left + self._ink.size[0], base_line + CAPITAL * self.px

    def _render(self, *_: Any) -> None:
        if not self.text or not self.px:
            self._ink.size = (0, 0)
            return
        rendered = Rendered(text=self.text, font_name=fonts.family(self.weight), font_size=self.px)
        rendered.refresh()
        texture, self._below = rendered.texture, DESCENT * self.px
        texture.bind()  # writes the letters now
        # It holds its texture, which holds it: only a search for garbage would find the two.
        rendered.texture = None
        # Drawn pixel by pixel, never scaled: nothing is to be mixed from neighbouring ones.
        texture.mag_filter = texture.min_filter = "nearest"
        if FIGURES.issuperset(self.text):
            edge = ceil(OVERSHOOT * self.px)
            bottom, height = floor(self._below) - edge, ceil(CAPITAL * self.px) + edge * 2
            texture = texture.get_region(0, bottom, texture.width, min(height, texture.height - bottom))
            self._below -= bottom
        self._ink.texture = texture
        self._ink.size = texture.size
        self._place()

    def _place(self, *_: Any) -> None:
        spare = self.width - self._ink.size[0]
        left = self.x + {"left": 0, "center": spare / 2, "right": spare}[self.align]
        # Not center_y, which is brought up to date only after this has been called.
        base_line = self.y + (self.height - CAPITAL * self.px) / 2
        self._ink.pos = (round(left), round(base_line - self._below))

    def _colour(self, *_: Any) -> None:
        self._tint.rgba = getattr(theme.colour, self.tone)


@lru_cache(maxsize=2_000)
def em(text: str, weight: fonts.Weight) -> float:
    """Width of ``text`` on one line in parts of the font size, as the screen will draw it."""
    probe = _probes.get(weight)
    if probe is None:
        probe = _probes[weight] = Rendered(font_name=fonts.family(weight), font_size=PROBE)
        probe.resolve_font_name()
    return probe.get_extents(text)[0] / PROBE


_probes: dict[fonts.Weight, Any] = {}
