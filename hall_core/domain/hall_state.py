"""The state of one hall on one business day, as values. Only :func:`hall_core.domain.hall.evolve` writes it."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.dispatch import Line
from hall_core.domain.estimate import MINUTE, Pace
from hall_core.domain.events_apart import MessagePosted, RollEntered
from hall_core.domain.names import AppointmentCode, DossierCode, Language, Millis, Slug, TicketNumber, Uid, Words
from hall_core.domain.plan import Plan
from hall_core.domain.rating import Offer
from hall_core.domain.ticket import OPEN, Paper, Ticket

RECENT_CALLS = 12
"""Calls of a zone that state keeps and boards list: two pages of a 55-inch board at ten metres."""


class Session(Struct, frozen=True):
    """An officer's stay at a counter; its id is that of the command that opened it."""

    id: Uid
    officer: Slug
    since: Millis


class CounterNow(Struct, frozen=True, kw_only=True):
    """A counter as it stands. ``version`` rises with every change an officer could act upon."""

    id: Slug
    status: Literal["closed", "open", "paused"] = "closed"
    session: Session | None = None
    reason: Words = ""
    ticket: Uid | None = None
    call: Uid | None = None
    """The last call of the ticket in hand."""
    offer: Uid | None = None
    """For the last service that ended here today."""
    in_row: int = 0
    """How many of its last calls in a row stepped over somebody."""
    recalls: int = 0
    """How often its last call was repeated."""
    help: Words | None = None
    """The colleagues are asked to come; None: they are not."""
    version: int = 0
    since: Millis = 0


class Call(Struct, frozen=True, kw_only=True):
    """One announcement. It has its own id; a recall is another call."""

    id: Uid
    zone: Slug
    sequence: int
    ticket: Uid
    number: TicketNumber
    counter: Slug
    language: Language
    at: Millis
    again: bool
    painted: bool = False
    spoken: bool = False
    unseen: bool = False
    """Declared unseen: no board painted it in time."""


class ZoneNow:
    """A zone's calls: how many so far, and the last ones, newest first."""

    __slots__ = ("recent", "sequence")

    def __init__(self) -> None:
        self.sequence = 0
        self.recent: deque[Uid] = deque(maxlen=RECENT_CALLS)


class Restored(Struct, frozen=True, kw_only=True):
    """The ledger was put back from a copy today."""

    epoch: int
    seq: int
    as_of: Millis
    waits: frozenset[Slug]
    """Devices that have not told yet what they hold."""
    skipped: frozenset[Slug] = frozenset()
    recovering: bool = True
    """Nobody is called yet, and the day does not turn."""


Holder = tuple[Literal["counter", "officer"], Slug]


def holder_of(ticket: Ticket) -> Holder | None:
    """Who alone is to call it."""
    if ticket.only_at is not None:
        return "counter", ticket.only_at
    return None if ticket.only_by is None else ("officer", ticket.only_by)


def since(ticket: Ticket) -> Millis:
    """When it came to where it stands."""
    return ticket.issued_at if ticket.queued_at is None else ticket.queued_at


