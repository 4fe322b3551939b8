"""What the part ``notices`` shows, as values: the centre's messages to everybody first, then its notices. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from display_app.board import Board, BoardNotice
from display_app.hours import CLOCK_FOR, hub_time
from display_app.parts.notices.layout import Layout
from display_app.parts.notices.page import Composer, Line, Page, Picture
from display_app.parts.part import About
from display_app.texts import first_fitting
from display_app.turns import Turns
from hall_core.contract.messages import BoardMessage
from hall_core.domain.names import Millis, Uid
from hall_core.domain.notice import changes, due


class NoticesView(Struct, frozen=True, kw_only=True):
    lines: tuple[Line, ...]
    picture: Picture | None
    hotline: str
    """With or without words before the number; "" where the hall has none."""
    page: int
    """Among those of this notice."""
    pages: int
    message: bool = False
    """It is a message to everybody."""
    shows: frozenset[Uid] = frozenset()


class _Shown(Struct):
    """The pages of some messages and notices, and until when they are these."""

    messages: tuple[BoardMessage, ...]
    notices: tuple[BoardNotice, ...]
    at: Millis | None
    """By the hub's clock; None: nobody knows the time."""
    until: Millis | None
    pages: list[tuple[Page, int, int]]
    """Each with its place among those of its notice, and how many these are."""
    whole: bool = True
    """False: some are still to be set."""


class Views:
    """See :class:`display_app.parts.part.Views`."""

    def __init__(self, about: About, layout: Layout) -> None:
        self._compose = Composer(layout, about.em)
        self._composed: dict[BoardMessage | BoardNotice, list[Page]] = {}
        self._shown = _Shown((), (), None, None, [])
        say, number, font = about.words.into("vi"), about.plan.hall.hotline, layout.scale.font("caption")
        words = [f"{say('Đường dây nóng')} {number}", number] if number else [""]
        self._hotline = first_fitting(words, layout.foot.width * 2 / 3, lambda text: about.em(text, "SemiBold") * font)
        (nothing,) = self._compose.written("", say("Hiện không có thông báo"), layout.content)[:1]
        self._nothing = tuple(replace(line, tone="quiet") for line in nothing)

    def pages(self, state: Board, turns: Turns) -> Sequence[Millis]:
        return [page.stands for page, _, _ in self._now(state, turns)]

    def urgent(self, state: Board, turns: Turns) -> bool:
        return False

    def __call__(self, state: Board, turns: Turns, page: int) -> NoticesView:
        shown = self._now(state, turns)
        if not shown:
            lines = self._nothing if state.hall is not None else ()
            return NoticesView(lines=lines, picture=None, hotline=self._hotline, page=0, pages=1)
        now, place, count = shown[page]
        return NoticesView(
            lines=now.lines,
            picture=now.picture,
            hotline=self._hotline,
            page=place,
            pages=count,
            message=now.message,
        )

    def _now(self, state: Board, turns: Turns) -> list[tuple[Page, int, int]]:
        """All pages of what is due. While nobody knows the time only what has no schedule is."""
        at = hub_time(state, turns)
        known = self._shown
        same_time = (at is None) == (known.at is None) and (
            at is None or (known.at is not None and known.at <= at and (known.until is None or at < known.until))
        )
        same = known.messages is state.messages and known.notices is state.notices
        if not same or not same_time or not known.whole:
            known = self._shown = self._made(state, at)
        if not known.whole:
            turns.changes_at(turns.now + 1)
        if state.clock is not None and at is not None and any(shown.notice.scheduled for shown in state.notices):
            turns.changes_at(state.clock.own + CLOCK_FOR)
            if known.until is not None:
                turns.changes_at(turns.now + known.until - at)
        return known.pages

    def _made(self, state: Board, at: Millis | None) -> _Shown:
        """One is set at a time, for a long one takes a while, and a call may be heard in between."""
        before, self._composed = self._composed, {}
        pages: list[tuple[Page, int, int]] = []
        left = 1
        for shown in (*state.messages, *state.notices):
            made = before.get(shown)
            is_due = _due(shown, at)
            if made is None and is_due:
                made = self._set(shown) if left > 0 else None
                left -= 1
            if made is not None:
                self._composed[shown] = made
                pages += [(page, place, len(made)) for place, page in enumerate(made) if is_due]
        moments = [] if at is None else [changes(shown.notice, at) for shown in state.notices]
        until = min((m for m in moments if m is not None), default=None)
        return _Shown(state.messages, state.notices, at, until, pages, left >= 0)

    def _set(self, shown: BoardMessage | BoardNotice) -> list[Page]:
        return self._compose.message(shown) if isinstance(shown, BoardMessage) else self._compose(shown)


def _due(shown: BoardMessage | BoardNotice, at: Millis | None) -> bool:
    """A message is there for as long as the hub says it."""
    if isinstance(shown, BoardMessage):
        return True
    return not shown.notice.scheduled if at is None else due(shown.notice, at)
