"""Draws a CallsView, decides nothing."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from display_app.parts.calls.layout import Layout
from display_app.parts.calls.view import CallsView
from display_app.widgets.panel import Panel
from display_app.widgets.part_screen import PartScreen, deal
from display_app.widgets.text_line import TextLine
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


class CallsScreen(PartScreen):
    def build(self, layout: Layout) -> None:
        self._calls = [CallLine(ruled=place > 0, pad=layout.pad) for place in range(layout.rows)]
        self.spread(self._calls, layout.list, layout.list.top - layout.label, theme.space.xs)
        widths = {
            "pad": layout.pad,
            "badge_width": layout.badge_width,
            "text_width": layout.card_text,
            "chip": theme.figures.caption * 1.2,
        }
        self._strip = [CardBox(ruled=place > 0, **widths) for place in range(layout.strip_cards)]
        self.spread(self._strip, layout.strip, layout.strip.top)
        self._quiet = [CardBox(ruled=True, **widths) for _ in range(layout.quiet_cards)]
        self.spread(self._quiet, layout.quiet, layout.quiet.top - layout.label)

    def fill(self, view: CallsView) -> None:
        deal(self._calls, "row", view.rows)
        deal(self._strip, "card", view.cards if view.hero else ())
        deal(self._quiet, "card", () if view.hero else view.cards)
