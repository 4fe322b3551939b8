"""A row of three to six large tabs, of which one is chosen."""

from __future__ import annotations

from math import ceil
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from msgspec import Struct

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure
from hall_core.ui.widgets.touchable import Touchable

load_kv(__file__, Icon, TextBlock)


class Arrangement(Struct, frozen=True):
    """How tabs have room: in so many ``rows``, the icon above the word or before it, the word in ``role``."""

    rows: int
    above: bool
    role: str


ARRANGEMENTS = [
    Arrangement(1, above=False, role="action"),
    Arrangement(1, above=False, role="body"),
    Arrangement(1, above=True, role="body"),
    Arrangement(1, above=True, role="caption"),
    Arrangement(2, above=False, role="body"),
    Arrangement(2, above=False, role="caption"),
]
"""The first in which every word is whole is taken, or else the last."""


class Tab(Touchable, BoxLayout):
    """``chosen`` fills it with the accent and underlines it: it is told by its shape too."""

    icon = StringProperty("")
    text = StringProperty("")
    role = StringProperty("action")
    above = BooleanProperty(False)
    chosen = BooleanProperty(False)
    side = NumericProperty(0)
    """Of the icon, in pixels."""
    tone = StringProperty("ink")


class Tabs(GridLayout):
    """``tabs`` are (icon, word, meaning), ``chosen`` the meaning of one of them; ``on_tap(meaning)`` of another tells
    the wish, and the page says what is chosen then. As high as it needs to be for its width."""

    tabs = ListProperty([])
    chosen = ObjectProperty(None, allownone=True)
    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(size_hint_y=None, rows=1, spacing=theme.touch.gap, **kwargs)
        for name in ("tabs", "chosen", "width"):
            self.fbind(name, self._set_soon)
        self._set_soon()

    def on_tap(self, meaning: Any) -> None:
        """Bound by the page."""

    def _set(self, _seconds: float) -> None:
        if not self.tabs:
            self.clear_widgets()
            return
        while len(self.children) > len(self.tabs):
            self.remove_widget(self.children[0])
        while len(self.children) < len(self.tabs):
            tab = Tab()
            tab.bind(on_tap=lambda _tab, meaning: self.dispatch("on_tap", meaning))
            self.add_widget(tab)
        how = self._arrangement()
        self.rows, self.cols = None, ceil(len(self.tabs) / how.rows)
        side = theme.font[how.role]
        words = theme.row[how.role]
        # Below the word is room for the line under it.
        height = max(theme.touch.primary, words + (side + theme.space.xs if how.above else 0)) + theme.edge * 3
        self.height = how.rows * height + (how.rows - 1) * theme.touch.gap
        for tab, (icon, word, meaning) in zip(reversed(self.children), self.tabs, strict=True):
            tab.icon, tab.text, tab.meaning, tab.chosen = icon, word, meaning, meaning == self.chosen
            tab.role, tab.above, tab.side = how.role, how.above, side

    def _arrangement(self) -> Arrangement:
        for how in ARRANGEMENTS:
            across = ceil(len(self.tabs) / how.rows)
            width = (self.width + theme.touch.gap) / across - theme.touch.gap - theme.space.s * 2
            width_of = measure(how.role, "strong")
            beside = 0 if how.above else theme.font[how.role] + theme.space.xs
            if all(width_of(word) + 1 + (beside if icon else 0) <= width for icon, word, _ in self.tabs):
                return how
        return ARRANGEMENTS[-1]
