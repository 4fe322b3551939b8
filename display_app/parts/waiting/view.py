"""What the part ``waiting`` shows, as values. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from display_app.board import Board
from display_app.hours import CLOCK_FOR, MINUTE
from display_app.large_words import LargeWords, large_words
from display_app.parts.part import About
from display_app.parts.waiting.layout import Fact, Layout
from display_app.parts.waiting.words import BETWEEN, NONE, Words
from display_app.texts import first_fitting, fit_words, opening, services_of
from display_app.turns import Turns
from hall_core.contract.messages import ServiceState
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.plan import Service

PAGE = 10_000
"""Milliseconds a page stands: five to eight rows, of which one looks for one's own."""
FACTS_PAGE = 4_000
"""Milliseconds that what is below a name stands, when it does not all have room at once."""


class WaitingRow(Struct, frozen=True, kw_only=True):
    """One service."""

    badge: str
    """What its tickets begin with; "" for a service whose numbers have no letter."""
    name: tuple[str, ...]
    values: tuple[str, ...]
    """One for each column."""
    below: tuple[str, ...]
    """Rows below the name."""
    noted: int | None
    """Which of them tells why the service is not as usual."""
    idle: bool
    """Nobody waits: it steps back."""


class WaitingView(Struct, frozen=True, kw_only=True):
    heading: str
    labels: tuple[str, ...]
    """Above the columns."""
    rows: tuple[WaitingRow, ...]
    words: LargeWords | None
    """In place of the rows, when there is nothing to list."""
    shows: frozenset[Uid] = frozenset()
    message: bool = False


class Views:
    """See :class:`display_app.parts.part.Views`."""

    def __init__(self, about: About, layout: Layout) -> None:
        self._layout = layout
        self._em = about.em
        self._say = about.words.into("vi")
        self._words = Words(self._say)
        self._size = layout.scale.font("caption")
        self._services = services_of(about.plan, about.board.zone)
        self._names: dict[tuple[Slug, int], tuple[str, ...]] = {}

    def pages(self, state: Board, turns: Turns) -> Sequence[Millis]:
        """Of the services, unless nobody waits and nothing is out of the ordinary."""
        listed = self._listed(state)
        if not any(known.waiting or self._words.notes(known) for _, known in listed):
            return ()
        layout = self._layout
        facts = len(layout.below) if layout.lines - layout.name_lines < len(layout.below) else 0
        return [max(PAGE, FACTS_PAGE * facts)] * -(-len(listed) // layout.rows)

    def urgent(self, state: Board, turns: Turns) -> bool:
        return False

    def __call__(self, state: Board, turns: Turns, page: int) -> WaitingView:
        layout, listed = self._layout, self._listed(state)
        closed = state.hall is not None and not state.hall.open
        words: LargeWords | None = None
        if not self.pages(state, turns):
            listed, words = [], self._nothing(state, turns)
        now = _hub_minute(state, turns) if any(known.oldest for _, known in listed) else None
        begin = page * layout.rows
        return WaitingView(
            heading="" if words else self._heading(closed, page, -(-len(listed) // layout.rows)),
            labels=() if words else tuple(self._words.heading(column.fact) for column in layout.columns),
            rows=tuple(self._row(service, known, now, turns) for service, known in listed[begin : begin + layout.rows]),
            words=words,
        )

    def _listed(self, state: Board) -> list[tuple[Service, ServiceState]]:
        """The services of the zone that the hub has told of, in the order of the hall file, so that everybody finds
        their own where it was."""
        known = state.services
        return [(service, known[service.id]) for service in self._services if service.id in known]

    def _row(self, service: Service, state: ServiceState, now: Millis | None, turns: Turns) -> WaitingRow:
        layout, words = self._layout, self._words
        values = self._values(state, now)
        notes = words.notes(state)
        room = layout.text_width if layout.below else layout.name_width
        note = first_fitting(notes, room - self._size, self._width) if notes else ""
        rows = [self._facts(kinds, values) for kinds in layout.below]
        if note:
            # In place of how many counters are open, or in a row that the name gives up.
            rows[-1:] = [note, *fit_words(words.reason(state), room, 1, self._width)]
        # Every service pages at the same time, and to the same fact; a reason takes turns with what it is for.
        below = turns.page(rows, layout.lines - layout.name_lines if layout.below else 1, FACTS_PAGE)[0]
        below = tuple(filter(None, below))
        return WaitingRow(
            badge=service.numbers.prefix,
            name=self._name(service, layout.name_lines if layout.below else layout.lines - len(below)),
            values=tuple(values[column.fact] for column in layout.columns),
            below=below,
            noted=below.index(note) if note in below else None,
            idle=not state.waiting,
        )

    def _facts(self, kinds: tuple[Fact, ...], values: dict[Fact, str]) -> str:
        return BETWEEN.join(self._words.below(fact, values[fact]) for fact in kinds if values[fact] != NONE)

    def _values(self, state: ServiceState, now: Millis | None) -> dict[Fact, str]:
        longest = None if now is None or state.oldest is None else max(0, now - state.oldest) // MINUTE
        takes = state.issuing == "open" and state.staffed and state.waiting
        return {
            "waiting": str(state.waiting),
            "longest": self._words.minutes(longest),
            "estimate": self._words.minutes(state.estimate_minutes if takes else None),
            "counters": str(state.staffed) if state.staffed else NONE,
        }

    def _name(self, service: Service, lines: int) -> tuple[str, ...]:
        key = service.id, lines
        if key not in self._names:
            self._names[key] = fit_words(service.name.vi, self._layout.name_width, lines, self._width)
        return self._names[key]

    def _heading(self, closed: bool, page: int, pages: int) -> str:
        place = f"  {page + 1}/{pages}" if pages > 1 else ""
        say = self._say
        texts = [say("Ngoài giờ làm việc"), say("Ngoài giờ")] if closed else [say("Dịch vụ")]
        width = self._layout.name_width + self._layout.text_x - self._layout.box.x - self._layout.pad
        return first_fitting([text + place for text in texts], width, self._width)

    def _nothing(self, state: Board, turns: Turns) -> LargeWords | None:
        """What is said when nobody waits."""
        if state.hall is None:
            return LargeWords(())
        texts = [self._say("Hiện không có người chờ")]
        if not state.hall.open:
            texts = [self._say("Ngoài giờ làm việc"), *opening(state.hall, self._say)[:1]]
        box, pad = self._layout.box, self._layout.pad * 2
        return large_words(texts, self._layout.scale, self._em, box.width - pad, box.height - pad, turns)

    def _width(self, text: str) -> float:
        return self._em(text, "Regular") * self._size


def _hub_minute(state: Board, turns: Turns) -> Millis | None:
    """The hub's time to the minute, at which all waits are counted: one change a minute. While the hub is not heard
    the waits stay as they were when it was; None when the clock is not to be trusted."""
    clock = state.clock
    if clock is None or not clock.trusted:
        return None
    if state.stale is not None:
        return state.stale.since
    if turns.now - clock.own >= CLOCK_FOR:
        return None
    hub = clock.at(turns.now)
    turns.changes_at(turns.now + MINUTE - hub % MINUTE)
    return hub - hub % MINUTE
