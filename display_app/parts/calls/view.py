"""What the part ``calls`` shows, as values. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from display_app.board import Board
from display_app.parts.calls.cards import Card, Cards
from display_app.parts.calls.layout import Layout
from display_app.parts.part import About
from display_app.turns import Turns
from hall_core.contract.messages import CallMade
from hall_core.domain.names import Millis, TicketNumber, Uid
from hall_core.ui.translate import Say

CARD_PAGE = 6_000
"""Milliseconds a page of cards stands: two or three short rows."""
LIST_PAGE = 8_000
"""Milliseconds a page of earlier calls stands."""
BURST_PAGE = 2_500
"""The same while calls whose turn is to come are on further pages: the officer waits 3 s for them to be seen."""


class HeroView(Struct, frozen=True):
    """The call that stands large."""

    number_label: str
    number: TicketNumber
    counter_label: str
    counter: str
    px: int
    """Font size of number and counter."""
    lit: bool
    """The bright half of a pulse."""


class CallRow(Struct, frozen=True):
    number: TicketNumber
    counter: str
    coming: bool
    """Its turn to stand large is still to come."""


class CallsView(Struct, frozen=True, kw_only=True):
    hero: HeroView | None
    number_label: str
    counter_label: str
    rows: tuple[CallRow, ...]
    pages: tuple[int, int]
    """Which page of the list, from 0, of how many."""
    heading: str
    cards: tuple[Card, ...]
    shows: frozenset[Uid]
    """The calls on the glass."""
    message: bool = False


class Views:
    """See :class:`display_app.parts.part.Views`. Its list and its cards page by themselves: a call that nobody has
    seen yet must not wait for anybody's turn."""

    def __init__(self, about: About, layout: Layout) -> None:
        self._layout = layout
        self._words = about.words
        self._say = about.words.into("vi")
        self._cards = Cards(about, layout)
        self._caption = layout.scale.font("caption")
        self._em = about.em

    def pages(self, state: Board, turns: Turns) -> Sequence[Millis]:
        """One, for as long as its list needs to be seen whole."""
        pages = -(-len(self._below(state)) // self._layout.rows)
        return [max(1, pages) * LIST_PAGE]

    def urgent(self, state: Board, turns: Turns) -> bool:
        """From the moment a call is heard until it has stood large."""
        return state.hero is not None or bool(state.queue)

    def __call__(self, state: Board, turns: Turns, page: int) -> CallsView:
        rows, pages, shows = self._list(state, turns)
        cards = self._layout.quiet_cards if state.hero is None else self._layout.strip_cards
        return CallsView(
            hero=self._hero(state, turns),
            number_label=self._say("Số"),
            counter_label=self._say("Quầy"),
            rows=rows,
            pages=pages,
            heading=self._cards.heading(state),
            cards=turns.page(self._cards(state), cards, CARD_PAGE)[0],
            shows=shows,
        )

    def _hero(self, state: Board, turns: Turns) -> HeroView | None:
        if state.hero is None:
            return None
        call = state.hero.call
        say = self._words.into(call.language)
        return HeroView(
            number_label=self._number_label(say),
            number=call.number,
            counter_label=say("Quầy"),
            counter=str(call.counter_number),
            px=self._hero_px(call),
            lit=turns.lit(state.hero.since),
        )

    def _number_label(self, say: Say) -> str:
        """An invitation, if it has room beside the counter's label."""
        invitation, layout = say("Mời số"), self._layout
        needed = self._em(invitation, "Regular") + (self._em(say("Quầy"), "Regular") if layout.beside else 0)
        return invitation if needed * self._caption <= layout.hero.width - layout.pad * 3 else say("Số")

    def _hero_px(self, call: CallMade) -> int:
        """The layout's size; less for a number that the hall file does not know, before it runs over its counter."""
        layout, number = self._layout, self._em(call.number, "Bold")
        room = layout.hero.width - layout.pad * 3
        needed = number + self._em(str(call.counter_number), "Bold") if layout.beside else number
        return min(layout.hero_px, int(room / needed))

    def _list(self, state: Board, turns: Turns) -> tuple[tuple[CallRow, ...], tuple[int, int], frozenset[Uid]]:
        """The calls below the hero: (a page of them, which page, calls shown)."""
        below = self._below(state)
        coming = {queued.call.id for queued in state.queue}
        hidden = any(call.id in coming for call in below[self._layout.rows :])
        period = BURST_PAGE if hidden else LIST_PAGE
        page, place, pages = turns.page(below, self._layout.rows, period, state.turned)
        rows = tuple(CallRow(call.number, str(call.counter_number), call.id in coming) for call in page)
        large = [state.hero.call] if state.hero else []
        seen = {_face(call) for call in (*page, *large)}
        return rows, (place, pages), frozenset(call.id for call in state.calls if _face(call) in seen)

    def _below(self, state: Board) -> list[CallMade]:
        """The calls below the hero, newest first, each number once."""
        newest = {call.number: call for call in reversed(state.calls)}
        if state.hero is not None:
            newest.pop(state.hero.call.number, None)
        return [call for call in state.calls if newest.get(call.number) is call]


def _face(call: CallMade) -> tuple[TicketNumber, int]:
    """What a person sees of a call: a recall looks like the call before it."""
    return call.number, call.counter_number
