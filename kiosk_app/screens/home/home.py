"""The first page: what can be done here, and how it stands in the hall."""

from __future__ import annotations

from typing import Any

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.header.header import Header
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.tile.tile import Tile
from kiosk_app.screens.facts import Facts
from kiosk_app.screens.screen import Screen
from kiosk_app.view import HomeView

load_kv(__file__, Facts, Header, Notice, TextBlock)


class HomeScreen(Screen):
    def on_view(self, _screen: Any, view: HomeView) -> None:
        jobs = self.ids.jobs
        while len(jobs.children) > len(view.jobs):
            jobs.remove_widget(jobs.children[0])
        while len(jobs.children) < len(view.jobs):
            tile = Tile(main=True, role="title", alternative="action")
            tile.bind(on_tap=lambda _tile, meaning: self.dispatch("on_tap", meaning))
            jobs.add_widget(tile)
        for tile, job in zip(reversed(jobs.children), view.jobs, strict=True):
            tile.title, tile.detail, tile.icon, tile.meaning = job.title, job.detail, job.icon, job.tap
