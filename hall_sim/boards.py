"""Boards of a simulated hall: they paint each call a moment after they hear of it, and one of them speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hall_core.contract.messages import CallMade
from hall_core.domain import facts as f
from hall_core.domain.names import Slug, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import CALLS, Board, Led
from hall_sim.agenda import SECOND
from hall_sim.said import Seen

if TYPE_CHECKING:
    from hall_sim.life import Life

PAINTS = (60, 300)
"""Milliseconds until a call is on the glass."""
SPEAKS = 6 * SECOND
"""A call in one language, chime and all."""


def calls_boards(plan: Plan) -> dict[Slug, list[Slug]]:
    """Zone to the boards and matrices at which its people look."""
    boards = [device for device in plan.devices if isinstance(device, Board | Led)]
    shows = [board for board in boards if isinstance(board, Led) or CALLS in board.shows]
    return {zone.id: [board.id for board in shows if board.zone == zone.id] for zone in plan.zones}


class Glass:
    """One board."""

    def __init__(self, life: Life, id: Slug, read: Callable[[CallMade], None]) -> None:
        self._life, self._id, self._read = life, id, read
        self._random = life.chances.of(f"board {id}")
        self._painted: set[Uid] = set()
        self._speaks_until = 0
        self.on = True

    def called(self, call: CallMade) -> None:
        """A repeated message of the same call is silent."""
        if self.on and call.id not in self._painted:
            self._painted.add(call.id)
            self._life.agenda.after(self._random.randint(*PAINTS), lambda: self._paints(call))

    def _paints(self, call: CallMade) -> None:
        if not self.on:
            return
        life = self._life
        seen = Seen(call=call.id, number=call.number, counter=call.counter, device=self._id, at=life.agenda.now)
        life.said.append(seen)
        life.face.fact(self._id, f.CallWasShown(call=call.id, how="painted"))
        self._read(call)
        if call.speaker == self._id:
            # One call after the other.
            self._speaks_until = max(self._speaks_until, life.agenda.now) + SPEAKS
            life.agenda.at(self._speaks_until, lambda: self._spoke(call))

    def _spoke(self, call: CallMade) -> None:
        if self.on:
            self._life.face.fact(self._id, f.CallWasShown(call=call.id, how="spoken"))
