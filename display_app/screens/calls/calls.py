"""The screen of a board: draws a BoardView, decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from display_app.layout import Box, Layout
from display_app.screens.calls.panel import Panel
from display_app.screens.calls.text_line import TextLine
from display_app.view import BoardView
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon


class Hero(Panel):
    """The call that stands large; ``hero`` is a HeroView or None."""

    hero = ObjectProperty(None, allownone=True, rebind=True)
    beside = BooleanProperty(True)
    pad = NumericProperty(0)
    label = NumericProperty(0)


class CallLine(Widget):
    """One earlier call; ``row`` is a CallRow or None."""

    row = ObjectProperty(None, allownone=True, rebind=True)
    pad = NumericProperty(0)
    ruled = BooleanProperty(False)
    """A thin line above it."""


class CardBox(Widget):
    """One card; ``card`` is a Card or None."""

    card = ObjectProperty(None, allownone=True, rebind=True)
    pad = NumericProperty(0)
    badge_width = NumericProperty(0)
    text_width = NumericProperty(0)
    chip = NumericProperty(0)
    """Height of the field that the letters of its tickets stand in."""
    ruled = BooleanProperty(False)


load_kv(__file__, Icon, Panel, TextLine)


class CallsScreen(Widget):
    """``view`` is a BoardView; setting it changes what is on the glass with the next frame."""

    view = ObjectProperty(rebind=True)
    layout = ObjectProperty()

    def __init__(self, layout: Layout, view: BoardView, **kwargs: Any) -> None:
        super().__init__(layout=layout, view=view, **kwargs)
        name, calls = layout.name, layout.list
        self._name = [TextLine(px=theme.font.caption, weight="SemiBold") for _ in range(layout.header_lines)]
        self._spread(self._name, name, name.top)
        self._calls = [CallLine(ruled=place > 0, pad=layout.pad) for place in range(layout.rows)]
        self._spread(self._calls, calls, calls.top - layout.label, theme.space.xs)
        widths = {
            "pad": layout.pad,
            "badge_width": layout.badge_width,
            "text_width": layout.card_text,
            "chip": theme.figures.caption * 1.2,
        }
        self._strip = [CardBox(ruled=place > 0, **widths) for place in range(layout.strip_cards)]
        self._spread(self._strip, layout.strip, layout.strip.top)
        self._quiet = [CardBox(ruled=True, **widths) for _ in range(layout.quiet_cards)]
        self._spread(self._quiet, layout.quiet, layout.quiet.top - layout.label)
        self.fbind("view", self._fill)
        self._fill(self, view)

    def _spread(self, rows: Sequence[Widget], box: Box, top: int, foot: int = 0) -> None:
        """Adds ``rows`` below one another, from ``top`` to ``foot`` above the lower edge of ``box``."""
        height = (top - box.y - foot) // max(len(rows), 1)
        for place, row in enumerate(rows, start=1):
            row.pos, row.size = (box.x, top - height * place), (box.width, height)
            self.add_widget(row)

    def _fill(self, _: Widget, view: BoardView) -> None:
        indent = theme.font.caption if view.stale else 0
        blank = (len(self._name) - len(view.header)) / 2
        for place, line in enumerate(self._name, start=1):
            line.text = view.header[place - 1] if place <= len(view.header) else ""
            line.tone = "on_caution" if view.stale else "quiet"
            line.x = self.layout.name.x + indent
            line.y = self.layout.name.top - theme.row.caption * (place + blank)
        _deal(self._calls, "row", view.rows)
        _deal(self._strip, "card", view.cards if view.hero else ())
        _deal(self._quiet, "card", () if view.hero else view.cards)


def _deal(widgets: Sequence[Widget], name: str, values: Sequence[object]) -> None:
    """Gives each widget its value, and None to those that are left over."""
    for place, widget in enumerate(widgets):
        setattr(widget, name, values[place] if place < len(values) else None)
