"""Draws a CounterView, decides nothing."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty

from display_app.parts.counter.layout import Layout
from display_app.parts.counter.view import CounterView, Kind
from display_app.widgets.panel import Panel
from display_app.widgets.part_screen import PartScreen
from display_app.widgets.text_line import TextLine
from display_app.widgets.words_block import WordsBlock
from hall_core.ui.colours import ColourRole
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv

SAID: dict[Kind, ColourRole] = {"usual": "ink", "age": "on_caution", "message": "figure"}

load_kv(__file__, Panel, TextLine, WordsBlock)


class CounterScreen(PartScreen):
    desk_y = NumericProperty(0)
    """Lower edge of the room for the counter's number: above the name."""
    ground = StringProperty("surface")
    said = StringProperty("ink")
    """Colour role of the words."""

    def build(self, layout: Layout) -> None:
        rows = theme.row.caption * layout.name_lines
        self.desk_y = layout.desk.y + (rows + theme.space.xs if rows else 0)
        self._name = [TextLine(px=theme.font.caption, align="center") for _ in range(layout.name_lines)]
        desk = layout.desk
        for place, line in enumerate(self._name):
            line.pos = (desk.x, desk.y + theme.space.xs + rows - theme.row.caption * (place + 1))
            line.size = (desk.width, theme.row.caption)
            self.add_widget(line)

    def fill(self, view: CounterView) -> None:
        self.ground = "accent" if view.lit else "caution" if view.kind == "age" else "surface"
        self.said = SAID[view.kind]
        for place, line in enumerate(self._name):
            line.text = view.name[place] if place < len(view.name) else ""