class Hall:
    """The whole hall. Fields are read freely."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.services = {service.id: service for service in plan.services}
        self.counter_plans = {counter.id: counter for counter in plan.counters}
        self.devices = {device.id: device for device in plan.devices}
        self.officers = {officer.id: officer for officer in plan.officers}
        self.desks = {id: [x.id for x in plan.counters if id in x.serves] for id in self.services}
        """Service to the counters that serve it."""
        self.restored: Restored | None = None
        self.begin("")

    def begin(self, day: str, *, provisional: bool = False) -> None:
        self.day = day
        self.provisional = provisional
        self.tickets: dict[Uid, Ticket] = {}
        self.reserve_at: dict[Slug, Millis] = {}
        """When each kiosk gave out the newest number of its own reserve that is recorded."""
        self.by_arrival: list[Uid | None] = []
        """Everybody in the order of arrival: the ticket of arrival 1 first; None: who stood there was put elsewhere."""
        self.by_number: dict[TicketNumber, Uid] = {}
        """The latest ticket of each number: after a wrap a number may have had several."""
        self.voided: set[Uid] = set()
        """Intents that shall issue nothing any more: nobody waits for their answer."""
        self.reported: dict[Uid, Paper] = {}
        """Tickets that are none of this day's but were told of on it, and what is known of their paper."""
        self.checked_in: dict[AppointmentCode, Uid] = {}
        """Appointment to the ticket it became."""
        self.appointment_of: dict[Uid, AppointmentCode] = {}
        """Ticket to the appointment it was given for."""
        self.last_value: dict[Slug, int] = {}
        """The last number that the hub itself gave; reserves do not move it."""
        self.issued: dict[Slug, int] = dict.fromkeys(self.services, 0)
        self.lines = {id: Line(s.priority_head_start) for id, s in self.services.items()}
        self.held: dict[tuple[Holder, Slug], Line] = {}
        """Who is to be called by one counter or one officer alone, by service."""
        self.agenda: list[tuple[Millis, Uid]] = []
        """What the time brings to tickets, the next first: an appointment's hour, the return of a deferred one."""
        self.declined: dict[Slug, set[Uid]] = {}
        """Officer to tickets that are not to be given to him."""
        self.rolls: dict[Slug, list[RollEntered]] = {}
        """Service to the blocks of paper rolls entered for it."""
        self.stopped: dict[Slug, Words] = {}
        """Service that gives no numbers today to why."""
        self.caps: dict[Slug, int | None] = {id: s.daily_cap for id, s in self.services.items()}
        self.messages: dict[Uid, MessagePosted] = {}
        """What the centre has to say on the boards now, oldest first."""
        self.paces = {id: Pace(s.minutes * MINUTE) for id, s in self.services.items()}
        self.counters = {id: CounterNow(id=id) for id in self.counter_plans}
        self.offers: dict[Uid, Offer] = {}
        self.offered: dict[Uid, Uid] = {}
        """Ticket to the offer for its service."""
        self.calls: dict[Uid, Call] = {}
        self.unpainted: dict[Uid, Millis] = {}
        """Calls that no board has painted and nobody has been told about, oldest first."""
        self.zones = {zone.id: ZoneNow() for zone in self.plan.zones}
        self.apologised: set[DossierCode] = set()
        """Dossiers for which an apology has stood on a board today."""

    @property
    def recovering(self) -> bool:
        return self.restored is not None and self.restored.recovering

    @property
    def arrivals(self) -> int:
        """How many have come today."""
        return len(self.by_arrival)

    def who_came(self, arrival: int) -> Ticket:
        """KeyError for a place that somebody has left."""
        return self.tickets[self.by_arrival[arrival - 1] or ""]

    def ahead(self, ticket: Ticket) -> bool:
        """Whether it stands in the class that has a head start: its hour has come, or its group goes ahead in the
        service for which it waits now."""
        return ticket.due_now or ticket.priority in self.services[ticket.service].priority

    def line_of(self, ticket: Ticket) -> Line:
        """Where it waits, or would."""
        holder = holder_of(ticket)
        if holder is None:
            return self.lines[ticket.service]
        line = self.held.get((holder, ticket.service))
        return Line(self.services[ticket.service].priority_head_start) if line is None else line

    def stand(self, ticket: Ticket) -> None:
        """It waits from now on, at its place."""
        self.tickets[ticket.id] = ticket
        line = self.line_of(ticket)
        if (holder := holder_of(ticket)) is not None:
            self.held[holder, ticket.service] = line
        line.add(ticket.arrival, priority=self.ahead(ticket))
        if ticket.due is not None and not ticket.due_now:
            insort(self.agenda, (ticket.due, ticket.id))

    def leave(self, ticket: Ticket) -> None:
        """It does not wait any more, nor for a time. What becomes of it is the caller's to say."""
        if ticket.state == "waiting":
            self.line_of(ticket).remove(ticket.arrival, priority=self.ahead(ticket))
            if ticket.due is not None and not ticket.due_now:
                self.agenda.remove((ticket.due, ticket.id))
        elif ticket.state == "deferred" and ticket.back_at is not None:
            self.agenda.remove((ticket.back_at, ticket.id))

    def defer(self, ticket: Ticket, until: Millis) -> None:
        """It comes back at ``until``."""
        self.tickets[ticket.id] = replace(ticket, state="deferred", back_at=until)
        insort(self.agenda, (until, ticket.id))

    def comes_by(self, at: Millis) -> list[Uid]:
        """Tickets whose time has come by ``at``."""
        return [id for _, id in self.agenda[: bisect_right(self.agenda, at, key=lambda entry: entry[0])]]

    def every_line(self) -> Iterator[Line]:
        yield from self.lines.values()
        yield from self.held.values()

    def waiting_for(self, service: Slug) -> list[Line]:
        """All lines of people who wait for a service, whoever is to call them."""
        return [self.lines[service], *(line for (_, held), line in self.held.items() if held == service)]

    def lines_at(self, counter: CounterNow) -> list[tuple[Line, int]]:
        """What the counter calls from, each with the head start it gives there: the services it serves, as far as who
        sits there does them, and whoever is to come to it or to that officer alone."""
        weights = self.weights(counter)
        holders = {("counter", counter.id)}
        if counter.session is not None:
            holders.add(("officer", counter.session.officer))
        common = [(self.lines[service], extra) for service, extra in weights.items()]
        return common + [
            (line, weights.get(service, 0)) for (holder, service), line in self.held.items() if holder in holders
        ]

    def weights(self, counter: CounterNow) -> dict[Slug, int]:
        """Service to head start of what is done there now."""
        serves = self.counter_plans[counter.id].serves
        officer = None if counter.session is None else self.officers.get(counter.session.officer)
        if officer is None or not officer.serves:
            return serves
        return {service: officer.serves[service] for service in serves if service in officer.serves}

    def place_at(self, at: Millis) -> int:
        """The arrival of somebody who came at ``at``: behind all who had come by then. Looks back from the last one,
        so that a clock that was set meanwhile costs no more than the order around it."""
        place = self.arrivals + 1
        while place > 1:
            before = self.by_arrival[place - 2]
            if before is not None and since(self.tickets[before]) <= at:
                break
            place -= 1
        return place

    def holder(self, number: TicketNumber) -> Ticket | None:
        """The open ticket of this number; None: nobody of today holds it any more."""
        ticket = self.tickets.get(self.by_number.get(number, ""))
        return ticket if ticket is not None and ticket.state in OPEN else None

    def still_open(self, number: TicketNumber) -> bool:
        return self.holder(number) is not None

    def staffed(self, service: Slug) -> int:
        """Open counters that serve ``service``."""
        counters = (self.counters[id] for id in self.desks[service])
        return sum(counter.status == "open" and service in self.weights(counter) for counter in counters)

    def open_tickets(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.state in OPEN]

    def messages_in(self, zone: Slug) -> list[MessagePosted]:
        """What the centre says there, newest first."""
        return [message for message in reversed(self.messages.values()) if zone in message.zones]

    def offer_at(self, counter: Slug, at: Millis) -> Offer | None:
        """What can be rated at a counter: the last service that ended there, once, until it expires."""
        id = self.counters[counter].offer
        offer = None if id is None else self.offers[id]
        return None if offer is None or offer.used or at > offer.until else offer

    def offer_for(self, ticket: Uid) -> Offer | None:
        """The offer for this ticket's service, whatever became of it."""
        id = self.offered.get(ticket)
        return None if id is None else self.offers[id]


