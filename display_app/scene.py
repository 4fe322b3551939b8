"""Which parts stand on the glass now, and for how long: ``scene(state, cues, now) -> (cues, view)``. Pure.

In one place parts take turns, in the order of the hall file, each with all of its pages. An urgent part (a call was
heard) has the place in the frame it is heard, and for as long as it is urgent; then the page that stood there stands
for what was left of its time. Where nothing else has anything to show, nothing ever changes by time. When the centre's
messages change, the part that shows them begins anew, with the newest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from display_app.board import Board
from display_app.frame import FrameView, FrameViews
from display_app.parts.find import views_of
from display_app.parts.part import About, View, Views
from display_app.scene_layout import Group, SceneLayout
from display_app.turns import Turns
from hall_core.contract.messages import BoardMessage
from hall_core.domain.names import Millis
from hall_core.domain.plan_devices import CALLS, BoardPart

REST_AT_LEAST = 3_000
"""Milliseconds a page stands after an interruption, however little of its time was left: to read it to its end."""
TELLS: BoardPart = "notices"
"""The part whose first pages are the centre's messages."""
PAGES_A_TURN = 6
"""Pages after which a part gives way to the next one; it goes on with its next page at its next turn."""


class Cue(Struct, frozen=True):
    """How far the turns of one place are."""

    turn: int = 0
    """Whose turn it is: a place in the group."""
    page: int = 0
    since: Millis = 0
    """When the page came on, by the board's own clock."""
    shown: int = 0
    """Pages of this turn that are over."""
    paused: Millis | None = None
    """How long the page had stood when an urgent part took the glass."""
    next: tuple[int, ...] = ()
    """For each part of the group, the page with which its next turn begins."""
    had: int = 0
    """Pages of the part whose turn it is, when it was last looked at."""
    told: tuple[BoardMessage, ...] = ()
    """The messages that there were."""


Cues = tuple[Cue, ...]


class BoardView(Struct, frozen=True, kw_only=True):
    """All that is on the glass."""

    frame: FrameView
    parts: tuple[tuple[BoardPart, Any], ...]
    """For each place on the glass, the part that stands there and its view."""
    shows: frozenset[str]
    """The calls and the apologies on the glass."""
    until: Millis | None
    """When time alone changes the view, by the board's own clock."""


class Scene:
    """What one board shows. Its only memory are the cues, which the caller keeps."""

    def __init__(self, about: About, layout: SceneLayout) -> None:
        self.layout = layout
        self._frame = FrameViews(about, layout.frame)
        self._views: dict[BoardPart, Views] = {
            part: views_of(part, about, layout.parts[part]) for group in layout.groups for part in group
        }

    def cues(self, now: Millis) -> Cues:
        """How it begins."""
        return tuple(Cue(since=now, next=(0,) * len(group)) for group in self.layout.groups)

    def __call__(self, state: Board, cues: Cues, now: Millis) -> tuple[Cues, BoardView]:
        turns = Turns(now)
        moved: list[Cue] = []
        parts: list[tuple[BoardPart, View]] = []
        for group, before in zip(self.layout.groups, cues, strict=True):
            pages = [self._views[part].pages(state, turns) for part in group]
            cue = told(before, group, state.messages, now)
            cue, place = move_on(cue, pages, self._urgent(group, state, turns), turns)
            part = group[place]
            page = cue.page if place == cue.turn else cue.next[place]
            parts.append((part, self._views[part](state, turns, page % max(1, len(pages[place])))))
            moved.append(cue)
        shows = frozenset[str]().union(*(view.shows for _, view in parts))
        frame = self._frame(state, turns, told=any(view.message for _, view in parts))
        return tuple(moved), BoardView(frame=frame, parts=tuple(parts), shows=shows, until=turns.until)

    def view_of(self, part: BoardPart, state: Board, now: Millis) -> View:
        """The first view of a part, whether or not it is its turn."""
        return self._views[part](state, Turns(now), 0)

    def _urgent(self, group: Group, state: Board, turns: Turns) -> int | None:
        """The part that must be on the glass now: calls before all others."""
        urgent = [part for part in group if self._views[part].urgent(state, turns)]
        return group.index(CALLS if CALLS in urgent else urgent[0]) if urgent else None


def told(cue: Cue, group: Group, messages: tuple[BoardMessage, ...], now: Millis) -> Cue:
    """The cue once these are the messages: what tells them begins with its first page, for its whole time."""
    if messages == cue.told:
        return cue
    cue = replace(cue, told=messages)
    if TELLS not in group:
        return cue
    place = group.index(TELLS)
    if cue.turn == place:
        paused = None if cue.paused is None else 0
        return replace(cue, page=0, since=now, shown=0, paused=paused)
    return replace(cue, next=tuple(0 if at == place else page for at, page in enumerate(cue.next)))


def move_on(cue: Cue, pages: Sequence[Sequence[Millis]], urgent: int | None, turns: Turns) -> tuple[Cue, int]:
    """The cue as it is now, and the part of the group that stands on the glass. ``pages``: for how long each page of
    each part of the group stands."""
    if urgent is not None:
        if urgent != cue.turn and cue.paused is None:
            cue = replace(cue, paused=turns.now - cue.since)
        return cue, urgent
    if cue.paused is not None:
        cue = _resumed(cue, pages[cue.turn], turns.now)
    own = pages[cue.turn]
    if cue.had <= 1 < len(own):
        # It stood alone, perhaps for hours; what it has to show now begins with its first page, for its whole time.
        cue = replace(cue, page=0, since=turns.now, shown=0)
    elif not own or turns.now >= cue.since + own[cue.page % len(own)]:
        cue = _next(cue, pages, turns.now)
        own = pages[cue.turn]
    cue = replace(cue, had=len(own))
    if len(own) > 1 or (own and _following(cue.turn, pages) != cue.turn):
        turns.changes_at(cue.since + own[cue.page % len(own)])
    return cue, cue.turn


def _resumed(cue: Cue, own: Sequence[Millis], now: Millis) -> Cue:
    stood = cue.paused or 0
    if own:
        stood = min(stood, max(0, own[cue.page % len(own)] - REST_AT_LEAST))
    return replace(cue, since=now - stood, paused=None)


def _next(cue: Cue, pages: Sequence[Sequence[Millis]], now: Millis) -> Cue:
    """The part's next page, or the next part's turn. A page is never passed over, however late we are."""
    own = pages[cue.turn]
    shown, page = cue.shown + 1, (cue.page + 1) % max(1, len(own))
    if shown < min(len(own), PAGES_A_TURN):
        return replace(cue, page=page, since=now, shown=shown)
    turn = _following(cue.turn, pages)
    if turn == cue.turn:
        # Nobody else has anything to show. What does not change begins no new time.
        return replace(cue, page=page, since=now, shown=0) if len(own) > 1 else replace(cue, page=0, shown=0)
    later = tuple(page if place == cue.turn else kept for place, kept in enumerate(cue.next))
    page = later[turn] % len(pages[turn]) if pages[turn] else 0
    return Cue(turn=turn, page=page, since=now, next=later, told=cue.told)


def _following(turn: int, pages: Sequence[Sequence[Millis]]) -> int:
    """Whose turn is next: the next part with something to show; the first one when none has."""
    count = len(pages)
    order = [*range(turn + 1, count), *range(turn + 1)]
    return next((place for place in order if pages[place]), 0)
