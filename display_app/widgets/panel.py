"""A coloured ground with round corners that costs little to draw.

On a box without a graphics processor a rectangle over a screen of 1080p took 10 ms, since each of its pixels is looked
up and blended; clearing that part of the screen took 2 to 5. So the ground is cleared, and only the corners painted.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

from kivy.graphics import ClearBuffers, ClearColor, Color, Mesh
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme

ARC = 12
"""Straight pieces in a quarter of a circle."""


class Panel(Widget):
    """``tone`` is its colour role, ``around`` that of what it lies on. Nothing is drawn unless ``shown``."""

    shown = BooleanProperty(True)
    tone = StringProperty("surface")
    around = StringProperty("ground")
    radius = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        canvas: Any = self.canvas
        with canvas.before:
            self._area = ScissorPush()
            self._colour = ClearColor(0, 0, 0, 1)
            ClearBuffers()
            ScissorPop()
            self._outside = Color()
            self._corners = [Mesh(mode="triangle_fan") for _ in range(4)]
        for name in ("tone", "around"):
            self.fbind(name, self._tint)
        for name in ("pos", "size", "shown", "radius"):
            self.fbind(name, self._place)
        self._tint()
        self._place()

    def _tint(self, *_: Any) -> None:
        self._colour.rgba = getattr(theme.colour, self.tone)
        self._outside.rgba = getattr(theme.colour, self.around)

    def _place(self, *_: Any) -> None:
        x, y, width, height = (round(value) for value in (self.x, self.y, self.width, self.height))
        area = self._area
        area.x, area.y, area.width, area.height = (x, y, width, height) if self.shown else (0, 0, 0, 0)
        corners = ((x, y, 1, 1), (x + width, y, -1, 1), (x + width, y + height, -1, -1), (x, y + height, 1, -1))
        for mesh, (corner_x, corner_y, right, up) in zip(self._corners, corners, strict=True):
            points = [(0.0, 0.0), *(_arc(step / ARC) for step in range(ARC + 1))] if self.shown and self.radius else []
            mesh.vertices = [
                value
                for inward, upward in points
                for value in (corner_x + inward * right * self.radius, corner_y + upward * up * self.radius, 0, 0)
            ]
            mesh.indices = list(range(len(points)))


def _arc(part: float) -> tuple[float, float]:
    """A point of the round corner, in radii from the square one; ``part`` of the way round."""
    angle = part * pi / 2
    return 1 - cos(angle), 1 - sin(angle)
