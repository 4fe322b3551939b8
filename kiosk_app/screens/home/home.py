"""The first page: what can be done here, how it stands in the hall, and how the screen is to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.properties import NumericProperty

from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.check_chip.check_chip import CheckChip
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.settling import Settling
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure
from kiosk_app.screens.card import Card
from kiosk_app.screens.facts import Facts
from kiosk_app.screens.home.arranging import Area, arranged
from kiosk_app.screens.home.job_looks import COMPACT, MAIN, OTHERS, look_of
from kiosk_app.screens.home.job_tile import JobTile
from kiosk_app.screens.screen import PageHeader, Screen
from kiosk_app.views import FactView, HomeView, TileView

load_kv(__file__, Card, Facts, PageHeader, Notice, TextBlock)

MODE_LETTERS = 15
"""Average letters that a way to have the screen has room for."""
TALL = 1.3
"""What a tile may grow to here, in parts of what it may elsewhere: it has an icon."""
LOW_ROWS = {True: 11, False: 19}
"""A page of less height, in rows of its title, is low; by whether it is wide: else its tiles stand above each other."""
COMPACT_MOST = 6
"""Tiles of a small panel; with as many jobs, what leads to the modes stands in the header."""


class HomeScreen(Settling, Screen):
    low_rows = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low_rows = LOW_ROWS[self.layout.wide]
        self.ids.jobs.bind(size=self._draw_soon, pos=self._draw_soon)
        self.ids.modes.bind(width=self._divide_modes)
        self.ids.facts.bind(width=self._share_facts)
        if self.layout.compact:  # what a small panel has no room for
            for part in (self.ids.greeting, self.ids.facts_card, self.ids.modes, self.ids.rest):
                part.parent.remove_widget(part)
        elif self.layout.wide:
            # Only what stands one below the other is kept from being pulled down a tall panel.
            self.ids.rest.parent.remove_widget(self.ids.rest)

    def on_view(self, _screen: Any, _view: HomeView) -> None:
        if not self.layout.compact:
            self._set_facts()
            self._set_modes()
        self._draw_soon()

    def _stands(self) -> tuple[float, ...]:
        return *self.ids.jobs.pos, *self.ids.jobs.size

    def _draw(self) -> None:
        view: HomeView = self.view
        tiles = list(view.jobs)
        if self.layout.compact and view.more and len(tiles) < COMPACT_MOST:
            tiles.append(view.more)
        elif self.layout.compact:
            self.ids.header.offers = "always"
        _fill(self.ids.jobs, len(tiles), self._job_tile)
        shown = list(reversed(self.ids.jobs.children))
        for tile, job in zip(shown, tiles, strict=True):
            tile.title, tile.detail, tile.icon = job.title, job.detail, job.icon
            tile.detail_icon = job.detail_icon
            tile.meaning, tile.disabled = job.tap, job.tap is None
            tile.main = job is view.jobs[0] and job.tap is not None
        self._place(shown, tiles)

    def _job_tile(self) -> JobTile:
        tile = JobTile(size_hint=(None, None), margin=theme.space.xs if self.layout.compact else theme.space.m)
        tile.bind(on_tap=lambda _tile, meaning: self.dispatch("on_tap", meaning))
        return tile

    def _place(self, shown: Sequence[JobTile], jobs: Sequence[TileView]) -> None:
        room, layout = self.ids.jobs, self.layout
        places = arranged(
            len(jobs),
            Area(room.x, room.y, room.width, room.height),
            layout.gap,
            wide=layout.wide,
            compact=layout.compact,
            tallest=layout.tallest * TALL,
        )
        for tile, place in zip(shown, places, strict=True):
            tile.pos, tile.size = (place.x, place.y), (place.width, place.height)
        if layout.compact:
            self._dress(shown, jobs, COMPACT)
        else:
            self._dress(shown[:1], jobs[:1], MAIN)
            self._dress(shown[1:], jobs[1:], OTHERS)

    def _dress(self, shown: Sequence[JobTile], jobs: Sequence[TileView], looks: Sequence[Any]) -> None:
        """All of them alike: in the first look in which every word of every one has room."""
        rooms = [(job, tile.width - 2 * tile.margin, tile.height) for tile, job in zip(shown, jobs, strict=True)]
        look = look_of(looks, rooms)
        for tile in shown:
            for name, value in look._asdict().items():
                setattr(tile, name, value)
        for tile in shown:
            # Icons beside one another stand on one line, whatever stands below them.
            tile.group = max(other.content_height for other in shown if other.y == tile.y) if look.stacked else 0

    def _set_facts(self) -> None:
        """Side by side on a wide page, else one below the other."""
        facts = self.view.facts
        strip = self.ids.facts
        groups = [(fact,) for fact in facts] if self.layout.wide else [facts]
        _fill(strip, len(groups), _facts)
        for shown, group in zip(reversed(strip.children), groups, strict=True):
            shown.facts = group
        self._share_facts()

    def _share_facts(self, *_: Any) -> None:
        strip = self.ids.facts
        if self.layout.wide and strip.children:
            shares = _shared(self.view.facts, strip.width - strip.spacing * (len(strip.children) - 1))
            for shown, share in zip(reversed(strip.children), shares, strict=True):
                shown.size_hint_x = share

    def _set_modes(self) -> None:
        modes = self.ids.modes
        _fill(modes, len(self.view.modes), self._chip)
        for chip, mode in zip(reversed(modes.children), self.view.modes, strict=True):
            chip.text, chip.chosen, chip.meaning = mode.label, mode.on, mode.tap
        self._divide_modes()

    def _divide_modes(self, *_: Any) -> None:
        modes = self.ids.modes
        room = int((modes.width + self.layout.gap) // (MODE_LETTERS * theme.font.body * 0.57 + self.layout.gap))
        modes.cols = max(1, min(len(modes.children) or 1, room if room != 3 else 2))

    def _chip(self) -> CheckChip:
        chip = CheckChip()
        chip.bind(on_tap=lambda _chip, meaning: self.dispatch("on_tap", meaning))
        return chip


def _shared(facts: Sequence[FactView], room: float) -> list[float]:
    """The width of each, in pixels: what its words take on one line. Where that is too much in all, the widest, which
    is the hours of a day with a break, has what the others leave: no telephone number is broken."""
    width_of, name_of = measure("action", "strong"), measure("caption", "regular")
    beside = theme.row.action + theme.space.m + theme.space.s
    wide = [beside + max(width_of(fact.text), name_of(fact.label)) for fact in facts]
    if wide:
        widest = wide.index(max(wide))
        wide[widest] = max(min(wide), min(wide[widest], room - sum(wide) + wide[widest]))
    return wide


def _facts() -> Facts:
    facts = Facts(size_hint_y=None, pos_hint={"top": 1})
    facts.bind(minimum_height=facts.setter("height"))
    return facts


def _fill(parent: Any, count: int, make: Callable[[], Any]) -> None:
    """As many children as needed: those that are there stay, for a finger that is down on one must not lose it."""
    while len(parent.children) > count:
        parent.remove_widget(parent.children[0])
    while len(parent.children) < count:
        parent.add_widget(make())
