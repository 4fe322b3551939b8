"""The hub's decisions: ``decide(hall, command, asked) -> events | Refusal``. Pure: it changes nothing.

One rule a command, found by the command's type. What a rule allows stands in its docstring.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.business_day import business_day, open_until, opens_next
from hall_core.domain.dispatch import choose
from hall_core.domain.hall import CounterNow, Hall
from hall_core.domain.names import Millis
from hall_core.domain.numbering import next_value, spell
from hall_core.domain.plan import Board, Caller, Device, Kiosk, Pad, Plan
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN, Ticket

SHOWN_WITHIN = 3_000
"""Milliseconds in which some board of the zone must have painted a call before the officer is told."""

Decision = list[e.Event] | Refusal

_KIOSK_COMMANDS = (c.IssueTicket, c.CancelTicket)


def decide(hall: Hall, command: c.Command, asked: c.Asked) -> Decision:
    """What happens because of ``command``: events in order (at least one), or why nothing does."""
    device = hall.plan.device(asked.device)
    if device is None:
        return Refusal("unknown-device", asked.device)
    refusal = _may(hall.plan, device, command)
    return refusal or _RULES[type(command)](hall, command, asked)


def _may(plan: Plan, device: Device, command: c.Command) -> Refusal | None:
    """A kiosk asks for tickets, a caller acts at its own counter, a board asks for nothing."""
    match device:
        case Kiosk():
            allowed = isinstance(command, _KIOSK_COMMANDS)
        case Caller():
            allowed = isinstance(command, c.CancelTicket) or (
                isinstance(command, c.AtCounter) and command.counter == device.counter
            )
        case Board() | Pad():
            allowed = False
    return None if allowed else Refusal("not-yours", device.id)


C_ = TypeVar("C_", bound=c.Command)
_Rule = Callable[[Hall, C_, c.Asked], Decision]
_RULES: dict[type[Any], _Rule[Any]] = {}


def _rule(kind: type[C_]) -> Callable[[_Rule[C_]], _Rule[C_]]:
    def keep(rule: _Rule[C_]) -> _Rule[C_]:
        _RULES[kind] = rule
        return rule

    return keep


K_ = TypeVar("K_", bound=c.AtCounter)
_CounterRule = Callable[[Hall, CounterNow, K_, c.Asked], Decision]


def _counter_rule(kind: type[K_], *, working: bool = False) -> Callable[[_CounterRule[K_]], _CounterRule[K_]]:
    """A rule for a wish at one counter, which must be known, as the officer saw it and (``working``) open."""

    def keep(rule: _CounterRule[K_]) -> _CounterRule[K_]:
        def guarded(hall: Hall, command: K_, asked: c.Asked) -> Decision:
            counter = hall.counters.get(command.counter)
            if counter is None:
                return Refusal("unknown-counter", command.counter)
            if command.expects is not None and command.expects != counter.version:
                return Refusal("stale", counter.id)
            if working and counter.status != "open":
                return Refusal("counter-paused" if counter.status == "paused" else "counter-closed", counter.id)
            return rule(hall, counter, command, asked)

        _RULES[kind] = guarded
        return rule

    return keep


@_rule(c.IssueTicket)
def _issue(hall: Hall, command: c.IssueTicket, asked: c.Asked) -> Decision:
    """In opening hours, for a service that some counter serves, while there are numbers."""
    service = hall.services.get(command.service)
    if service is None:
        return Refusal("unknown-service", command.service)
    if command.priority is not None and command.priority not in service.priority:
        return Refusal("unknown-priority", command.priority)
    if asked.clock_trusted and open_until(hall.plan.hours, asked.at) is None:
        opens = opens_next(hall.plan.hours, asked.at)
        return Refusal("hall-closed", "" if opens is None else str(opens))
    if service.daily_cap is not None and hall.issued[service.id] >= service.daily_cap:
        return Refusal("daily-cap", str(service.daily_cap))
    value = next_value(service.numbers, hall.last_value.get(service.id), hall.still_open)
    if value is None:
        return Refusal("numbers-spent", spell(service.numbers, service.numbers.last))
    issued = e.TicketIssued(
        ticket=asked.id,
        number=spell(service.numbers, value),
        value=value,
        service=service.id,
        priority=command.priority,
        language=command.language,
        device=asked.device,
    )
    return [issued]


@_counter_rule(c.CallNext, working=True)
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
    done: list[e.Event] = [] if in_hand is None else [e.TicketCompleted(ticket=in_hand.id)]
    return [*done, _call(hall, counter, hall.by_arrival[arrival], asked)]


@_counter_rule(c.Recall, working=True)
def _recall(hall: Hall, counter: CounterNow, command: c.Recall, asked: c.Asked) -> Decision:
    """The called ticket in hand, once more."""
    return _with_ticket(hall, counter, "called", lambda t: _call(hall, counter, t.id, asked, again=True))


@_counter_rule(c.StartService)
def _start(hall: Hall, counter: CounterNow, command: c.StartService, asked: c.Asked) -> Decision:
    """The person called has come."""
    return _with_ticket(hall, counter, "called", lambda t: e.TicketServiceStarted(ticket=t.id))


@_counter_rule(c.CompleteService)
def _complete(hall: Hall, counter: CounterNow, command: c.CompleteService, asked: c.Asked) -> Decision:
    """The person being served is done; also while the counter pauses."""
    return _with_ticket(hall, counter, "serving", lambda t: e.TicketCompleted(ticket=t.id))


@_counter_rule(c.MarkNoShow)
def _no_show(hall: Hall, counter: CounterNow, command: c.MarkNoShow, asked: c.Asked) -> Decision:
    """The person called has not come."""
    return _with_ticket(hall, counter, "called", lambda t: e.TicketMissed(ticket=t.id))


@_rule(c.CancelTicket)
def _cancel(hall: Hall, command: c.CancelTicket, asked: c.Asked) -> Decision:
    """Any open ticket; at a counter only by that counter."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state not in OPEN:
        return Refusal("not-open", ticket.number)
    device = hall.plan.device(asked.device)
    if ticket.state != "waiting" and not (isinstance(device, Caller) and device.counter == ticket.counter):
        return Refusal("not-yours", ticket.number)
    return [e.TicketCancelled(ticket=ticket.id, reason=command.reason)]


