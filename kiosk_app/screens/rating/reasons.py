"""And why? The reasons to tick, beside the face that was chosen."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.face.face import MOUTHS, FaceCard
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.jobs.rating.views import ReasonsView
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, CheckChip, FaceCard, Icon, PageHeader, PushButton, TextBlock)


class Asked(BoxLayout):
    """The question beside the face that was chosen, on a small panel."""

    text = StringProperty("")
    mouth = StringProperty("")


class ReasonsScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        ids, compact = self.ids, self.layout.compact
        # A small panel has room for the reasons and the question alone: that stands among them.
        large = (ids.header, ids.chosen, ids.number, ids.question, ids.hint, ids.buttons)
        for part in large if compact else (ids.small_buttons,):
            part.parent.remove_widget(part)
        self._asked = Asked(size_hint_y=None, height=self._height) if compact else None

    def on_view(self, _screen: Any, _view: ReasonsView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        """Chips are filled anew, not made anew: a finger that is down on one must not lose it."""
        view, grid = self.view, self.ids.reasons
        if self._asked is not None:
            self._asked.text, self._asked.mouth = view.title_short, MOUTHS[view.face.level]
        chips = [child for child in reversed(grid.children) if child is not self._asked]
        if len(chips) != len(view.reasons):
            grid.clear_widgets()
            if self._asked is not None:
                grid.add_widget(self._asked)
            chips = [self._chip() for _ in view.reasons]
            for chip in chips:
                grid.add_widget(chip)
        for chip, reason in zip(chips, view.reasons, strict=True):
            chip.text, chip.chosen, chip.meaning = reason.words, reason.ticked, reason.tap

    def _chip(self) -> CheckChip:
        compact = self.layout.compact
        chip = CheckChip(role="caption" if compact else "body", height=self._height)
        chip.bind(on_tap=lambda _chip, meaning: self.dispatch("on_tap", meaning))
        return chip

    @property
    def _height(self) -> int:
        """Two lines on a small panel, where a column is narrow."""
        return max(theme.touch.least, theme.row.caption * 2) if self.layout.compact else theme.touch.primary
