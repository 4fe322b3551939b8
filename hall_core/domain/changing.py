"""What the rules by which events change a hall have in common; see :mod:`hall_core.domain.hall`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.rating import Offer
from hall_core.domain.ticket import State, Ticket

MINUTE = 60_000

E_ = TypeVar("E_", bound=e.Event)
_Change = Callable[[Hall, E_, Millis], None]


class Changes(dict[type[Any], Callable[[Hall, Any, Millis], None]]):
    """What each kind of event changes."""

    def by(self, kind: type[E_]) -> Callable[[_Change[E_]], _Change[E_]]:
        def keep(change: _Change[E_]) -> _Change[E_]:
            self[kind] = change
            return change

        return keep


def make_room(hall: Hall, place: int, until: int) -> None:
    """Somebody stands at ``place`` of whom we did not know: all from there up to ``until`` stand one later."""
    for id in hall.by_arrival[place - 1 : until - 1]:
        if id is not None:
            ticket = hall.tickets[id]
            hall.tickets[id] = replace(ticket, arrival=ticket.arrival + 1)
    for line in hall.every_line():
        line.make_room(place, until)


def served(hall: Hall, ticket: Ticket, offer: Uid | None, at: Millis) -> None:
    """A transaction is over: it tells how long the service takes, and may be rated."""
    if ticket.started_at is not None:
        # Whoever was parked to fill in a form kept nobody waiting: the officer called others meanwhile.
        lasted = at - ticket.started_at - ticket.held
        hall.paces[ticket.service] = hall.paces[ticket.service].after(lasted)
    counter = ticket.counter
    assert counter is not None
    session = hall.counters[counter].session
    if session is not None and offer is not None:
        hall.offers[offer] = Offer(
            id=offer,
            ticket=ticket.id,
            number=ticket.number,
            service=ticket.service,
            counter=counter,
            officer=session.officer,
            at=at,
            until=at + hall.plan.policy.vote_minutes * MINUTE,
        )
        hall.offered[ticket.id] = offer
        hall.counters[counter] = replace(hall.counters[counter], offer=offer)


def held_until(ticket: Ticket, at: Millis) -> int:
    """Milliseconds that it was parked since its service began; never less than nothing, whoever set the clock."""
    return ticket.held + (0 if ticket.parked_at is None else max(0, at - ticket.parked_at))


def end(hall: Hall, ticket: Ticket, state: State, at: Millis) -> None:
    """Closes a ticket: out of its line, out of the officer's hands."""
    hall.leave(ticket)
    hall.tickets[ticket.id] = replace(ticket, state=state, ended_at=at, parked_at=None, held=0)
    empty_hands(hall, ticket, at)


def empty_hands(hall: Hall, ticket: Ticket, at: Millis) -> None:
    """No counter has the ticket in hand any more."""
    if ticket.counter is not None and hall.counters[ticket.counter].ticket == ticket.id:
        change_counter(hall, ticket.counter, at, ticket=None, call=None)


def change_counter(hall: Hall, id: Slug, at: Millis, **changes: Any) -> None:
    counter = hall.counters[id]
    hall.counters[id] = replace(counter, version=counter.version + 1, since=at, **changes)
