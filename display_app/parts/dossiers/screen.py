"""Draws a DossiersView, decides nothing."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty

from display_app.parts.dossiers.layout import Layout
from display_app.parts.dossiers.placing import Text, placed
from display_app.parts.dossiers.texts import Section
from display_app.parts.dossiers.view import DossiersView
from display_app.widgets.panel import Panel
from display_app.widgets.part_screen import PartScreen
from display_app.widgets.text_line import TextLine
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon

MARKS: dict[Section, tuple[str, str]] = {
    "ready": ("check", "good_mark"),
    "late": ("clock", "caution_mark"),
    "today": ("document", "accent"),
    "month": ("calendar", "accent"),
    "overview": ("document", "accent"),
    "agencies": ("agency", "caution_mark"),
}
"""Icon and colour of a section."""


class DossiersScreen(PartScreen):
    """The texts stand in a pool that grows to the fullest page there was: a page that turns makes no widgets."""

    icon = StringProperty("")
    tone = StringProperty("accent")

    def build(self, layout: Layout) -> None:
        self._texts: list[TextLine] = []
        self._rules: list[Panel] = []

    def fill(self, view: DossiersView) -> None:
        self.icon, self.tone = MARKS[view.section]
        drawing = placed(self.layout, view)
        while len(self._texts) < len(drawing.texts):
            self._texts.append(self._added(TextLine()))
        while len(self._rules) < len(drawing.rules):
            self._rules.append(self._added(Panel(tone="line")))
        for place, line in enumerate(self._texts):
            _put(line, drawing.texts[place] if place < len(drawing.texts) else None)
        for place, rule in enumerate(self._rules):
            rule.shown = place < len(drawing.rules)
            if rule.shown:
                box = drawing.rules[place]
                rule.pos, rule.size = (box.x, box.top - theme.edge / 2), (box.width, theme.edge / 2)

    def _added(self, widget: Any) -> Any:
        self.add_widget(widget)
        return widget


def _put(line: TextLine, text: Text | None) -> None:
    """What is not used draws nothing."""
    if text is None:
        line.text = ""
        return
    line.pos, line.size = (text.box.x, text.box.y), (text.box.width, text.box.height)
    line.px, line.weight, line.tone, line.align = text.px, text.weight, text.tone, text.align
    line.text = text.text


load_kv(__file__, Icon, Panel)
