"""What the ledger records because a device says that something happened. Pure.

A fact is never refused, only heard: what is known already, or cannot concern this day, changes nothing. Who may tell it
at all is in ``who_may``.
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.business_day import business_day
from hall_core.domain.hall_state import Call, Hall
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan_devices import CALLS, Board, Device, Led
from hall_core.domain.ticket import Paper, Ticket

Shown = Literal["painted", "spoken", "chimed"]

MEASURED_WITHIN = 2_000
"""Milliseconds by which two measurements of a kiosk's clock may differ; by more, and a clock was set."""


def decide_fact(hall: Hall, fact: f.Fact, by: f.Reported) -> list[e.Event]:
    match fact:
        case f.PaperPrinted() | f.PaperFailed():
            return _paper(hall, fact, by)
        case f.CallWasShown(call=id, how=how) if id in hall.calls:
            call = hall.calls[id]
            known = call.painted if how == "painted" else call.spoken
            if known or not _stands_for_the_zone(hall.devices.get(by.device), call, how):
                return []
            return [e.CallShown(call=id, board=by.device, how=how)]
        case f.ApologiesShown():
            return _apologies(hall, by)
        case f.IssuedHere():
            return _issued_here(hall, fact, by)
        case f.GivenUp():
            return _given_up(hall, fact)
        case f.VoteCast():
            return [_vote(hall, fact, by)]
        case _:
            return []


def _stands_for_the_zone(device: Device | None, call: Call, how: Shown) -> bool:
    """Whether all who wait in the zone could see or hear it there. A sign hangs over one counter, and a board that
    shows that counter alone, or dossiers, or notices, is not what people look at while they wait."""
    match device:
        case Board():
            may = device.speaks if how != "painted" else CALLS in device.shows
        case Led():
            may = how == "painted"
        case _:
            return False
    return may and device.zone == call.zone


def _apologies(hall: Hall, by: f.Reported) -> list[e.Event]:
    """Each once a day, whatever board was the first. Of a day that is over the board alone knows which it has told."""
    day = _day(hall, by)
    late = day != hall.day
    fresh = [apology for apology in by.apologies if late or apology.code not in hall.apologised]
    if not fresh:
        return []
    return [e.ApologiesShown(apologies=fresh, board=by.device, at=by.true_at, day=day if late else None)]


def _paper(hall: Hall, fact: f.PaperPrinted | f.PaperFailed, by: f.Reported) -> list[e.Event]:
    """The paper of a ticket of this day; that of any other ticket is in the ledger under the day on which it came."""
    ticket = hall.tickets.get(fact.ticket)
    paper = _came_of(fact, hall.reported.get(fact.ticket, "unknown") if ticket is None else ticket.paper)
    if paper is None:
        return []
    reason = fact.reason if isinstance(fact, f.PaperFailed) else ""
    if ticket is None:
        day = _day(hall, by)
        reported = e.PaperReported(
            day=day, ticket=fact.ticket, paper=paper, reason=reason, device=by.device, at=by.true_at
        )
        return [reported]
    match paper:
        case "printed":
            return [e.TicketPrinted(ticket=ticket.id)]
        case "reprinted":
            return [e.TicketReprinted(ticket=ticket.id)]
        case "failed":
            return [e.TicketPrintFailed(ticket=ticket.id, reason=reason)]


def _came_of(fact: f.PaperPrinted | f.PaperFailed, was: Paper) -> Literal["printed", "failed", "reprinted"] | None:
    """What was printed once stays so; paper that came after all is printed; each reprint is told. None: no news."""
    match fact:
        case f.PaperPrinted(again=True):
            return "reprinted"
        case f.PaperPrinted() if was in ("unknown", "failed"):
            return "printed"
        case f.PaperFailed() if was == "unknown":
            return "failed"
        case _:
            return None


