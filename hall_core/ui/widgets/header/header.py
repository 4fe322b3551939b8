"""The band at the top: whose hall this is, what time it is, and the other language."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock

load_kv(__file__, PushButton, TextBlock)


class Header(BoxLayout):
    """``language`` is the name of the other one, ``on_switch(meaning)`` a tap on it; both may be empty."""

    hall = StringProperty("")
    clock = StringProperty("")
    language = StringProperty("")
    margin = NumericProperty(0)
    """At either end."""
    meaning = ObjectProperty(None, allownone=True)
    __events__ = ("on_switch",)

    def on_switch(self, meaning: Any) -> None:
        """Bound by the page."""
