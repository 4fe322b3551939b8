"""A made-up day of a province's centre, 3,600 tickets, by the hub's own rules alone, as ``motcua simulate`` plays it.

In the time are the people, their boxes, each decision and its fold, the answers and what the boards are told. Not in
it: reading the hall file, and the check beforehand that what happens on that day may be true. Beside it, in turns: the
events of that very day, each written as JSON, read again and counted by its kind, the least one can do with them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import msgspec

from benchmarks.report import Figure, Goal, middle
from benchmarks.turns import in_turns
from demo.programs import ROOT
from hall_core.device.hall_file import load
from hall_core.domain import events as e
from hall_core.domain.names import Day
from hall_core.domain.plan import Plan
from hall_sim.day import Lived, live
from hall_sim.habits import Habits
from hall_sim.happened import Happened
from hall_sim.setting import Setting

DAY: Day = "2026-11-20"
TICKETS, SEED = 3_600, 1
ROUNDS = 15
GOAL = Goal(2, "s", "<")


def measure() -> list[Figure]:
    return measure_day(load(ROOT / "halls" / "province.toml"), TICKETS, ROUNDS)


def measure_day(plan: Plan, tickets: int, rounds: int) -> list[Figure]:
    """RuntimeError: it was not such a day, or what happened on it cannot be true."""
    setting = Setting(plan, DAY, Habits(), SEED, tickets)
    lived = live(setting)
    _check(lived, tickets)
    ours, bare = in_turns(rounds, [partial(_timed, live, setting), partial(_timed, _bare, lived.happened)])
    events = len(lived.happened)
    beside = f"its {events:,} events as JSON and back"
    return [
        Figure(
            name=f"a day of {tickets:,} tickets against the decider alone, {which}",
            value=of(ours),
            unit="s",
            beside=of(bare),
            beside_name=beside,
            goal=goal,
        )
        for which, of, goal in (("p50", middle, GOAL), ("slowest", max, None))
    ] + [
        Figure(
            name="of that for each event, p50",
            value=middle(ours) * 1e6 / events,
            unit="µs",
            beside=middle(bare) * 1e6 / events,
            beside_name="as JSON and back",
        )
    ]


def _check(lived: Lived, tickets: int) -> None:
    issued = sum(isinstance(event, e.TicketIssued) for event, _ in lived.happened)
    if wrong := lived.faults() or ([] if issued == tickets else [f"{issued} tickets instead of {tickets}"]):
        raise RuntimeError(f"not the day that was to be measured: {wrong[:5]}")


def _bare(happened: list[Happened]) -> Counter[type]:
    encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(e.Event).decode
    return Counter(type(decode(encode(event))) for event, _ in happened)


def _timed(do: Callable[..., object], given: object) -> float:
    begun = time.perf_counter()
    do(given)
    return time.perf_counter() - begun