@_counter_rule(c.OpenCounter)
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


@_counter_rule(c.PauseCounter, working=True)
def _pause(hall: Hall, counter: CounterNow, command: c.PauseCounter, asked: c.Asked) -> Decision:
    """An open counter whose last call is answered: nobody walks to a desk that has just stopped."""
    ticket = _in_hand(hall, counter)
    if ticket is not None and ticket.state == "called":
        return Refusal("unanswered-call", ticket.number)
    return [e.CounterPaused(counter=counter.id, reason=command.reason)]


@_counter_rule(c.ResumeCounter)
def _resume(hall: Hall, counter: CounterNow, command: c.ResumeCounter, asked: c.Asked) -> Decision:
    """A paused counter."""
    if counter.status != "paused":
        return Refusal("counter-not-paused", counter.id)
    return [e.CounterResumed(counter=counter.id)]


@_counter_rule(c.CloseCounter)
def _close(hall: Hall, counter: CounterNow, command: c.CloseCounter, asked: c.Asked) -> Decision:
    """Only with empty hands: a person at a counter must have an outcome."""
    if counter.status == "closed":
        return Refusal("counter-closed", counter.id)
    ticket = _in_hand(hall, counter)
    if ticket is not None:
        return Refusal("ticket-in-hand", ticket.number)
    return [e.CounterClosed(counter=counter.id)]


def decide_fact(hall: Hall, fact: f.Fact, device: str) -> list[e.Event]:
    """What the ledger records because a device says that something happened. What is known already, or is
    about a ticket or call of another day, changes nothing: a fact is never refused, only heard."""
    match fact:
        case f.PaperPrinted(ticket=id) if id in hall.tickets and hall.tickets[id].paper != "printed":
            return [e.TicketPrinted(ticket=id)]
        case f.PaperFailed(ticket=id, reason=reason) if id in hall.tickets and hall.tickets[id].paper == "unknown":
            return [e.TicketPrintFailed(ticket=id, reason=reason)]
        case f.CallWasShown(call=id, how=how) if id in hall.calls:
            call = hall.calls[id]
            known = call.painted if how == "painted" else call.spoken
            return [] if known else [e.CallShown(call=id, board=device, how=how)]
        case _:
            return []


def decide_tick(hall: Hall, at: Millis, *, trusted: bool) -> list[e.Event]:
    """What time alone brings: the turn of the business day, and calls that nobody showed.

    The day never turns on a clock that is not trusted, and never back. A day begun on such a clock is
    provisional: when the time is known it gets its date and keeps its tickets. Calls wait in the order in
    which they were made, so only the first ones are looked at.
    """
    day = business_day(at, hall.plan.hall.day_turn)
    if not hall.day:
        return [e.DayBegan(day=day, provisional=not trusted)]
    if hall.provisional and trusted:
        return [e.DayDated(day=day)]
    if trusted and day > hall.day:
        expired: list[e.Event] = [e.TicketExpired(ticket=ticket.id) for ticket in hall.open_tickets()]
        closed: list[e.Event] = [e.CounterClosed(counter=x.id) for x in hall.counters.values() if x.session is not None]
        return [*expired, *closed, e.DayBegan(day=day)]
    unseen: list[e.Event] = []
    for call, since in hall.unpainted.items():
        if at - since < SHOWN_WITHIN:
            break
        unseen.append(e.CallUnseen(call=call))
    return unseen


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
