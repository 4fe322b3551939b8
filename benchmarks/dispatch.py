"""Who is next, whether 10 or 100,000 wait: what one decision costs, beside looking at everybody.

A counter of six services, each with its own head start; one in five who wait has priority, spread over the services.
Each decision is made anew on another hall: whoever was called is missed, and somebody else comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import TypeVar

from msgspec import Struct

from benchmarks.report import Figure, Goal, Point, middle, percentile
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.decide import decide
from hall_core.domain.dispatch import Choice, choose, turn
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.names import Name
from hall_core.domain.plan import (
    Agency,
    Counter,
    Field,
    HallInfo,
    Hours,
    Numbers,
    Officer,
    Plan,
    PriorityGroup,
    Service,
    Zone,
)
from hall_core.domain.plan_devices import Caller
from hall_core.domain.ticket import Ticket

WAITING = (10, 1_000, 100_000)
SERVICES = 6
COUNTER, OFFICER, CALLER, ELDERLY = "quay-1", "can-bo-1", "goi-1", "cao-tuoi"
PRIORITY_SHARE = 0.2
DECISIONS = 2_000
TRIES = 3
NAIVE_TIMES = 50
GOAL = Goal(100, "µs")
NOON = 1_795_237_200_000
"""2026-11-21 12:00 in Hà Nội, in milliseconds."""


T = TypeVar("T")


def measure() -> list[Figure]:
    figures: list[Figure] = []
    for people in WAITING:
        took = _run(people)
        looked = middle(took.naive)

        def figure(
            name: str, values: list[float], percent: int, *, people: int = people, beside: float = looked
        ) -> Figure:
            value = percentile(values, percent)
            return Figure(
                name=f"{name}, {people:,} waiting, p{percent}",
                value=value,
                unit="µs",
                beside=beside,
                beside_name="min() over all",
                goal=GOAL,
                point=Point("Processor time of choosing who is next", f"{name}, p{percent}", people, "people waiting"),
            )

        best = [min(takes) for takes in took.decided]
        first = [takes[0] for takes in took.decided]
        figures += [
            figure("decide of next", best, 50),
            figure("decide of next", best, 99),
            figure("the turn in it", took.turned, 50),
            figure("the turn in it", took.turned, 99),
            figure("decided at the first try and done, in memory", _both(first, took.done), 50),
        ]
    return figures


class Took(Struct):
    """Microseconds of processor time."""

    decided: list[list[float]]
    """Several tries each, since a decision changes nothing: what is not ours comes to one of them, seldom to all."""
    turned: list[float]
    done: list[float]
    naive: list[float]


def _both(one: list[float], other: list[float]) -> list[float]:
    return [sum(pair) for pair in zip(one, other, strict=True)]


def _run(people: int) -> Took:
    random, hall = Random(people), Hall(_plan())
    evolve(hall, e.DayBegan(day="2026-11-21"), NOON)
    evolve(hall, e.CounterOpened(counter=COUNTER, officer=OFFICER, session="ca-1"), NOON)
    for n in range(people):
        evolve(hall, _comes(n, random), NOON)
    took = Took([], [], [], [])
    wish = c.CallNext(counter=COUNTER)
    for n in range(DECISIONS):
        asked = c.Asked(f"lenh-{n}", CALLER, NOON + n)
        tries = [_timed(lambda asked=asked: decide(hall, wish, asked)) for _ in range(TRIES)]
        decision = tries[0][0]
        assert isinstance(decision, list)
        took.decided.append([microseconds for _, microseconds in tries])
        took.turned.append(min(_timed(lambda: _turn(hall))[1] for _ in range(TRIES)))
        [called] = decision
        assert isinstance(called, e.TicketCalled)
        took.done.append(_timed(lambda called=called, n=n: evolve(hall, called, NOON + n))[1])
        evolve(hall, e.TicketMissed(ticket=called.ticket), NOON + n)
        evolve(hall, _comes(people + n, random), NOON + n)
    # Apart from the others: who has just looked at everybody has nothing else in the processor's cache.
    took.naive.extend(_naive(hall) for _ in range(NAIVE_TIMES))
    return took


def _turn(hall: Hall) -> Choice | None:
    counter = hall.counters[COUNTER]
    return turn(hall.lines_at(counter), counter.in_row, hall.plan.policy.ahead_in_row)


def _naive(hall: Hall) -> float:
    first, took = _timed(lambda: _look_at_all(hall))
    assert first.arrival == choose(hall.lines_at(hall.counters[COUNTER])), "both ways find the same person"
    return took


def _timed(what: Callable[[], T]) -> tuple[T, float]:
    """Microseconds of processor time: other programs do not belong to it."""
    began = time.thread_time_ns()
    result = what()
    return result, (time.thread_time_ns() - began) / 1e3


def _look_at_all(hall: Hall) -> Ticket:
    """The naive way."""
    extra = hall.weights(hall.counters[COUNTER])

    def called_as(ticket: Ticket) -> tuple[int, int]:
        lead = extra[ticket.service] + (hall.services[ticket.service].priority_head_start if hall.ahead(ticket) else 0)
        return ticket.arrival - lead, ticket.arrival

    return min((ticket for ticket in hall.tickets.values() if ticket.state == "waiting"), key=called_as)


def _comes(n: int, random: Random) -> e.TicketIssued:
    return e.TicketIssued(
        ticket=f"phieu-{n}",
        number=f"A{n}",
        value=n,
        service=f"dich-vu-{random.randrange(SERVICES)}",
        priority=ELDERLY if random.random() < PRIORITY_SHARE else None,
        language="vi",
        device="kiosk-1",
    )


def _plan() -> Plan:
    name = Name(vi="x", en="x")
    ids = [f"dich-vu-{n}" for n in range(SERVICES)]
    return Plan(
        hall=HallInfo(id="thu", name=name),
        hours=Hours(sat=["00:00-24:00"]),
        zones=[Zone(id="sanh", name=name)],
        agencies=[Agency(id="co-quan", name=name)],
        fields=[Field(id="linh-vuc", agency="co-quan", name=name)],
        priority_groups=[PriorityGroup(id=ELDERLY, name=name)],
        services=[Service(id=id, field="linh-vuc", name=name, numbers=Numbers(), priority=[ELDERLY]) for id in ids],
        counters=[Counter(id=COUNTER, number=1, zone="sanh", serves={id: n for n, id in enumerate(ids)})],
        officers=[Officer(id=OFFICER, name="Cán bộ 1")],
        devices=[Caller(id=CALLER, counter=COUNTER, officer=OFFICER)],
    )
