"""What a matrix shows, as values: (what the board knows, what stood there, now) -> view. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from display_app.board import Board
from display_app.frame import age_wordings
from display_app.hours import brightness, time_of_day
from display_app.led.layout import Layout
from display_app.messages import by_turns, in_little_room, pages_of
from display_app.texts import first_fitting, opening
from display_app.turns import Turns, reading
from hall_core.contract.messages import BoardMessage, CallMade
from hall_core.domain.names import Millis, TicketNumber, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led
from hall_core.ui.translate import Words
from hall_core.ui.wrap import wrap

PULSE = 500
"""Milliseconds between two changes of a new call's colours: 1 Hz, far below what troubles epileptics."""
PULSES_FOR = 5_000
"""Milliseconds a new call pulses."""
GLANCE = 1_000
"""Milliseconds that a call at least stands. What was called while another one stands is seen for so long at once, and
large and long when its turn comes: the officer waits 3 s for a call to be seen."""
CALLS_PAGE = 3_000
"""Milliseconds a page of earlier calls stands: one or two short rows."""
WORDS_PAGE = 4_000
MESSAGE_PAGE = 3_000
"""Milliseconds a page of a message stands at least: one or two short rows of a sentence that goes on."""
NAME_PAGES = 5
"""A hall's name that needs more pages than these is left out: word by word nobody reads it together."""


Tone = Literal["lit", "plain", "old", "told"]
"""The bright half of a pulse; as usual; about facts that are old; what the centre says to everybody."""
Paged = list[tuple["LedView", Millis]]
"""Pages that follow one another, and how long each stands."""


class Called(Struct, frozen=True):
    """Who is called where. A matrix at one counter shows no counter."""

    number: TicketNumber
    counter: str
    tone: Tone = "plain"


class Line(Struct, frozen=True):
    """Words, or the time when ``figures``."""

    text: str
    tone: Tone = "plain"
    figures: bool = False


class LedView(Struct, frozen=True, kw_only=True):
    lines: tuple[Called | Line, ...] = ()
    """From top to bottom; none: dark."""
    large: bool = False
    """The one line has the whole matrix."""
    stale: bool = False
    percent: int = 100
    """Brightness."""
    shows: frozenset[Uid] = frozenset()


class Cues(Struct, frozen=True):
    """What has to be remembered from one view to the next: which call stands, and since when."""

    call: Uid | None = None
    since: Millis = 0


