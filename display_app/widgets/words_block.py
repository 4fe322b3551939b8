"""A few large words in the middle of a box."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from display_app.large_words import LargeWords
from display_app.widgets.text_line import TextLine


class WordsBlock(Widget):
    """``words`` is a LargeWords, or None for nothing."""

    words = ObjectProperty(None, allownone=True)
    tone = StringProperty("ink")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lines: list[TextLine] = []
        for name in ("words", "tone", "pos", "size"):
            self.fbind(name, self._fill)
        self._fill()

    def _fill(self, *_: Any) -> None:
        words: LargeWords = self.words or LargeWords(())
        while len(self._lines) < len(words.rows):
            self._lines.append(TextLine(align="center"))
            self.add_widget(self._lines[-1])
        top = self.y + (self.height + words.row * len(words.rows)) / 2
        for place, line in enumerate(self._lines):
            line.text, line.px, line.tone = "", words.px, self.tone
            if place < len(words.rows):
                line.pos, line.size = (self.x, top - words.row * (place + 1)), (self.width, words.row)
                line.text = words.rows[place]
