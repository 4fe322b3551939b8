"""One row of a list to choose from: what it is, below it what it belongs to, and perhaps how it stands."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.notice.notice import KINDS
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.touchable import Touchable

LOW = 0.86
"""Height of a badge, of a row of its text: it stays within the row's edge, and has no capital with two marks."""


class Badge(TextBlock):
    """A word or two on a ground of their own."""

    kinds = KINDS
    kind = OptionProperty("calm", options=list(KINDS))


class ResultRow(Touchable, Widget):
    """``title`` in up to ``lines`` rows, below it ``detail`` and at its end a ``badge``, an ``icon`` before them all.

    Rows of a list are filled anew, never made anew: a text that stays costs nothing, and a row without a title is not
    seen and not tapped. It has the height that its rows of text need unless the page gives another. It places its
    parts itself: boxes within boxes that follow from the length of a title take longer than to draw its letters.
    """

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

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._icon = Icon(name=self.icon, tone="accent")
        self._title = TextBlock(text=self.title, weight="strong", steady=True, role=self.role)
        self._title.alternatives = self.alternatives
        self._detail = TextBlock(text=self.detail, role="caption", tone="quiet", steady=True)
        self._badge = Badge(text=self.badge, kind=self.badge_kind)
        parts = {
            "icon": (self._icon, "name"),
            "title": (self._title, "text"),
            "role": (self._title, "role"),
            "alternatives": (self._title, "alternatives"),
            "detail": (self._detail, "text"),
            "badge": (self._badge, "text"),
            "badge_kind": (self._badge, "kind"),
        }
        for name, (part, there) in parts.items():
            self.fbind(name, part.setter(there))
        self._place_soon = Clock.create_trigger(self._place, -1)
        for name in ("pos", "size", "role", "icon", "detail", "badge"):
            self.fbind(name, self._place_soon)
        self._title.fbind("content_height", self._place_soon)
        for part in (self._icon, self._title, self._detail, self._badge):
            self.add_widget(part)
        self._place_soon()

    def _place(self, _seconds: float) -> None:
        """The title and what stands below it, together in the middle of the height. Where nothing stands all waits
        as it was, since the next title will look like the last."""
        if not self.title:
            return
        gap, hair = theme.space.m, theme.space.hair
        icon, title, detail, badge = self._icon, self._title, self._detail, self._badge
        icon.side = theme.font[self.role]
        icon.pos, icon.size = (self.x + gap, self.y + hair), (icon.side if self.icon else 0, self.height - hair * 2)
        left, right = icon.right + (gap if self.icon else 0), self.right - gap
        below = theme.row.caption if self.detail or self.badge else 0
        title.room = self.height - hair * 2 - below
        bottom = self.y + (self.height - title.content_height - below) / 2
        title.pos, title.size = (left, bottom + below), (right - left, title.content_height)
        wide, high = (badge.natural_width + theme.space.s * 2 if self.badge else 0), theme.row.caption * LOW
        badge.pos, badge.size = (right - wide, bottom + (below - high) / 2), (wide, high)
        detail.pos, detail.size = (left, bottom), (right - wide - gap - left, below)


load_kv(__file__)
