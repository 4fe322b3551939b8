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
        indent = theme.font.caption if view.stale else 0
        blank = (len(self._name) - len(view.header)) / 2
        for place, line in enumerate(self._name, start=1):
            line.text = view.header[place - 1] if place <= len(view.header) else ""
            line.tone = "on_caution" if view.stale else "quiet"
            line.x = self.layout.name.x + indent
            line.y = self.layout.name.top - theme.row.caption * (place + blank)
