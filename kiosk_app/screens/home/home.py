"""The first page: what can be done here, and how it stands in the hall."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.tile.tile import Tile
from kiosk_app.screens.card import Card
from kiosk_app.screens.facts import Facts
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.views import HomeView

load_kv(__file__, Card, Facts, PageHeader, Notice, TextBlock)


class HomeScreen(Screen):
    crowded = BooleanProperty(False)
    """A small panel with a notice: the facts make room for it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.layout.wide:
            # Only what stands one below the other is kept from being pulled down a tall panel.
            self.ids.rest.parent.remove_widget(self.ids.rest)
        if self.layout.compact:
            self.ids.greeting.parent.remove_widget(self.ids.greeting)

    def on_view(self, _screen: Any, view: HomeView) -> None:
        jobs = self.ids.jobs
        while len(jobs.children) > len(view.jobs):
            jobs.remove_widget(jobs.children[0])
        while len(jobs.children) < len(view.jobs):
            tile = self._job_tile()
            tile.bind(on_tap=lambda _tile, meaning: self.dispatch("on_tap", meaning))
            jobs.add_widget(tile)
        for tile, job in zip(reversed(jobs.children), view.jobs, strict=True):
            tile.title, tile.detail, tile.icon, tile.meaning = job.title, job.detail, job.icon, job.tap

    def _job_tile(self) -> Tile:
        roles = ("action", "caption") if self.layout.compact else ("title", "body")
        return Tile(main=True, centred=True, role=roles[0], detail_role=roles[1])
