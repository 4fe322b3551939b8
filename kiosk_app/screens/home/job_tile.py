"""A tile of the first page: what can be done here, its icon large, and a few words below."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ReferenceListProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure
from hall_core.ui.widgets.touchable import Touchable
from hall_core.ui.wrap import wrap

load_kv(__file__, Icon, TextBlock)

ICON_SHARE = 0.54
"""Of the disc's side."""


class JobTile(Touchable, Widget):
    """``title`` in up to ``lines`` rows, ``detail`` in up to ``detail_lines``; the icon above them (``stacked``) or
    before them. ``main`` fills it with the accent. A disabled one steps back, and its ``detail`` says why."""

    icon_share = ICON_SHARE
    title = StringProperty("")
    detail = StringProperty("")
    detail_icon = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    stacked = BooleanProperty(False)
    bare = BooleanProperty(False)
    """The icon without a disc behind it."""
    role = StringProperty("action")
    detail_role = StringProperty("caption")
    lines = NumericProperty(1)
    detail_lines = NumericProperty(1)
    disc_x = NumericProperty(0)
    disc_y = NumericProperty(0)
    side = NumericProperty(0)
    """Of the disc that the icon stands in, in pixels; 0: without the icon."""
    disc = ReferenceListProperty(disc_x, disc_y)
    """Its lower left corner."""
    gap = NumericProperty(0)
    """Between the icon and the words."""
    margin = NumericProperty(0)
    tone = StringProperty("ink")

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        for name in ("title", "detail", "detail_icon", "role", "detail_role", "pos", "size"):
            self.fbind(name, self._set_soon)
        for name in ("stacked", "lines", "detail_lines", "side", "gap", "margin"):
            self.fbind(name, self._set_soon)

    def _set(self, _seconds: float) -> None:
        """Icon and words as one group in the middle of the tile, from top to bottom or from left to right."""
        name, detail, mark = self.ids.name, self.ids.detail, self.ids.mark
        beside = 0 if self.stacked or not self.side else self.side + self.gap
        width = self.width - 2 * self.margin - beside
        lines = _lines(self.title, width, self.role, "strong", int(self.lines))
        title_height = theme.row[self.role] * lines
        marked = mark.side + theme.space.xs if mark.name else 0
        rows = _lines(self.detail, width - marked, self.detail_role, "regular", int(self.detail_lines))
        detail_height = theme.row[self.detail_role] * rows if self.detail_lines and self.detail else 0
        above = self.side + self.gap if self.stacked and self.side else 0
        top = self.center_y + (title_height + detail_height + above) / 2
        left = self.x + self.margin
        self.disc_x = self.center_x - self.side / 2 if self.stacked else left
        self.disc_y = top - self.side if self.stacked else self.center_y - self.side / 2
        even = _even(self.title, width, self.role, lines) if self.stacked else width
        name.size = even, title_height
        name.pos = left + beside + (width - even) / 2, top - above - title_height
        detail.size = width - marked, detail_height
        detail.pos = left + beside + marked, name.y - detail_height
        mark.pos = left + beside, detail.top - mark.height


def _lines(text: str, width: float, role: str, weight: str, most: int) -> int:
    """Rows that the text takes, no more than ``most``."""
    return max(1, min(most, len(wrap(text, width, measure(role, weight), most=most))))


def _even(text: str, width: float, role: str, lines: int) -> float:
    """The least width at which the text still takes so many rows: two rows of about the same length."""
    width_of = measure(role, "strong")
    narrower = width
    while lines > 1 and len(wrap(text, narrower * 0.95, width_of, most=lines)) <= lines and narrower > width / lines:
        narrower *= 0.95
    return narrower
