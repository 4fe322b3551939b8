"""One row of a list to choose from: what it is, below it what it belongs to, and perhaps how it stands."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.notice.notice import KINDS
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

load_kv(__file__, Icon, TextBlock)


class ResultRow(Touchable, BoxLayout):
    """``title`` in up to ``lines`` rows, below it ``detail`` and at its end a ``badge``, an ``icon`` before them all.

    Rows of a list are filled anew, never made anew: a text that stays costs nothing, and a row without a title is not
    seen and not tapped. It has the height that its rows of text need unless the page gives another.
    """

    kinds = KINDS
    title = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("")
    badge = StringProperty("")
    badge_kind = OptionProperty("calm", options=list(KINDS))
    lines = NumericProperty(1)
    role = StringProperty("body")
    alternatives = ListProperty([])
    """Smaller roles for a title that has no room in ``role``."""
    chosen = BooleanProperty(False)
    """The one that a scanner or the keyboard has found; marked by its edge."""
