"""A QR code, drawn from whole pixels so that a phone reads it."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Canvas, Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import OptionProperty, StringProperty
from kivy.uix.widget import Widget

MASK = 2
"""The pattern laid over the modules: readers take each of the eight, and this one is about as even as the best for what
we show. To try them all, as segno does unasked, is four fifths of the time: 37 of 46 ms for a list of papers."""
QUIET = 4
"""Modules of white round the code, as ISO/IEC 18004 asks."""


class QrCode(Widget):
    """``content`` as large as whole pixels a module allow, black on white whatever the theme: phones expect it."""

    canvas: Canvas
    content = StringProperty("")
    align = OptionProperty("center", options=["left", "center"])
    """Left: the edge of its white stands on the edge of the widget, as texts do."""

    def __init__(self, **kwargs: Any) -> None:
        self._draw_soon = Clock.create_trigger(self._draw, -1)
        self._made: tuple[str, list[bytes]] = ("", [])
        """A content and its modules: to make them takes 10 ms, and a page moves its parts a few times till they fit."""
        super().__init__(**kwargs)
        for name in ("content", "align", "pos", "size"):
            self.fbind(name, self._draw_soon)
        self._draw_soon()

    def _draw(self, _seconds: float) -> None:
        # Also without content: it takes 20 ms to load, and a page that is made before it is wanted has the time.
        import segno

        self.canvas.clear()
        if not self.content:
            return
        if self._made[0] != self.content:
            code = segno.make(self.content, error="m", micro=False, mask=MASK)
            self._made = self.content, [bytes(row) for row in code.matrix_iter(border=QUIET)]
        modules = self._made[1]
        side = len(modules)
        texture = Texture.create(size=(side, side), colorfmt="luminance")
        texture.mag_filter = "nearest"
        grey = b"".join(row.translate(_INVERT) for row in reversed(modules))
        texture.blit_buffer(grey, colorfmt="luminance", bufferfmt="ubyte")
        across = int(min(self.size)) // side * side
        left = self.x if self.align == "left" else self.center_x - across / 2
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(
                texture=texture,
                size=(across, across),
                pos=(round(left), round(self.center_y - across / 2)),
            )


_INVERT = bytes([255, 0, *range(2, 256)])
"""segno says 1 for dark."""
