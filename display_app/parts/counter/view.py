"""What the part ``counter`` shows, as values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from display_app.board import Board
from display_app.frame import age_wordings
from display_app.large_words import WORDS_PAGE, LargeWords, word_pages
from display_app.messages import by_turns, in_little_room
from display_app.parts.counter.layout import Layout
from display_app.parts.part import About
from display_app.texts import first_fitting, opening
from display_app.turns import Turns, reading
from hall_core.contract.messages import BoardMessage, CallMade, CounterState
from hall_core.domain.names import Language, Millis, TicketNumber, Uid
from hall_core.ui.translate import Say
from hall_core.ui.wrap import accompanied, wrap

PAGE = 15_000
"""Milliseconds its turn takes."""
CALLED_FOR = 30_000
"""Milliseconds a call has the place: as long as one stands large among the calls of a zone."""
NAME_PAGE = 6_000
"""Milliseconds a page of the counter's name stands."""
AGE_PAGE = 5_000
"""Milliseconds that a board without a header shows what was served, and then how old that is."""


Kind = Literal["usual", "age", "message"]
"""Of words in place of a number: why there is none; how old everything is; what the centre says to everybody."""
Words = tuple[LargeWords, Kind]


class CounterView(Struct, frozen=True, kw_only=True):
    desk_label: str
    desk: str
    """The number painted above the counter."""
    name: tuple[str, ...]
    label: str
    """Above the number that is called or served."""
    number: TicketNumber
    px: int
    lit: bool
    """The bright half of a pulse."""
    words: LargeWords | None
    """In place of a number."""
    kind: Kind
    """Of the words."""
    shows: frozenset[Uid]

    @property
    def message(self) -> bool:
        return self.kind == "message"


class Now(Struct, frozen=True):
    """Who is at the counter."""

    number: TicketNumber
    called: Millis | None
    """When the call was made, by the hub's clock; None for somebody who is served."""
    language: Language


