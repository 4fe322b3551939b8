"""Icons, drawn from lines: the font has none, and a picture file would be blurred on some panel."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Canvas, Color, SmoothLine
from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme

# Strokes, each a line "x,y x,y …" or a circle "x,y r", in a square of 24 x 24 with y upwards.
ICONS: dict[str, list[str]] = {
    "": [],
    "back": ["15,19 8,12 15,5"],
    "next": ["9,19 16,12 9,5"],
    "check": ["4,12 10,6 20,18"],
    "warning": ["12,21 2,3 22,3 12,21", "12,15 12,9", "12,6.2 12,5.8"],
    "people": ["9,16 4", "2,3 3,7 6,9.5 12,9.5 15,7 16,3", "17,19.5 20,16.5 17,13", "18.5,9.5 21,8 22,4"],
    "clock": ["12,12 10", "12,18 12,12 16,9.5"],
    "phone": ["8,21 3.5,21 3,17 6,10 10.5,5.6 17,3 21,3.5 21,8 16,10 13.8,7.8 10.2,10.4 8,13.8 10,16 8,21"],
    "globe": ["12,12 10", "2,12 22,12", "12,22 8.6,18 7.6,12 8.6,6 12,2 15.4,6 16.4,12 15.4,18 12,22"],
    "printer": ["6,15 6,22 18,22 18,15", "6,6 2,6 2,15 22,15 22,6 18,6", "6,10 6,2 18,2 18,10 6,10"],
    "ticket": ["2,19 22,19 22,14.5 20,12 22,9.5 22,5 2,5 2,9.5 4,12 2,14.5 2,19", "14,16 14,14", "14,10 14,8"],
    "desk": ["12,18.5 3.2", "2,11 22,11", "4,11 4,3 20,3 20,11"],
    "place": ["12,2 5,11 4.5,15 6.5,19 12,21.5 17.5,19 19.5,15 19,11 12,2", "12,14.5 2.6"],
    "no-link": [
        "2,16 6.6,19 12,20 17.4,19 22,16",
        "5.6,12.4 8.6,14.3 12,15 15.4,14.3 18.4,12.4",
        "12,7 1.2",
        "4,3 20,22",
    ],
}
STROKE = 2.0 / 24
"""Width of a line as a part of the icon's size."""


class Icon(Widget):
    """One of ICONS, ``side`` pixels large (0: as the widget allows), in the colour ``tone``."""

    canvas: Canvas
    name = OptionProperty("", options=list(ICONS))
    tone = StringProperty("ink")
    side = NumericProperty(0)
    align = OptionProperty("center", options=["left", "center", "right"])

    def __init__(self, **kwargs: Any) -> None:
        self._draw_soon = Clock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        for name in ("name", "tone", "side", "align", "pos", "size"):
            self.fbind(name, self._draw_soon)
        self._draw_soon()

    def _draw(self, _seconds: float) -> None:
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
                *points, last = stroke.split()
                if "," in last:
                    scaled = [at for x, y in map(_pair, [*points, last]) for at in (left + x * unit, bottom + y * unit)]
                    SmoothLine(points=scaled, width=side * STROKE / 2, joint="round", cap="round")
                else:
                    x, y = _pair(points[0])
                    circle = (left + x * unit, bottom + y * unit, float(last) * unit)
                    SmoothLine(circle=circle, width=side * STROKE / 2)


def _pair(point: str) -> tuple[float, float]:
    x, y = point.split(",")
    return float(x), float(y)
