"""Faces to say how it went, with the words for it below."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock, fits
from hall_core.ui.widgets.touchable import Touchable

MOUTHS = {4: "face-great", 3: "smile", 2: "face-fair", 1: "face-poor"}
"""Level, best first, to icon: they differ by their mouths, not by colour."""

WIDE = 1.3
"""From so many times as wide as high the faces stand in one row."""

load_kv(__file__, Icon, TextBlock)


class FaceCard(Touchable, BoxLayout):
    """``level`` 4 (best) to 1 with ``text`` in up to ``lines`` rows; ``chosen`` fills it and ticks its corner."""

    mouths = MOUTHS
    level = OptionProperty(4, options=list(MOUTHS))
    text = StringProperty("")
    role = StringProperty("action")
    lines = NumericProperty(2)
    chosen = BooleanProperty(False)
    tone = StringProperty("ink")
    side = NumericProperty(0)
    """Of the face, in pixels."""


class Faces(GridLayout):
    """``faces`` are (level, words, meaning): in one row where the place is wide, else in two, with all words in one
    role. ``chosen`` is the meaning of one of them; ``on_tap(meaning)`` tells the wish."""

    faces = ListProperty([])
    chosen = ObjectProperty(None, allownone=True)
    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(cols=1, spacing=theme.touch.gap, **kwargs)
        for name in ("faces", "chosen", "size"):
            self.fbind(name, self._set_soon)
        self._set_soon()

    def on_tap(self, meaning: Any) -> None:
        """Bound by the page."""

    def _set(self, _seconds: float) -> None:
        while len(self.children) > len(self.faces):
            self.remove_widget(self.children[0])
        while len(self.children) < len(self.faces):
            card = FaceCard()
            card.bind(on_tap=lambda _card, meaning: self.dispatch("on_tap", meaning))
            self.add_widget(card)
        self.cols = max(1, len(self.faces) if self.width > self.height * WIDE else (len(self.faces) + 1) // 2)
        role, lines = self._words((self.width + theme.touch.gap) / self.cols - theme.touch.gap - theme.space.s * 2)
        for card, (level, text, meaning) in zip(reversed(self.children), self.faces, strict=True):
            card.level, card.text, card.meaning, card.chosen = level, text, meaning, meaning == self.chosen
            card.role, card.lines = role, lines

    def _words(self, width: float) -> tuple[str, int]:
        """The largest role in which all words have room, none of them broken, and the rows that they take."""
        words = [text for _, text, _ in self.faces]
        parts = [part for text in words for part in text.split()]
        sizes = [(role, lines) for role in ("action", "body", "caption") for lines in (1, 2)]
        for role, lines in sizes:
            whole = all(fits(part, width, theme.row[role], role, "strong") for part in parts)
            if whole and all(fits(text, width, theme.row[role] * lines, role, "strong") for text in words):
                return role, lines
        return sizes[-1]
