"""A short list of facts, each with its icon, its name and what it is."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock


class Facts(BoxLayout):
    """``facts`` are FactView values, one below the other: the name in a caption, and below it what it is in up to
    ``lines`` rows."""

    facts = ObjectProperty(())
    lines = NumericProperty(2)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", spacing=theme.space.m, **kwargs)

    def on_facts(self, _facts: Any, facts: Any) -> None:
        if len(self.children) != len(facts):
            self.clear_widgets()
            for _ in facts:
                self.add_widget(_Fact(lines=self.lines))
        for row, fact in zip(reversed(self.children), facts, strict=True):
            row.fill(fact.icon, fact.label, fact.text)


class _Fact(BoxLayout):
    def __init__(self, lines: int) -> None:
        super().__init__(size_hint_y=None, spacing=theme.space.m)
        side = theme.row.action
        self._icon = Icon(tone="accent", side=side, size_hint=(None, None), size=(side, side), pos_hint={"top": 1})
        self._label = TextBlock(role="caption", tone="quiet", size_hint_y=None, height=theme.row.caption)
        self._text = TextBlock(
            role="action",
            alternatives=["body", "caption"],
            weight="strong",
            lines=lines,
            valign="top",
            size_hint_y=None,
        )
        self._text.bind(content_height=self._grow)
        words = BoxLayout(orientation="vertical")
        words.add_widget(self._label)
        words.add_widget(self._text)
        self.add_widget(self._icon)
        self.add_widget(words)
        self._grow()

    def _grow(self, *_: Any) -> None:
        self._text.height = max(self._text.content_height, theme.row.action)
        self.height = theme.row.caption + self._text.height

    def fill(self, icon: str, label: str, text: str) -> None:
        self._icon.name, self._label.text, self._text.text = icon, label, text
