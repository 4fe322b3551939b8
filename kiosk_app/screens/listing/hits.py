"""Rows to choose from, as many as have room, and what leads to the others."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics.context import get_context
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.gridlayout import GridLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets.row.row import ResultRow
from kiosk_app.jobs.procedures.pages import MOST_ROWS, ShowFrom
from kiosk_app.messages import Tap

TALLEST = 1.25
"""Where few rows have room they share what is left over, up to so many times the least height."""
FREE = 0.5
"""Seconds for which the letters of old rows are kept. Kivy's own ten are 60 MB to somebody who types."""


class Hits(GridLayout):
    """``hits`` is a HitsView or None. Rows are filled anew, never made anew, and none is seen that has no text."""

    hits = ObjectProperty(None, allownone=True)
    lines = NumericProperty(2)
    """Rows of text that a name has."""
    role = StringProperty("body")
    """Of a name; where it has no room there it is set smaller."""
    page = StringProperty("")
    """Such as ``Trang 2/3``; empty when there is but one."""
    previous = ObjectProperty(None, allownone=True)
    """The tap that leads there; None: nothing does."""
    next = ObjectProperty(None, allownone=True)
    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        self._free_soon = Clock.create_trigger(lambda _seconds: get_context().gl_dealloc(), FREE)
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(spacing=theme.touch.gap, **kwargs)
        for name in ("hits", "size", "cols"):
            self.fbind(name, self._set_soon)

    def on_tap(self, tap: Tap) -> None:
        """Bound by the page."""

    @property
    def room(self) -> int:
        """Rows that are seen at once."""
        high = int((self.height + theme.touch.gap) // (row_height(self.lines, self.role) + theme.touch.gap))
        return min(MOST_ROWS, max(1, high) * self.cols)

    def _set(self, _seconds: float) -> None:
        room = self.room
        while len(self.children) < room:
            row = ResultRow(size_hint_y=None, lines=self.lines, role=self.role, alternatives=["caption"])
            row.bind(on_tap=lambda _row, tap: self.dispatch("on_tap", tap))
            self.add_widget(row)
        while len(self.children) > room:
            self.remove_widget(self.children[0])
        shown = self.hits.rows[:room] if self.hits is not None else ()
        high = (self.height + theme.touch.gap) / max(1, room // self.cols) - theme.touch.gap
        for row, hit in zip(reversed(self.children), [*shown, *[None] * (room - len(shown))], strict=True):
            row.height = min(high, row_height(self.lines, self.role) * TALLEST)
            row.title, row.detail, row.badge, row.meaning = (
                (hit.title, self._fitting(hit.detail), hit.badge, hit.tap) if hit is not None else ("", "", "", None)
            )
        self._pages(room)
        self._free_soon()

    def _fitting(self, detail: str) -> str:
        """On a small panel there is room for the first of several facts."""
        return detail if self.role == "body" else detail.partition(" · ")[0]

    def _pages(self, room: int) -> None:
        hits = self.hits
        if hits is None or (hits.total <= room and not hits.first):
            self.page, self.previous, self.next = "", None, None
            return
        # A page that was turned to with other rows on the glass may begin anywhere.
        at, pages = -(-hits.first // room) + 1, -(-hits.first // room) + -(-(hits.total - hits.first) // room)
        self.page = hits.page.format(page=at, pages=pages)
        self.previous = ShowFrom(max(0, hits.first - room)) if hits.first else None
        self.next = ShowFrom(hits.first + room) if hits.first + room < hits.total else None


def row_height(lines: int, role: str = "body") -> int:
    """Least height of a row with names of so many lines."""
    return max(theme.touch.primary, theme.row[role] * lines + theme.row.caption + theme.space.hair * 2)
