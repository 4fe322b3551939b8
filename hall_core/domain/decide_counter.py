"""What is decided about an officer's wishes at one counter. What a rule allows stands in its docstring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.dispatch import choose
from hall_core.domain.hall_state import CounterNow, Hall
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import Ticket

Decision = list[e.Event] | Refusal

RULES: dict[type[Any], Callable[[Hall, Any, c.Asked], Decision]] = {}
"""The rule for each wish."""

K_ = TypeVar("K_", bound=c.AtCounter)
_Rule = Callable[[Hall, CounterNow, K_, c.Asked], Decision]


def _rule(kind: type[K_], *, working: bool = False) -> Callable[[_Rule[K_]], _Rule[K_]]:
    """A rule for a wish at one counter, which must be known, as the officer saw it and (``working``) open."""

    def keep(rule: _Rule[K_]) -> _Rule[K_]:
        def guarded(hall: Hall, command: K_, asked: c.Asked) -> Decision:
            counter = hall.counters.get(command.counter)
            if counter is None:
                return Refusal("unknown-counter", command.counter)
            if command.expects is not None and command.expects != counter.version:
                return Refusal("stale", counter.id)
            if working and counter.status != "open":
                return Refusal("counter-paused" if counter.status == "paused" else "counter-closed", counter.id)
            return rule(hall, counter, command, asked)

        RULES[kind] = guarded
        return rule

    return keep


@_rule(c.CallNext, working=True)
def _next(hall: Hall, counter: CounterNow, command: c.CallNext, asked: c.Asked) -> Decision:
    """At an open counter. Completes the ticket being served; refuses while a call is unanswered, so that ten
    presses bring one person."""
    in_hand = _in_hand(hall, counter)
    if in_hand is not None and in_hand.state == "called":
        return Refusal("unanswered-call", in_hand.number)
    arrival = choose(hall.counter_plans[counter.id], hall.lines)
    if arrival is None:
        # The one in hand stays: an officer who asks for the next must not lose the present one for nothing.
        return Refusal("nobody-waiting")
    done: list[e.Event] = [] if in_hand is None else [e.TicketCompleted(ticket=in_hand.id, offer=asked.offer)]
    return [*done, _call(hall, counter, hall.who_came(arrival).id, asked)]


@_rule(c.Recall, working=True)
def _recall(hall: Hall, counter: CounterNow, command: c.Recall, asked: c.Asked) -> Decision:
    """The called ticket in hand, once more."""
    return _with_ticket(hall, counter, "called", lambda t: _call(hall, counter, t.id, asked, again=True))


@_rule(c.StartService)
def _start(hall: Hall, counter: CounterNow, command: c.StartService, asked: c.Asked) -> Decision:
    """The person called has come."""
    return _with_ticket(hall, counter, "called", lambda t: e.TicketServiceStarted(ticket=t.id))


@_rule(c.CompleteService)
def _complete(hall: Hall, counter: CounterNow, command: c.CompleteService, asked: c.Asked) -> Decision:
    """The person being served is done; also while the counter pauses."""
    return _with_ticket(hall, counter, "serving", lambda t: e.TicketCompleted(ticket=t.id, offer=asked.offer))


@_rule(c.MarkNoShow)
def _no_show(hall: Hall, counter: CounterNow, command: c.MarkNoShow, asked: c.Asked) -> Decision:
    """The person called has not come."""
    return _with_ticket(hall, counter, "called", lambda t: e.TicketMissed(ticket=t.id))


@_rule(c.OpenCounter)
def _open(hall: Hall, counter: CounterNow, command: c.OpenCounter, asked: c.Asked) -> Decision:
    """A closed counter, by a known officer who is at no other."""
    if hall.plan.officer(command.officer) is None:
        return Refusal("unknown-officer", command.officer)
    if counter.session is not None:
        return Refusal("counter-open", counter.session.officer)
    for other in hall.counters.values():
        if other.session is not None and other.session.officer == command.officer:
            return Refusal("officer-elsewhere", str(hall.counter_plans[other.id].number))
    return [e.CounterOpened(counter=counter.id, officer=command.officer, session=asked.id)]


@_rule(c.PauseCounter, working=True)
def _pause(hall: Hall, counter: CounterNow, command: c.PauseCounter, asked: c.Asked) -> Decision:
    """An open counter whose last call is answered: nobody walks to a desk that has just stopped."""
    ticket = _in_hand(hall, counter)
    if ticket is not None and ticket.state == "called":
        return Refusal("unanswered-call", ticket.number)
    return [e.CounterPaused(counter=counter.id, reason=command.reason)]


@_rule(c.ResumeCounter)
def _resume(hall: Hall, counter: CounterNow, command: c.ResumeCounter, asked: c.Asked) -> Decision:
    """A paused counter."""
    if counter.status != "paused":
        return Refusal("counter-not-paused", counter.id)
    return [e.CounterResumed(counter=counter.id)]


@_rule(c.CloseCounter)
def _close(hall: Hall, counter: CounterNow, command: c.CloseCounter, asked: c.Asked) -> Decision:
    """Only with empty hands: a person at a counter must have an outcome."""
    if counter.status == "closed":
        return Refusal("counter-closed", counter.id)
    ticket = _in_hand(hall, counter)
    if ticket is not None:
        return Refusal("ticket-in-hand", ticket.number)
    return [e.CounterClosed(counter=counter.id)]


def _in_hand(hall: Hall, counter: CounterNow) -> Ticket | None:
    return None if counter.ticket is None else hall.tickets[counter.ticket]


def _with_ticket(
    hall: Hall, counter: CounterNow, state: Literal["called", "serving"], event: Callable[[Ticket], e.Event]
) -> Decision:
    """What becomes of the ticket in hand, which must be in ``state``."""
    ticket = _in_hand(hall, counter)
    if ticket is None:
        return Refusal("no-ticket")
    if ticket.state != state:
        return Refusal("not-called" if state == "called" else "not-serving", ticket.number)
    return [event(ticket)]


def _call(hall: Hall, counter: CounterNow, ticket: str, asked: c.Asked, *, again: bool = False) -> e.Event:
    zone = hall.counter_plans[counter.id].zone
    return e.TicketCalled(
        ticket=ticket,
        counter=counter.id,
        call=asked.id,
        zone=zone,
        sequence=hall.zones[zone].sequence + 1,
        again=again,
    )
