"""Matrices of the sizes that are sold, and one that somebody watches."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
from PIL import Image, ImageDraw

from display_app.board import Board, Drawn
from display_app.led import letters
from display_app.led.draw import draw
from display_app.led.layout import Layout, place
from display_app.led.view import Cues, LedView, LedViews
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led, Matrix
from hall_core.ui.translate import Words
from tests.display_app.conftest import Hand, living

MATRICES = {
    "64x16": (Matrix(rows=16, columns=64, chain=1, pitch_mm=10), 5.0),
    "96x32": (Matrix(rows=32, columns=32, chain=3, pitch_mm=4), 3.0),
    "192x32": (Matrix(rows=32, columns=64, chain=3, pitch_mm=4), 3.0),
    "192x64": (Matrix(rows=64, columns=64, chain=3, pitch_mm=3), 4.0),
    "128x64": (Matrix(rows=32, columns=64, chain=2, parallel=2, pitch_mm=5), 5.0),
}
"""With the distance in metres from which each is read."""

needs_the_emulator = pytest.mark.skipif(
    find_spec("RGBMatrixEmulator") is None, reason='needs the extra "led": pip install "motcua[led]"'
)
"""Not importorskip: the library writes a file into the working folder as soon as it is imported."""

LAMP = 8
"""Pixels of a lamp in a picture."""


def led_of(size: str = "192x32", **more: Any) -> Led:
    matrix, distance = MATRICES[size]
    return Led(**{"id": "led-1", "zone": "sanh", "matrix": matrix, "distance_m": distance, **more})


class Watched:
    """A matrix in a hall, as somebody sees it who never looks away."""

    def __init__(self, plan: Plan, led: Led, hand: Hand | None = None) -> None:
        self.hand = hand or living(Board(id=led.id, voice=False))
        self.layout: Layout = place(plan, led)
        self.until: int | None = None
        self._views = LedViews(plan, led, self.layout, Words(), self.measure)
        self._cues = Cues()

    def measure(self, text: str) -> int:
        """Lamps across of a line of words."""
        return letters.width(text, self.layout.words) if text else 0

    def look(self, after: int = 0) -> LedView:
        """What stands there so many milliseconds later; it is told as painted."""
        self.hand.now += after
        self._cues, view, self.until = self._views(self.hand.board, self._cues, self.hand.now)
        if view.shows & self.hand.board.unpainted:
            self.hand.hear(Drawn(view.shows))
            self._cues, view, self.until = self._views(self.hand.board, self._cues, self.hand.now)
        return view

    def image(self) -> Image.Image:
        return draw(self.look(), self.layout)


def lamps(image: Image.Image) -> Image.Image:
    """A picture of the matrix, each lamp a disc."""
    picture = Image.new("RGB", (image.width * LAMP, image.height * LAMP), (8, 8, 8))
    drawer = ImageDraw.Draw(picture)
    for x in range(image.width):
        for y in range(image.height):
            colour = image.getpixel((x, y))
            lit = colour if colour != (0, 0, 0) else (24, 24, 24)
            drawer.ellipse((x * LAMP, y * LAMP, x * LAMP + LAMP - 2, y * LAMP + LAMP - 2), fill=lit)
    return picture
