"""What stands in place of the rows: ready words to touch, the way through agencies and fields, and what to try."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.theme import theme
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock, fits, measure
from hall_core.ui.widgets.tile.tile import Tile
from kiosk_app.jobs.procedures.views import SearchView
from kiosk_app.messages import Tap

COLUMNS = 4
ROOMY = 2
"""Where there is so many times the room that they need, ready words are as large as other tiles."""


class Start(Widget):
    """``view`` is a SearchView. Ready words that have no room are left out, the less common ones first."""

    view = ObjectProperty(None, allownone=True)
    role = StringProperty("title")
    """Of the question."""
    asks = BooleanProperty(True)
    """Whether the question stands here, and not in the field."""
    chip_role = StringProperty("body")
    """Of ready words."""
    rows = NumericProperty(2)
    """Of ready words, at most."""
    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        self._title = TextBlock(weight="strong", role=self.role, alternatives=["action", "body"], valign="middle")
        self._hint = TextBlock(role="body", alternatives=["caption"], tone="quiet", valign="top", lines=2)
        self._browse = Tile(role="body", alternatives=["caption"])
        self._browse.bind(on_tap=lambda _tile, tap: self.dispatch("on_tap", tap))
        self._chips = [self._chip() for _ in range(int(self.rows) * COLUMNS)]
        for name in ("view", "pos", "size", "role", "rows"):
            self.fbind(name, self._set_soon)

    def on_tap(self, tap: Tap) -> None:
        """Bound by the page."""

    def _chip(self) -> PushButton:
        chip = PushButton(role=self.chip_role, size_hint=(None, None))
        chip.bind(on_tap=lambda _chip, tap: self.dispatch("on_tap", tap))
        return chip

    def _set(self, _seconds: float) -> None:
        view: SearchView | None = self.view
        if view is None or view.browse is None:
            self.clear_widgets()
            return
        if not self.children:
            for part in (self._title, self._hint, self._browse):
                self.add_widget(part)
        gap = theme.touch.gap
        title, *hints = view.nothing or ((view.title,) if self.asks else ("",))
        self._title.text, self._title.role = title, self.role
        if not fits(" ".join(hints), self.width, theme.row.body * 2, "caption", "regular"):
            hints = hints[:1]  # what to try matters more than whom to ask
        self._hint.text = " ".join(hints)
        top = self._below(self._title, self.top, theme.row[self.role]) if title else self.top
        top = self._below(self._hint, top, theme.row.body * 2) if hints else top
        left = top - self.y - theme.touch.tile - gap
        top = self._place_chips(view.ready, top, left) if left >= theme.touch.least else top
        browse = view.browse
        self._browse.title, self._browse.detail, self._browse.icon = browse.title, browse.detail, browse.icon
        self._browse.meaning = browse.tap
        high = min(max(theme.touch.tile, top - self.y), theme.touch.tile * 1.5)
        self._browse.size, self._browse.pos = (self.width, high), (self.x, top - high)

    def _below(self, part: Widget, top: float, height: float) -> float:
        """Puts ``part`` below ``top``; gives where the next one may begin."""
        part.size, part.pos = (self.width, height), (self.x, top - height)
        return top - height - theme.touch.gap

    def _place_chips(self, ready: tuple[tuple[str, Tap], ...], top: float, room: float) -> float:
        gap, high = theme.touch.gap, theme.touch.primary
        if room > ROOMY * self.rows * high:
            high = theme.touch.tile
        elif room < self.rows * (high + gap):
            high = theme.touch.least
        width_of = measure(self.chip_role, "strong")
        widest = max((width_of(words) for words, _ in ready), default=0) + theme.space.m * 2 + theme.edge
        columns = max(1, min(COLUMNS, int((self.width + gap) // (widest + gap))))
        rows = min(int(self.rows), int((room + gap) // (high + gap)), -(-len(ready) // columns))
        shown = ready[: rows * columns]
        wide = (self.width + gap) / columns - gap
        for place, chip in enumerate(self._chips):
            if place >= len(shown):
                self.remove_widget(chip)
                continue
            row, column = divmod(place, columns)
            chip.text, chip.meaning = shown[place]
            chip.size, chip.pos = (wide, high), (self.x + column * (wide + gap), top - (row + 1) * high - row * gap)
            if chip.parent is None:
                self.add_widget(chip)
        return top - rows * (high + gap)
