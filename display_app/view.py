"""What a board shows, as values: ``Views(...)(state, now) -> BoardView``. Pure; Kivy only draws it."""

from __future__ import annotations

from msgspec import Struct

from display_app.board import Board
from display_app.cards import Card, Cards
from display_app.layout import Em, Layout
from display_app.texts import clock_time
from display_app.turns import Turns
from hall_core.contract.messages import CallMade
from hall_core.domain.names import Millis, Slug, TicketNumber, Uid
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say, Words
from hall_core.ui.wrap import wrap

MINUTE = 60_000
PULSE = 500
"""Milliseconds between two changes of a new call's colours: 1 Hz, far below what troubles epileptics."""
PULSES_FOR = 5_000
"""Milliseconds a new call pulses."""
CARD_PAGE = 6_000
"""Milliseconds a page of cards, or of a long name, stands: two or three short rows."""
LIST_PAGE = 8_000
"""Milliseconds a page of earlier calls stands."""
BURST_PAGE = 2_500
"""The same while calls whose turn is to come are on further pages: the officer waits 3 s for them to be seen."""
CLOCK_FOR = 24 * 60 * MINUTE
"""Milliseconds the clock goes on without the hub: after a day a box's crystal may be ten seconds off."""


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


class BoardView(Struct, frozen=True, kw_only=True):
    header: tuple[str, ...]
    stale: bool
    """The header tells how old everything is, in place of the hall's name."""
    clock: str
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
    until: Millis | None
    """When time alone changes the view, by the board's own clock."""


class Views:
    """The views of one board."""

    def __init__(self, plan: Plan, zone: Slug, layout: Layout, words: Words, em: Em) -> None:
        self._layout = layout
        self._words = words
        self._say = words.into("vi")
        self._cards = Cards(plan, zone, layout, self._say, em)
        self._caption = layout.scale.font("caption")
        self._em = em
        self._hall = self._header_rows(plan.hall.name.vi)

    def __call__(self, state: Board, now: Millis) -> BoardView:
        turns = Turns(now)
        rows, pages, shows = self._list(state, turns)
        header = self._hall if state.stale is None else self._age(state)
        cards = self._layout.quiet_cards if state.hero is None else self._layout.strip_cards
        return BoardView(
            header=turns.page(header, self._layout.header_lines, CARD_PAGE)[0],
            stale=state.stale is not None,
            clock=_clock(state, turns),
            hero=self._hero(state, turns),
            number_label=self._say("Số"),
            counter_label=self._say("Quầy"),
            rows=rows,
            pages=pages,
            heading=self._cards.heading(state),
            cards=turns.page(self._cards(state), cards, CARD_PAGE)[0],
            shows=shows,
            until=turns.until,
        )

    def _hero(self, state: Board, turns: Turns) -> HeroView | None:
        if state.hero is None:
            return None
        call, since = state.hero.call, state.hero.since
        lit = turns.now - since < PULSES_FOR and turns.turn(PULSE, since) % 2 == 0
        say = self._words.into(call.language)
        return HeroView(
            number_label=self._number_label(say),
            number=call.number,
            counter_label=say("Quầy"),
            counter=str(call.counter_number),
            px=self._hero_px(call),
            lit=lit,
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
        """The calls below the hero, newest first, each number once: (a page of them, which page, calls shown)."""
        large = state.hero.call if state.hero else None
        newest = {call.number: call for call in reversed(state.calls)}
        if large is not None:
            newest.pop(large.number, None)
        below = [call for call in state.calls if newest.get(call.number) is call]
        coming = {queued.call.id for queued in state.queue}
        hidden = any(call.id in coming for call in below[self._layout.rows :])
        period = BURST_PAGE if hidden else LIST_PAGE
        page, place, pages = turns.page(below, self._layout.rows, period, state.turned)
        rows = tuple(CallRow(call.number, str(call.counter_number), call.id in coming) for call in page)
        seen = {_face(call) for call in (*page, *([large] if large else []))}
        return rows, (place, pages), frozenset(call.id for call in state.calls if _face(call) in seen)

    def _age(self, state: Board) -> list[str]:
        """How old everything is, in the fullest wording that the header has room for."""
        say, since = self._say, state.stale.since if state.stale else None
        if since is None:
            wordings = [say("Đang kết nối với máy chủ"), say("Đang kết nối")]
        elif state.clock is None or not state.clock.trusted:
            wordings = [say("Mất kết nối, thông tin có thể đã cũ"), say("Mất kết nối")]
        else:
            wordings = [say("Thông tin cập nhật lúc {time}"), say("Cập nhật lúc {time}"), say("Lúc {time}")]
            wordings = [wording.format(time=clock_time(since)) for wording in wordings]
        broken = [self._header_rows(wording, self._caption) for wording in wordings]
        return next((rows for rows in broken if len(rows) <= self._layout.header_lines), broken[-1])

    def _header_rows(self, text: str, icon: int = 0) -> list[str]:
        """``text`` in rows beside an icon of so many pixels."""
        return wrap(text, self._layout.name.width - icon, lambda part: self._em(part, "SemiBold") * self._caption)


def _face(call: CallMade) -> tuple[TicketNumber, int]:
    """What a person sees of a call: a recall looks like the call before it."""
    return call.number, call.counter_number


def _clock(state: Board, turns: Turns) -> str:
    """The hub's time, or nothing: right or absent."""
    clock = state.clock
    if clock is None or not clock.trusted or turns.now - clock.own >= CLOCK_FOR:
        return ""
    hub = clock.at(turns.now)
    turns.changes_at(turns.now + MINUTE - hub % MINUTE)
    return clock_time(hub)
