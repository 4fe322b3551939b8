"""How the events of a day change its hall.

``evolve(hall, event, at)`` is the only thing that changes a :class:`Hall`, and it does so in place: a day of
10,000 tickets is folded in a moment, where copying the whole at each event would cost more the longer the day
is. What is inside (tickets, counters, calls) are frozen values, replaced whole. Nobody keeps a hall across a
failed commit: the hub folds the ledger again (docs/decisions/0002).
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain import evolve_moves, evolve_recovering
from hall_core.domain.changing import Changes, change_counter, end, make_room, served
from hall_core.domain.hall_state import Call, CounterNow, Hall, Session, ZoneNow, picture
from hall_core.domain.names import Millis
from hall_core.domain.ticket import OPEN, Ticket

__all__ = ["Call", "CounterNow", "Hall", "Session", "ZoneNow", "evolve", "picture"]


CHANGES = Changes({**evolve_moves.CHANGES, **evolve_recovering.CHANGES})


def evolve(hall: Hall, event: e.Event, at: Millis) -> None:
    """Applies one recorded event that happened at ``at`` (hub's clock)."""
    CHANGES[type(event)](hall, event, at)


@CHANGES.by(e.DayBegan)
def _day_began(hall: Hall, event: e.DayBegan, at: Millis) -> None:
    hall.begin(event.day, provisional=event.provisional)


@CHANGES.by(e.DayDated)
def _day_dated(hall: Hall, event: e.DayDated, at: Millis) -> None:
    hall.day = event.day
    hall.provisional = False


@CHANGES.by(e.TicketIssued)
def _issued(hall: Hall, event: e.TicketIssued, at: Millis) -> None:
    last = hall.arrivals + 1
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        arrival=last if event.place is None else event.place,
        priority=event.priority,
        language=event.language,
        device=event.device,
        issued_at=at if event.issued_at is None else event.issued_at,
        due=event.due,
        due_now=event.due is not None and event.due <= at,
    )
    if ticket.arrival < last:
        make_room(hall, ticket.arrival, last)
    hall.by_arrival.insert(ticket.arrival - 1, ticket.id)
    hall.by_number[ticket.number] = ticket.id
    hall.issued[ticket.service] += 1
    if event.reserve:
        hall.reserve_at[event.device] = ticket.issued_at
    else:
        hall.last_value[ticket.service] = event.value
    if event.appointment is not None:
        hall.checked_in[event.appointment] = ticket.id
        hall.appointment_of[ticket.id] = event.appointment
    hall.stand(ticket)


@CHANGES.by(e.TicketRenumbered)
def _renumbered(hall: Hall, event: e.TicketRenumbered, at: Millis) -> None:
    ticket = replace(hall.tickets[event.ticket], number=event.number)
    if hall.by_number.get(event.void) == ticket.id:
        del hall.by_number[event.void]
    hall.by_number[ticket.number] = ticket.id
    hall.leave(ticket)
    if event.place is not None and event.issued_at is not None:
        make_room(hall, event.place, ticket.arrival)
        hall.by_arrival.insert(event.place - 1, hall.by_arrival.pop(ticket.arrival - 1))
        ticket = replace(ticket, arrival=event.place, issued_at=event.issued_at)
    if ticket.state not in OPEN:
        # Whoever holds it was never called, for nobody had ever seen the other number.
        ticket = replace(
            ticket,
            state="waiting",
            counter=None,
            officer=None,
            back_at=None,
            calls=0,
            called_at=None,
            last_called_at=None,
            started_at=None,
            ended_at=None,
        )
    if ticket.state == "waiting":
        hall.stand(ticket)
    elif ticket.state == "deferred" and ticket.back_at is not None:
        hall.defer(ticket, ticket.back_at)
    else:
        hall.tickets[ticket.id] = ticket
    if ticket.counter is not None:
        # Another number is in the officer's hand, since when it was.
        change_counter(hall, ticket.counter, hall.counters[ticket.counter].since)


@CHANGES.by(e.TicketReported)
def _reported(hall: Hall, event: e.TicketReported, at: Millis) -> None:
    hall.voided.add(event.ticket)
    hall.reported.setdefault(event.ticket, "unknown")


@CHANGES.by(e.PaperReported)
def _paper_reported(hall: Hall, event: e.PaperReported, at: Millis) -> None:
    hall.reported[event.ticket] = event.paper


@CHANGES.by(e.IntentVoided)
def _voided(hall: Hall, event: e.IntentVoided, at: Millis) -> None:
    hall.voided.add(event.ticket)


