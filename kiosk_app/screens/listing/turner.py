"""Back and on through the parts of a page: two large buttons, and between them which part it is."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.messages import Tap

FOOT_LETTERS = 24
"""Font sizes of a page's width from which on both buttons have room beside what leads back."""


def foot_role(width: float) -> str:
    """Of the words that lead back and on at the foot of a page so wide, all alike."""
    return "action" if width >= theme.font.action * FOOT_LETTERS else "body"


class TurnButton(PushButton):
    compact = BooleanProperty(False)


class Turner(Widget):
    """``page`` empty: there is but one part, and nothing is seen. ``on_tap(tap)`` of a button that leads somewhere.

    What leads nowhere is taken off, words and all: to write it anew at every key costs more than a row of a list.
    """

    page = StringProperty("")
    before = ObjectProperty(None, allownone=True)
    after = ObjectProperty(None, allownone=True)
    before_word = StringProperty("")
    after_word = StringProperty("")
    compact = BooleanProperty(False)
    """One below the other."""
    role = StringProperty("action")
    """Of the words."""
    high = NumericProperty(0)
    """Pixels of a button where one stands below the other: as high as those with words of that role beside it."""
    natural_width = NumericProperty(0)
    """Pixels that all take, side by side."""
    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        self._before, self._after = TurnButton(), TurnButton(icon_last=True, main=True)
        self._page = TextBlock(tone="quiet", align="center")
        for button in (self._before, self._after):
            button.bind(on_tap=lambda _button, tap: self.dispatch("on_tap", tap), natural_width=self._set_soon)
        self._page.bind(natural_width=self._set_soon)
        for name in ("page", "before", "after", "before_word", "after_word", "compact", "role", "high", "pos", "size"):
            self.fbind(name, self._set_soon)
        self._set_soon()

    def on_tap(self, tap: Tap) -> None:
        """Bound by the page."""

    def _set(self, _seconds: float) -> None:
        compact = self.compact
        for button, word, icon, tap in (
            (self._before, self.before_word, "back", self.before),
            (self._after, self.after_word, "next", self.after),
        ):
            button.compact, button.role, button.meaning = compact, self.role, tap
            button.text, button.icon = word, "" if compact else icon
            self._put(button, shown=bool(self.page) and tap is not None)
        self._page.text = self.page
        self._page.role = "body" if self.role == "action" and not compact else "caption"
        self._page.steady = compact  # beside the buttons it is as wide as its words, and so is measured
        self._put(self._page, shown=bool(self.page))
        self._stand() if compact else self._lie()

    def _put(self, part: Widget, *, shown: bool) -> None:
        if shown and part.parent is None:
            self.add_widget(part)
        elif not shown and part.parent is not None:
            self.remove_widget(part)

    def _stand(self) -> None:
        """One below the other, from the top."""
        top = self.top
        for part, high in (
            (self._before, self.high),
            (self._page, theme.row.caption),
            (self._after, self.high),
        ):
            # "Trang 12/14" is wider than a button: the words may lie above the gaps beside it.
            spare = theme.touch.gap if part is self._page else 0
            part.size, part.pos = (self.width + spare * 2, high), (self.x - spare, top - high)
            top -= high + theme.touch.gap

    def _lie(self) -> None:
        """Side by side."""
        high, left = theme.touch.primary, self.x
        for part in (self._before, self._page, self._after):
            least = 0 if part is self._page else theme.touch.primary * 2
            part.size = max(part.natural_width, least), high
            part.pos = left, self.center_y - high / 2
            left = part.right + theme.space.m
        self.natural_width = left - theme.space.m - self.x


load_kv(__file__, PushButton, TextBlock)
