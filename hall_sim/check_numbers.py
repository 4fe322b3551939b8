"""Numbers: none twice on a day, none missing, none outside its bounds."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.domain import events as e
from hall_core.domain.names import Day, Slug, TicketNumber, Uid
from hall_core.domain.numbering import spell
from hall_core.domain.plan import Plan
from hall_sim.happened import Happened, OneDay, moment

ENDED = e.TicketCompleted, e.TicketMissed, e.TicketCancelled


def numbers_once(plan: Plan, ledger: list[Happened]) -> Iterator[str]:
    """No number is given twice on a day, by the hub or from a reserve; where numbers come round again, not while the
    one before is open. A number that a kiosk tells on another day counts for the day of its paper, and whoever has
    expired was of another day."""
    held = _Held({service.id for service in plan.services if service.numbers.when_full == "wrap"})
    for event, at in ledger:
        twice = held.takes(event)
        if twice is not None:
            number, day, before, ticket = twice
            yield f"{moment(at)}: {number} was given twice on {day}, to ticket {before} and to ticket {ticket}"


class _Held:
    """Who holds each number of each day."""

    def __init__(self, wraps: set[Slug]) -> None:
        self._wraps = wraps
        self._by: dict[tuple[Day, TicketNumber], Uid] = {}
        self._day: Day = ""
        self._ended: set[Uid] = set()
        self._expired: set[Uid] = set()
        self._comes_round: set[TicketNumber] = set()

    def takes(self, event: e.Event) -> tuple[TicketNumber, Day, Uid, Uid] | None:
        """A number, the day, and the two tickets that have it on that day."""
        match event:
            case e.DayBegan():
                self._day = event.day
            case e.DayDated():
                # The day goes on under its true date.
                self._by |= {(event.day, number): id for (day, number), id in self._by.items() if day == self._day}
                self._day = event.day
            case e.TicketIssued():
                if event.service in self._wraps and not event.reserve:
                    self._comes_round.add(event.number)
                return self._taken(self._day, event.number, event.ticket)
            case e.TicketRenumbered():
                if self._by.get((self._day, event.void)) == event.ticket:
                    del self._by[self._day, event.void]
                self._ended.discard(event.ticket)
                return self._taken(self._day, event.number, event.ticket)
            case e.TicketReported():
                return self._taken(event.day, event.number, event.ticket)
            case e.TicketReinstated():
                self._ended.discard(event.ticket)
            case e.TicketExpired():
                self._expired.add(event.ticket)
            case _ if isinstance(event, ENDED):
                self._ended.add(event.ticket)
            case _:
                pass
        return None

    def _taken(self, day: Day, number: TicketNumber, ticket: Uid) -> tuple[TicketNumber, Day, Uid, Uid] | None:
        before = self._by.get((day, number), ticket)
        self._by[day, number] = ticket
        again = before == ticket or before in self._expired or (before in self._ended and number in self._comes_round)
        return None if again else (number, day, before, ticket)


def numbers_in_order(plan: Plan, day: OneDay) -> Iterator[str]:
    """The hub numbers each service without a gap and within its bounds; a kiosk's reserve stays within its band."""
    last: dict[Slug, int] = {}
    for event, at in day.happened:
        if not isinstance(event, e.TicketIssued):
            continue
        service = plan.service(event.service)
        if service is None:
            yield f"{moment(at)}: {event.number} was issued for {event.service}, which the hall file does not have"
            continue
        numbers = service.numbers
        first, end = service.reserve.get(event.device, (1, 0)) if event.reserve else (numbers.first, numbers.last)
        if not first <= event.value <= end or event.number != spell(numbers, event.value):
            yield f"{moment(at)}: {event.number} is no number that {event.device} may give for {event.service}"
        if event.reserve or numbers.when_full == "wrap":
            continue
        expected = last.get(event.service, first - 1) + 1
        if event.value != expected:
            yield f"{moment(at)}: {event.number} was issued where {spell(numbers, expected)} was next"
        last[event.service] = event.value
