"""Who gets into the technicians' corner: dots for the digits, and the keys for them."""

from __future__ import annotations

from typing import Any

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.keyboard.keyboard import Keyboard
from hall_core.ui.widgets.keyboard.keyboard_layout import keyboard_layout
from hall_core.ui.widgets.keyboard.keyboard_words import KeyboardWords
from hall_core.ui.widgets.pin_dots.pin_dots import PinDots
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.jobs.staff.views import PinView
from kiosk_app.messages import Key
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, PageHeader, PinDots, PushButton, TextBlock)

LEAST_DOTS = 4
PAD_SHARE = 0.45
"""Of a wide page's width; on a tall one, of its height."""


class PinScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        self._keyboard: Keyboard | None = None
        super().__init__(**kwargs)
        self.ids.dots.bind(width=self._count)

    def on_view(self, _screen: Any, view: PinView) -> None:
        if self._keyboard is None:
            self._keyboard = self._make()
            self.ids.pad_place.add_widget(self._keyboard)
        self._keyboard.words = KeyboardWords(space="", clear=view.clear, method="")
        self._count()

    def _count(self, *_: Any) -> None:
        """As many dots as there are digits, so that nobody learns from the page how many there must be."""
        if self.view is not None:
            room = int(self.ids.dots.width // (theme.font.body + theme.space.m))
            self.ids.dots.count = max(1, min(max(LEAST_DOTS, self.view.typed), room))
            self.ids.dots.typed = self.view.typed

    def room(self) -> tuple[float, float]:
        """Width and height that the keys may take."""
        scale, layout = theme.scale, self.layout
        above = layout.header + layout.title + theme.row.body + 2 * layout.gap
        width, height = scale.width - 2 * layout.margin, scale.height - above - theme.touch.primary - 2 * layout.margin
        return (width * PAD_SHARE, height) if layout.wide else (width, height * PAD_SHARE)

    def _make(self) -> Keyboard:
        width, height = self.room()
        keys = keyboard_layout(theme.scale, "digits", width=width, height=height)
        keyboard = Keyboard(keys, pos_hint={"center_x": 0.5, "center_y": 0.5})
        keyboard.bind(on_key=lambda _keyboard, key: self.dispatch("on_tap", Key(key)))
        return keyboard
