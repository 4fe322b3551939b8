"""A hall whose hub was put back from a copy, and answers that boxes hold of the lost ledger, for rules told as small
stories."""

from __future__ import annotations

from typing import Any

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import recovering
from hall_core.domain.hall import evolve
from hall_core.domain.held import Recorded
from tests.domain.a_day import Day, centre_plan, uid

EPOCH, SEQ = 7, 10
CALL = c.CallNext(counter="quay-1")


def restored(*waits: str, issued: int = 0) -> Day:
    """A hall whose copy ended with the event ``SEQ``; ``issued`` tickets are in it, and the first counter is open."""
    day = Day(centre_plan())
    day.open()
    for _ in range(issued):
        day.issue()
    day.take([e.HubRestored(from_epoch=EPOCH, seq=SEQ, as_of=day.at, waits=list(waits))])
    return day


def held(n: int, command: c.Command, *events: e.Event, **changes: Any) -> c.Held:
    """The ``n``-th answer behind the copy."""
    recorded = {"epoch": EPOCH, "seq": SEQ + n, "at": n, "day": "2026-11-21", "officer": "can-bo-1"}
    return c.Held(
        id=uid(500 + n), command=command, recorded=Recorded(**{**recorded, "events": list(events), **changes})
    )


def number(n: int, value: int, device: str = "kiosk-1", priority: str | None = None, **changes: Any) -> c.Held:
    issued = e.TicketIssued(
        ticket=uid(500 + n),
        number=f"A{value:03}",
        value=value,
        service="khai-sinh",
        priority=priority,
        language="vi",
        device=device,
    )
    return held(n, c.IssueTicket(service="khai-sinh"), issued, **changes)


def called(n: int, ticket: str, **changes: Any) -> e.TicketCalled:
    there = {"counter": "quay-1", "call": uid(500 + n), "zone": "sanh", "sequence": 1}
    return e.TicketCalled(ticket=ticket, **{**there, **changes})


def told(day: Day, *answers: tuple[str, c.Held]) -> list[recovering.Step]:
    """What is recorded, and that the hub has recovered with it."""
    steps = list[recovering.Step]()
    for step in recovering.recovered(day.hall, answers, day.at):
        evolve(day.hall, step[0], step[1])
        steps.append(step)
    assert steps[-1][1:] == (day.at, None)
    assert not day.hall.recovering
    return steps


def events(steps: list[recovering.Step]) -> list[e.Event]:
    return [event for event, _, _ in steps]
