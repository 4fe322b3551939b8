"""What a key looks like, drawn straight onto a canvas: fifty keys as widgets of their own would take 40 MB."""

from __future__ import annotations

from kivy.core.text import Label as Rendered
from kivy.graphics import Canvas, Color, Rectangle, SmoothLine, SmoothRoundedRectangle

from hall_core.ui.theme import theme
from hall_core.ui.tokens import CAPITAL, DESCENT
from hall_core.ui.widgets.icon.icon import STROKE
from hall_core.ui.widgets.icon.strokes import ICONS
from hall_core.ui.widgets.keyboard.tone_mark import MARKS, draw_tone
from hall_core.ui.widgets.text_block.text_block import measure

Box = tuple[float, float, float, float]
"""Left, bottom, width, height in pixels."""

MARK_SIZE = 1.25
"""Of a tone's square, in font sizes of the letters beside it."""
WORD_ROLES = {"action": "body"}
"""Largest role of a word on a key, by the role of single letters; else the smallest."""


class KeyFace:
    """A key on a canvas of its own; :meth:`show` makes it another key, which costs much less than another face."""

    def __init__(self) -> None:
        self.canvas = Canvas()
        with self.canvas:
            self._line, self._outer = Color(), SmoothRoundedRectangle()
            self._fill, self._inner = Color(), SmoothRoundedRectangle()
            self._tint, self._ink = Color(), Rectangle()
        self._strokes = Canvas()
        self.canvas.add(self._strokes)

    def show(self, meaning: str, text: str, role: str, box: Box, pressed: bool) -> None:
        """Its letter in ``role``, its mark or icon, or the word ``text``."""
        signs = len(meaning) == 1 or meaning == "space"
        self._line.rgba = theme.colour["accent" if pressed else "line"]
        self._fill.rgba = theme.colour["accent" if pressed else "surface" if signs else "pressed"]
        self._tint.rgba = theme.colour["on_accent" if pressed else "ink"]
        left, bottom, width, height = box
        edge, radius = theme.edge, theme.space.xs
        self._outer.pos, self._outer.size, self._outer.radius = (left, bottom), (width, height), [radius]
        self._inner.pos, self._inner.size = (left + edge, bottom + edge), (width - 2 * edge, height - 2 * edge)
        self._inner.radius = [radius - edge]
        self._ink.size = (0, 0)
        self._strokes.clear()
        with self._strokes:
            size = theme.font[role]
            if meaning in MARKS:
                side = size * MARK_SIZE
                draw_tone(meaning, left + (width - side) / 2, bottom + (height - side) / 2, side)
            elif meaning == "backspace":
                _draw_icon(meaning, left + (width - size) / 2, bottom + (height - size) / 2, size)
        if len(meaning) == 1:
            self._write(meaning, role, "strong", box)
        elif text:
            self._write(text, word_role(text, role, width), "regular", box)

    def _write(self, text: str, role: str, weight: str, box: Box) -> None:
        """In the middle, its capitals in the middle of the height, as in a row of text. No stacked capitals."""
        left, bottom, width, height = box
        size = theme.font[role]
        rendered = Rendered(text=text, font_name=getattr(theme, weight), font_size=size)
        rendered.refresh()
        x = left + (width - rendered.texture.width) / 2
        y = bottom + (height - CAPITAL * size) / 2 - DESCENT * size
        self._ink.texture, self._ink.size = rendered.texture, rendered.texture.size
        self._ink.pos = (round(x), round(y))


def word_role(text: str, role: str, width: float) -> str:
    """The role of a word on a key so wide, whose neighbours carry letters in ``role``."""
    larger = WORD_ROLES.get(role, "caption")
    fits = measure(larger, "regular")(text) <= width - 2 * theme.space.xs
    return larger if fits else "caption"


def _draw_icon(name: str, left: float, bottom: float, side: float) -> None:
    unit = side / 24
    for stroke in ICONS[name]:
        pairs = [point.split(",") for point in stroke.split()]
        points = [at for x, y in pairs for at in (left + float(x) * unit, bottom + float(y) * unit)]
        SmoothLine(points=points, width=STROKE * unit / 2)
