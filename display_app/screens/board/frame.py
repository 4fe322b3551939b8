"""The header of a board: draws a FrameView, decides nothing."""

from __future__ import annotations

from display_app.frame import FrameLayout, FrameView
from display_app.widgets.panel import Panel
from display_app.widgets.part_screen import PartScreen
from display_app.widgets.text_line import TextLine
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon

load_kv(__file__, Icon, Panel, TextLine)


class FrameScreen(PartScreen):
    def build(self, layout: FrameLayout) -> None:
        self._name = [TextLine(px=theme.font.caption, weight="SemiBold") for _ in range(layout.lines)]
        self.spread(self._name, layout.name, layout.name.top)

    def fill(self, view: FrameView) -> None:
        place = self.layout.message if view.message else self.layout.name
        aged = view.stale and not view.message
        indent = theme.font.caption if aged else 0
        tone = "ink" if view.message else "on_caution" if aged else "quiet"
        blank = (len(self._name) - len(view.header)) / 2
        for row, line in enumerate(self._name, start=1):
            line.text = view.header[row - 1] if row <= len(view.header) else ""
            line.tone = tone
            line.x, line.width = place.x + indent, place.width
            line.y = place.top - theme.row.caption * (row + blank)
