"""How the events of a day change its hall.

``evolve(hall, event, at)`` is the only thing that changes a :class:`Hall`, and it does so in place: a day of
10,000 tickets is folded in a moment, where copying the whole at each event would cost more the longer the day
is. What is inside (tickets, counters, calls) are frozen values, replaced whole. Nobody keeps a hall across a
failed commit: the hub folds the ledger again (docs/decisions/0002).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.hall_state import Call, CounterNow, Hall, Session, ZoneNow, picture
from hall_core.domain.names import Millis, Slug
from hall_core.domain.rating import Offer
from hall_core.domain.ticket import OPEN, State, Ticket

__all__ = ["Call", "CounterNow", "Hall", "Session", "ZoneNow", "evolve", "picture"]

MINUTE = 60_000


def evolve(hall: Hall, event: e.Event, at: Millis) -> None:
    """Applies one recorded event that happened at ``at`` (hub's clock)."""
    _APPLY[type(event)](hall, event, at)


E_ = TypeVar("E_", bound=e.Event)
_APPLY: dict[type[Any], Callable[[Hall, Any, Millis], None]] = {}


def _applies(
    kind: type[E_],
) -> Callable[[Callable[[Hall, E_, Millis], None]], Callable[[Hall, E_, Millis], None]]:
    def keep(rule: Callable[[Hall, E_, Millis], None]) -> Callable[[Hall, E_, Millis], None]:
        _APPLY[kind] = rule
        return rule

    return keep


@_applies(e.DayBegan)
def _day_began(hall: Hall, event: e.DayBegan, at: Millis) -> None:
    hall.begin(event.day, provisional=event.provisional)


@_applies(e.DayDated)
def _day_dated(hall: Hall, event: e.DayDated, at: Millis) -> None:
    hall.day = event.day
    hall.provisional = False


@_applies(e.TicketIssued)
def _issued(hall: Hall, event: e.TicketIssued, at: Millis) -> None:
    last = hall.arrivals + 1
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        arrival=last if event.place is None else event.place,
        priority=event.priority,
        language=event.language,
        issued_at=at if event.issued_at is None else event.issued_at,
        due=event.due,
    )
    if ticket.arrival < last:
        _make_room(hall, ticket.arrival, last)
    hall.tickets[ticket.id] = ticket
    hall.by_arrival.insert(ticket.arrival - 1, ticket.id)
    hall.by_number[ticket.number] = ticket.id
    hall.issued[ticket.service] += 1
    if not event.reserve:
        hall.last_value[ticket.service] = event.value
    if event.appointment is not None:
        hall.checked_in[event.appointment] = ticket.id
    hall.lines[ticket.service].add(ticket.arrival, priority=ticket.ahead)


def _make_room(hall: Hall, place: int, until: int) -> None:
    """Somebody came at ``place`` whom we did not know to be there: all from there up to ``until`` came one later."""
    for id in hall.by_arrival[place - 1 : until - 1]:
        ticket = hall.tickets[id]
        hall.tickets[id] = replace(ticket, arrival=ticket.arrival + 1)
    for line in hall.lines.values():
        line.make_room(place, until)


@_applies(e.TicketRenumbered)
def _renumbered(hall: Hall, event: e.TicketRenumbered, at: Millis) -> None:
    ticket = replace(hall.tickets[event.ticket], number=event.number)
    line = hall.lines[ticket.service]
    if hall.by_number.get(event.void) == ticket.id:
        del hall.by_number[event.void]
    hall.by_number[ticket.number] = ticket.id
    if ticket.state == "waiting":
        line.remove(ticket.arrival, priority=ticket.ahead)
    if event.place is not None and event.issued_at is not None:
        _make_room(hall, event.place, ticket.arrival)
        hall.by_arrival.insert(event.place - 1, hall.by_arrival.pop(ticket.arrival - 1))
        ticket = replace(ticket, arrival=event.place, issued_at=event.issued_at)
    if ticket.state not in OPEN:
        # Whoever holds it was never called, for nobody had ever seen the other number.
        ticket = replace(
            ticket,
            state="waiting",
            counter=None,
            calls=0,
            called_at=None,
            last_called_at=None,
            started_at=None,
            ended_at=None,
        )
    if ticket.state == "waiting":
        line.add(ticket.arrival, priority=ticket.ahead)
    hall.tickets[ticket.id] = ticket
    if ticket.counter is not None:
        # Another number is in the officer's hand, since when it was.
        _change_counter(hall, ticket.counter, hall.counters[ticket.counter].since)


@_applies(e.TicketReported)
def _reported(hall: Hall, event: e.TicketReported, at: Millis) -> None:
    hall.voided.add(event.ticket)
    hall.reported.setdefault(event.ticket, "unknown")


@_applies(e.PaperReported)
def _paper_reported(hall: Hall, event: e.PaperReported, at: Millis) -> None:
    hall.reported[event.ticket] = event.paper


@_applies(e.IntentVoided)
def _voided(hall: Hall, event: e.IntentVoided, at: Millis) -> None:
    hall.voided.add(event.ticket)


@_applies(e.TicketPrinted)
def _printed(hall: Hall, event: e.TicketPrinted, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="printed")


@_applies(e.TicketReprinted)
def _reprinted(hall: Hall, event: e.TicketReprinted, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="reprinted")


@_applies(e.TicketPrintFailed)
def _print_failed(hall: Hall, event: e.TicketPrintFailed, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="failed")


