"""A business day told in a few words, for figures computed by hand: minutes after nine, and what happened then."""

from __future__ import annotations

from typing import Any

from hall_core.domain import events as e
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.rows import Step
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid

MINUTE = 60_000
DAY = "2026-11-21"


class Told:
    """Counter quay-1 is open, with can-bo-1. Tickets are numbers from 1."""

    def __init__(self) -> None:
        self.fold = DayFold()
        self.calls = 0
        self.at(0, e.DayBegan(day=DAY), e.CounterOpened(counter="quay-1", officer="can-bo-1", session=uid(900)))

    def at(self, minutes: float, *events: e.Event) -> Told:
        for event in events:
            self.fold.take(event, NINE_IN_THE_MORNING + int(minutes * MINUTE))
        return self

    def issue(self, minutes: float, n: int = 1, **more: Any) -> Told:
        service = more.pop("service", "khai-sinh")
        issued = e.TicketIssued(
            ticket=uid(n),
            number=f"A{n:03}",
            value=n,
            service=service,
            priority=more.pop("priority", None),
            language="vi",
            device="kiosk-1",
            **more,
        )
        return self.at(minutes, issued, e.TicketPrinted(ticket=uid(n)))

    def call(self, minutes: float, n: int = 1, **more: Any) -> Told:
        self.calls += 1
        counter = more.pop("counter", "quay-1")
        call = uid(10_000 + self.calls)
        called = e.TicketCalled(ticket=uid(n), counter=counter, call=call, zone="sanh", sequence=self.calls, **more)
        return self.at(minutes, called)

    def start(self, minutes: float, n: int = 1) -> Told:
        return self.at(minutes, e.TicketServiceStarted(ticket=uid(n)))

    def complete(self, minutes: float, n: int = 1, offer: int | None = None) -> Told:
        return self.at(minutes, e.TicketCompleted(ticket=uid(n), offer=None if offer is None else uid(offer)))

    def served(self, minutes: float, n: int, offer: int | None = None) -> Told:
        """Comes, is called at once, starts a minute later, is done after three more."""
        return self.issue(minutes, n).call(minutes, n).start(minutes + 1, n).complete(minutes + 4, n, offer)

    def step(self, n: int = 0) -> Step:
        return self.fold.steps()[n]

    def vote(self, minutes: float, offer: int, level: Any = "satisfied", device: str = "pad-1") -> Told:
        voted = e.VoteRecorded(
            offer=uid(offer),
            ticket=uid(1),
            service="khai-sinh",
            counter="quay-1",
            officer="can-bo-1",
            level=level,
            device=device,
        )
        return self.at(minutes, voted)


def minutes(ms: int | None) -> float | None:
    return None if ms is None else ms / MINUTE
