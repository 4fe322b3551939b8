"""What a command costs, however long the hall has been at work and however large it is: with 100 to 1,000,000 events in
the ledger, and at 1, 40 and 200 counters (a hall file has 99 at most).

Hubs of all sizes stand in one process and are asked the same in turns, so that whatever else the machine does falls on
all of them. A round is what happens to one person: a number, a call, he came, he is done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import starmap
from pathlib import Path

from msgspec.structs import replace

from benchmarks.hub_alone import HubAlone, Took
from benchmarks.report import Figure, Goal, Point, middle, percentile
from benchmarks.turns import in_turns
from demo.hall_file import write_hall
from demo.programs import ROOT
from hall_core.device.hall_file import load
from hall_core.domain.business_day import HANOI
from hall_core.domain.commands import CallNext, Command, CompleteService, IssueTicket, OpenCounter, StartService
from hall_core.domain.names import Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller
from hall_sim.days import working_days, write_days

EVENTS = (100, 10_000, 100_000, 1_000_000)
COUNTERS = (1, 40, 200)
QUIET, VISITORS = 8, 3_600
"""Of the days that are made up."""
OF_A_DAY = 18_000
"""Events that a busy one comes to."""
ROUNDS, FIRST_ROUNDS = 250, 20
GOAL = Goal(1.1, "×")
IN_THE_LEDGER = "events in the ledger"


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        return [*_by_events(Path(name), undo), *_by_counters(Path(name), undo)]


def _by_events(folder: Path, undo: ExitStack) -> Iterator[Figure]:
    plan = load(write_hall(folder / "hall.toml", counters=4, digits=5))
    hubs: list[HubAlone] = []
    for events in EVENTS:
        place = folder / f"events-{events}"
        place.mkdir()
        _made(place / "ledger.sqlite", events)
        hubs.append(_hub(plan, place, undo))
    took = _in_turns(hubs)
    least = took[0]
    for hub, each in zip(hubs, took, strict=True):
        events = hub.events - 4 * (ROUNDS + FIRST_ROUNDS)
        yield from _figures(events, IN_THE_LEDGER, each, least, GOAL)
        yield Figure(
            name=f"hub ready, {events:,} {IN_THE_LEDGER}",
            value=hub.started * 1e3,
            unit="ms",
            beside=hubs[0].started * 1e3,
            beside_name="the least",
            point=Point("The hub's start", "file opened → hall ready", events, IN_THE_LEDGER),
        )


def _by_counters(folder: Path, undo: ExitStack) -> Iterator[Figure]:
    hubs: list[HubAlone] = []
    for counters in COUNTERS:
        place = folder / f"counters-{counters}"
        place.mkdir()
        hubs.append(_hub(_plan(place / "hall.toml", counters), place, undo))
        for n in range(counters):
            hubs[-1].ask(f"goi-{n + 1}", OpenCounter(counter=f"quay-{n + 1}", officer=f"can-bo-{n + 1}"))
    took = _in_turns(hubs)
    for counters, each in zip(COUNTERS, took, strict=True):
        yield from _figures(counters, "counters", each, took[0])


def _plan(file: Path, counters: int) -> Plan:
    plan = load(write_hall(file, counters=1, digits=5))
    [counter], [officer], box = plan.counters, plan.officers, plan.devices[-1]
    assert isinstance(box, Caller)
    ids = [(f"quay-{n + 1}", f"can-bo-{n + 1}", f"goi-{n + 1}") for n in range(counters)]
    return replace(
        plan,
        counters=[replace(counter, id=id, number=n + 1) for n, (id, _, _) in enumerate(ids)],
        officers=[replace(officer, id=id) for _, id, _ in ids],
        devices=[*plan.devices[:-1], *(replace(box, id=id, counter=at, officer=by) for at, by, id in ids)],
    )


def _hub(plan: Plan, place: Path, undo: ExitStack) -> HubAlone:
    hub = HubAlone(plan, place)
    undo.callback(hub.close)
    return hub


def _made(file: Path, events: int) -> None:
    """About so many events: one quiet day of a ward, or busy days of a province up to yesterday."""
    yesterday = datetime.now(HANOI).date() - timedelta(days=1)
    days = working_days(yesterday - timedelta(days=400), yesterday)
    if events < OF_A_DAY // 4:
        write_days(file, load(ROOT / "halls" / "ward.toml"), days[-1:], QUIET)
    else:
        busy = load(ROOT / "halls" / "province.toml")
        write_days(file, busy, days[-max(1, round(events / OF_A_DAY)) :], VISITORS)


def _in_turns(hubs: list[HubAlone]) -> list[list[Took]]:
    """What each took for the same commands."""
    asked = [each for n in range(FIRST_ROUNDS + ROUNDS) for each in _round(n)]
    counted = 4 * ROUNDS
    sides = [partial(next, starmap(hub.ask, asked)) for hub in hubs]
    return in_turns(counted, sides, first=len(asked) - counted)


def _round(n: int) -> Iterator[tuple[Slug, Command]]:
    at = 1
    if n == 0:
        yield f"goi-{at}", OpenCounter(counter=f"quay-{at}", officer=f"can-bo-{at}")
    yield "kiosk-1", IssueTicket(service="khai-sinh")
    for wish in (CallNext, StartService, CompleteService):
        yield f"goi-{at}", wish(counter=f"quay-{at}")


def _figures(many: int, along: str, took: list[Took], least: list[Took], goal: Goal | None = None) -> Iterator[Figure]:
    what = f"command, one {along[:-1]}" if many == 1 else f"command, {many:,} {along}"
    for words, of, figure, limit in (
        ("work, p50", _worked, middle, goal),
        ("durable, p50", _whole, middle, goal),
        ("durable, p99", _whole, _tail, None),
    ):
        yield Figure(
            name=f"{what}: {words}",
            value=figure(of(took)),
            unit="ms",
            beside=figure(of(least)),
            beside_name="the least",
            goal=limit,
            point=Point(f"A command, by {along}", words, many, along),
        )


def _worked(took: list[Took]) -> list[float]:
    return [each.worked for each in took]


def _whole(took: list[Took]) -> list[float]:
    return [each.whole for each in took]


def _tail(values: list[float]) -> float:
    return percentile(values, 99)
