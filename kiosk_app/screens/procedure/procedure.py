"""One procedure: its name, five headings, and what one can take along."""

from __future__ import annotations

from typing import Any

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.tabs.tabs import Tabs
from hall_core.ui.widgets.text_block.text_block import TextBlock
from hall_core.ui.widgets.tile.tile import Tile
from kiosk_app.jobs.procedures.views import ProcedureView
from kiosk_app.messages import GoBack
from kiosk_app.screens.card import Card
from kiosk_app.screens.listing.turner import Turner
from kiosk_app.screens.procedure.leaves import Leaves
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, Card, Leaves, PageHeader, PushButton, Tabs, TextBlock, Turner)


class ProcedureScreen(Screen):
    back = GoBack()

    def on_view(self, _screen: Any, view: ProcedureView) -> None:
        offers = self.ids.offers
        while len(offers.children) > len(view.offers):
            offers.remove_widget(offers.children[0])
        while len(offers.children) < len(view.offers):
            tile = Tile(role="body", alternatives=["caption"], size_hint_y=None, height=theme.touch.tile)
            tile.bind(on_tap=lambda _tile, tap: self.dispatch("on_tap", tap))
            offers.add_widget(tile)
        for tile, offer in zip(reversed(offers.children), view.offers, strict=True):
            tile.title, tile.detail, tile.detail_icon = offer.title, offer.detail, offer.detail_icon
            tile.icon, tile.meaning, tile.disabled = offer.icon, offer.tap, offer.tap is None
