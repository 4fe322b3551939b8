"""Icons, drawn from lines: the font has none, and a picture file would be blurred on some panel."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Canvas, Color, SmoothEllipse, SmoothLine
from kivy.properties import NumericProperty, OptionProperty, StringProperty

from hall_core.ui.theme import theme
from hall_core.ui.widgets.icon.strokes import ICONS
from hall_core.ui.widgets.settling import Settling

STROKE = 2.0
"""Width of a line, in parts of 24 of the icon's size."""
TURN = 364
"""Degrees of a circle: a little more than all, or its two ends show."""
DOT = 1.3
"""Radius of a dot in lines of ordinary width."""


class Icon(Settling):
    """One of ICONS, ``side`` pixels large (0: as the widget allows), in the colour ``tone``."""

    canvas: Canvas
    name = OptionProperty("", options=list(ICONS))
    tone = StringProperty("ink")
    side = NumericProperty(0)
    stroke = NumericProperty(STROKE)
    align = OptionProperty("center", options=["left", "center", "right"])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in ("name", "tone", "side", "stroke", "align", "pos", "size"):
            self.fbind(name, self._draw_soon)
        self._draw_soon()

    def _draw(self) -> None:
        side = self.side or min(self.size)
        spare = self.width - side
        left = self.x + {"left": 0, "center": spare / 2, "right": spare}[self.align]
        bottom = self.center_y - side / 2
        unit = side / 24
        self.canvas.clear()
        if not self.name:
            return
        with self.canvas:
            Color(*theme.colour[self.tone])
            for stroke in ICONS[self.name]:
                self._draw_stroke(stroke.split(), (left, bottom), unit)

    def _draw_stroke(self, parts: list[str], corner: tuple[float, float], unit: float) -> None:
        numbers = [list(map(float, part.split(","))) for part in parts]
        points = [(corner[0] + xy[0] * unit, corner[1] + xy[1] * unit) for xy in numbers if len(xy) == 2]
        width = self.stroke * unit / 2
        if len(points) > 1:
            SmoothLine(points=[at for point in _without_seam(points) for at in point], width=width)
            return
        x, y = points[0]
        if len(numbers) > 1:
            SmoothLine(circle=(x, y, numbers[1][0] * unit, 0, TURN), width=width)
        else:
            radius = DOT * unit
            SmoothEllipse(pos=(x - radius, y - radius), size=(radius * 2, radius * 2))


def _without_seam(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A closed line begun in the midst of its first edge: Kivy joins edges neatly, but not the two ends."""
    first, second = points[:2]
    if first != points[-1]:
        return points
    middle = ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
    return [middle, *points[1:], middle]
