"""A hub whose ledger was put back from a copy gets to know again what the lost one had answered. Pure.

The copy lags a little behind. Whoever got an answer holds what was recorded for it: its place in the lost ledger, its
events, and the tickets as they were before. While the hub recovers it decides nothing but this. Once all who may hold
an answer have told (or an officer has said that a device is not waited for), what they hold is recorded in the order
of the lost ledger, each at its own time and under its own command. Facts come after that as always: no outbox is
acknowledged before.

What is not held by anybody is lost: what a device that is skipped alone knew, and what time alone had brought, which
it brings again. Where something is missing between, a ticket is made again from what its caller holds, and
who was in a counter's hand waits aside; what still does not fit is said in the ledger and not done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.counter_rule import Decision
from hall_core.domain.fitting import fits, out_of_hand
from hall_core.domain.hall_state import Hall
from hall_core.domain.held import HeldTicket, Recorded
from hall_core.domain.names import Day, Millis, Slug, Uid
from hall_core.domain.numbering import own_value
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller, Console, Kiosk
from hall_core.domain.refusal import Refusal

PASSED = 100
"""Numbers of each service that the hub passes over when a device was skipped that gives out tickets: more than one
kiosk gives out of one service in an hour."""

Told = tuple[Slug, c.Held]
"""A device, and what it holds."""
Step = tuple[e.Event, Millis, Uid | None]
"""An event, when it happened, and the command that caused it."""


def holders(plan: Plan) -> list[Slug]:
    """Devices that ask, and so may hold an answer."""
    return [device.id for device in plan.devices if isinstance(device, Kiosk | Caller | Console)]


def turned(hall: Hall, day: Day) -> list[e.Event]:
    """The business day ends and another one begins."""
    expired: list[e.Event] = [e.TicketExpired(ticket=ticket.id) for ticket in hall.open_tickets()]
    closed: list[e.Event] = [e.CounterClosed(counter=x.id) for x in hall.counters.values() if x.session is not None]
    return [*expired, *closed, e.DayBegan(day=day)]


def lost(hall: Hall, held: c.Held) -> bool:
    """Whether it stood in the lost ledger behind what the copy has."""
    restored = hall.restored
    return restored is not None and (held.recorded.epoch, held.recorded.seq) > (restored.epoch, restored.seq)


def _tell(hall: Hall, command: c.TellHeld, asked: c.Asked) -> Decision:
    """By a device that may hold answers, of a hub that was put back today."""
    if hall.restored is None:
        return Refusal("not-recovering")
    news = sum(lost(hall, held) for held in command.held)
    return [e.DeviceTold(device=asked.device, answers=news, all=command.last, at=asked.at)]


def _skip(hall: Hall, command: c.SkipDevice, asked: c.Asked) -> Decision:
    """One that the hub waits for, with a reason."""
    if not hall.recovering or hall.restored is None or command.device not in hall.restored.waits:
        return Refusal("not-recovering", command.device)
    if not command.reason.strip():
        return Refusal("reason-needed", command.device)
    return [e.DeviceSkipped(device=command.device, reason=command.reason, at=asked.at)]


RULES: dict[type[Any], Any] = {c.TellHeld: _tell, c.SkipDevice: _skip}


def recovered(hall: Hall, told: Iterable[Told], at: Millis) -> Iterator[Step]:
    """All that is to be recorded once nobody is waited for, the last of which ends it. Each step is to be evolved
    before the next one is asked for."""
    # Whoever tells in another one's name takes nothing from whom it is.
    unique = {
        (held.id, "" if is_its_own(hall, device, held) else device): (device, held)
        for device, held in told
        if lost(hall, held)
    }
    for device, held in sorted(unique.values(), key=lambda each: (each[1].recorded.epoch, each[1].recorded.seq)):
        yield from _again(hall, device, held)
    restored = hall.restored
    assert restored is not None
    if any(isinstance(hall.devices.get(id), Kiosk | Console) for id in restored.skipped):
        for service in hall.plan.services:
            value = hall.last_value.get(service.id, service.numbers.first - 1) + PASSED
            yield e.NumbersPassed(service=service.id, value=min(value, service.numbers.last)), at, None
    yield e.HubRecovered(answers=len(unique)), at, None


def late(hall: Hall, device: Slug, held: c.Held) -> Iterator[Step]:
    """Of a device that was skipped and is back: its tickets. Nobody is called by what it did then; that has had its
    turn."""
    for event in held.recorded.events:
        if not isinstance(event, e.TicketIssued) or not lost(hall, held) or event.ticket in hall.tickets:
            continue
        if not is_its_own(hall, device, held):
            return
        if held.recorded.day == hall.day and event.service in hall.services and event.number not in hall.by_number:
            yield replace(_placed(hall, event, held.recorded.at), reserve=True), held.recorded.at, held.id
        elif event.ticket not in hall.reported:
            # Of another day, or somebody else has its number by now: it is known, and waits nowhere.
            yield _reported(event, held.recorded), held.recorded.at, held.id


def is_its_own(hall: Hall, id: Slug, held: c.Held) -> bool:
    """Whether that device could have been answered so: a box that was stolen speaks for itself alone, as it always
    does."""
    match hall.devices.get(id):
        case Console():
            return True
        case Kiosk():
            may = isinstance(held.command, c.IssueTicket | c.CheckIn | c.CancelTicket)
            return may and all(_by_kiosk(id, held, event) for event in held.recorded.events)
        case Caller(counters=counters):
            return all(_at_counter(counters, held, event) for event in held.recorded.events)
        case _:
            return False


def _by_kiosk(id: Slug, held: c.Held, event: e.Event) -> bool:
    if isinstance(event, e.TicketIssued):
        return (event.device, event.ticket) == (id, held.id)
    return isinstance(event, e.TicketCancelled)


def _at_counter(counters: Iterable[Slug], held: c.Held, event: e.Event) -> bool:
    at = held.command.counter if isinstance(held.command, c.AtCounter) else None
    if isinstance(held.command, c.CancelTicket):
        return isinstance(event, e.TicketCancelled)
    named = getattr(event, "counter", at)
    return at is not None and at in counters and named == at and isinstance(event, e.TicketEvent | e.CounterEvent)


def _again(hall: Hall, device: Slug, held: c.Held) -> Iterator[Step]:
    recorded = held.recorded
    if not is_its_own(hall, device, held):
        yield e.AnswerUnfit(command=held.id, device=device, what="not-yours"), recorded.at, held.id
        return
    if recorded.day > hall.day:
        yield from ((event, recorded.at, None) for event in turned(hall, recorded.day))
    known = {ticket.id: ticket for ticket in recorded.tickets}
    for event in recorded.events:
        if isinstance(event, e.TicketIssued):
            event = _placed(hall, event, recorded.at)  # noqa: PLW2901
        elif isinstance(event, e.TicketEvent) and event.ticket not in hall.tickets and event.ticket in known:
            yield _made_again(hall, known[event.ticket]), recorded.at, None
        for before in _room_for(hall, event, held):
            yield before, recorded.at, None
        if not fits(hall, event):
            tag = str(event.__struct_config__.tag)
            yield e.AnswerUnfit(command=held.id, device=device, what=tag), recorded.at, held.id
            return
        yield _bounded(hall, event), recorded.at, held.id


def _placed(hall: Hall, event: e.TicketIssued, at: Millis) -> e.TicketIssued:
    """Where its citizen came: tickets that were told before it may be younger."""
    place = hall.place_at(at)
    return replace(event, place=place, issued_at=at) if place <= hall.arrivals else event


def _reported(event: e.TicketIssued, recorded: Recorded) -> e.TicketReported:
    return e.TicketReported(
        day=recorded.day,
        ticket=event.ticket,
        number=event.number,
        service=event.service,
        priority=event.priority,
        device=event.device,
        issued_at=recorded.at,
    )


def _made_again(hall: Hall, ticket: HeldTicket) -> e.TicketIssued:
    """Nobody who gave it out has told of it, but who called it has."""
    service, value = own_value(hall.plan, ticket.number)
    issued = e.TicketIssued(
        ticket=ticket.id,
        number=ticket.number,
        value=value or 0,
        service=ticket.service,
        priority=ticket.priority,
        language=ticket.language,
        device=ticket.device,
        issued_at=ticket.issued_at,
        reserve=value is None or service != ticket.service or value <= hall.last_value.get(service, 0),
    )
    return _placed(hall, issued, ticket.issued_at)


def _room_for(hall: Hall, event: e.Event, held: c.Held) -> Iterator[e.Event]:
    """Somebody was called or taken up at a counter: then it was open and its hand was free, whoever has not told so."""
    if not isinstance(event, e.TicketCalled | e.TicketTakenUp):
        return
    counter, officer = hall.counters.get(event.counter), held.recorded.officer
    if counter is None or event.ticket not in hall.tickets:
        return
    if counter.ticket is not None and counter.ticket != event.ticket:
        yield from out_of_hand(hall, counter.ticket)
    if counter.session is None and officer in hall.officers:
        for other in hall.counters.values():
            if other.session is not None and other.session.officer == officer:
                return
        yield e.CounterOpened(counter=counter.id, officer=officer or "", session=held.id)


def _bounded(hall: Hall, event: e.Event) -> e.Event:
    """Places and sequences count on from what there is."""
    match event:
        case e.TicketCalled():
            return replace(event, sequence=max(event.sequence, hall.zones[event.zone].sequence + 1))
        case e.TicketRequeued() | e.TicketReinstated() if event.place is not None:
            return replace(event, place=min(event.place, hall.arrivals + 1))
        case _:
            return event
