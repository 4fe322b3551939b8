"""The way of each ticket, and whose hand it is in: written down once more, apart from the hub's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hall_core.domain import events as e
from hall_core.domain.names import Slug, TicketNumber, Uid
from hall_core.domain.plan import Plan
from hall_hub.sentences import tag
from hall_sim.happened import OneDay, moment

IN_HAND = frozenset({"called", "serving"})
OPEN = IN_HAND | {"waiting", "parked", "deferred"}
WAYS: dict[type[Any], tuple[frozenset[str], str]] = {
    e.TicketCalled: (frozenset({"waiting", "deferred"}), "called"),
    e.TicketServiceStarted: (frozenset({"called"}), "serving"),
    e.TicketCompleted: (frozenset({"serving"}), "completed"),
    e.TicketStepEnded: (frozenset({"serving"}), "waiting"),
    e.TicketTransferred: (IN_HAND, "waiting"),
    e.TicketRequeued: (IN_HAND, "waiting"),
    e.TicketParked: (frozenset({"serving"}), "parked"),
    e.TicketTakenUp: (IN_HAND | {"parked"}, "serving"),
    e.TicketDeferred: (IN_HAND, "deferred"),
    e.TicketReturned: (frozenset({"deferred"}), "waiting"),
    e.TicketReinstated: (frozenset({"no_show", "cancelled"}), "waiting"),
    e.TicketMissed: (frozenset({"called"}), "no_show"),
    e.TicketCancelled: (OPEN, "cancelled"),
    e.TicketExpired: (OPEN, "expired"),
}
"""Event to the states in which it may find a ticket, and the one in which it leaves it."""


def ways_of_tickets(plan: Plan, day: OneDay) -> Iterator[str]:
    """Only who waits is called, a counter has one in hand, every ticket is issued once and ends once; none is open once
    its day is over."""
    del plan
    ways = _Ways()
    for event, at in day.happened:
        for words in ways.goes(event):
            yield f"{moment(at)}: {words}"
    if day.over:
        left = [ways.number[id] for id, state in ways.state.items() if state in OPEN]
        if left:
            yield f"{moment(day.happened[-1][1])}: the day ended, and nothing tells what became of {', '.join(left)}"


class _Ways:
    """Where each ticket of a day is, step by step."""

    def __init__(self) -> None:
        self.state: dict[Uid, str] = {}
        self.number: dict[Uid, TicketNumber] = {}
        self._at: dict[Uid, Slug] = {}
        """Ticket in hand to the counter, and the other way round."""
        self._hand: dict[Slug, Uid] = {}
        self._sits: dict[Slug, Slug] = {}
        """Counter to the officer there."""

    def goes(self, event: e.Event) -> Iterator[str]:
        match event:
            case e.TicketIssued():
                if event.ticket in self.state:
                    yield f"ticket {event.ticket} was issued twice, as {self.number[event.ticket]} and {event.number}"
                self.state[event.ticket], self.number[event.ticket] = "waiting", event.number
            case e.CounterOpened():
                yield from self._opens(event)
            case e.CounterClosed():
                if (left := self._hand.pop(event.counter, None)) is not None:
                    yield f"{event.counter} was closed with {self.number[left]} in hand"
                self._sits.pop(event.counter, None)
            case e.TicketEvent():
                if event.ticket in self.state:
                    yield from self._ticket(event)
                else:
                    yield f"the ledger tells of ticket {event.ticket} ({tag(event)}), which was never issued"
            case _:
                pass

    def _opens(self, event: e.CounterOpened) -> Iterator[str]:
        if event.counter in self._sits:
            yield f"{event.counter} was opened by {event.officer} though {self._sits[event.counter]} sat there"
        elsewhere = [counter for counter, officer in self._sits.items() if officer == event.officer]
        if elsewhere:
            yield f"{event.officer} sat down at {event.counter}, and was at {elsewhere[0]} already"
        self._sits[event.counter] = event.officer

    def _ticket(self, event: e.TicketEvent) -> Iterator[str]:
        id, was, number = event.ticket, self.state[event.ticket], self.number[event.ticket]
        match event:
            case e.TicketRenumbered():
                self.number[id] = event.number
                if was not in OPEN:
                    # Whoever holds it was never called: nobody had seen the other number.
                    self.state[id] = "waiting"
            case e.TicketCalled(again=True):
                if (was, self._at.get(id)) != ("called", event.counter):
                    yield f"{number} was called again to {event.counter}, where it was not called ({was})"
            case _ if type(event) in WAYS:
                before, state = WAYS[type(event)]
                if was not in before:
                    yield f"{number} was {was}, and then came {tag(event)}"
                self.state[id] = state
                if isinstance(event, e.TicketCalled | e.TicketTakenUp):
                    yield from self._takes(event.counter, id)
                elif state not in IN_HAND:
                    self._lets_go(id)
            case _:
                pass

    def _takes(self, counter: Slug, id: Uid) -> Iterator[str]:
        self._lets_go(id)
        if (other := self._hand.get(counter)) is not None:
            yield f"{counter} had {self.number[other]} in hand, and took {self.number[id]} as well"
        if counter not in self._sits:
            yield f"{counter} took {self.number[id]}, and nobody sat there"
        self._hand[counter], self._at[id] = id, counter

    def _lets_go(self, id: Uid) -> None:
        counter = self._at.pop(id, None)
        if counter is not None and self._hand.get(counter) == id:
            del self._hand[counter]
