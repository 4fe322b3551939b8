"""The state of one hall on one business day, as values. Only :func:`hall_core.domain.hall.evolve` writes it."""

from __future__ import annotations

from collections import deque
from typing import Any, Literal

from msgspec import Struct

from hall_core.domain.dispatch import Line
from hall_core.domain.estimate import MINUTE, Pace
from hall_core.domain.names import AppointmentCode, Language, Millis, Slug, TicketNumber, Uid, Words
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


class Hall:
    """The whole hall. Fields are read freely."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.services = {service.id: service for service in plan.services}
        self.counter_plans = {counter.id: counter for counter in plan.counters}
        self.devices = {device.id: device for device in plan.devices}
        self.desks = {id: [x.id for x in plan.counters if id in x.serves] for id in self.services}
        """Service to the counters that serve it."""
        self.begin("")

    def begin(self, day: str, *, provisional: bool = False) -> None:
        self.day = day
        self.provisional = provisional
        self.tickets: dict[Uid, Ticket] = {}
        self.by_arrival: list[Uid] = []
        """Everybody in the order of arrival: the ticket of arrival 1 first."""
        self.by_number: dict[TicketNumber, Uid] = {}
        """The latest ticket of each number: after a wrap a number may have had several."""
        self.voided: set[Uid] = set()
        """Intents that shall issue nothing any more: nobody waits for their answer."""
        self.reported: dict[Uid, Paper] = {}
        """Tickets that are none of this day's but were told of on it, and what is known of their paper."""
        self.checked_in: dict[AppointmentCode, Uid] = {}
        """Appointment to the ticket it became."""
        self.last_value: dict[Slug, int] = {}
        """The last number that the hub itself gave; reserves do not move it."""
        self.issued: dict[Slug, int] = dict.fromkeys(self.services, 0)
        self.lines = {id: Line(s.priority_head_start) for id, s in self.services.items()}
        self.paces = {id: Pace(s.minutes * MINUTE) for id, s in self.services.items()}
        self.counters = {id: CounterNow(id=id) for id in self.counter_plans}
        self.offers: dict[Uid, Offer] = {}
        self.offered: dict[Uid, Uid] = {}
        """Ticket to the offer for its service."""
        self.calls: dict[Uid, Call] = {}
        self.unpainted: dict[Uid, Millis] = {}
        """Calls that no board has painted and nobody has been told about, oldest first."""
        self.zones = {zone.id: ZoneNow() for zone in self.plan.zones}

    @property
    def arrivals(self) -> int:
        """How many have come today."""
        return len(self.by_arrival)

    def who_came(self, arrival: int) -> Ticket:
        return self.tickets[self.by_arrival[arrival - 1]]

    def place_at(self, at: Millis) -> int:
        """The arrival of somebody who came at ``at``: behind all who had come by then. Looks back from the last one,
        so that a clock that was set meanwhile costs no more than the order around it."""
        place = self.arrivals + 1
        while place > 1 and self.who_came(place - 1).issued_at > at:
            place -= 1
        return place

    def still_open(self, number: TicketNumber) -> bool:
        """Whether somebody of today still holds this number."""
        id = self.by_number.get(number)
        return id is not None and self.tickets[id].state in OPEN

    def staffed(self, service: Slug) -> int:
        """Open counters that serve ``service``."""
        return sum(self.counters[id].status == "open" for id in self.desks[service])

    def open_tickets(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.state in OPEN]

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
        "last_value": dict(hall.last_value),
        "issued": dict(hall.issued),
        "lines": {id: (tuple(line.ordinary), tuple(line.priority)) for id, line in hall.lines.items()},
        "paces": dict(hall.paces),
        "counters": dict(hall.counters),
        "offers": dict(hall.offers),
        "offered": dict(hall.offered),
        "calls": dict(hall.calls),
        "unpainted": dict(hall.unpainted),
        "zones": {id: (zone.sequence, tuple(zone.recent)) for id, zone in hall.zones.items()},
    }
