"""What every board has around its parts: the hall's name, or what the centre says to everybody, or how old it all is;
and the clock. Pure."""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from display_app.board import Board
from display_app.box import Box
from display_app.hours import time_of_day
from display_app.messages import by_turns, pages_of, texts_of
from display_app.parts.part import About
from display_app.sizes import Sizes
from display_app.texts import clock_time
from display_app.turns import Turns, reading
from hall_core.contract.messages import BoardMessage
from hall_core.domain.names import Millis
from hall_core.domain.plan import HallInfo
from hall_core.ui.tokens import CAPITAL
from hall_core.ui.translate import Say
from hall_core.ui.wrap import ELLIPSIS, wrap

HEADER_LINES = 2
"""Rows that the hall's name may take; a longer name is paged."""
NAME_PAGE, AGE_PAGE = 20_000, 6_000
"""Milliseconds a page stands, two short rows: of a long name, which says the same all day and for which alone a still
board is drawn anew, and of how old everything is, which is to be read at once."""
MESSAGE_AT_LEAST = 6_000
"""Milliseconds a page of a message stands, however short: to look up, and to read it twice."""
MESSAGE_LEAST = 11.0
"""Room beside the clock for a row of a message, in parts of the font size: four or five words. With less the clock
steps aside, or a message would come word by word."""

Page = tuple[tuple[str, ...], bool]
"""Rows of the header, and whether a message has them."""


class FrameLayout(Struct, frozen=True, kw_only=True):
    header: Box
    name: Box
    """Where the hall's name stands in the header; the clock is to its right."""
    tab: Box
    """At the left end: the mark of a message."""
    message: Box
    """Where a message stands."""
    clock_beside: bool
    """The clock has room beside a message."""
    lines: int
    """Rows of the name; 0 for a board without a header."""
    caption: int
    """Font size of the name."""
    body: Box
    """What is left for the parts."""


class FrameView(Struct, frozen=True, kw_only=True):
    header: tuple[str, ...]
    stale: bool
    """What stands on the board is old: the header tells how old, or has a mark of it beside a message."""
    message: bool = False
    """What the centre says to everybody has the place of the hall's name."""
    clock: str


def place_frame(sizes: Sizes, hall: str, lines: int) -> FrameLayout:
    """The header, with at most ``lines`` rows for the name of the ``hall``, and the body below it. Without a row there
    is no header: a small board at one counter has no room for it."""
    scale, gap = sizes.scale, sizes.gap if lines else sizes.scale.space("hair")
    clock = sizes.width("00:00", "body", "Bold")
    width = scale.width - (gap + sizes.pad) * 2 - clock - sizes.air
    lines = min(lines, HEADER_LINES, len(_rows(sizes, hall, width)))
    header = Box(0, scale.height - sizes.caption * lines, scale.width, sizes.caption * lines)
    name = Box(gap + sizes.pad, header.y, width, header.height)
    tab = Box(0, header.y, gap * 2 + ceil(scale.font("caption") * CAPITAL), header.height)
    left = tab.right + sizes.pad
    beside = name.right - left >= MESSAGE_LEAST * scale.font("caption")
    right = name.right if beside else scale.width - name.x
    return FrameLayout(
        header=header,
        name=name,
        tab=tab,
        message=Box(left, header.y, right - left, header.height),
        clock_beside=beside,
        lines=lines,
        caption=scale.font("caption"),
        body=Box(gap, gap, scale.width - gap * 2, header.y - gap * 2),
    )


def _rows(sizes: Sizes, text: str, width: float) -> list[str]:
    size = sizes.scale.font("caption")
    return wrap(text, width, lambda part: sizes.em(part, "SemiBold") * size)


class FrameViews:
    """The header's views on one board."""

    def __init__(self, about: About, layout: FrameLayout) -> None:
        self._layout = layout
        self._em = about.em
        self._say = about.words.into("vi")
        self._hall = self._name(about.plan.hall)
        self._said: dict[BoardMessage, list[tuple[Page, Millis]]] = {}

    def __call__(self, state: Board, turns: Turns, *, told: bool = False) -> FrameView:
        """``told``: a message stands large below, and need not be said twice."""
        layout, stale = self._layout, state.stale is not None
        if not layout.lines:
            return FrameView(header=(), stale=False, clock="")
        pages, since = self._paged(self._age(state), AGE_PAGE) if stale else self._paged(self._hall, NAME_PAGE), 0
        if not told and (messages := self._messages(state)):
            # The hall's name gives its place to them; how old everything is comes before each.
            pages, since = by_turns(messages, pages if stale else [], newest_first=False), state.told
        rows, message = turns.of(pages, since)
        clock = time_of_day(state, turns) if layout.clock_beside or not message else ""
        return FrameView(header=rows, stale=stale, message=message, clock=clock)

    def _paged(self, rows: list[str], period: Millis) -> list[tuple[Page, Millis]]:
        lines = self._layout.lines
        return [((tuple(rows[at : at + lines]), False), period) for at in range(0, len(rows), lines)]

    def _messages(self, state: Board) -> list[list[tuple[Page, Millis]]]:
        """The pages of each message that there is."""
        self._said = {message: self._said.get(message) or self._message(message) for message in state.messages}
        return [pages for pages in self._said.values() if pages]

    def _message(self, message: BoardMessage) -> list[tuple[Page, Millis]]:
        layout = self._layout
        pages = [
            page
            for text in texts_of(message)
            for page in pages_of(text, layout.lines, layout.message.width, self._measure, ELLIPSIS)
        ]
        return [((rows, True), max(MESSAGE_AT_LEAST, reading(rows))) for rows in pages]

    def _name(self, hall: HallInfo) -> list[str]:
        """The name, or the short one where it has no room; what has none either way is paged."""
        names = [name.vi for name in (hall.name, hall.short) if name is not None]
        broken = [self._rows(name) for name in names]
        return next((rows for rows in broken if len(rows) <= self._layout.lines), broken[-1])

    def _age(self, state: Board) -> list[str]:
        """How old everything is, in the fullest wording that the header has room for."""
        broken = [self._rows(wording, self._layout.caption) for wording in age_wordings(state, self._say)]
        return next((rows for rows in broken if len(rows) <= self._layout.lines), broken[-1])

    def _rows(self, text: str, icon: int = 0) -> list[str]:
        """``text`` in rows beside an icon of so many pixels."""
        return wrap(text, self._layout.name.width - icon, self._measure)

    def _measure(self, part: str) -> float:
        return self._em(part, "SemiBold") * self._layout.caption


def age_wordings(state: Board, say: Say) -> list[str]:
    """How old the facts of a board are that does not hear the hub, from the fullest wording to the tersest."""
    since = state.stale.since if state.stale else None
    if since is None:
        return [say("Đang kết nối với máy chủ"), say("Đang kết nối")]
    if state.clock is None or not state.clock.trusted:
        return [say("Mất kết nối, thông tin có thể đã cũ"), say("Mất kết nối")]
    wordings = [say("Thông tin cập nhật lúc {time}"), say("Cập nhật lúc {time}"), say("Lúc {time}")]
    return [wording.format(time=clock_time(since)) for wording in wordings]
