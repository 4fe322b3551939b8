"""What each display of a sign shows: ``view_of(board, sign, now)``. Pure.

The number of whoever is called to that counter or served there; dashes when nobody is, when the officer has paused, and
when the hub has been silent too long; nothing at all when the counter is closed.
"""

from __future__ import annotations

from msgspec import Struct

from display_app.board import Board
from display_app.hours import brightness
from display_app.turns import Turns
from hall_core.contract.limits import STALE_AFTER
from hall_core.contract.messages import CallMade
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan_devices import Sign

BLINKS = 5_000
"""Milliseconds from the call on: as long as it stands large on a board at least."""
DASHES = "--"
"""Nobody is called here now. An old number would send somebody, a dark display would say that the counter is closed."""
DARK = ""


class Face(Struct, frozen=True):
    """What stands on one display. Never more signs than it has places (the hall file is checked for that)."""

    text: str = DARK
    blinks: bool = False
    level: int = 100
    """Brightness in percent; at 0 there is no text."""


class SignView(Struct, frozen=True):
    faces: tuple[Face, ...]
    """In the order of the sign's displays."""
    until: Millis | None
    """When time alone changes it (the board's own clock)."""


def view_of(board: Board, sign: Sign, now: Millis) -> SignView:
    turns = Turns(now)
    level = brightness(sign.brightness, board, turns)
    silent = _silent(board, turns)
    faces = (_face(board, display.counter, turns, silent=silent) for display in sign.displays)
    shown = tuple(Face(face.text if level else DARK, face.blinks, level) for face in faces)
    return SignView(shown, turns.until)


def _face(board: Board, counter: Slug, turns: Turns, *, silent: bool) -> Face:
    known = board.counters.get(counter)
    closed = known is not None and known.status == "closed"
    if silent:
        return Face(DARK if closed else DASHES)
    call = _young_call(board, counter, turns)
    if call is not None:
        return Face(call.number, blinks=True)
    if closed:
        return Face(DARK)
    ticket = None if known is None else known.ticket
    return Face(DASHES if ticket is None else ticket.number)


def _young_call(board: Board, counter: Slug, turns: Turns) -> CallMade | None:
    """The call made there within the last seconds: it may be here before the counter's state."""
    call = next((call for call in board.calls if call.counter == counter), None)
    age = None if call is None else _age(board, call, turns.now)
    if call is None or age is None:
        return None
    known = board.counters.get(counter)
    if abs(age) >= BLINKS or (known is not None and known.since > call.at):
        return None  # over; or the person has come, or something else has happened there since
    turns.changes_at(turns.now + BLINKS - age)
    return call


def _age(board: Board, call: CallMade, now: Millis) -> int | None:
    """By the hub's clock; before that is known, since the call was heard or had its turn. None: long ago."""
    if board.clock is not None:
        return board.clock.at(now) - call.at
    heard = {queued.call.id: queued.heard for queued in board.queue}
    if board.hero is not None:
        heard[board.hero.call.id] = board.hero.since
    return now - heard[call.id] if call.id in heard else None


def _silent(board: Board, turns: Turns) -> bool:
    """Whether the hub has not been heard for so long that what was heard last may be wrong by now. A link that is
    down for a moment changes nothing."""
    if board.stale is None:
        return False
    if board.speech.heard is None:
        return True
    ends = board.speech.heard + STALE_AFTER * 1_000
    if turns.now < ends:
        turns.changes_at(ends)
    return turns.now >= ends
