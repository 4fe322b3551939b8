"""Draws a WaitingView, decides nothing."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from display_app.parts.waiting.layout import Layout
from display_app.parts.waiting.view import WaitingRow, WaitingView
from display_app.widgets.panel import Panel
from display_app.widgets.part_screen import PartScreen, deal
from display_app.widgets.text_line import TextLine
from display_app.widgets.words_block import WordsBlock
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon

load_kv(__file__, Icon, Panel, TextLine)


class WaitingLine(Widget):
    """One service; ``row`` is a WaitingRow or None."""

    layout = ObjectProperty()
    row = ObjectProperty(None, allownone=True, rebind=True)
    note_y = NumericProperty(0)

    def __init__(self, layout: Layout, **kwargs: Any) -> None:
        super().__init__(layout=layout, **kwargs)
        self._texts = [TextLine(px=theme.font.caption) for _ in range(layout.lines)]
        self._values = [TextLine(px=theme.font.body, align="right") for _ in layout.columns]
        for line in (*self._texts, *self._values):
            self.add_widget(line)
        for name in ("row", "pos", "size"):
            self.fbind(name, self._fill)

    def _fill(self, *_: Any) -> None:
        row: WaitingRow | None = self.row
        texts = [] if row is None else [*row.name, *row.below]
        top = self.y + (self.height + theme.row.caption * len(texts)) / 2
        noted = len(row.name) + row.noted if row is not None and row.noted is not None else -1
        self.note_y = top - theme.row.caption * (noted + 1)
        for place, line in enumerate(self._texts):
            line.text = texts[place] if place < len(texts) else ""
            line.tone = "ink" if row is not None and place < len(row.name) else "quiet"
            indent = theme.font.caption if place == noted else 0
            line.pos = (self.layout.text_x + indent, top - theme.row.caption * (place + 1))
            line.size = (self.layout.text_width if place else self.layout.name_width, theme.row.caption)
        # Beside the name; where all facts have columns, in the middle of the row.
        bottom, height = (top - theme.row.caption, theme.row.caption) if self.layout.below else (self.y, self.height)
        for place, (line, column) in enumerate(zip(self._values, self.layout.columns, strict=True)):
            line.text = row.values[place] if row is not None else ""
            waiting = column.fact == "waiting"
            line.weight = "Bold" if waiting else "Regular"
            line.tone = "figure" if waiting and row is not None and not row.idle else "quiet"
            line.pos, line.size = (column.right - column.width, bottom), (column.width, height)


class WaitingScreen(PartScreen):
    def build(self, layout: Layout) -> None:
        box = layout.box
        self._labels = [
            TextLine(
                px=theme.font.caption,
                tone="quiet",
                align="right",
                pos=(column.right - column.width, box.top - layout.label),
                size=(column.width, layout.label),
            )
            for column in layout.columns
        ]
        self._rows = [WaitingLine(layout) for _ in range(layout.rows)]
        self.spread(self._rows, box, box.top - layout.label, theme.space.xs)
        for label in self._labels:
            self.add_widget(label)
        self._words = WordsBlock(pos=(box.x, box.y), size=(box.width, box.height))
        self.add_widget(self._words)

    def fill(self, view: WaitingView) -> None:
        deal(self._rows, "row", view.rows)
        for place, label in enumerate(self._labels):
            label.text = view.labels[place] if place < len(view.labels) else ""
        self._words.words = view.words
