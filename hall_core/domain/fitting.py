"""Whether an event that is told again can have happened in the hall as it is now known. Pure."""

from __future__ import annotations

from hall_core.domain import events as e
from hall_core.domain.hall_state import CounterNow, Hall
from hall_core.domain.names import Uid
from hall_core.domain.ticket import OPEN, State, Ticket

_FROM: dict[type[e.TicketEvent], tuple[State, ...]] = {
    e.TicketServiceStarted: ("called",),
    e.TicketMissed: ("called",),
    e.TicketCompleted: ("serving",),
    e.TicketStepEnded: ("serving",),
    e.TicketParked: ("serving",),
    e.TicketTransferred: ("called", "serving"),
    e.TicketRequeued: ("called", "serving"),
    e.TicketDeferred: ("called", "serving"),
    e.TicketTakenUp: ("called", "serving", "parked"),
    e.TicketReinstated: ("no_show", "cancelled"),
    e.TicketCancelled: tuple(OPEN),
    e.TicketPrioritised: tuple(OPEN),
}
"""The states from which each event leads on."""


def out_of_hand(hall: Hall, id: Uid) -> list[e.Event]:
    """What becomes of somebody in a hand that was empty again, nobody tells how: he waits aside under his officer's
    name, who knows. In line he would be called a second time."""
    parked = e.TicketParked(ticket=id, left=True)
    return [e.TicketServiceStarted(ticket=id), parked] if hall.tickets[id].state == "called" else [parked]


def fits(hall: Hall, event: e.Event) -> bool:
    match event:
        case e.TicketIssued():
            return event.ticket not in hall.tickets and event.service in hall.services
        case e.TicketEvent():
            ticket = hall.tickets.get(event.ticket)
            return ticket is not None and _fits_ticket(hall, event, ticket)
        case e.CounterEvent():
            counter = hall.counters.get(event.counter)
            return counter is not None and _fits_counter(hall, event, counter)
        case e.ServiceStopped():
            return event.service in hall.services and event.service not in hall.stopped
        case e.ServiceResumed():
            return event.service in hall.stopped
        case e.ServiceCapped() | e.RollEntered():
            return event.service in hall.services
        case e.RollVoided():
            blocks = hall.rolls.get(event.service, [])
            return any((block.first, block.last) == (event.first, event.last) for block in blocks)
        case e.MessagePosted():
            return event.message not in hall.messages
        case e.MessageTakenDown():
            return event.message in hall.messages
        case _:
            return False  # no answer to a command


def _fits_ticket(hall: Hall, event: e.TicketEvent, ticket: Ticket) -> bool:
    if isinstance(event, e.TicketCalled):
        counter = hall.counters.get(event.counter)
        if counter is None or counter.session is None or event.zone not in hall.zones or event.call in hall.calls:
            return False
        if event.again:
            return ticket.state == "called" and counter.ticket == ticket.id
        return ticket.state in ("waiting", "deferred") and counter.ticket is None
    if ticket.state not in _FROM.get(type(event), ()):
        return False
    if isinstance(event, e.TicketTakenUp):
        counter = hall.counters.get(event.counter)
        return counter is not None and counter.session is not None and counter.ticket in (None, ticket.id)
    if isinstance(event, e.TicketStepEnded | e.TicketTransferred):
        return event.service in hall.services
    return True


def _fits_counter(hall: Hall, event: e.CounterEvent, counter: CounterNow) -> bool:
    match event:
        case e.CounterOpened(officer=officer):
            elsewhere = any(x.session is not None and x.session.officer == officer for x in hall.counters.values())
            return counter.session is None and officer in hall.officers and not elsewhere
        case e.CounterPaused():
            return counter.status == "open"
        case e.CounterResumed():
            return counter.status == "paused"
        case e.CounterClosed():
            return counter.session is not None and counter.ticket is None
        case e.HelpAsked():
            return counter.session is not None and counter.help is None
        case e.HelpEnded():
            return counter.help is not None
        case _:
            return False
