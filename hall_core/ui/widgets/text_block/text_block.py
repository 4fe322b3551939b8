"""Text in rows of fixed height: the base line stays where it is whatever marks the letters carry."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil
from typing import Any

from kivy.core.text import Label as Rendered
from kivy.graphics import Canvas, Color, Rectangle
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, OptionProperty, StringProperty

from hall_core.ui.theme import theme
from hall_core.ui.tokens import ASCENT, CAPITAL, DESCENT, ROLES
from hall_core.ui.widgets.settling import Settling
from hall_core.ui.wrap import Measure, accompanied, fit, wrap

MEASURED = 300
"""Texts whose width is remembered, by font and size: each is asked for several times, for its width and its breaks."""


class _Steady(Rendered):
    """Letters in a texture that is as wide as it is told, whatever the letters."""

    wide = 0

    def render(self, real: bool = False) -> Any:
        size = super().render(real)
        return size if real else (max(self.wide, size[0]), size[1])


class TextBlock(Settling):
    """At most ``lines`` rows of ``text``; set ``height`` from ``theme.row``, or to ``content_height``.

    What has no room ends in an ellipsis. ``alternatives`` are smaller roles to try in turn, with the rows that
    then have room, before anything is cut. ``room`` in pixels stands for ``lines`` where the page gives a height
    instead of a number of rows.
    """

    canvas: Canvas
    text = StringProperty("")
    role = OptionProperty("body", options=list(ROLES))
    alternatives = ListProperty([])
    weight = OptionProperty("regular", options=["regular", "strong", "bold"])
    tone = StringProperty("ink")
    """Colour role."""
    lines = NumericProperty(1)
    room = NumericProperty(0)
    align = OptionProperty("left", options=["left", "center", "right"])
    valign = OptionProperty("middle", options=["top", "middle", "bottom"])
    steady = BooleanProperty(False)
    """Set for a text that changes at every key: its letters then go into the same textures again and again. A new one
    each time is let go of by Kivy after ten seconds and by some drivers later still, and a typist fills the memory."""
    content_height = NumericProperty(0)
    """Height of the rows that the text takes now, for pages that set a text of one or two rows in the middle."""
    natural_width = NumericProperty(0)
    """Width of the text on one line, for what is as wide as its words; 0 for a steady one, since it costs time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._tint = Color()
            self._ink = Rectangle(size=(0, 0))
        self._steady: dict[tuple[object, ...], Any] = {}
        """What letters were drawn with, for texts of other lengths and roles; only when ``steady``."""
        self._drawn: tuple[object, ...] = ()
        """What the texture shows: the lines, their role, weight and alignment, and its width where that is given."""
        for name in ("text", "role", "alternatives", "weight", "tone", "lines", "room", "align", "width"):
            self.fbind(name, self._draw_soon)
        for name in ("pos", "height", "valign"):
            self.fbind(name, self._place)
        for name in ("text", "role", "weight"):
            self.fbind(name, self._measure)
        self._measure()
        self._draw_soon()

    @property
    def shown(self) -> str:
        """The lines as they are on the screen."""
        return "\n".join(self._broken()[1])

    def _measure(self, *_: Any) -> None:
        unasked = self.steady or not self.text
        self.natural_width = 0 if unasked else measure(self.role, self.weight)(self.text) + 1

    def _broken(self) -> tuple[str, list[str]]:
        """The role to draw in, and the lines."""
        if not self.text:
            return self.role, []
        room = self.room or theme.row[self.role] * self.lines
        *larger, last = self.role, *self.alternatives
        for role in larger:
            most = rows(room, role)
            lines = wrap(self.text, self.width, measure(role, self.weight), most=most)
            if len(lines) <= most:
                return role, accompanied(lines, self.width, measure(role, self.weight))
        width_of = measure(last, self.weight)
        return last, accompanied(fit(self.text, self.width, rows(room, last), width_of), self.width, width_of)

    def _draw(self) -> None:
        role, lines = self._broken() if self.width > 1 else (self.role, [])
        self.content_height = theme.row[role] * len(lines)
        self._tint.rgba = theme.colour[self.tone]
        wanted = (lines, role, self.weight, self.align, self.width if self.steady else 0)
        if wanted != self._drawn:
            self._drawn = wanted
            self._render(lines, role)
        self._place()

    def _render(self, lines: list[str], role: str) -> None:
        """The costly part: letters become a texture."""
        if not lines:
            self._ink.size = (0, 0)
            return
        rendered = self._rendered(role, len(lines))
        rendered.text = "\n".join(lines)
        rendered.refresh()
        texture = rendered.texture
        if self.steady:
            texture.bind()  # writes the letters now: in the middle of a frame a driver would draw that in two halves
            texture = self._inked(texture, role, lines)
        self._ink.texture = None  # else a steady one with other letters would not be drawn anew
        self._ink.texture = texture
        self._ink.size = texture.size
        self._set = role, len(lines)

    def _rendered(self, role: str, lines: int) -> Any:
        look = (role, lines, self.weight, self.align, self.width)
        if self.steady and look in self._steady:
            return self._steady[look]
        rendered = (_Steady if self.steady else Rendered)(
            font_name=getattr(theme, self.weight),
            font_size=theme.font[role],
            halign=self.align,
            # A multiple of what the font reserves for itself.
            line_height=theme.row[role] / (theme.font[role] * (ASCENT + DESCENT)),
        )
        if self.steady:
            rendered.wide = int(self.width)
            if self._steady and next(iter(self._steady))[-1] != self.width:
                self._steady.clear()
            self._steady[look] = rendered
        return rendered

    def _inked(self, texture: Any, role: str, lines: list[str]) -> Any:
        """The part of a wide texture that has letters: what is empty costs as much to draw."""
        wide = min(texture.width, ceil(max(map(measure(role, self.weight), lines))))
        spare = texture.width - wide
        left = {"left": 0, "center": spare // 2, "right": spare}[self.align]
        return texture.get_region(left, 0, wide, texture.height)

    def _place(self, *_: Any) -> None:
        if not self._ink.size[0]:
            return
        role, count = self._set
        size, row = theme.font[role], theme.row[role]
        # The rows as a block, each with its capitals in the middle of it; the texture hangs on the last base line.
        above = self.height - row * count
        bottom = self.y + {"top": above, "middle": above / 2, "bottom": 0}[self.valign]
        base_line = bottom + (row - CAPITAL * size) / 2
        spare = self.width - self._ink.size[0]
        left = self.x + {"left": 0, "center": spare / 2, "right": spare}[self.align]
        self._ink.pos = (round(left), round(base_line - DESCENT * size))


def rows(room: float, role: str) -> int:
    """Rows of a role that ``room`` pixels hold, at least one."""
    return max(1, int(room // theme.row[role]))


def fits(text: str, width: float, room: float, role: str, weight: str) -> bool:
    """Whether the whole text has room in that role and weight."""
    lines = wrap(text, width, measure(role, weight), most=rows(room, role))
    return len(lines) <= rows(room, role)


def measure(role: str, weight: str) -> Measure:
    """Width in pixels of a text in that role and weight."""
    return _measure(getattr(theme, weight), theme.font[role])


def forget_texts() -> None:
    """Remember no text that was ever measured."""
    _measure.cache_clear()


@cache
def _measure(font: str, size: int) -> Measure:
    probe = Rendered(font_name=font, font_size=size)
    probe.resolve_font_name()

    @lru_cache(maxsize=MEASURED)
    def width_of(text: str) -> float:
        return probe.get_extents(text)[0]

    return width_of
