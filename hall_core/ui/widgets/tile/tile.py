"""A large tile that chooses something: its name, and below it what belongs to it."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

load_kv(__file__, Icon, TextBlock)


class Tile(Touchable, BoxLayout):
    """``title`` in as many rows as there is room for, ``detail`` in one row below. ``main`` fills it with the accent.

    A disabled tile steps back, and its ``detail`` says why.
    """

    title = StringProperty("")
    detail = StringProperty("")
    detail_icon = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    centred = BooleanProperty(False)
    """In the middle of the tile, for a page of one or two large ones."""
    role = StringProperty("action")
    alternatives = ListProperty(["body"])
    """Smaller roles for a title that has no room in ``role``."""
    detail_role = StringProperty("caption")
    tone = StringProperty("ink")
    """Colour of the title; follows from the tile's state."""
    detail_tone = StringProperty("quiet")
