"""Type what you are looking for: the rows change at every key."""

from __future__ import annotations

from typing import Any

from kivy.factory import Factory
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.theme import theme
from hall_core.ui.tokens import TOUCH_MM
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.keyboard.keyboard import Keyboard
from hall_core.ui.widgets.keyboard.keyboard_layout import KEY_GAP_MM, KeyboardLayout, keyboard_layout
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.text_field.text_field import TextField
from kiosk_app.jobs.procedures.pages import NextMethod
from kiosk_app.jobs.procedures.views import SearchView
from kiosk_app.messages import GoBack, Key
from kiosk_app.screens.listing.hits import Hits, row_height
from kiosk_app.screens.listing.turner import Turner
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.screens.search.start import Start

load_kv(__file__, PageHeader, PushButton, TextBlock, TextField, Turner)

SIDE_LETTERS = 6.5
"""Width of what stands beside the keyboard of a wide panel, in font sizes of a button's word."""
KEY_ROWS = 6
"""Of the whole keyboard."""
MOST_HIGH = 7
"""Rows of results one below the other; on a higher panel the keyboard takes what is left."""
LINES = 2
"""That a name has in a row: most names of the national list have 81 letters and more."""


class SearchPart(BoxLayout):
    """What only a wide panel has, or only a high one; the .kv says what is in it."""

    screen = ObjectProperty(None, rebind=True)


class SearchScreen(Screen):
    back = GoBack()
    hits = ObjectProperty(None, allownone=True, rebind=True)
    """The widget with the rows."""
    said = StringProperty("")
    words = ObjectProperty(("", ""))
    """On the buttons that lead through the rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        wide = self.layout.wide
        ids = self.ids
        self.hits = Hits(cols=self.layout.columns if wide else 1, lines=LINES, pos_hint={"x": 0, "y": 0})
        self._start = Start(role="title", rows=2 if wide else 4, pos_hint={"x": 0, "y": 0})
        self._keyboard = Keyboard(self._keys(wide), pos_hint={"center_x": 0.5})
        self._keyboard.bind(
            on_key=lambda _keyboard, key: self.dispatch("on_tap", Key(key)),
            on_method=lambda _keyboard: self.dispatch("on_tap", NextMethod()),
        )
        for part in (self.hits, self._start):
            part.bind(on_tap=lambda _part, tap: self.dispatch("on_tap", tap))
        if wide:
            for part in (Factory.SearchLeft(screen=self), self._keyboard, Factory.SearchRight(screen=self)):
                ids.bottom.add_widget(part)
        else:
            page = ids.bottom.parent
            page.add_widget(Factory.SearchTurning(screen=self), index=1)
            ids.bottom.add_widget(self._keyboard)
            page.add_widget(Factory.SearchFoot(screen=self))
        ids.place.add_widget(self._start)
        # The rows are made while the page is looked at, not at the first key.
        ids.place.bind(size=lambda _place, size: setattr(self.hits, "size", size))

    def _keys(self, wide: bool) -> KeyboardLayout:
        """The keyboard has what the rows leave: as many of these as there may be while no key is too small."""
        scale, layout, gap, ids = theme.scale, self.layout, self.layout.gap, self.ids
        width = scale.width - 2 * layout.margin
        if wide:
            width -= 2 * (SIDE_LETTERS * theme.font.action + gap)
        used = layout.header + layout.gap + layout.bottom + ids.field.height + 2 * gap
        foot = max(theme.touch.primary, theme.row.caption * 2)
        left = scale.height - used - (0 if wide else theme.touch.primary + foot + 2 * gap)
        least = KEY_ROWS * (scale.px(TOUCH_MM) + scale.px(KEY_GAP_MM))
        row = row_height(LINES) + theme.touch.gap
        rows = max(1, min(MOST_HIGH, int((left - least) // row)))
        return keyboard_layout(scale, "words", width=width, height=left - rows * row)

    def on_view(self, _screen: Any, view: SearchView) -> None:
        """Rows take the place of the ready words once something is found. What is not seen stays as it is: to empty
        it and fill it again costs the time of two keys."""
        self._keyboard.words = view.keyboard
        self.said = view.hits.said if view.hits else ""
        shown, hidden = (self.hits, self._start) if view.hits else (self._start, self.hits)
        if view.hits:
            self.words = view.hits.previous, view.hits.next
            self.hits.hits = view.hits
        else:
            self._start.view = view
        if shown.parent is None:
            self.ids.place.remove_widget(hidden)
            self.ids.place.add_widget(shown)
