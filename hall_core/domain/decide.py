"""The hub's decisions: ``decide(hall, command, asked) -> events | Refusal``. Pure: it changes nothing.

One rule a command, found by the command's type: about tickets from a kiosk in ``decide_tickets``, about calls and an
officer's stay in ``decide_counter``, about the ticket in hand in ``decide_hand``, from the console in
``decide_centre``; what follows from a device's facts in ``decide_facts``; who may ask at all in ``who_may``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from hall_core.domain import commands as c
from hall_core.domain import decide_centre, decide_counter, decide_hand, decide_tickets, recovering
from hall_core.domain import events as e
from hall_core.domain.business_day import business_day
from hall_core.domain.decide_facts import decide_fact
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Day, Millis, Uid
from hall_core.domain.refusal import Refusal
from hall_core.domain.who_may import may_wish

__all__ = ["SHOWN_WITHIN", "Decision", "decide", "decide_fact", "decide_tick"]

SHOWN_WITHIN = 3_000
"""Milliseconds in which some board of the zone must have painted a call before the officer is told."""

Decision = list[e.Event] | Refusal

_RULES: dict[type[Any], Callable[[Hall, Any, c.Asked], Decision]] = {
    c.IssueTicket: decide_tickets.issue,
    c.CheckIn: decide_tickets.check_in,
    c.CancelTicket: decide_tickets.cancel,
    c.Reinstate: decide_centre.reinstate,
    c.SetPriority: decide_centre.set_priority,
    c.StopService: decide_centre.stop_service,
    c.ResumeService: decide_centre.resume_service,
    c.SetCap: decide_centre.set_cap,
    c.PostMessage: decide_centre.post_message,
    c.TakeDownMessage: decide_centre.take_down,
    c.VoidRoll: decide_centre.void_roll,
    **recovering.RULES,
    **decide_counter.RULES,
    **decide_hand.RULES,
    **decide_centre.RULES,
}


def decide(hall: Hall, command: c.Command, asked: c.Asked) -> Decision:
    """What happens because of ``command``: events in order (at least one), or why nothing does."""
    device = hall.devices.get(asked.device)
    if device is None:
        return Refusal("unknown-device", asked.device)
    if hall.recovering and type(command) not in recovering.RULES:
        return Refusal("recovering")
    refusal = may_wish(hall, device, command)
    return refusal or _RULES[type(command)](hall, command, asked)


def decide_tick(hall: Hall, at: Millis, *, trusted: bool, came: Collection[Uid] | None = None) -> list[e.Event]:
    """What time alone brings: the turn of the business day, appointments and deferred tickets whose time has come,
    messages whose time is over, and calls that nobody showed.

    The day never turns on a clock that is not trusted, and never back. A day begun on such a clock is
    provisional: when the time is known it gets its date and keeps its tickets. ``came``: tickets since the hub's box
    started, while nobody knew the day; None: the day was known all along. Calls wait in the order in which they were
    made, so only the first ones are looked at.
    """
    if hall.recovering:
        return []  # What is told may be of a day before: it is put where it belongs first.
    day = business_day(at, hall.plan.hall.day_turn)
    if not hall.day:
        return [e.DayBegan(day=day, provisional=not trusted)]
    if hall.provisional and trusted:
        return [e.DayDated(day=day)]
    if trusted and day > hall.day:
        return _dated(hall, day, came) or recovering.turned(hall, day)
    brought = [_comes(hall, id) for id in hall.comes_by(at)]
    over: list[e.Event] = [
        e.MessageTakenDown(message=id) for id, x in hall.messages.items() if x.until is not None and x.until <= at
    ]
    unseen: list[e.Event] = []
    for call, since in hall.unpainted.items():
        if at - since < SHOWN_WITHIN:
            break
        unseen.append(e.CallUnseen(call=call))
    return [*brought, *over, *unseen]


def _dated(hall: Hall, day: Day, came: Collection[Uid] | None) -> list[e.Event]:
    """Some are there who came today while nobody knew that it was another day than the ledger's: they keep their
    places, and the day that goes on gets today's date. Who is left from before the box started has gone."""
    if came is None:
        return []
    waiting = hall.open_tickets()
    before = [ticket for ticket in waiting if ticket.id not in came]
    if len(before) == len(waiting):
        return []
    return [*(e.TicketExpired(ticket=ticket.id) for ticket in before), e.DayDated(day=day)]


def _comes(hall: Hall, id: Uid) -> e.Event:
    """A deferred one is back; the hour of an appointment has come."""
    deferred = hall.tickets[id].state == "deferred"
    return e.TicketReturned(ticket=id) if deferred else e.TicketDue(ticket=id)
