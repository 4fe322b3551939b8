"""What is being typed, in one row, with the place where the next letter comes."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.theme import theme
from hall_core.ui.tokens import ROLES
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure
from hall_core.ui.wrap import ELLIPSIS

load_kv(__file__, TextBlock)


class TextField(BoxLayout):
    """``text`` with its end in sight, or ``placeholder`` while there is none. It does not blink: nothing is drawn
    while nobody types."""

    text = StringProperty("")
    placeholder = StringProperty("")
    role = OptionProperty("action", options=list(ROLES))
    margin = NumericProperty(0)
    """At either end."""
    shown = StringProperty("")
    """The part of the text that there is room for."""
    shown_width = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in ("text", "role", "width", "margin"):
            self.fbind(name, self._fit)
        self._fit()

    def _fit(self, *_: Any) -> None:
        width_of = measure(self.role, "regular")
        room = self.width - self.margin * 2 - theme.edge * 2
        text = self.text
        cut = 0
        while text and width_of(text) > room:
            cut += 1
            text = ELLIPSIS + self.text[cut:] if cut < len(self.text) else ""
        self.shown = text
        self.shown_width = width_of(text) if text else 0
