"""Back and on through the parts of a page: two large buttons, and between them which part it is."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.messages import Tap

load_kv(__file__, PushButton, TextBlock)


class Turner(BoxLayout):
    """``page`` empty: there is but one part, and nothing is seen. ``on_tap(tap)`` of a button that leads somewhere."""

    page = StringProperty("")
    before = ObjectProperty(None, allownone=True)
    after = ObjectProperty(None, allownone=True)
    before_word = StringProperty("")
    after_word = StringProperty("")
    compact = BooleanProperty(False)
    """One below the other."""
    role = StringProperty("action")
    """Of the words."""
    __events__ = ("on_tap",)

    def on_tap(self, tap: Tap) -> None:
        """Bound by the page."""
