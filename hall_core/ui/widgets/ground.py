"""The ground of a thing to touch: filled, with round corners and an edge."""

from __future__ import annotations

from kivy.graphics import Canvas, Color, SmoothLine, SmoothRoundedRectangle

from hall_core.ui.theme import Rgba, theme


class Ground:
    """On ``canvas``; :meth:`show` says where and how. ``radius`` in pixels, else that of all things to touch."""

    def __init__(self, canvas: Canvas, radius: float = 0) -> None:
        self._radius = radius or theme.radius
        with canvas:
            self._fill, self._area = Color(), SmoothRoundedRectangle(radius=[self._radius])
            self._line, self._edge = Color(), SmoothLine(width=theme.edge / 2)

    def show(self, x: float, y: float, width: float, height: float, *, fill: Rgba, line: Rgba) -> None:
        self._fill.rgba, self._line.rgba = fill, line
        self._area.pos, self._area.size = (x, y), (width, height)
        self._edge.rounded_rectangle = x, y, width, height, self._radius
