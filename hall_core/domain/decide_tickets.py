"""What is decided about tickets asked for at a kiosk: issue, check in, cancel. Each rule says what it allows."""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.appointment import Appointment, moment, opens_at
from hall_core.domain.business_day import business_day
from hall_core.domain.hall_state import Hall
from hall_core.domain.issuing import issuing, refusal
from hall_core.domain.names import Language, Slug
from hall_core.domain.numbering import next_value, spell
from hall_core.domain.plan_devices import Caller
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN, Ticket

Decision = list[e.Event] | Refusal


def issue(hall: Hall, command: c.IssueTicket, asked: c.Asked) -> Decision:
    """In opening hours, for a service that some counter serves, while there are numbers."""
    service = hall.services.get(command.service)
    if service is not None and command.priority is not None and command.priority not in service.priority:
        return Refusal("unknown-priority", command.priority)
    return _issued(hall, asked, command.service, command.language, priority=command.priority)


def check_in(hall: Hall, command: c.CheckIn, asked: c.Asked) -> Decision:
    """Today's appointment, once, from some minutes before it on: in time with a head start, later as an ordinary
    ticket. One whose ticket was cancelled may be checked in anew. It has its place whatever the daily cap."""
    appointment = asked.appointment
    if appointment is None:
        # Not which: what was typed may be a name, or the number of a card, and refusals are logged.
        return Refusal("appointment-unknown")
    used = hall.checked_in.get(appointment.code)
    if used is not None and used != asked.id and hall.tickets[used].state != "cancelled":
        return Refusal("appointment-used", hall.tickets[used].number)
    policy = hall.plan.policy
    if not asked.clock_trusted:
        return _issued(hall, asked, appointment.service, command.language, appointment=appointment)
    if business_day(appointment.due, hall.plan.hall.day_turn) != hall.day:
        return Refusal("appointment-other-day", str(appointment.due))
    when = moment(appointment.due, asked.at, policy)
    if when == "early":
        return Refusal("appointment-early", str(opens_at(appointment.due, policy)))
    return _issued(
        hall, asked, appointment.service, command.language, appointment=appointment, head_start=when == "in-time"
    )


def _issued(
    hall: Hall,
    asked: c.Asked,
    service_id: Slug,
    language: Language,
    *,
    priority: Slug | None = None,
    appointment: Appointment | None = None,
    head_start: bool = True,
) -> Decision:
    if asked.id in hall.tickets:
        # A kiosk that got no answer in time gave a number of its own, and told so before this command came.
        return Refusal("already-issued", hall.tickets[asked.id].number)
    if asked.id in hall.voided:
        return Refusal("given-up")
    service = hall.services.get(service_id)
    if service is None:
        return Refusal("unknown-service", service_id)
    state = issuing(hall, service, asked.at, clock_trusted=asked.clock_trusted, held=appointment is not None)
    if state != "open":
        return refusal(hall, service, asked.at, state)
    value = next_value(service.numbers, hall.last_value.get(service.id), hall.still_open)
    assert value is not None
    return [
        e.TicketIssued(
            ticket=asked.id,
            number=spell(service.numbers, value),
            value=value,
            service=service.id,
            priority=priority,
            language=language,
            device=asked.device,
            appointment=None if appointment is None else appointment.code,
            due=appointment.due if appointment is not None and head_start else None,
        )
    ]


def cancel(hall: Hall, command: c.CancelTicket, asked: c.Asked) -> Decision:
    """Any open ticket; one that an officer has in hand or has parked only by that officer, or the head."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state not in OPEN:
        return Refusal("not-open", ticket.number)
    if ticket.state not in ("waiting", "deferred") and not has_it(hall, ticket, command, asked):
        return Refusal("not-yours", ticket.number)
    return [e.TicketCancelled(ticket=ticket.id, reason=command.reason)]


def has_it(hall: Hall, ticket: Ticket, command: c.Wish, asked: c.Asked) -> bool:
    """Whether who asks has the ticket in hand or parked it, or is the head."""
    if command.by is None:
        # A box knows nobody: it may ask for what its own counters have in hand alone (who_may), and that is theirs.
        return isinstance(hall.devices.get(asked.device), Caller)
    officer = hall.officers[command.by]
    return officer.role == "head" or officer.id == ticket.officer
