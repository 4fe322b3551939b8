"""The buttons of a page: one main one, and the quiet ones that lead back and on."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

load_kv(__file__, Icon, TextBlock)


class PushButton(Touchable, BoxLayout):
    """A word or two, with an icon before (or, with ``icon_last``, behind) it. ``main`` fills it with the accent.

    Its height is the least that may be touched (or the main button's) unless the page gives more.
    """

    text = StringProperty("")
    icon = StringProperty("")
    icon_last = BooleanProperty(False)
    main = BooleanProperty(False)
    role = StringProperty("action")
    tone = StringProperty("ink")
    """Colour of word and icon; follows from the button's state."""
    margin = NumericProperty(0)
    icon_width = NumericProperty(0)
    natural_width = NumericProperty(0)
    """Pixels that word, icon and margins take."""