class LedViews:
    """The views of one matrix."""

    def __init__(self, plan: Plan, led: Led, layout: Layout, words: Words, measure: Callable[[str], float]) -> None:
        """``measure``: lamps across of a line of words."""
        self._plan, self._led, self._layout = plan, led, layout
        self._say = words.into("vi")
        self._measure = measure
        own = plan.counter(led.counter) if led.counter else None
        self._own = str(own.number) if own else ""

    def __call__(self, state: Board, cues: Cues, now: Millis) -> tuple[Cues, LedView, Millis | None]:
        """(for the next view, what to show, when time alone changes it)."""
        turns = Turns(now)
        percent = brightness(self._led.brightness, state, turns)
        if percent == 0:
            return cues, LedView(percent=0), turns.until
        announced = self._announced(state)
        if announced:
            cues = _stands(state, announced, cues, turns)
            call = next(call for call in announced if call.id == cues.call)
            view = self._large(state, call, _since(state, call, cues), turns)
        elif self._led.counter:
            view = self._desk(state)
        else:
            view = self._page(state, turns)
        return cues, replace(view, stale=state.stale is not None, percent=percent), turns.until

    def _announced(self, state: Board) -> list[CallMade]:
        """The call whose turn it is, and those whose turn is to come. At one counter only the newest counts, and does
        not wait for the turns of others."""
        calls = [*([state.hero.call] if state.hero else []), *(queued.call for queued in state.queue)]
        return calls if self._led.counter is None else list(filter(self._mine, calls))[-1:]

    def _mine(self, call: CallMade) -> bool:
        return self._led.counter in {None, call.counter}

    def _large(self, state: Board, call: CallMade, since: Millis, turns: Turns) -> LedView:
        lit = turns.now - since < PULSES_FOR and turns.turn(PULSE, since) % 2 == 0
        return LedView(lines=(self._called(call, "lit" if lit else "plain"),), large=True, shows=_seen(state, [call]))

    def _called(self, call: CallMade, tone: Tone = "plain") -> Called:
        return Called(call.number, "" if self._led.counter else str(call.counter_number), tone)

    def _desk(self, state: Board) -> LedView:
        """At one counter: the number that is there, or whose counter it is."""
        assert self._led.counter is not None
        own = [call for call in state.calls if self._mine(call)]
        counter = state.counters.get(self._led.counter)
        if counter is not None:
            here = counter.ticket.number if counter.status == "open" and counter.ticket else ""
        else:
            here = own[0].number if own else ""
        if here:
            shown = [call for call in own if call.number == here]
            return LedView(lines=(Called(here, ""),), large=True, shows=_seen(state, shown))
        label = self._words([f"{self._say('Quầy')} {self._own}"])
        return label[0] if label else LedView()

    def _page(self, state: Board, turns: Turns) -> LedView:
        """Nobody is being called: the last calls, or else what the hall says of itself, and what the centre says to
        everybody, page by page."""
        newest = {call.number: call for call in reversed(state.calls)}
        last = [call for call in state.calls if newest[call.number] is call]
        age = self._age(state)
        if last:
            size = self._layout.rows
            sheets = [last[at : at + size] for at in range(0, len(last), size)]
            lists = [LedView(lines=tuple(map(self._called, sheet)), shows=_seen(state, sheet)) for sheet in sheets]
            pages, since = _each([*lists, *age], CALLS_PAGE), state.turned
        else:
            pages, since = _each([*self._idle(state, turns), *age], WORDS_PAGE), 0
        if messages := [told for message in state.messages if (told := self._message(message))]:
            # Whatever is newer begins: a message, or the calls that are to be found in the list.
            pages = by_turns(messages, pages, newest_first=state.told >= state.turned)
            since = max(state.told, state.turned)
        return turns.of(pages, since) if pages else LedView()

    def _age(self, state: Board) -> list[LedView]:
        """How old everything is."""
        if state.stale is None:
            return []
        return self._words(age_wordings(state, self._say), "old")

    def _idle(self, state: Board, turns: Turns) -> list[LedView]:
        opens = opening(state.hall, self._say) if state.hall else []
        clock = time_of_day(state, turns)
        time = [LedView(lines=(Line(clock, figures=True),), large=True)] if clock else []
        return [*self._sheets((self._plan.hall.short or self._plan.hall.name).vi), *self._words(opens), *time]

    def _message(self, message: BoardMessage) -> Paged:
        """None where no words can be read."""
        size, wide = self._layout.word_rows, self._layout.width
        if size == 0:
            return []

        def paged(text: str) -> list[tuple[str, ...]]:
            return pages_of(text, size, wide, self._measure)

        sheets = in_little_room(message, paged, wide, self._measure)
        views = [LedView(lines=tuple(Line(row, "told") for row in rows)) for rows in sheets]
        return [(view, max(MESSAGE_PAGE, reading(rows))) for view, rows in zip(views, sheets, strict=True)]

    def _sheets(self, text: str) -> list[LedView]:
        """A longer text, page by page; none where it would be torn into too many."""
        size = self._layout.word_rows
        if size == 0:
            return []
        rows = [Line(row) for row in wrap(text, self._layout.width, self._measure)]
        pages = [LedView(lines=tuple(rows[at : at + size])) for at in range(0, len(rows), size)]
        return pages if len(pages) <= NAME_PAGES else []

    def _words(self, wordings: list[str], tone: Tone = "plain") -> list[LedView]:
        """A page with the fullest wording that has room; none where none has, or no words can be read."""
        if self._layout.word_rows == 0 or not wordings:
            return []
        text = first_fitting(wordings, self._layout.width, self._measure)
        return [LedView(lines=(Line(text, tone),))] if self._measure(text) <= self._layout.width else []


def _stands(state: Board, announced: list[CallMade], cues: Cues, turns: Turns) -> Cues:
    """Which of them stands: the one whose turn it is, but for a glance at each that nobody has seen yet."""
    ids = [call.id for call in announced]
    unseen = [id for id in ids if id in state.unpainted and id != cues.call]
    if cues.call in ids and turns.now - cues.since < GLANCE:
        if unseen or cues.call != ids[0]:
            turns.changes_at(cues.since + GLANCE)
        return cues
    stands = unseen[0] if unseen else ids[0]
    if unseen[1:] or stands != ids[0]:
        turns.changes_at(turns.now + GLANCE)
    return cues if stands == cues.call else Cues(stands, turns.now)


def _since(state: Board, call: CallMade, cues: Cues) -> Millis:
    """From when on a call pulses: however often others are glanced at in between, the same five seconds."""
    return state.hero.since if state.hero and state.hero.call.id == call.id else cues.since


def _seen(state: Board, shown: Sequence[CallMade]) -> frozenset[Uid]:
    """The calls that a reader sees there: a recall looks like the call before it."""
    faces = {(call.number, call.counter_number) for call in shown}
    return frozenset(call.id for call in state.calls if (call.number, call.counter_number) in faces)


def _each(pages: list[LedView], stands: Millis) -> Paged:
    return [(page, stands) for page in pages]
