"""And why? The reasons to tick, beside the face that was chosen."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.face.face import FaceCard
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.jobs.rating.views import ReasonsView
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, CheckChip, FaceCard, PageHeader, PushButton, TextBlock)

CHIP_LETTERS = 22
"""Average letters of a reason that a column of them must have room for on one line."""
LETTER = 0.57
"""Width of an average letter of Be Vietnam Pro, as a part of the font size."""


class ReasonsScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        ids, compact = self.ids, self.layout.compact
        # A small panel has room for the reasons and the question alone: that stands among them.
        without = (ids.header, ids.chosen, ids.question, ids.hint, ids.buttons) if compact else (ids.small_buttons,)
        for part in without:
            part.parent.remove_widget(part)
        self._question = TextBlock(role="body", alternatives=["caption"], weight="strong") if compact else None
        ids.reasons.bind(width=self._set_soon)

    def on_view(self, _screen: Any, _view: ReasonsView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        """Chips are filled anew, not made anew: a finger that is down on one must not lose it."""
        view, grid = self.view, self.ids.reasons
        if self._question is not None:
            self._question.text = view.title_short
            self._question.room = self._height
        chips = [child for child in reversed(grid.children) if child is not self._question]
        if len(chips) != len(view.reasons):
            grid.clear_widgets()
            if self._question is not None:
                grid.add_widget(self._question)
            chips = [self._chip() for _ in view.reasons]
            for chip in chips:
                grid.add_widget(chip)
        for chip, reason in zip(chips, view.reasons, strict=True):
            chip.text, chip.chosen, chip.meaning = reason.words, reason.ticked, reason.tap
        least = CHIP_LETTERS * LETTER * theme.font.body
        grid.cols = 2 if self.layout.compact or grid.width >= 2 * least + self.layout.gap else 1

    def _chip(self) -> CheckChip:
        compact = self.layout.compact
        chip = CheckChip(role="caption" if compact else "body", height=self._height)
        chip.bind(on_tap=lambda _chip, meaning: self.dispatch("on_tap", meaning))
        return chip

    @property
    def _height(self) -> int:
        """Two lines on a small panel, where a column is narrow."""
        return max(theme.touch.least, theme.row.caption * 2) if self.layout.compact else theme.touch.primary