class Views:
    """See :class:`display_app.parts.part.Views`."""

    def __init__(self, about: About, layout: Layout) -> None:
        self._layout = layout
        self._em = about.em
        self._words = about.words
        self._say = about.words.into("vi")
        self._size = layout.scale.font("caption")
        self._counter = about.plan.counter(about.board.counter or "")
        name = self._counter.name.vi if self._counter and self._counter.name else ""
        width = layout.desk.width - layout.pad * 2
        self._name = accompanied(wrap(name, width, self._width), width, self._width)

    def pages(self, state: Board, turns: Turns) -> Sequence[Millis]:
        """One, unless the counter is closed."""
        known = self._state(state)
        return () if known is None or known.status == "closed" else (PAGE,)

    def urgent(self, state: Board, turns: Turns) -> bool:
        """From the moment somebody is called here until they can have come, or somebody is served."""
        now = self._now(state)
        if now is None or now.called is None:
            return False
        since = _own(state, now.called)
        if since is not None and turns.now < since + CALLED_FOR:
            turns.changes_at(since + CALLED_FOR)
            return True
        return bool(self._calls(state, now.number) & state.unpainted)

    def __call__(self, state: Board, turns: Turns, page: int) -> CounterView:
        now = self._now(state)
        words, kind = self._instead(state, now, turns) or (None, "usual")
        number = now.number if now is not None and words is None else ""
        since = _own(state, now.called) if now is not None and now.called is not None else None
        return CounterView(
            desk_label=self._say("Quầy"),
            desk=str(self._counter.number) if self._counter else "",
            name=turns.page(self._name, self._layout.name_lines, NAME_PAGE)[0],
            label=self._label(now) if now is not None and number else "",
            number=number,
            px=self._px(number),
            lit=bool(number) and since is not None and turns.lit(since),
            words=words,
            kind=kind,
            shows=self._calls(state, number) if number else frozenset(),
        )

    def _now(self, state: Board) -> Now | None:
        """What is newer counts: the call that was heard, or what the counter said of itself later."""
        known = self._state(state)
        mine = (call for call in state.calls if self._counter is not None and call.counter == self._counter.id)
        call = next(mine, None)
        ticket = known.ticket if known else None
        if call is not None and (known is None or call.at > known.since or _same(call, known)):
            return Now(call.number, call.at, call.language)
        if known is None or ticket is None:
            return None
        language = call.language if call is not None and call.number == ticket.number else "vi"
        return Now(ticket.number, known.since if ticket.state == "called" else None, language)

    def _state(self, state: Board) -> CounterState | None:
        return state.counters.get(self._counter.id) if self._counter else None

    def _calls(self, state: Board, number: TicketNumber) -> frozenset[Uid]:
        """The calls that somebody sees who sees this number here."""
        here = self._counter.id if self._counter else ""
        return frozenset(call.id for call in state.calls if call.counter == here and call.number == number)

    def _label(self, now: Now) -> str:
        width = self._layout.call.width - self._layout.pad * 2
        if now.called is None:
            return self._say("Đang phục vụ")
        say: Say = self._words.into(now.language)
        return first_fitting([say("Mời số"), say("Số")], width, self._width)

    def _px(self, number: TicketNumber) -> int:
        """The layout's size; less for a number that the hall file does not know."""
        room, wide = self._layout.call.width - self._layout.pad * 2, self._em(number, "Bold") if number else 0.0
        return min(self._layout.call_px, int(room / wide)) if wide else self._layout.call_px

    def _said(self, state: Board) -> list[str]:
        """What stands there when nobody is called or served."""
        say, known = self._say, self._state(state)
        if known is None:
            return []
        if known.status == "paused":
            return [say("Tạm ngừng phục vụ"), *([known.reason] if known.reason else [])]
        if known.status == "open":
            return [say("Mời quý vị chờ gọi số")]
        if state.hall is not None and not state.hall.open:
            return [say("Ngoài giờ làm việc"), *opening(state.hall, say)[:1]]
        return [say("Quầy đang đóng")]

    def _instead(self, state: Board, now: Now | None, turns: Turns) -> Words | None:
        """What stands in place of a number, if anything. Where no header says it, how old everything is has every
        other moment, and while nobody is called or served here, the centre's messages have their turns."""
        bare, stale = self._layout.bare, state.stale is not None
        age = self._paged(age_wordings(state, self._say)[-2:-1], "age") if bare and stale else []
        if now is not None:
            return turns.of(age) if age and turns.turn(AGE_PAGE) % 2 else None
        messages = [self._message(message) for message in state.messages] if bare else []
        if not messages and age and turns.turn(AGE_PAGE) % 2:
            return turns.of(age)
        said = self._paged(self._said(state))
        return turns.of(by_turns(messages, said + age, newest_first=True), state.told) if messages else turns.of(said)

    def _message(self, message: BoardMessage) -> list[tuple[Words, Millis]]:
        width = self._layout.call.width - self._layout.pad * 2
        pages = in_little_room(message, lambda text: self._paged([text], "message"), width, self._width)
        return [(page, max(stands, reading(page[0].rows))) for page, stands in pages]

    def _paged(self, texts: list[str], kind: Kind = "usual") -> list[tuple[Words, Millis]]:
        scale, call, pad = self._layout.scale, self._layout.call, self._layout.pad * 2
        pages = word_pages(texts, scale, self._em, call.width - pad, call.height - pad)
        return [((page, kind), WORDS_PAGE) for page in pages]

    def _width(self, text: str) -> float:
        return self._em(text, "Regular") * self._size


def _same(call: CallMade, known: CounterState) -> bool:
    """Whether the counter's state is that of this very call."""
    ticket = known.ticket
    return ticket is not None and ticket.state == "called" and ticket.number == call.number


def _own(state: Board, at: Millis) -> Millis | None:
    """A moment of the hub's clock by the board's own; None while the hub was never heard."""
    return None if state.clock is None else at - state.clock.hub + state.clock.own
