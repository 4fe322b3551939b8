"""How many halls a province's broker, intake and PostgreSQL carry: memory for a hall's connection, and what the halls'
days cost, from 10 halls to all 3,300 communes of the country.

Every hall has its own connection by mutual TLS with the session, the subscription and the rights of a hall's line
(benchmarks/central_hall_lines.py), to brokers with the configuration that ships: three NATS nodes with records on each
of them, then one Mosquitto. Real are ``ingest`` and ``carry``, and PostgreSQL, which flushes each commit.

A large hall tells 20,000 records a week, as in ``centre-catch-up``. On five days of eight hours with a busiest hour
that is twice as busy as the middle one this is :data:`PEAK` a second, one at a time. Here **all** halls are large, and
it is the busiest hour of all. Everything shares this machine's processors, with the halls themselves: their own part is
told apart. At last they tell more, to see where it ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct

from benchmarks.central_hall_lines import REST, TOLD_AGAIN, hall_name
from benchmarks.central_province import Brokers, Centre, Kind, cpu, rss
from benchmarks.central_records import DAY
from benchmarks.report import Figure, Goal, Point
from central_gateway.store import halls, partitions
from central_gateway.store.connection import open_
from demo.centre.authority import Authority, enrol
from demo.programs import ROOT
from hall_core.line_users import LineUser, LineUsers

A_WEEK = 20_000
DAYS, HOURS, BUSIEST = 5, 8, 2
PEAK = A_WEEK / DAYS / HOURS / 3_600 * BUSIEST
"""0.28 records a second."""
ALL = 3_300
STEPS: dict[Kind, tuple[int, ...]] = {"nats": (10, 50, 200, 500, 1_000, 2_000, ALL), "mosquitto": (50, 500, ALL)}
NODES: dict[Kind, int] = {"nats": 3, "mosquitto": 1}
WORDS = {"nats": "three NATS nodes", "mosquitto": "one Mosquitto"}
FOR = 6.0
"""Seconds of each step."""
SETTLES = 1.0
RUSH = 3
"""Times the busiest hour, at last."""
WITHIN: dict[Kind, float] = {"nats": 75.0, "mosquitto": 30.0}
"""Seconds after which no step begins."""
INTAKE, HALLS = "one ingest worker", "the halls themselves"
LET_IN_WITHIN = 25.0
"""Seconds for those that come in a step; with fewer it is what it is."""
MEMORY_FROM = 200
"""Halls: with fewer, what a node takes for itself goes up and down by more than they need."""
LATE = TOLD_AGAIN * 1e3
"""Milliseconds for the slowest hundredth, from which on it is not carried any more: a courier tells it again."""


class Step(Struct, frozen=True, kw_only=True):
    """What so many halls cost."""

    halls: int
    pace: float
    """Records a second of each."""
    told: int
    recorded: int
    a_second: float
    p50: float
    p99: float
    """Milliseconds from telling to ``recorded``."""
    memory: float
    """Bytes of all nodes."""
    let_in: float
    """A second, of those that came; 0 when none did."""
    used: dict[str, float]
    """By whom, of one core."""

    @property
    def missing(self) -> int:
        return self.told - self.recorded

    @property
    def carried(self) -> bool:
        """Whether nobody had to tell anything again."""
        return not self.missing and self.p99 < LATE

    @property
    def centre(self) -> float:
        """Of one core, without the halls themselves."""
        return sum(used for who, used in self.used.items() if who != HALLS)


def measure() -> list[Figure]:
    figures: list[Figure] = []
    for kind in STEPS:
        with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
            province = _Province(kind, Path(name), undo)
            steps = province.steps()
        figures += _figures(WORDS[kind], province.empty, steps)
    return figures


def _figures(broker: str, empty: int, steps: list[Step]) -> Iterator[Figure]:
    for step in steps:
        rush = "" if step.pace == PEAK else f", telling {RUSH} times as much"
        name = f"{broker}, {step.halls:,} halls{rush}"
        happen = step.pace * step.halls
        yield Figure(
            name=f"{name}: records recorded", value=step.a_second, unit="/s", beside=happen, beside_name="happen about"
        )
        yield Figure(name=f"{name}: told → recorded, p50", value=step.p50, unit="ms")
        yield Figure(name=f"{name}: told → recorded, p99", value=step.p99, unit="ms")
        if step.missing:
            yield Figure(name=f"{name}: of {step.told:,} not recorded {REST:.0f} s later", value=step.missing, unit="")
        at = Point("Processors that the centre takes", broker, step.halls, "halls, all in their busiest hour")
        yield Figure(
            name=f"{name}: processors that the centre takes",
            value=step.centre,
            unit="",
            point=at if step.pace == PEAK else None,
        )
        if step.halls >= MEMORY_FROM:
            each = (step.memory - empty) / step.halls / 1e3
            yield Figure(name=f"{name}: memory of all nodes for each", value=each, unit="kB")
    carried = [step for step in steps if step.pace == PEAK and step.carried]
    if carried:
        yield from _most(broker, empty, carried[-1])


def _most(broker: str, empty: int, most: Step) -> Iterator[Figure]:
    """Of the largest number that was carried; and, in proportion, of all. That is more than is so: what comes together
    is recorded together."""
    name = f"{broker}, {most.halls:,} halls"
    for who, used in most.used.items():
        yield Figure(name=f"{name}: {who}, of one core", value=used * 100, unit="%")
    memory, without = most.memory / 1e6, empty / 1e6
    yield Figure(
        name=f"{name}: memory of all nodes", value=memory, unit="MB", beside=without, beside_name="without halls"
    )
    yield Figure(name=f"{name}: let in, one after another", value=most.let_in, unit="/s")
    cores, enough = most.centre * ALL / most.halls, most.halls / most.used[INTAKE]
    reckoned = f"reckoned from {most.halls:,}"
    yield Figure(name=f"{broker}: processors for {ALL:,} halls, {reckoned}", value=cores, unit="")
    yield Figure(
        name=f"{broker}: halls for which one worker would do, {reckoned}",
        value=enough,
        unit="",
        goal=Goal(ALL, sign="≥"),
    )


class _Province:
    """Brokers, the gateway's programs and a process of halls."""

    def __init__(self, kind: Kind, folder: Path, undo: ExitStack) -> None:
        self._kind: Kind = kind
        authority = Authority(folder / "authority", time.time_ns() // 1_000_000)
        line = enrol(authority, hall_name(0), folder / "line")
        [first] = authority.users.halls
        # They share a certificate and a password: nothing that is measured depends on whose they are.
        users = [LineUser(name=hall_name(n), password=first.password) for n in range(ALL)]
        all_users = LineUsers(halls=users, gateway=authority.users.gateway)
        self._brokers = Brokers(kind, authority, all_users, folder / "brokers", NODES[kind])
        undo.callback(self._brokers.stop)
        self._centre = undo.enter_context(Centre(self._brokers, folder / "centre"))
        with open_(self._centre.url, "bench") as db:
            partitions.make(db, [DAY])
            with db.transaction():
                for n in range(ALL):
                    halls.add(db, hall_name(n), f"Hall {n}")
        self._pids = {
            "brokers": self._brokers.pids,
            INTAKE: [self._centre.start("ingest").process.pid],
            "carrier": [self._centre.start("carry").process.pid],
        }
        self._halls = _Simulated(line.folder, self._brokers.addresses, folder)
        undo.callback(self._halls.stop)
        time.sleep(SETTLES)
        self.empty = self._memory()
        """Bytes of all nodes without a hall."""

    def steps(self) -> list[Step]:
        counts = STEPS[self._kind]
        steps: list[Step] = []
        began = time.monotonic()
        for count, pace in [*((count, PEAK) for count in counts), (counts[-1], PEAK * RUSH)]:
            if steps and (time.monotonic() - began > WITHIN[self._kind] or not steps[-1].carried):
                break
            steps.append(self._step(count, pace, steps[-1].halls if steps else 0))
        return steps

    def _step(self, count: int, pace: float, before: int) -> Step:
        came = self._halls.do(connect=count, within=LET_IN_WITHIN)
        time.sleep(SETTLES)
        all_of = {**self._pids, "PostgreSQL": self._centre.postgres_pids, HALLS: [self._halls.pid]}
        used_before, began = {who: cpu(pids) for who, pids in all_of.items()}, time.monotonic()
        seen = self._halls.do(pace=pace, seconds=FOR)
        took = time.monotonic() - began
        used = {who: (cpu(pids) - used_before[who]) / took for who, pids in all_of.items()}
        let_in = (came["halls"] - before) / came["seconds"]
        return Step(halls=came["halls"], pace=pace, memory=self._memory(), let_in=let_in, used=used, **seen)

    def _memory(self) -> int:
        return sum(map(rss, self._brokers.pids))


class _Simulated:
    """The process of the halls."""

    def __init__(self, line: Path, addresses: list[tuple[str, int]], folder: Path) -> None:
        where = [f"{host}:{port}" for host, port in addresses]
        argv = [sys.executable, "-m", "benchmarks.central_hall_lines", str(line), *where]
        self._log = folder / "halls.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                argv,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        self.pid = self._process.pid

    def do(self, **order: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the halls have ended: {self._log.read_text('utf-8', 'replace')[-2_000:]}")
        return json.loads(line)

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()
