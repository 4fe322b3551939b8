"""An officer's keys: each press is done, refused or unanswered, and an unanswered one is pressed again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hall_core.contract.messages import CounterState, Reply
from hall_core.domain import commands as c
from hall_hub.sentences import tag
from hall_sim.agenda import SECOND
from hall_sim.setting import Desk

if TYPE_CHECKING:
    from hall_sim.life import Life

AGAIN = (6 * SECOND, 14 * SECOND)
"""Milliseconds until somebody presses again whose light said that nobody answered."""
NOTHING_LEFT = frozenset({"no-ticket", "not-called", "not-serving"})
ALREADY: dict[str, frozenset[str]] = {
    "open": frozenset({"counter-open"}),
    "pause": frozenset({"counter-paused"}),
    "resume": frozenset({"counter-not-paused"}),
    "close": frozenset({"counter-closed"}),
    "start": frozenset({"not-called"}),
    "complete": NOTHING_LEFT,
    "no-show": NOTHING_LEFT,
    "park": NOTHING_LEFT,
    "transfer": NOTHING_LEFT,
    "requeue": NOTHING_LEFT,
    "defer": NOTHING_LEFT,
    "decline": NOTHING_LEFT,
}
"""A press to the refusals that tell that an earlier one, of which nothing was heard, has done it."""


class Hands:
    """At one desk. ``stands`` is told how the counter is, when a press was refused and something else is so."""

    def __init__(self, life: Life, desk: Desk, stands: Callable[[CounterState | None, str], None]) -> None:
        self._life, self._desk, self._stands = life, desk, stands
        self._random = life.chances.of(f"hands {desk.counter}")
        self._ids = life.chances.ids(f"officer {desk.counter}")
        self._in_doubt = False
        """Whether a press was not answered, and may have been heard."""

    def press(self, command: c.Command, done: Callable[[Reply], None], ticket: str | None = None) -> None:
        """``ticket``: whom it is about, to be sworn to when it is done."""
        life, wish = self._life, command if self._desk.by is None else replace(command, by=self._desk.by)

        def answered(reply: Reply | None) -> None:
            if reply is None:
                self._in_doubt = True
                life.agenda.after(self._random.randint(*AGAIN), lambda: self.press(command, done, ticket))
                return
            doubt, self._in_doubt = self._in_doubt, False
            if reply.refusal is None:
                if ticket is not None:
                    life.done(tag(command), ticket, self._desk.device)
                done(reply)
            elif doubt and reply.refusal.reason in ALREADY.get(tag(command), ()):
                done(reply)
            else:
                self._stands(reply.counter, reply.refusal.reason)

        life.face.wish(self._desk.device, wish, self._ids(), answered)