@_applies(e.TicketCalled)
def _called(hall: Hall, event: e.TicketCalled, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    if ticket.state == "waiting":
        hall.lines[ticket.service].remove(ticket.arrival, priority=ticket.ahead)
    hall.tickets[ticket.id] = replace(
        ticket,
        state="called",
        counter=event.counter,
        calls=ticket.calls + 1,
        called_at=ticket.called_at if ticket.called_at is not None else at,
        last_called_at=at,
    )
    hall.calls[event.call] = Call(
        id=event.call,
        zone=event.zone,
        sequence=event.sequence,
        ticket=ticket.id,
        number=ticket.number,
        counter=event.counter,
        language=ticket.language,
        at=at,
        again=event.again,
    )
    zone = hall.zones[event.zone]
    zone.sequence = event.sequence
    zone.recent.appendleft(event.call)
    hall.unpainted[event.call] = at
    _change_counter(hall, event.counter, at, ticket=ticket.id, call=event.call)


@_applies(e.CallShown)
def _call_shown(hall: Hall, event: e.CallShown, at: Millis) -> None:
    call = hall.calls[event.call]
    hall.calls[call.id] = replace(call, painted=True) if event.how == "painted" else replace(call, spoken=True)
    if event.how == "painted":
        hall.unpainted.pop(call.id, None)


@_applies(e.CallUnseen)
def _call_unseen(hall: Hall, event: e.CallUnseen, at: Millis) -> None:
    hall.calls[event.call] = replace(hall.calls[event.call], unseen=True)
    hall.unpainted.pop(event.call, None)


@_applies(e.TicketServiceStarted)
def _started(hall: Hall, event: e.TicketServiceStarted, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.tickets[ticket.id] = replace(ticket, state="serving", started_at=at)
    assert ticket.counter is not None
    _change_counter(hall, ticket.counter, at)


@_applies(e.TicketCompleted)
def _completed(hall: Hall, event: e.TicketCompleted, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    if ticket.started_at is not None:
        hall.paces[ticket.service] = hall.paces[ticket.service].after(max(0, at - ticket.started_at))
    counter, offer = ticket.counter, event.offer
    session = None if counter is None else hall.counters[counter].session
    if counter is not None and session is not None and offer is not None:
        hall.offers[offer] = Offer(
            id=offer,
            ticket=ticket.id,
            number=ticket.number,
            service=ticket.service,
            counter=counter,
            officer=session.officer,
            at=at,
            until=at + hall.plan.policy.vote_minutes * MINUTE,
        )
        hall.offered[ticket.id] = offer
        hall.counters[counter] = replace(hall.counters[counter], offer=offer)
    _end(hall, ticket, "completed", at)


@_applies(e.VoteRecorded)
def _voted(hall: Hall, event: e.VoteRecorded, at: Millis) -> None:
    if event.offer in hall.offers:  # not one of an earlier day
        hall.offers[event.offer] = replace(hall.offers[event.offer], used=True)


@_applies(e.VoteRefused)
def _vote_refused(hall: Hall, event: e.VoteRefused, at: Millis) -> None:
    """It stands in the ledger, to be counted there."""


@_applies(e.TicketMissed)
def _missed(hall: Hall, event: e.TicketMissed, at: Millis) -> None:
    _end(hall, hall.tickets[event.ticket], "no_show", at)


@_applies(e.TicketCancelled)
def _cancelled(hall: Hall, event: e.TicketCancelled, at: Millis) -> None:
    _end(hall, hall.tickets[event.ticket], "cancelled", at)


@_applies(e.TicketExpired)
def _expired(hall: Hall, event: e.TicketExpired, at: Millis) -> None:
    _end(hall, hall.tickets[event.ticket], "expired", at)


@_applies(e.CounterOpened)
def _counter_opened(hall: Hall, event: e.CounterOpened, at: Millis) -> None:
    session = Session(event.session, event.officer, at)
    _change_counter(hall, event.counter, at, status="open", session=session, reason="")


@_applies(e.CounterPaused)
def _counter_paused(hall: Hall, event: e.CounterPaused, at: Millis) -> None:
    _change_counter(hall, event.counter, at, status="paused", reason=event.reason)


@_applies(e.CounterResumed)
def _counter_resumed(hall: Hall, event: e.CounterResumed, at: Millis) -> None:
    _change_counter(hall, event.counter, at, status="open", reason="")


@_applies(e.CounterClosed)
def _counter_closed(hall: Hall, event: e.CounterClosed, at: Millis) -> None:
    _change_counter(hall, event.counter, at, status="closed", session=None, reason="")


def _end(hall: Hall, ticket: Ticket, state: State, at: Millis) -> None:
    """Closes a ticket for good: out of its line, out of the officer's hands."""
    if ticket.state == "waiting":
        hall.lines[ticket.service].remove(ticket.arrival, priority=ticket.ahead)
    hall.tickets[ticket.id] = replace(ticket, state=state, ended_at=at)
    if ticket.counter is not None and hall.counters[ticket.counter].ticket == ticket.id:
        _change_counter(hall, ticket.counter, at, ticket=None, call=None)


def _change_counter(hall: Hall, id: Slug, at: Millis, **changes: Any) -> None:
    counter = hall.counters[id]
    hall.counters[id] = replace(counter, version=counter.version + 1, since=at, **changes)
