"""A short list of facts, each with its icon."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock


class Facts(BoxLayout):
    """``facts`` are FactView values, one below the other, each in up to ``lines`` rows of ``role``."""

    facts = ObjectProperty(())
    role = StringProperty("body")
    alternative = StringProperty("caption")
    lines = NumericProperty(1)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", **kwargs)

    def on_facts(self, _facts: Any, facts: Any) -> None:
        if len(self.children) != len(facts):
            self.clear_widgets()
            for _ in facts:
                self.add_widget(self._row())
        for row, fact in zip(reversed(self.children), facts, strict=True):
            text, icon = row.children
            text.text, icon.name = fact.text, fact.icon

    def _row(self) -> BoxLayout:
        side = theme.font[self.role]
        height = theme.row[self.role] * self.lines
        row = BoxLayout(size_hint_y=None, height=height, spacing=theme.space.m)
        row.add_widget(Icon(tone="accent", side=side, size_hint_x=None, width=side))
        row.add_widget(TextBlock(role=self.role, alternative=self.alternative, lines=self.lines))
        return row