def picture(hall: Hall) -> dict[str, Any]:
    """Everything the hall knows, as plain values: two halls are in the same state when these are equal."""
    return {
        "day": (hall.day, hall.provisional),
        "tickets": dict(hall.tickets),
        "by_arrival": tuple(hall.by_arrival),
        "by_number": dict(hall.by_number),
        "voided": set(hall.voided),
        "reported": dict(hall.reported),
        "checked_in": dict(hall.checked_in),
        "appointment_of": dict(hall.appointment_of),
        "last_value": dict(hall.last_value),
        "issued": dict(hall.issued),
        "lines": {id: (tuple(line.ordinary), tuple(line.priority)) for id, line in hall.lines.items()},
        "held": {key: (tuple(line.ordinary), tuple(line.priority)) for key, line in hall.held.items() if len(line)},
        "agenda": tuple(hall.agenda),
        "declined": {officer: set(tickets) for officer, tickets in hall.declined.items()},
        "rolls": {id: list(blocks) for id, blocks in hall.rolls.items()},
        "stopped": dict(hall.stopped),
        "caps": dict(hall.caps),
        "messages": dict(hall.messages),
        "paces": dict(hall.paces),
        "counters": dict(hall.counters),
        "offers": dict(hall.offers),
        "offered": dict(hall.offered),
        "calls": dict(hall.calls),
        "unpainted": dict(hall.unpainted),
        "zones": {id: (zone.sequence, tuple(zone.recent)) for id, zone in hall.zones.items()},
        "apologised": set(hall.apologised),
        "restored": hall.restored,
    }
