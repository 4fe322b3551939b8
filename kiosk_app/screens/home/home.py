"""The first page: what can be done here, how it stands in the hall, and how the screen is to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.uix.gridlayout import GridLayout

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.tile.tile import Tile
from kiosk_app.screens.card import Card
from kiosk_app.screens.facts import Facts
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.views import HomeView

load_kv(__file__, Card, Facts, PageHeader, Notice, TextBlock)

MAIN_SHARE = 1.3
"""Height of the first job's tile, as many times that of the others."""
MODE_LETTERS = 15
"""Average letters that a way to have the screen has room for."""


class HomeScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        self.ids.jobs.bind(size=self._set_soon)
        self.ids.modes.bind(width=self._set_soon)
        if self.layout.compact:  # what a small panel has no room for
            for part in (self.ids.greeting, self.ids.facts_card, self.ids.modes):
                part.parent.remove_widget(part)
        elif self.layout.wide:
            # Only what stands one below the other is kept from being pulled down a tall panel.
            self.ids.rest.parent.remove_widget(self.ids.rest)

    def on_view(self, _screen: Any, _view: HomeView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        view: HomeView = self.view
        first, *others = view.jobs
        tiles = [first, *others, *([view.more] if self.layout.compact and view.more else [])]
        _fill(self.ids.jobs, len(tiles), self._job_tile)
        for tile, job in zip(reversed(self.ids.jobs.children), tiles, strict=True):
            tile.title, tile.detail, tile.icon = job.title, job.detail, job.icon
            tile.detail_icon = job.detail_icon
            tile.meaning, tile.disabled = job.tap, job.tap is None
            tile.main = job is first and job.tap is not None
        self._place(self.ids.jobs)
        if not self.layout.compact:
            self._set_modes(self.ids.modes)

    def _job_tile(self) -> Tile:
        compact = self.layout.compact
        role = "body" if compact else "action"
        tile = Tile(role=role, alternatives=["caption"] if compact else ["body"], size_hint=(None, None))
        tile.bind(on_tap=lambda _tile, meaning: self.dispatch("on_tap", meaning))
        return tile

    def _place(self, jobs: Any) -> None:
        """The first one across the top and higher, the others below it two by two; on a small panel all alike."""
        tiles = list(reversed(jobs.children))
        gap, compact = self.layout.gap, self.layout.compact
        columns = 3 if compact else 2
        rest = tiles if compact else tiles[1:]
        rows = -(-len(rest) // columns)
        lead = 0 if compact else MAIN_SHARE
        height = (jobs.height - gap * (rows - 1 + bool(lead and rows))) / (rows + lead or 1)
        height = min(height, self.layout.tallest if not compact else height)
        top = jobs.top
        if not compact:
            tiles[0].size = jobs.width, height * MAIN_SHARE
            tiles[0].pos = jobs.x, top - tiles[0].height
            top = tiles[0].y - gap
        for index, tile in enumerate(rest):
            row, column = divmod(index, columns)
            last = len(rest) - row * columns
            across = columns if last >= columns else last
            width = (jobs.width - gap * (across - 1)) / across
            tile.size = width, height
            tile.pos = jobs.x + column * (width + gap), top - (row + 1) * height - row * gap

    def _set_modes(self, modes: GridLayout) -> None:
        _fill(modes, len(self.view.modes), self._chip)
        for chip, mode in zip(reversed(modes.children), self.view.modes, strict=True):
            chip.text, chip.chosen, chip.meaning = mode.label, mode.on, mode.tap
        room = int((modes.width + self.layout.gap) // (MODE_LETTERS * theme.font.body * 0.57 + self.layout.gap))
        modes.cols = max(1, min(len(self.view.modes) or 1, room if room != 3 else 2))

    def _chip(self) -> CheckChip:
        chip = CheckChip()
        chip.bind(on_tap=lambda _chip, meaning: self.dispatch("on_tap", meaning))
        return chip


def _fill(parent: Any, count: int, make: Callable[[], Any]) -> None:
    """As many children as needed: those that are there stay, for a finger that is down on one must not lose it."""
    while len(parent.children) > count:
        parent.remove_widget(parent.children[0])
    while len(parent.children) < count:
        parent.add_widget(make())
