"""The frame of every rule for a wish at one counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.hall_state import CounterNow, Hall
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import Ticket

Decision = list[e.Event] | Refusal

K_ = TypeVar("K_", bound=c.AtCounter)
_Rule = Callable[[Hall, CounterNow, K_, c.Asked], Decision]


class Rules(dict[type[Any], Callable[[Hall, Any, c.Asked], Decision]]):
    """The rule for each wish."""

    def rule(self, kind: type[K_], *, working: bool = False) -> Callable[[_Rule[K_]], _Rule[K_]]:
        """A rule for a wish at one counter, which must be known, as the officer saw it and (``working``) open."""

        def keep(decide: _Rule[K_]) -> _Rule[K_]:
            def guarded(hall: Hall, command: K_, asked: c.Asked) -> Decision:
                counter = hall.counters.get(command.counter)
                if counter is None:
                    return Refusal("unknown-counter", command.counter)
                if command.expects is not None and command.expects != counter.version:
                    return Refusal("stale", counter.id)
                if working and counter.status != "open":
                    return Refusal("counter-paused" if counter.status == "paused" else "counter-closed", counter.id)
                return decide(hall, counter, command, asked)

            self[kind] = guarded
            return decide

        return keep


def in_hand(hall: Hall, counter: CounterNow) -> Ticket | None:
    return None if counter.ticket is None else hall.tickets[counter.ticket]


def with_ticket(
    hall: Hall,
    counter: CounterNow,
    state: Literal["called", "serving", "either"],
    event: Callable[[Ticket], e.Event | Refusal],
) -> Decision:
    """What becomes of the ticket in hand, which must be in ``state``."""
    ticket = in_hand(hall, counter)
    if ticket is None:
        return Refusal("no-ticket")
    if state not in ("either", ticket.state):
        return Refusal("not-called" if state == "called" else "not-serving", ticket.number)
    decided = event(ticket)
    return decided if isinstance(decided, Refusal) else [decided]
