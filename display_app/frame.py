"""What every board has around its parts: the hall's name or the age of the facts, and the clock. Pure."""

from __future__ import annotations

from msgspec import Struct

from display_app.board import Board
from display_app.box import Box
from display_app.hours import time_of_day
from display_app.parts.part import About
from display_app.sizes import Sizes
from display_app.texts import clock_time
from display_app.turns import Turns
from hall_core.domain.plan import HallInfo
from hall_core.ui.translate import Say
from hall_core.ui.wrap import wrap

HEADER_LINES = 2
"""Rows that the hall's name may take; a longer name is paged."""
NAME_PAGE, AGE_PAGE = 20_000, 6_000
"""Milliseconds a page stands, two short rows: of a long name, which says the same all day and for which alone a still
board is drawn anew, and of how old everything is, which is to be read at once."""


class FrameLayout(Struct, frozen=True, kw_only=True):
    header: Box
    name: Box
    """Where the hall's name stands in the header; the clock is to its right."""
    lines: int
    """Rows of the name; 0 for a board without a header."""
    caption: int
    """Font size of the name."""
    body: Box
    """What is left for the parts."""


class FrameView(Struct, frozen=True, kw_only=True):
    header: tuple[str, ...]
    stale: bool
    """The header tells how old everything is, in place of the hall's name."""
    clock: str


def place_frame(sizes: Sizes, hall: str, lines: int) -> FrameLayout:
    """The header, with at most ``lines`` rows for the name of the ``hall``, and the body below it. Without a row there
    is no header: a small board at one counter has no room for it."""
    scale, gap = sizes.scale, sizes.gap if lines else sizes.scale.space("hair")
    clock = sizes.width("00:00", "body", "Bold")
    width = scale.width - (gap + sizes.pad) * 2 - clock - sizes.air
    lines = min(lines, HEADER_LINES, len(_rows(sizes, hall, width)))
    header = Box(0, scale.height - sizes.caption * lines, scale.width, sizes.caption * lines)
    return FrameLayout(
        header=header,
        name=Box(gap + sizes.pad, header.y, width, header.height),
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

    def __call__(self, state: Board, turns: Turns) -> FrameView:
        if not self._layout.lines:
            return FrameView(header=(), stale=False, clock="")
        rows, period = (self._hall, NAME_PAGE) if state.stale is None else (self._age(state), AGE_PAGE)
        return FrameView(
            header=turns.page(rows, self._layout.lines, period)[0],
            stale=state.stale is not None,
            clock=time_of_day(state, turns),
        )

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
        size = self._layout.caption
        return wrap(text, self._layout.name.width - icon, lambda part: self._em(part, "SemiBold") * size)


def age_wordings(state: Board, say: Say) -> list[str]:
    """How old the facts of a board are that does not hear the hub, from the fullest wording to the tersest."""
    since = state.stale.since if state.stale else None
    if since is None:
        return [say("Đang kết nối với máy chủ"), say("Đang kết nối")]
    if state.clock is None or not state.clock.trusted:
        return [say("Mất kết nối, thông tin có thể đã cũ"), say("Mất kết nối")]
    wordings = [say("Thông tin cập nhật lúc {time}"), say("Cập nhật lúc {time}"), say("Lúc {time}")]
    return [wording.format(time=clock_time(since)) for wording in wordings]
