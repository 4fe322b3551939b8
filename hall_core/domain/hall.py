"""The state of one hall on one business day: what the events say, and nothing else.

``evolve(hall, event, at)`` is the only thing that changes a :class:`Hall`, and it does so in place: a day of
10,000 tickets is folded in a moment, where copying the whole at each event would cost more the longer the day
is. What is inside (tickets, counters, calls) are frozen values, replaced whole. Nobody keeps a hall across a
failed commit: the hub folds the ledger again (docs/decisions/0002).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.dispatch import Line
from hall_core.domain.estimate import MINUTE, Pace
from hall_core.domain.names import Language, Millis, Slug, TicketNumber, Uid, Words
from hall_core.domain.plan import Plan
from hall_core.domain.ticket import OPEN, State, Ticket

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
    """The whole hall. Fields are read freely; only :func:`evolve` writes them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.services = {service.id: service for service in plan.services}
        self.counter_plans = {counter.id: counter for counter in plan.counters}
        self.begin("")

    def begin(self, day: str, *, provisional: bool = False) -> None:
        self.day = day
        self.provisional = provisional
        self.arrivals = 0
        self.tickets: dict[Uid, Ticket] = {}
        self.by_arrival: dict[int, Uid] = {}
        self.by_number: dict[TicketNumber, Uid] = {}
        """The latest ticket of each number: after a wrap a number may have had several."""
        self.last_value: dict[Slug, int] = {}
        self.issued: dict[Slug, int] = dict.fromkeys(self.services, 0)
        self.lines = {id: Line(s.priority_head_start if s.priority else 0) for id, s in self.services.items()}
        self.paces = {id: Pace(s.minutes * MINUTE) for id, s in self.services.items()}
        self.counters = {id: CounterNow(id=id) for id in self.counter_plans}
        self.calls: dict[Uid, Call] = {}
        self.unpainted: dict[Uid, Millis] = {}
        """Calls that no board has painted and nobody has been told about, oldest first."""
        self.zones = {zone.id: ZoneNow() for zone in self.plan.zones}

    def still_open(self, number: TicketNumber) -> bool:
        """Whether somebody of today still holds this number."""
        id = self.by_number.get(number)
        return id is not None and self.tickets[id].state in OPEN

    def staffed(self, service: Slug) -> int:
        """Open counters that serve ``service``."""
        return sum(
            1
            for id, counter in self.counter_plans.items()
            if service in counter.serves and self.counters[id].status == "open"
        )

    def open_tickets(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.state in OPEN]


def evolve(hall: Hall, event: e.Event, at: Millis) -> None:
    """Applies one recorded event that happened at ``at`` (hub's clock)."""
    _APPLY[type(event)](hall, event, at)


E_ = TypeVar("E_", bound=e.Event)
_APPLY: dict[type[Any], Callable[[Hall, Any, Millis], None]] = {}


def _applies(
    kind: type[E_],
) -> Callable[[Callable[[Hall, E_, Millis], None]], Callable[[Hall, E_, Millis], None]]:
    def keep(rule: Callable[[Hall, E_, Millis], None]) -> Callable[[Hall, E_, Millis], None]:
        _APPLY[kind] = rule
        return rule

    return keep


@_applies(e.DayBegan)
def _day_began(hall: Hall, event: e.DayBegan, at: Millis) -> None:
    hall.begin(event.day, provisional=event.provisional)


@_applies(e.DayDated)
def _day_dated(hall: Hall, event: e.DayDated, at: Millis) -> None:
    hall.day = event.day
    hall.provisional = False


@_applies(e.TicketIssued)
def _issued(hall: Hall, event: e.TicketIssued, at: Millis) -> None:
    hall.arrivals += 1
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        arrival=hall.arrivals,
        priority=event.priority,
        language=event.language,
        issued_at=at,
    )
    hall.tickets[ticket.id] = ticket
    hall.by_arrival[ticket.arrival] = ticket.id
    hall.by_number[ticket.number] = ticket.id
    hall.last_value[ticket.service] = event.value
    hall.issued[ticket.service] += 1
    hall.lines[ticket.service].add(ticket.arrival, priority=ticket.priority is not None)


@_applies(e.TicketPrinted)
def _printed(hall: Hall, event: e.TicketPrinted, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="printed")


@_applies(e.TicketPrintFailed)
def _print_failed(hall: Hall, event: e.TicketPrintFailed, at: Millis) -> None:
    hall.tickets[event.ticket] = replace(hall.tickets[event.ticket], paper="failed")


