"""How tickets go from hand to hand, into waiting and back; and what the head of the centre changes during a day."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.changing import Changes, change_counter, empty_hands, held_until, make_room, served
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis
from hall_core.domain.ticket import Ticket

CHANGES = Changes()

_UNSERVED: dict[str, Any] = {"started_at": None, "parked_at": None, "held": 0}
"""Of a ticket whose service is to begin anew."""
_NEW_STEP: dict[str, Any] = {
    **_UNSERVED,
    "calls": 0,
    "called_at": None,
    "last_called_at": None,
    "only_at": None,
    "only_by": None,
    "sent_by": None,
    "due_now": False,
    "due": None,
}
"""Of a ticket that goes on to another service: nobody has called it there yet."""


@CHANGES.by(e.TicketStepEnded)
def _step_ended(hall: Hall, event: e.TicketStepEnded, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    served(hall, ticket, event.offer, at)
    _waits(hall, ticket, at, **_NEW_STEP, service=event.service, then=tuple(event.then), step=ticket.step + 1)


@CHANGES.by(e.TicketTransferred)
def _transferred(hall: Hall, event: e.TicketTransferred, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    served(hall, ticket, event.offer, at)
    new = {
        **_NEW_STEP,
        "only_at": event.to_counter,
        "only_by": event.to_officer,
        "sent_by": event.counter,
        "note": event.note,
    }
    _waits(hall, ticket, at, **new, service=event.service, step=ticket.step + 1)


@CHANGES.by(e.TicketRequeued)
def _requeued(hall: Hall, event: e.TicketRequeued, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    changes: dict[str, Any] = {**_UNSERVED, "only_at": event.only_at or ticket.only_at}
    if event.declined_by is not None:
        hall.declined.setdefault(event.declined_by, set()).add(ticket.id)
        # One that only this officer or this counter was to call has to go to somebody.
        changes |= {"declined": ticket.declined | {event.declined_by}, "only_at": None, "only_by": None}
    _waits(hall, _moved(hall, ticket, event.place, at), at, **changes)


@CHANGES.by(e.TicketParked)
def _parked(hall: Hall, event: e.TicketParked, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.tickets[ticket.id] = replace(ticket, state="parked", parked_at=at, note=event.note or ticket.note)
    empty_hands(hall, ticket, at)


@CHANGES.by(e.TicketTakenUp)
def _taken_up(hall: Hall, event: e.TicketTakenUp, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    empty_hands(hall, ticket, at)
    counter = hall.counters[event.counter]
    hall.tickets[ticket.id] = replace(
        ticket,
        state="serving",
        counter=counter.id,
        officer=None if counter.session is None else counter.session.officer,
        started_at=at if ticket.started_at is None else ticket.started_at,
        parked_at=None,
        held=held_until(ticket, at),
    )
    change_counter(hall, counter.id, at, ticket=ticket.id)


@CHANGES.by(e.TicketDeferred)
def _deferred(hall: Hall, event: e.TicketDeferred, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    empty_hands(hall, ticket, at)
    hall.defer(_free(ticket, note=event.note or ticket.note, **_UNSERVED), event.until)


@CHANGES.by(e.TicketReturned)
def _returned(hall: Hall, event: e.TicketReturned, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.leave(ticket)
    hall.stand(replace(ticket, state="waiting", back_at=None))


@CHANGES.by(e.TicketDue)
def _due(hall: Hall, event: e.TicketDue, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.leave(ticket)
    hall.stand(replace(ticket, due_now=True))


@CHANGES.by(e.TicketReinstated)
def _reinstated(hall: Hall, event: e.TicketReinstated, at: Millis) -> None:
    ticket = _moved(hall, hall.tickets[event.ticket], event.place, at)
    hall.by_number[ticket.number] = ticket.id
    if ticket.id in hall.appointment_of:
        hall.checked_in[hall.appointment_of[ticket.id]] = ticket.id
    _waits(hall, ticket, at, **_UNSERVED, ended_at=None, called_at=None, last_called_at=None, back_at=None, calls=0)


@CHANGES.by(e.TicketPrioritised)
def _prioritised(hall: Hall, event: e.TicketPrioritised, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    if ticket.state == "waiting":
        hall.leave(ticket)
        hall.stand(replace(ticket, priority=event.priority))
    else:
        hall.tickets[ticket.id] = replace(ticket, priority=event.priority)


@CHANGES.by(e.ServiceStopped)
def _stopped(hall: Hall, event: e.ServiceStopped, at: Millis) -> None:
    hall.stopped[event.service] = event.reason


@CHANGES.by(e.ServiceResumed)
def _resumed(hall: Hall, event: e.ServiceResumed, at: Millis) -> None:
    del hall.stopped[event.service]


@CHANGES.by(e.ServiceCapped)
def _capped(hall: Hall, event: e.ServiceCapped, at: Millis) -> None:
    hall.caps[event.service] = event.cap


@CHANGES.by(e.MessagePosted)
def _posted(hall: Hall, event: e.MessagePosted, at: Millis) -> None:
    hall.messages[event.message] = event


@CHANGES.by(e.MessageTakenDown)
def _taken_down(hall: Hall, event: e.MessageTakenDown, at: Millis) -> None:
    del hall.messages[event.message]


@CHANGES.by(e.HelpAsked)
def _help_asked(hall: Hall, event: e.HelpAsked, at: Millis) -> None:
    change_counter(hall, event.counter, hall.counters[event.counter].since, help=event.note)


@CHANGES.by(e.HelpEnded)
def _help_ended(hall: Hall, event: e.HelpEnded, at: Millis) -> None:
    change_counter(hall, event.counter, hall.counters[event.counter].since, help=None)


@CHANGES.by(e.RollEntered)
def _roll_entered(hall: Hall, event: e.RollEntered, at: Millis) -> None:
    """It is counted in the ledger; here it is only known, so that it is entered once."""
    hall.rolls.setdefault(event.service, []).append(event)


@CHANGES.by(e.RollVoided)
def _roll_voided(hall: Hall, event: e.RollVoided, at: Millis) -> None:
    blocks = hall.rolls[event.service]
    blocks[:] = [block for block in blocks if (block.first, block.last) != (event.first, event.last)]


def _waits(hall: Hall, ticket: Ticket, at: Millis, **changes: Any) -> None:
    """Out of whoever's hand had it, and in line."""
    empty_hands(hall, hall.tickets[ticket.id], at)
    hall.stand(_free(ticket, state="waiting", **changes))


def _free(ticket: Ticket, **changes: Any) -> Ticket:
    return replace(ticket, counter=None, officer=None, **changes)


def _moved(hall: Hall, ticket: Ticket, place: int | None, at: Millis) -> Ticket:
    """At ``place`` in the order of arrival. The place it had stays empty."""
    if place is None:
        return ticket
    hall.by_arrival[ticket.arrival - 1] = None
    make_room(hall, place, hall.arrivals + 1)
    hall.by_arrival.insert(place - 1, ticket.id)
    moved = replace(ticket, arrival=place, queued_at=at)
    hall.tickets[ticket.id] = moved
    return moved