def _issued_here(hall: Hall, fact: f.IssuedHere, by: f.Reported) -> list[e.Event]:
    """A number of a kiosk's reserve takes its place in the order of arrival. One intent is one ticket: a number that
    the hub gave to the same intent is void. What is of another day, or for a service that this hall no longer has,
    waits nowhere, and yet is in the ledger."""
    known = hall.tickets.get(fact.ticket)
    if known is not None:
        if known.number == fact.number:
            return []
        return [_renumbered(hall, fact, by, known)]
    day = _day(hall, by)
    if day != hall.day or fact.service not in hall.services:
        reported = e.TicketReported(
            day=day,
            ticket=fact.ticket,
            number=fact.number,
            service=fact.service,
            priority=fact.priority,
            device=by.device,
            issued_at=by.true_at,
        )
        return [reported]
    before = hall.holder(fact.number)
    # Its kiosk gives no number twice on a day, and this hub does not know which it is: that was another day's.
    gone = [e.TicketExpired(ticket=before.id)] if before and before.device == by.device and not by.clock_trusted else []
    came = _after_its_own(hall, by)
    place = hall.place_at(came)
    issued = e.TicketIssued(
        ticket=fact.ticket,
        number=fact.number,
        value=fact.value,
        service=fact.service,
        priority=fact.priority,
        language=fact.language,
        device=by.device,
        place=place if place <= hall.arrivals else None,
        issued_at=came,
        reserve=True,
    )
    return [*gone, issued]


def _after_its_own(hall: Hall, by: f.Reported) -> Millis:
    """When it was issued, and never before the number that the same kiosk gave out before it: facts of a device come in
    their order, but a hub that was started anew in between measures the kiosk's clock anew."""
    before = hall.reserve_at.get(by.device, 0)
    return before if 0 < before - by.true_at <= MEASURED_WITHIN else by.true_at


def _renumbered(hall: Hall, fact: f.IssuedHere, by: f.Reported, known: Ticket) -> e.TicketRenumbered:
    """It stands where its citizen came. Mostly that is where the hub has put it; but a command that was sent again and
    again may have reached a hub that was just back, after others who came later."""
    renumbered = e.TicketRenumbered(ticket=known.id, number=fact.number, void=known.number)
    place = hall.place_at(by.true_at)
    if by.true_at >= known.issued_at or place >= known.arrival:
        return renumbered
    return replace(renumbered, place=place, issued_at=by.true_at)


def _day(hall: Hall, by: f.Reported) -> Day:
    """The business day on which it was issued. While the hub does not know its own, it is the one that runs; so it is
    while the day that runs is one that a wrong clock has begun too early: it never turns back, and who comes today
    must not wait until it is tomorrow."""
    if hall.provisional or not by.clock_trusted:
        return hall.day
    day = business_day(by.true_at, hall.plan.hall.day_turn)
    today = hall.day if by.heard_at is None else business_day(by.heard_at, hall.plan.hall.day_turn)
    return hall.day if day == today < hall.day else day


def _given_up(hall: Hall, fact: f.GivenUp) -> list[e.Event]:
    """Nobody holds the number, so nobody shall be called by it. One that is called already is the officer's to end, and
    one whose paper came, or was missed, was seen by somebody; so was one that was called before."""
    ticket = hall.tickets.get(fact.ticket)
    if ticket is None:
        return [] if fact.ticket in hall.voided else [e.IntentVoided(ticket=fact.ticket)]
    if ticket.state != "waiting" or ticket.paper != "unknown" or ticket.calls or ticket.step > 1:
        return []
    return [e.TicketCancelled(ticket=ticket.id, reason=fact.reason)]


def _vote(hall: Hall, fact: f.VoteCast, by: f.Reported) -> e.VoteRecorded | e.VoteRefused:
    """Once for each offer, and in time by when it was cast, not by when a pad could tell it."""
    offer = hall.offers.get(fact.offer, by.offer)
    if offer is None:
        return e.VoteRefused(offer=fact.offer, reason="unknown", device=by.device)
    if offer.used or by.true_at > offer.until:
        return e.VoteRefused(offer=offer.id, reason="used" if offer.used else "expired", device=by.device)
    return e.VoteRecorded(
        offer=offer.id,
        ticket=offer.ticket,
        service=offer.service,
        counter=offer.counter,
        officer=offer.officer,
        level=fact.level,
        reasons=fact.reasons,
        device=by.device,
    )
