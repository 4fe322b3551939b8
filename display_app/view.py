"""What a board shows, as values: ``Views(...)(state, now) -> BoardView``. Pure; Kivy only draws it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from display_app.board import Board
from display_app.layout import Em, Layout, Texts
from hall_core.contract.messages import CallMade, HallState
from hall_core.domain.business_day import local
from hall_core.domain.names import Language, Millis, Slug, Uid
from hall_core.domain.plan import Counter, Plan, Service
from hall_core.ui.fonts import Weight
from hall_core.ui.tokens import Role
from hall_core.ui.translate import Words
from hall_core.ui.wrap import ELLIPSIS, wrap

PULSE = 500
"""Milliseconds between two changes of a new call's colours: 1 Hz, far from what troubles epileptics."""
PULSES_FOR = 5_000
"""Milliseconds a new call pulses."""
CARD_PAGE = 6_000
"""Milliseconds a page of cards stands: two or three short lines."""
LIST_PAGE = 8_000
"""Milliseconds a page of earlier calls stands."""
BURST_PAGE = 2_500
"""The same while calls on further pages wait for their turn: each must have been seen within 3 s if it can."""
CLOCK_FOR = 24 * 3600_000
"""Milliseconds the clock goes on without the hub: by then a box's crystal may be ten seconds off."""
MINUTE = 60_000
DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class HeroView(Struct, frozen=True):
    number_label: str
    number: str
    counter_label: str
    counter: str
    lit: bool
    """The bright half of a pulse."""


class CallRow(Struct, frozen=True):
    number: str
    counter: str
    coming: bool
    """Its turn to stand large is still to come."""


class Card(Struct, frozen=True):
    """One thing to know beside the calls, in at most two rows: who waits for what, or the hotline."""

    badge: str
    """The letters that its tickets begin with; empty where there are none."""
    icon: str
    lines: tuple[str, ...]
    count: str
    """People waiting; empty where nothing is counted."""


class BoardView(Struct, frozen=True, kw_only=True):
    header: tuple[str, ...]
    stale: bool
    """The header tells how old everything is, instead of the hall's name."""
    clock: str
    hero: HeroView | None
    number_label: str
    counter_label: str
    rows: tuple[CallRow, ...]
    heading: str
    """Above the cards when nothing stands large."""
    cards: tuple[Card, ...]
    shows: frozenset[Uid]
    """The calls on the glass."""
    until: Millis | None
    """When time alone changes the view (the board's own clock)."""


T = TypeVar("T")


class Views:
    """The views of one board. What does not change in a day is put into words once."""

    def __init__(self, plan: Plan, zone: Slug, layout: Layout, words: Words, em: Em) -> None:
        self._layout = layout
        self._em = em
        self._say = {language: words.into(language) for language in ("vi", "en")}
        self._vi = words.into("vi")
        name = layout.header.width - layout.scale.space("xs") * 2 - layout.scale.space("s") * 2
        self._name_width = name - layout.clock_width - layout.scale.space("m")
        self._hall = self._broken(plan.hall.name.vi, self._name_width, "SemiBold")
        self._services = {service.id: service for service in services_of(plan, zone)}
        self._names: dict[Slug, tuple[str, ...]] = {}
        self._notes = self._standing_notes(plan, zone)

    def __call__(self, state: Board, now: Millis) -> BoardView:
        turns = _Turns(now)
        hero = self._hero(state, turns)
        rows, shown = self._rows(state, turns)
        header, stale = self._header(state, turns)
        return BoardView(
            header=header,
            stale=stale,
            clock=_clock(state, turns),
            hero=hero,
            number_label=self._vi("Số"),
            counter_label=self._vi("Quầy"),
            rows=rows,
            heading=self._heading(state),
            cards=self._cards(state, turns),
            shows=shown | ({state.hero.call.id} if state.hero else set()),
            until=turns.next,
        )
