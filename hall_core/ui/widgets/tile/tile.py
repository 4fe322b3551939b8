"""A large tile that chooses something: title, what belongs to it, and a figure on the right."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

load_kv(__file__, Icon, TextBlock)


class Tile(Touchable, BoxLayout):
    """``title`` in up to ``lines`` rows, ``detail`` in one row below; ``icon`` before ``side`` on the right.

    A disabled tile steps back, and its ``detail`` says why.
    """

    title = StringProperty("")
    detail = StringProperty("")
    detail_icon = StringProperty("")
    icon = StringProperty("")
    lines = NumericProperty(2)
    role = StringProperty("action")
    alternative = StringProperty("body")
