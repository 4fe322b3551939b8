"""A hall in which one thing happens after the other, for rules told as small stories."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Numbers, Officer, Plan, Policy, Service
from hall_core.domain.plan_devices import Console
from hall_core.domain.refusal import Refusal
from hall_core.domain.ticket import Ticket
from tests.conftest import NINE_IN_THE_MORNING, make_plan


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


CONSOLE, HEAD = "ban-may", "giam-doc"
RECALL_GAP = Policy().recall_gap_s * 1_000


def centre_plan(**policy: Any) -> Plan:
    """The small hall with a console, a head, a service that only the third counter does (``thu-phi``) and one that none
    does (``tra-tan-nha``), a third officer who does births alone, and ``policy`` in place of what is usual."""
    plan = make_plan()
    births = plan.services[0]
    more = [
        Service(id=id, field="ho-tich", name=births.name, numbers=Numbers(prefix=prefix), priority=["cao-tuoi"])
        for id, prefix in (("thu-phi", "C"), ("tra-tan-nha", "D"))
    ]
    counters = [replace(x, serves={**x.serves, "thu-phi": 0} if x.number == 3 else x.serves) for x in plan.counters]
    one_two_three = [replace(x, serves={"khai-sinh": 4} if x.id == "can-bo-3" else {}) for x in plan.officers]
    return replace(
        plan,
        services=[*plan.services, *more],
        counters=counters,
        officers=[*one_two_three, Officer(id=HEAD, name="Giám đốc", role="head")],
        devices=[*plan.devices, Console(id=CONSOLE)],
        policy=Policy(**policy),
    )


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

    def everybody(self) -> list[Ticket]:
        """In the order of arrival."""
        return [self.hall.tickets[id] for id in self.hall.by_arrival if id is not None]

    def numbers(self) -> list[str]:
        return [ticket.number for ticket in self.everybody()]

    def issue(self, priority: str | None = None, service: str = "khai-sinh") -> str:
        [issued] = self.done(self.ask(c.IssueTicket(service=service, priority=priority), "kiosk-1"))
        return issued.ticket

    def call(self, n: int = 1, *, exclude: list[str] | None = None) -> str:
        """Whom the next call at the n-th counter brings."""
        events = self.done(self.ask(c.CallNext(counter=f"quay-{n}", exclude=exclude or []), f"goi-{n}"))
        return events[-1].ticket

    def start(self, n: int = 1) -> str:
        """Calls the next one, who comes."""
        ticket = self.call(n)
        self.done(self.ask(c.StartService(counter=f"quay-{n}"), f"goi-{n}"))
        return ticket

    def order(self, n: int = 1) -> list[str]:
        """Numbers in the order in which the n-th counter calls and serves everybody who waits for it."""
        called = list[str]()
        while isinstance(decision := self.ask(c.CallNext(counter=f"quay-{n}"), f"goi-{n}"), list):
            called.append(self.of(self.done(decision)[-1].ticket).number)
            self.done(self.ask(c.StartService(counter=f"quay-{n}"), f"goi-{n}"))
        assert decision.reason == "nobody-waiting"
        return called

    def of(self, ticket: str) -> Ticket:
        return self.hall.tickets[ticket]

    def at_console(self, command: c.Command, by: str = "can-bo-1") -> list[e.Event] | Refusal:
        return self.ask(replace(command, by=by), CONSOLE)

    def sitting(self, command: c.CallThis | c.TakeOver) -> list[e.Event] | Refusal:
        """At the console of who sits at that counter, or else belongs there."""
        session = self.hall.counters[command.counter].session
        return self.at_console(command, f"can-bo-{command.counter[-1]}" if session is None else session.officer)

    def open(self, n: int = 1) -> None:
        self.done(self.ask(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"), f"goi-{n}"))

    def sits(self, officer: str, n: int = 1) -> None:
        """An officer whose own counter it is not opens it, signed in there."""
        self.done(self.at_console(c.OpenCounter(counter=f"quay-{n}", officer=officer), officer))

    def done(self, decision: list[e.Event] | Refusal) -> list[Any]:
        assert isinstance(decision, list), decision
        return decision

    def tick(self, ms: int = 0, *, trusted: bool = True, came: Collection[str] | None = None) -> list[e.Event]:
        self.at += ms
        return self.take(decide_tick(self.hall, self.at, trusted=trusted, came=came))


def refused(decision: Any) -> tuple[str, str]:
    assert isinstance(decision, Refusal), decision
    return decision.reason, decision.about
