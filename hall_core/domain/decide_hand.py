"""What is decided about the ticket in an officer's hand that is neither served nor missed: it waits again, waits aside,
comes back later, goes on elsewhere. What a rule allows stands in its docstring."""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.counter_rule import Decision, Rules, in_hand, with_ticket
from hall_core.domain.decide_counter import declined_here
from hall_core.domain.dispatch import place_behind
from hall_core.domain.hall_state import CounterNow, Hall, holder_of
from hall_core.domain.names import Slug
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import Ticket

MINUTE = 60_000
RULES = Rules()


@RULES.rule(c.Requeue)
def _requeue(hall: Hall, counter: CounterNow, command: c.Requeue, asked: c.Asked) -> Decision:
    """One who was called or is being served."""

    def again(ticket: Ticket) -> e.Event:
        return e.TicketRequeued(
            ticket=ticket.id,
            where=command.where,
            place=_place(hall, counter, ticket, command),
            only_at=counter.id if command.where == "here" else None,
            reason=command.reason,
        )

    return with_ticket(hall, counter, "either", again)


@RULES.rule(c.Decline)
def _decline(hall: Hall, counter: CounterNow, command: c.Decline, asked: c.Asked) -> Decision:
    """One who was called or is being served, by the officer who sits there, with a reason."""
    session = counter.session
    if session is None:
        return Refusal("counter-closed", counter.id)
    if not command.reason.strip():
        return Refusal("reason-needed")
    return with_ticket(
        hall,
        counter,
        "either",
        lambda t: e.TicketRequeued(ticket=t.id, where="own-place", declined_by=session.officer, reason=command.reason),
    )


@RULES.rule(c.Park)
def _park(hall: Hall, counter: CounterNow, command: c.Park, asked: c.Asked) -> Decision:
    """One who is being served."""
    return with_ticket(hall, counter, "serving", lambda t: e.TicketParked(ticket=t.id, note=command.note))


@RULES.rule(c.TakeUp, working=True)
def _take_up(hall: Hall, counter: CounterNow, command: c.TakeUp, asked: c.Asked) -> Decision:
    """One whom the same officer has parked, at whatever counter that was; with empty hands, at an open counter."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state != "parked":
        return Refusal("not-parked", ticket.number)
    if counter.session is None or ticket.officer != counter.session.officer:
        return Refusal("anothers-ticket", ticket.officer or "")
    present = in_hand(hall, counter)
    if present is not None:
        return Refusal("empty-hands-first", present.number)
    return [e.TicketTakenUp(ticket=ticket.id, counter=counter.id)]


@RULES.rule(c.TakeOver, working=True)
def _take_over(hall: Hall, counter: CounterNow, command: c.TakeOver, asked: c.Asked) -> Decision:
    """One whom another officer has called, serves or has parked; with a reason, with empty hands, at an open
    counter."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state not in ("called", "serving", "parked"):
        return Refusal("not-open", ticket.number)
    if not command.reason.strip():
        return Refusal("reason-needed", ticket.number)
    officer = _officer_at(hall, counter.id)
    if officer in ticket.declined:
        return Refusal("not-yours", ticket.number)
    present = in_hand(hall, counter)
    if present is not None:
        return Refusal("empty-hands-first", present.number)
    # The ledger has as taken over only what was another's.
    taken_from = None if ticket.officer == officer else ticket.officer
    return [e.TicketTakenUp(ticket=ticket.id, counter=counter.id, taken_from=taken_from, reason=command.reason)]


@RULES.rule(c.Defer)
def _defer(hall: Hall, counter: CounterNow, command: c.Defer, asked: c.Asked) -> Decision:
    """One who was called or is being served, for no longer than the hall's policy has it."""
    most = hall.plan.policy.defer_most_minutes
    if command.minutes > most:
        return Refusal("too-long", str(most))
    until = asked.at + command.minutes * MINUTE
    return with_ticket(hall, counter, "either", lambda t: e.TicketDeferred(ticket=t.id, until=until, note=command.note))


@RULES.rule(c.Transfer)
def _transfer(hall: Hall, counter: CounterNow, command: c.Transfer, asked: c.Asked) -> Decision:
    """One who was called or is being served, to a service that some counter serves, a counter or an officer; not to
    where he is, nor to an officer who has declined him. One whom a single counter or officer was to call may go to all
    who do the same service."""
    if command.service is not None and command.service not in hall.services:
        return Refusal("unknown-service", command.service)
    if command.to_counter is not None and command.to_counter not in hall.counters:
        return Refusal("unknown-counter", command.to_counter)
    if command.to_officer is not None and command.to_officer not in hall.officers:
        return Refusal("unknown-officer", command.to_officer)

    if command.to_counter is not None and command.to_officer is not None:
        return Refusal("malformed", "to_counter, to_officer")

    def sent(ticket: Ticket) -> e.Event | Refusal:
        service = command.service or ticket.service
        for_all = command.to_counter is None and command.to_officer is None
        if for_all and not hall.desks[service]:
            return Refusal("no-counter", service)
        if for_all and service == ticket.service and holder_of(ticket) is None:
            return Refusal("not-sent-here", ticket.number)
        officer = command.to_officer if command.to_counter is None else _officer_at(hall, command.to_counter)
        if command.to_counter == counter.id or (officer is not None and officer == _officer_at(hall, counter.id)):
            return Refusal("not-sent-here", ticket.number)
        if officer in ticket.declined:
            return Refusal("not-yours", ticket.number)
        return e.TicketTransferred(
            ticket=ticket.id,
            service=service,
            counter=counter.id,
            to_counter=command.to_counter,
            to_officer=command.to_officer,
            note=command.note,
            offer=asked.offer if ticket.state == "serving" else None,
        )

    return with_ticket(hall, counter, "either", sent)


@RULES.rule(c.ReturnToSender)
def _return(hall: Hall, counter: CounterNow, command: c.ReturnToSender, asked: c.Asked) -> Decision:
    """One whom another counter has sent here, unless the officer there has declined him."""

    def back(ticket: Ticket) -> e.Event | Refusal:
        if ticket.sent_by is None or ticket.sent_by == counter.id:
            return Refusal("not-sent-here", ticket.number)
        if _officer_at(hall, ticket.sent_by) in ticket.declined:
            return Refusal("not-yours", ticket.number)
        return e.TicketTransferred(
            ticket=ticket.id,
            service=ticket.service,
            counter=counter.id,
            to_counter=ticket.sent_by,
            returned=True,
            note=command.note,
            offer=asked.offer if ticket.state == "serving" else None,
        )

    return with_ticket(hall, counter, "either", back)


def _officer_at(hall: Hall, counter: Slug) -> Slug | None:
    session = hall.counters[counter].session
    return None if session is None else session.officer


def _place(hall: Hall, counter: CounterNow, ticket: Ticket, command: c.Requeue) -> int | None:
    """Its new place in the order of arrival; None: the one it has. Behind so many of those whom this counter would
    call, and never behind who comes now."""
    if command.where in ("own-place", "here"):
        return None
    if command.where == "end":
        return hall.arrivals + 1
    lines = hall.lines_at(counter)
    lead = hall.weights(counter).get(ticket.service, 0)
    if hall.ahead(ticket):
        lead += hall.services[ticket.service].priority_head_start
    place = place_behind(lines, lead, command.people, declined_here(hall, counter, lines))
    return min(place, hall.arrivals + 1) if place > ticket.arrival else None
