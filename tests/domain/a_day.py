"""A hall in which one thing happens after the other, for rules told as small stories."""

from __future__ import annotations

from typing import Any

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Refusal
from tests.conftest import NINE_IN_THE_MORNING, make_plan


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


class Day:
    """A hall in which things happen one after the other, a second apart."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.hall = Hall(plan or make_plan())
        self.at = NINE_IN_THE_MORNING
        self.ids = 0
        self.take(decide_tick(self.hall, self.at, trusted=True))

    def take(self, events: list[e.Event]) -> list[e.Event]:
        for event in events:
            evolve(self.hall, event, self.at)
        return events

    def ask(
        self,
        command: c.Command,
        device: str = "goi-1",
        *,
        id: str | None = None,
        trusted: bool = True,
        appointment: Appointment | None = None,
    ) -> list[e.Event] | Refusal:
        self.ids += 1
        self.at += 1_000
        asked = c.Asked(id or uid(self.ids), device, self.at, trusted, uid(self.ids + 1_000_000), appointment)
        decision = decide(self.hall, command, asked)
        return self.take(decision) if isinstance(decision, list) else decision

    def hear(self, fact: f.Fact, device: str = "kiosk-1", *, ago: int = 0, **known: Any) -> list[e.Event]:
        """A fact that was true ``ago`` milliseconds ago."""
        return self.take(decide_fact(self.hall, fact, f.Reported(device, self.at - ago, **known)))

    def serve(self, n: int = 1) -> None:
        """The next person is called, comes, and is done."""
        for kind in (c.CallNext, c.StartService, c.CompleteService):
            self.done(self.ask(kind(counter=f"quay-{n}"), f"goi-{n}"))

    def numbers(self) -> list[str]:
        """Everybody in the order of arrival."""
        return [self.hall.tickets[id].number for id in self.hall.by_arrival]

    def issue(self, priority: str | None = None) -> str:
        [issued] = self.done(self.ask(c.IssueTicket(service="khai-sinh", priority=priority), "kiosk-1"))
        return issued.ticket

    def open(self, n: int = 1) -> None:
        self.done(self.ask(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"), f"goi-{n}"))

    def done(self, decision: list[e.Event] | Refusal) -> list[Any]:
        assert isinstance(decision, list), decision
        return decision

    def tick(self, ms: int = 0, *, trusted: bool = True) -> list[e.Event]:
        self.at += ms
        return self.take(decide_tick(self.hall, self.at, trusted=trusted))


def refused(decision: Any) -> tuple[str, str]:
    assert isinstance(decision, Refusal), decision
    return decision.reason, decision.about
