"""How many digits of a number nobody else shall read are typed."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Canvas, Color, SmoothEllipse, SmoothLine
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme


class PinDots(Widget):
    """``count`` rings, the first ``typed`` of them filled, in the middle of the widget."""

    canvas: Canvas
    count = NumericProperty(6)
    typed = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        self._draw_soon = Clock.create_trigger(self._draw, -1)
        super().__init__(size_hint_y=None, height=theme.row.title, **kwargs)
        for name in ("count", "typed", "pos", "size"):
            self.fbind(name, self._draw_soon)
        self._draw_soon()

    def _draw(self, _seconds: float) -> None:
        side, apart = theme.font.body, theme.space.m
        left = self.center_x - (self.count * (side + apart) - apart) / 2
        bottom = self.center_y - side / 2
        self.canvas.clear()
        with self.canvas:
            Color(*theme.colour.accent)
            for place in range(int(self.count)):
                x = left + place * (side + apart)
                if place < self.typed:
                    SmoothEllipse(pos=(x, bottom), size=(side, side))
                SmoothLine(circle=(x + side / 2, bottom + side / 2, side / 2), width=theme.edge)