@_applies(e.TicketCalled)
def _called(hall: Hall, event: e.TicketCalled, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    if ticket.state == "waiting":
        hall.lines[ticket.service].remove(ticket.arrival, priority=ticket.priority is not None)
    hall.tickets[ticket.id] = replace(
        ticket,
        state="called",
        counter=event.counter,
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
    hall.unpainted[event.call] = at
    _change_counter(hall, event.counter, at, ticket=ticket.id, call=event.call)


@_applies(e.CallShown)
def _call_shown(hall: Hall, event: e.CallShown, at: Millis) -> None:
    call = hall.calls[event.call]
    hall.calls[call.id] = replace(call, painted=True) if event.how == "painted" else replace(call, spoken=True)
    if event.how == "painted":
        hall.unpainted.pop(call.id, None)


@_applies(e.CallUnseen)
def _call_unseen(hall: Hall, event: e.CallUnseen, at: Millis) -> None:
    hall.calls[event.call] = replace(hall.calls[event.call], unseen=True)
    hall.unpainted.pop(event.call, None)


@_applies(e.TicketServiceStarted)
def _started(hall: Hall, event: e.TicketServiceStarted, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    hall.tickets[ticket.id] = replace(ticket, state="serving", started_at=at)
    assert ticket.counter is not None
    _change_counter(hall, ticket.counter, at)


@_applies(e.TicketCompleted)
def _completed(hall: Hall, event: e.TicketCompleted, at: Millis) -> None:
    ticket = hall.tickets[event.ticket]
    if ticket.started_at is not None:
        hall.paces[ticket.service] = hall.paces[ticket.service].after(max(0, at - ticket.started_at))
    _end(hall, ticket, "completed", at)


@_applies(e.TicketMissed)
def _missed(hall: Hall, event: e.TicketMissed, at: Millis) -> None:
    _end(hall, hall.tickets[event.ticket], "no_show", at)


@_applies(e.TicketCancelled)
def _cancelled(hall: Hall, event: e.TicketCancelled, at: Millis) -> None:
    _end(hall, hall.tickets[event.ticket], "cancelled", at)


@_applies(e.TicketExpired)
def _expired(hall: Hall, event: e.TicketExpired, at: Millis) -> None:
    _end(hall, hall.tickets[event.ticket], "expired", at)


@_applies(e.CounterOpened)
def _counter_opened(hall: Hall, event: e.CounterOpened, at: Millis) -> None:
    session = Session(event.session, event.officer, at)
    _change_counter(hall, event.counter, at, status="open", session=session, reason="")


@_applies(e.CounterPaused)
def _counter_paused(hall: Hall, event: e.CounterPaused, at: Millis) -> None:
    _change_counter(hall, event.counter, at, status="paused", reason=event.reason)


@_applies(e.CounterResumed)
def _counter_resumed(hall: Hall, event: e.CounterResumed, at: Millis) -> None:
    _change_counter(hall, event.counter, at, status="open", reason="")


@_applies(e.CounterClosed)
def _counter_closed(hall: Hall, event: e.CounterClosed, at: Millis) -> None:
    _change_counter(hall, event.counter, at, status="closed", session=None, reason="")


def _end(hall: Hall, ticket: Ticket, state: State, at: Millis) -> None:
    """Closes a ticket for good: out of its line, out of the officer's hands."""
    if ticket.state == "waiting":
        hall.lines[ticket.service].remove(ticket.arrival, priority=ticket.priority is not None)
    hall.tickets[ticket.id] = replace(ticket, state=state, ended_at=at)
    if ticket.counter is not None and hall.counters[ticket.counter].ticket == ticket.id:
        _change_counter(hall, ticket.counter, at, ticket=None, call=None)


def _change_counter(hall: Hall, id: Slug, at: Millis, **changes: Any) -> None:
    counter = hall.counters[id]
    hall.counters[id] = replace(counter, version=counter.version + 1, since=at, **changes)


def picture(hall: Hall) -> dict[str, Any]:
    """Everything the hall knows, as plain values: two halls are in the same state when these are equal."""
    return {
        "day": (hall.day, hall.provisional),
        "arrivals": hall.arrivals,
        "tickets": dict(hall.tickets),
        "by_arrival": dict(hall.by_arrival),
        "by_number": dict(hall.by_number),
        "last_value": dict(hall.last_value),
        "issued": dict(hall.issued),
        "lines": {id: (tuple(line.ordinary), tuple(line.priority)) for id, line in hall.lines.items()},
        "paces": dict(hall.paces),
        "counters": dict(hall.counters),
        "calls": dict(hall.calls),
        "unpainted": dict(hall.unpainted),
        "zones": {id: (zone.sequence, tuple(zone.recent)) for id, zone in hall.zones.items()},
    }
