"""A line that tells something beside the matter of the page: an icon, a word, a colour, never one alone."""

from __future__ import annotations

from kivy.properties import ListProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock

# Kind to the colour roles of its ground, its words, and its icon and edge.
KINDS = {
    "calm": ("surface", "ink", "accent"),
    "good": ("surface", "ink", "good_mark"),
    "caution": ("caution", "on_caution", "caution_mark"),
    "alarm": ("alarm", "on_alarm", "alarm_mark"),
}

load_kv(__file__, Icon, TextBlock)


class Notice(BoxLayout):
    """``text`` in up to ``lines`` rows; ``kind`` calm, good, caution (take care) or alarm (something is broken).

    It is as high as ``lines`` rows, and takes no room without text.
    """

    kinds = KINDS
    text = StringProperty("")
    kind = OptionProperty("caution", options=list(KINDS))
    icon = StringProperty("warning")
    role = StringProperty("body")
    alternatives = ListProperty([])
    lines = NumericProperty(1)
    least = NumericProperty(0)
    """Least height in pixels, for a notice beside something higher."""
