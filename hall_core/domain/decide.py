"""The hub's decisions: ``decide(hall, command, asked) -> events | Refusal``. Pure: it changes nothing.

One rule a command, found by the command's type: those about tickets in ``decide_tickets``, those at a counter in
``decide_counter``; what follows from a device's facts in ``decide_facts``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hall_core.domain import commands as c
from hall_core.domain import decide_counter, decide_tickets
from hall_core.domain import events as e
from hall_core.domain.business_day import business_day
from hall_core.domain.decide_facts import decide_fact
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis
from hall_core.domain.plan_devices import Board, Caller, Device, Kiosk, Led, Pad, Sign
from hall_core.domain.refusal import Refusal

__all__ = ["SHOWN_WITHIN", "Decision", "decide", "decide_fact", "decide_tick"]

SHOWN_WITHIN = 3_000
"""Milliseconds in which some board of the zone must have painted a call before the officer is told."""

Decision = list[e.Event] | Refusal

_RULES: dict[type[Any], Callable[[Hall, Any, c.Asked], Decision]] = {
    c.IssueTicket: decide_tickets.issue,
    c.CheckIn: decide_tickets.check_in,
    c.CancelTicket: decide_tickets.cancel,
    **decide_counter.RULES,
}

_KIOSK_COMMANDS = (c.IssueTicket, c.CheckIn, c.CancelTicket)


def decide(hall: Hall, command: c.Command, asked: c.Asked) -> Decision:
    """What happens because of ``command``: events in order (at least one), or why nothing does."""
    device = hall.devices.get(asked.device)
    if device is None:
        return Refusal("unknown-device", asked.device)
    refusal = _may(device, command)
    return refusal or _RULES[type(command)](hall, command, asked)


def _may(device: Device, command: c.Command) -> Refusal | None:
    """A kiosk asks for tickets, a caller acts at its own counter, a board asks for nothing."""
    match device:
        case Kiosk():
            allowed = isinstance(command, _KIOSK_COMMANDS)
        case Caller():
            allowed = isinstance(command, c.CancelTicket) or (
                isinstance(command, c.AtCounter) and command.counter == device.counter
            )
        case Board() | Led() | Sign() | Pad():
            allowed = False
    return None if allowed else Refusal("not-yours", device.id)


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
