"""The same on a small panel: either the keyboard with the best row, or all rows."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.keyboard.keyboard import Keyboard
from hall_core.ui.widgets.keyboard.keyboard_layout import keyboard_layout
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.row.row import ResultRow
from hall_core.ui.widgets.text_field.text_field import TextField
from kiosk_app.jobs.procedures.pages import NextMethod
from kiosk_app.jobs.procedures.views import HitView, SearchView
from kiosk_app.messages import GoBack, Key, Tap
from kiosk_app.screens.listing.hits import Hits
from kiosk_app.screens.listing.turner import Turner
from kiosk_app.screens.screen import Screen
from kiosk_app.screens.search.start import Start

load_kv(__file__, PushButton, TextField, Turner)


class SearchSmallScreen(Screen):
    back = GoBack()
    hits = ObjectProperty(None, allownone=True, rebind=True)
    """The widget with the rows."""
    keys = BooleanProperty(False)
    words = ObjectProperty(("", ""))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Taken off the page now and then, and ids alone do not keep a widget.
        self._body = self.ids.body.__self__
        self.hits = Hits(cols=1, role="caption", pos_hint={"x": 0, "y": 0})
        self._start = Start(role="body", chip_role="caption", asks=False, rows=2, pos_hint={"x": 0, "y": 0})
        self._best = ResultRow(role="caption", size_hint_y=None)
        self._best.height = theme.touch.least
        scale, margin = theme.scale, theme.space.s
        used = 2 * theme.space.xs + 2 * (theme.touch.least + theme.touch.gap)
        keys = keyboard_layout(scale, "words", width=scale.width - 2 * margin, height=scale.height - used)
        self._keyboard = Keyboard(keys, pos_hint={"center_x": 0.5})
        self._keyboard.bind(
            on_key=lambda _keyboard, key: self.dispatch("on_tap", Key(key)),
            on_method=lambda _keyboard: self.dispatch("on_tap", NextMethod()),
        )
        for part in (self.hits, self._start, self._best):
            part.bind(on_tap=self._tapped)

    def on_view(self, _screen: Any, view: SearchView) -> None:
        self._keyboard.words = view.keyboard
        self.keys = view.keys
        if view.hits:
            self.words = view.hits.previous, view.hits.next
        best = view.hits.rows[0] if view.hits and view.hits.rows else None
        self._best.title = _said(best) if best else " ".join(view.nothing[:1])
        self._best.meaning = best.tap if best else None
        self.hits.hits = None if view.keys else view.hits
        self._start.view = None if view.hits or view.keys else view
        self._put(self.ids.place, self.hits if view.hits else self._start, shown=not view.keys)
        for part in (self._best, self._keyboard):
            self._put(self, part, shown=view.keys)
        self._put(self, self._body, shown=not view.keys)

    def _tapped(self, _part: Any, tap: Tap | None) -> None:
        if tap is not None:  # the row of the best may only say that nothing was found
            self.dispatch("on_tap", tap)

    def _put(self, place: Any, part: Any, *, shown: bool) -> None:
        if shown and part.parent is None:
            if place is self.ids.place:
                place.clear_widgets()
            place.add_widget(part)
        elif not shown and part.parent is not None:
            part.parent.remove_widget(part)


def _said(hit: HitView) -> str:
    """In one row, where a badge has no room."""
    return f"{hit.title} ({hit.badge})" if hit.badge else hit.title
