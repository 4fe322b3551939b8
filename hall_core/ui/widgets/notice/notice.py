"""A line that tells something beside the matter of the page: an icon, a word, a colour, never one alone."""

from __future__ import annotations

from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock

load_kv(__file__, Icon, TextBlock)


class Notice(BoxLayout):
    """``text`` in up to ``lines`` rows; ``kind`` caution (take care) or alarm (something is broken).

    It is as high as its rows, and takes no room without text.
    """

    text = StringProperty("")
    kind = OptionProperty("caution", options=["caution", "alarm"])
    icon = StringProperty("warning")
    role = StringProperty("body")
    lines = NumericProperty(1)