@CHANGES.by(e.TicketPrinted)
def _printed(hall: Hall, event: e.TicketPrinted, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="printed")


@CHANGES.by(e.TicketReprinted)
def _reprinted(hall: Hall, event: e.TicketReprinted, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="reprinted")


@CHANGES.by(e.TicketPrintFailed)
def _print_failed(hall: Hall, event: e.TicketPrintFailed, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="failed")


@CHANGES.by(e.TicketCalled)
def _called(hall: Hall, event: e.TicketCalled, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.leave(ticket)
    counter = hall.counters[event.counter]
    hall.tickets[ticket.id] = replace(
        ticket,
        state="called",
        counter=event.counter,
        officer=None if counter.session is None else counter.session.officer,
        back_at=None,
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
    if not hall.recovering:
        # Of a call of the lost ledger its boards tell next.
        hall.unpainted[event.call] = at
    in_row = counter.in_row if event.again or event.out_of_order else counter.in_row + 1 if event.over else 0
    recalls = counter.recalls + 1 if event.again else 0
    change_counter(hall, event.counter, at, ticket=ticket.id, call=event.call, in_row=in_row, recalls=recalls)


@CHANGES.by(e.CallShown)
def _call_shown(hall: Hall, event: e.CallShown, at: Millis) -> None:
    call = hall.calls[event.call]
    hall.calls[call.id] = replace(call, painted=True) if event.how == "painted" else replace(call, spoken=True)
    if event.how == "painted":
        hall.unpainted.pop(call.id, None)


@CHANGES.by(e.CallUnseen)
def _call_unseen(hall: Hall, event: e.CallUnseen, at: Millis) -> None:
    hall.calls[event.call] = replace(hall.calls[event.call], unseen=True)
    hall.unpainted.pop(event.call, None)


@CHANGES.by(e.TicketServiceStarted)
def _started(hall: Hall, event: e.TicketServiceStarted, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.tickets[ticket.id] = replace(ticket, state="serving", started_at=at)
    assert ticket.counter is not None
    change_counter(hall, ticket.counter, at)


@CHANGES.by(e.TicketCompleted)
def _completed(hall: Hall, event: e.TicketCompleted, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    served(hall, ticket, event.offer, at)
    end(hall, ticket, "completed", at)


@CHANGES.by(e.VoteRecorded)
def _voted(hall: Hall, event: e.VoteRecorded, at: Millis) -> None:
    if event.offer in hall.offers:  # not one of an earlier day
        hall.offers[event.offer] = replace(hall.offers[event.offer], used=True)


@CHANGES.by(e.VoteRefused)
def _vote_refused(hall: Hall, event: e.VoteRefused, at: Millis) -> None:
    """It stands in the ledger, to be counted there."""


@CHANGES.by(e.ApologiesShown)
def _apologies_shown(hall: Hall, event: e.ApologiesShown, at: Millis) -> None:
    if event.day is None:
        hall.apologised.update(apology.code for apology in event.apologies)


@CHANGES.by(e.TicketMissed)
def _missed(hall: Hall, event: e.TicketMissed, at: Millis) -> None:
    end(hall, hall.tickets[event.ticket], "no_show", at)


@CHANGES.by(e.TicketCancelled)
def _cancelled(hall: Hall, event: e.TicketCancelled, at: Millis) -> None:
    end(hall, hall.tickets[event.ticket], "cancelled", at)


@CHANGES.by(e.TicketExpired)
def _expired(hall: Hall, event: e.TicketExpired, at: Millis) -> None:
    end(hall, hall.tickets[event.ticket], "expired", at)


@CHANGES.by(e.CounterOpened)
def _counter_opened(hall: Hall, event: e.CounterOpened, at: Millis) -> None:
    session = Session(event.session, event.officer, at)
    change_counter(hall, event.counter, at, status="open", session=session)


@CHANGES.by(e.CounterPaused)
def _counter_paused(hall: Hall, event: e.CounterPaused, at: Millis) -> None:
    change_counter(hall, event.counter, at, status="paused", reason=event.reason)


@CHANGES.by(e.CounterResumed)
def _counter_resumed(hall: Hall, event: e.CounterResumed, at: Millis) -> None:
    change_counter(hall, event.counter, at, status="open", reason="")


@CHANGES.by(e.CounterClosed)
def _counter_closed(hall: Hall, event: e.CounterClosed, at: Millis) -> None:
    change_counter(hall, event.counter, at, status="closed", session=None, reason="", in_row=0, help=None)
