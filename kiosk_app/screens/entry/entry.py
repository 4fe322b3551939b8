"""A question, a field, and the keyboard that fills it; a scanner may do it instead."""

from __future__ import annotations

from typing import Any

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.keyboard.keyboard import Keyboard
from hall_core.ui.widgets.keyboard.keyboard_layout import keyboard_layout
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.text_field.text_field import TextField
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.messages import GoBack, Key
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, PageHeader, Icon, PushButton, TextBlock, TextField)

KEYBOARD_SHARE = 0.45
"""Of the panel's height, where there is plenty; on a compact one all that the question and the field leave."""


class EntryScreen(Screen):
    back = GoBack()

    def __init__(self, **kwargs: Any) -> None:
        self._keyboard: Keyboard | None = None
        super().__init__(**kwargs)
        compact = self.layout.compact
        for part in ("header", "question", "buttons") if compact else ("small",):
            self.ids[part].parent.remove_widget(self.ids[part])
        field = self.ids.field.__self__  # held, for ``ids`` lets go of what is taken off the page
        if compact:
            field.parent.remove_widget(field)
            self.ids.field_place.add_widget(field)

    def on_view(self, _screen: Any, view: EntryView) -> None:
        if self._keyboard is None:
            self._keyboard = self._make(view)
            self.ids.keyboard_place.add_widget(self._keyboard)
        self._keyboard.words = view.words

    def _make(self, view: EntryView) -> Keyboard:
        scale, layout = theme.scale, self.layout
        height = scale.height * KEYBOARD_SHARE
        if layout.compact:
            height = scale.height - self.ids.small.height - theme.touch.gap - theme.space.xs
        keys = keyboard_layout(scale, view.kind, width=scale.width - 2 * layout.margin, height=height)
        keyboard = Keyboard(keys, words=view.words, pos_hint={"center_x": 0.5})
        keyboard.bind(on_key=lambda _keyboard, key: self.dispatch("on_tap", Key(key)))
        return keyboard
