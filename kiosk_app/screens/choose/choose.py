"""A question and the tiles that answer it, a page at a time."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock, fits
from hall_core.ui.widgets.tile.tile import Tile
from kiosk_app.messages import GoBack
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.views import ChooseView

load_kv(__file__, PageHeader, PushButton, TextBlock)


class ChooseScreen(Screen):
    back = GoBack()

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        if self.layout.compact:  # the question stands in the header
            self.ids.question.parent.remove_widget(self.ids.question)
        self.ids.tiles.bind(size=self._set_soon)

    def on_view(self, _screen: Any, _view: ChooseView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        """Tiles are filled anew, not made anew: a finger that is down on one must not lose it to a new count."""
        view, grid, layout = self.view, self.ids.tiles, self.layout
        if view is None:  # made before it is wanted
            return
        while len(grid.children) > len(view.tiles):
            grid.remove_widget(grid.children[0])
        while len(grid.children) < len(view.tiles):
            tile = Tile(size_hint_y=None)
            tile.bind(on_tap=lambda _tile, meaning: self.dispatch("on_tap", meaning))
            grid.add_widget(tile)
        rows = -(-len(view.tiles) // layout.columns)
        full = bool(view.page)
        height = layout.tile_height if full else min(layout.tallest, (grid.height + layout.gap) / rows - layout.gap)
        role, *smaller = self._roles(height)
        for tile, seen in zip(reversed(grid.children), view.tiles, strict=True):
            tile.title, tile.detail, tile.detail_icon = seen.title, seen.detail, seen.detail_icon
            tile.meaning, tile.disabled = seen.tap, seen.tap is None
            tile.height, tile.role, tile.alternatives = height, role, smaller

    def _roles(self, height: float) -> list[str]:
        """One size for all tiles of the page: the larger one if every name is whole in it. What may be tried below it,
        by a name that is longer than all others, follows."""
        roles = ["body", "caption"] if self.layout.compact else ["action", "body", "caption"]
        across = (self.ids.tiles.width + self.layout.gap) / self.layout.columns - self.layout.gap
        width, room = across - theme.space.m * 2, height - theme.space.xs * 2 - theme.row.caption
        whole = all(fits(tile.title, width, room, roles[0], "strong") for tile in self.view.tiles)
        return roles if whole else roles[1:]
