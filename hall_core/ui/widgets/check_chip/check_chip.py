"""A reason to tick, one of several."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

load_kv(__file__, Icon, TextBlock)


class CheckChip(Touchable, BoxLayout):
    """A box and ``text``; ``chosen`` ticks the box. The page says what is chosen when it hears the tap."""

    text = StringProperty("")
    chosen = BooleanProperty(False)
    role = StringProperty("body")
    tone = StringProperty("ink")
    natural_width = NumericProperty(0)
    """Pixels that box, words and margins take on one line."""
