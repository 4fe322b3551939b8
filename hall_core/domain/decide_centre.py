"""What is decided about tickets, services and boards from the console: whoever was missed is back, a priority is put
right, a service stops for the day, something is said to everybody, a paper roll is entered. What a rule allows stands
in its docstring."""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.counter_rule import Decision, Rules
from hall_core.domain.decide_tickets import has_it
from hall_core.domain.hall_state import CounterNow, Hall
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import OPEN

RULES = Rules()

MESSAGES_MOST = 5
"""At once: people in passing read no more, and each takes its turn on the glass."""


def reinstate(hall: Hall, command: c.Reinstate, asked: c.Asked) -> Decision:
    """A ticket of today that was missed or cancelled, whose number and whose appointment nobody else has by now."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state not in ("no_show", "cancelled"):
        return Refusal("still-open" if ticket.state in OPEN else "already-served", ticket.number)
    if hall.by_number[ticket.number] != ticket.id and hall.still_open(ticket.number):
        return Refusal("already-issued", ticket.number)
    code = hall.appointment_of.get(ticket.id)
    anew = ticket if code is None else hall.tickets[hall.checked_in[code]]
    if anew.id != ticket.id and anew.state != "cancelled":
        return Refusal("appointment-used", anew.number)
    place = hall.arrivals + 1 if command.where == "end" else None
    return [e.TicketReinstated(ticket=ticket.id, place=place, reason=command.reason)]


def set_priority(hall: Hall, command: c.SetPriority, asked: c.Asked) -> Decision:
    """An open ticket, into a group that its service knows, or into none; one that an officer has in hand or has parked
    only by that officer, or the head."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is None:
        return Refusal("unknown-ticket")
    if ticket.state not in OPEN:
        return Refusal("not-open", ticket.number)
    if ticket.state not in ("waiting", "deferred") and not has_it(hall, ticket, command, asked):
        return Refusal("not-yours", ticket.number)
    if command.priority is not None and command.priority not in hall.services[ticket.service].priority:
        return Refusal("unknown-priority", command.priority)
    return [e.TicketPrioritised(ticket=ticket.id, priority=command.priority, reason=command.reason)]


def stop_service(hall: Hall, command: c.StopService, asked: c.Asked) -> Decision:
    """A service that is not stopped yet."""
    if command.service not in hall.services:
        return Refusal("unknown-service", command.service)
    if command.service in hall.stopped:
        return Refusal("service-stopped", command.service)
    return [e.ServiceStopped(service=command.service, reason=command.reason)]


def resume_service(hall: Hall, command: c.ResumeService, asked: c.Asked) -> Decision:
    """A service that was stopped."""
    if command.service not in hall.services:
        return Refusal("unknown-service", command.service)
    if command.service not in hall.stopped:
        return Refusal("service-not-stopped", command.service)
    return [e.ServiceResumed(service=command.service)]


def set_cap(hall: Hall, command: c.SetCap, asked: c.Asked) -> Decision:
    """For today. Who has a number keeps it."""
    if command.service not in hall.services:
        return Refusal("unknown-service", command.service)
    return [e.ServiceCapped(service=command.service, cap=command.cap)]


def post_message(hall: Hall, command: c.PostMessage, asked: c.Asked) -> Decision:
    """In known zones, until a time that is to come, beside few others."""
    for zone in command.zones:
        if zone not in hall.zones:
            return Refusal("unknown-zone", zone)
    if len(hall.messages) >= MESSAGES_MOST:
        return Refusal("too-many-messages", str(MESSAGES_MOST))
    if command.until is not None and command.until <= asked.at:
        return Refusal("wrong-times")
    zones = list(dict.fromkeys(command.zones)) or list(hall.zones)
    return [e.MessagePosted(message=asked.id, vi=command.vi, en=command.en, zones=zones, until=command.until)]


def take_down(hall: Hall, command: c.TakeDownMessage, asked: c.Asked) -> Decision:
    """A message that stands."""
    if command.message not in hall.messages:
        return Refusal("unknown-message")
    return [e.MessageTakenDown(message=command.message)]


@RULES.rule(c.EnterRoll)
def _enter_roll(hall: Hall, counter: CounterNow, command: c.EnterRoll, asked: c.Asked) -> Decision:
    """What lies in the past, with numbers that go up, by a known officer, for a known service, each once."""
    if command.service not in hall.services:
        return Refusal("unknown-service", command.service)
    if command.officer not in hall.officers:
        return Refusal("unknown-officer", command.officer)
    if command.last < command.first or command.missed > command.last - command.first + 1:
        return Refusal("wrong-numbers", f"{command.first}-{command.last}")
    for block in hall.rolls.get(command.service, []):
        if command.first <= block.last and block.first <= command.last:
            return Refusal("already-issued", f"{block.first}-{block.last}")
    if not command.from_at < command.until <= asked.at:
        return Refusal("wrong-times")
    return [
        e.RollEntered(
            service=command.service,
            counter=counter.id,
            officer=command.officer,
            first=command.first,
            last=command.last,
            missed=command.missed,
            from_at=command.from_at,
            until=command.until,
            note=command.note,
        )
    ]


def void_roll(hall: Hall, command: c.VoidRoll, asked: c.Asked) -> Decision:
    """A block as it was entered today; its numbers may be entered again."""
    blocks = [(block.first, block.last) for block in hall.rolls.get(command.service, [])]
    if (command.first, command.last) not in blocks:
        return Refusal("unknown-roll", f"{command.first}-{command.last}")
    return [e.RollVoided(service=command.service, first=command.first, last=command.last, reason=command.reason)]
