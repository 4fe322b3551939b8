"""However a line and the workers behave, the tables end up with what the hall told: nothing lost, nothing twice."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from central_gateway.engine.face import Heard
from central_gateway.intake.refusals import Refusals
from central_gateway.intake.worker import Intake
from central_gateway.store import halls
from central_gateway.store.connection import Db, open_
from central_gateway.store.run import Postgres
from hall_core.contract.centre.messages import NOTHING, Mark, Recorded
from hall_core.contract.centre.records import Record, Transaction
from tests.central_gateway.made_records import DAY, batch, hello, said, transaction
from tests.central_gateway.played_engine import PlayedBroker, PlayedEngine
from tests.conftest import HandClock

STREAM = "transactions"
RECORDS = 24
_halls = itertools.count(1)


class Killed(Exception):
    """The worker, just now."""


class DyingEngine(PlayedEngine):
    """Its worker dies after it has committed: before it says anything to the hall, or to the broker."""

    dies_at = ""

    def send(self, hall: str, way: str, payload: bytes) -> None:
        if self.dies_at == "send":
            raise Killed
        super().send(hall, way, payload)

    def done(self, heard: Iterable[Heard]) -> None:
        waiting = list(heard)
        if self.dies_at == "done" and waiting:
            raise Killed
        super().done(waiting)


class Hall:
    """Tells its ledger, and tells it anew under a higher epoch when it was restored."""

    def __init__(self, broker: PlayedBroker, id: str) -> None:
        self.id = id
        self.epoch = 1
        self.heard = self.before = NOTHING
        """How far the centre is; and the last that it has of ledgers before this one."""
        self.told: set[tuple[int, int, int, Transaction]] = set()
        """(epoch, seq, part, body) of each record it has ever said."""
        self.certain: set[tuple[str, int]] = set()
        """Tickets and steps that the centre has said to have."""
        self._broker = broker
        self.ledger = list(_ledger(1))

    def hear(self, hall: str, body: object) -> None:
        if hall == self.id and isinstance(body, Recorded) and body.stream == STREAM:
            self.heard = body.upto
            if body.upto.epoch < self.epoch:
                self.before = max(self.before, body.upto)
            if body.upto.epoch == self.epoch:
                self.certain |= {_key(record) for record in self.ledger if _mark(self.epoch, record) <= body.upto}

    def say(self, first: int, count: int) -> None:
        chosen = self.ledger[first : first + count]
        if chosen:
            after = self.before if first == 0 else _mark(self.epoch, self.ledger[first - 1])
            self.told |= {(self.epoch, each.seq, each.part, each.body) for each in chosen}  # type: ignore[misc]
            self._broker.say(self.id, *said(batch(chosen, STREAM, self.epoch, after)))

    def restore(self, keep: int) -> None:
        """From a copy that has only so many of its records; what came after them came otherwise."""
        self.before = self.heard
        self.epoch += 1
        self.ledger = self.ledger[:keep] + list(_ledger(self.epoch))[keep:]

    def go_on(self) -> None:
        """What it has not been told to be recorded, once more."""
        here = self.heard if self.heard.epoch == self.epoch else NOTHING
        first = sum(_mark(self.epoch, record) <= here for record in self.ledger)
        for start in range(first, len(self.ledger), 5):
            self.say(start, 5)

    @property
    def end(self) -> Mark:
        return _mark(self.epoch, self.ledger[-1])


def _ledger(epoch: int) -> Iterator[Record]:
    """Some steps are told a second time, later and otherwise."""
    for n in range(RECORDS):
        ticket, outcome = (n - 3, "completed") if n % 4 == 3 else (n, "no_show" if n % 2 else "transferred")
        service = f"dich-vu-{epoch}"
        yield Record(n // 2 + 1, n % 2, DAY, transaction(ticket, outcome=outcome, service=service))


def _mark(epoch: int, record: Record) -> Mark:
    return Mark(epoch, record.seq, record.part)


def _key(record: Record) -> tuple[str, int]:
    assert isinstance(record.body, Transaction)
    return record.body.ticket, record.body.step


class Worker(Struct):
    db: Db
    broker: PlayedBroker
    time: float = 0.0
    engine: DyingEngine | None = None
    intake: Intake | None = None

    def turn(self, waits: float = 0.0, dies_at: str = "") -> None:
        if self.intake is None or self.engine is None:
            self.engine = DyingEngine(self.broker)
            self.intake = Intake(self.db, self.engine, HandClock(), Refusals(), lambda: self.time)
        self.time += waits
        self.engine.dies_at = dies_at
        try:
            self.intake.turn(0)
        except Killed:
            # What it had taken comes again; that another one has it meanwhile is the broker's mistake to make.
            self.intake = self.engine = None
            with self.broker.lock:
                self.broker.queue += self.broker.under_way.values()
                self.broker.under_way.clear()


def check(db: Db, hall: Hall) -> None:
    rows = db.execute(
        "SELECT ticket::text, step, epoch, seq, part, outcome, service FROM transaction WHERE hall = %s", (hall.id,)
    ).fetchall()
    found = {(row[0], row[1]): row[2:] for row in rows}
    assert len(found) == len(rows)
    said_ever = {(e, s, p, body.outcome, body.service): body.ticket for e, s, p, body in hall.told}
    for (ticket, _), row in found.items():
        assert said_ever[row] == ticket
    latest: dict[tuple[str, int], Record] = {}
    for record in hall.ledger:
        latest[_key(record)] = record
    for key, record in latest.items():
        body = record.body
        assert isinstance(body, Transaction)
        assert found[key] == (hall.epoch, record.seq, record.part, body.outcome, body.service)
    assert hall.certain <= found.keys()


places = st.integers(0, RECORDS - 1)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("say"), places, st.integers(1, 8)),
        st.tuples(st.just("lose"), places, st.just(0)),
        st.tuples(st.just("double"), places, st.just(0)),
        st.tuples(st.just("swap"), places, places),
        st.tuples(st.just("turn"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("kill"), st.integers(0, 1), st.integers(0, 1)),
        st.tuples(st.just("restore"), places, st.just(0)),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def two(postgres: Postgres) -> Iterator[tuple[Db, Db]]:
    url = postgres.create("converges", "made")
    with open_(url, "one") as one, open_(url, "two") as other:
        yield one, other
    postgres.drop("converges")


@pytest.mark.timeout(60)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(plot=actions)
def test_the_table_is_what_the_hall_told_however_it_came(two: tuple[Db, Db], plot: list[tuple[str, int, int]]) -> None:
    broker = PlayedBroker()
    hall = Hall(broker, f"hall-{next(_halls)}")
    broker.heard_by = hall.hear
    halls.add(two[0], hall.id, hall.id)
    workers = [Worker(db, broker) for db in two]
    queue = broker.queue
    for act, first, second in plot:
        match act:
            case "say":
                hall.say(first, second)
            case "lose" if queue:
                del queue[first % len(queue)]
            case "double" if queue:
                queue.append(queue[first % len(queue)])
            case "swap" if queue:
                a, b = first % len(queue), second % len(queue)
                queue[a], queue[b] = queue[b], queue[a]
            case "turn":
                workers[first].turn(second / 2)
            case "kill":
                workers[first].turn(dies_at=("send", "done")[second])
            case "restore" if hall.epoch < 3:
                hall.restore(first)
            case _:
                pass
    for _ in range(4):
        broker.say(hall.id, *said(hello()))
        for worker in workers * 2:
            worker.turn(1.0)
        hall.go_on()
        for worker in workers * 2:
            worker.turn(1.0)
    assert hall.heard == hall.end
    check(two[0], hall)
    assert broker.under_way == {}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_workers_at_once_lose_and_double_nothing(postgres: Postgres, two: tuple[Db, Db], seed: int) -> None:
    """In threads, over their own connections, with one hall's batches mixed and doubled between them."""
    chance = random.Random(seed)
    broker = PlayedBroker()
    all_halls = [Hall(broker, f"hall-{next(_halls)}") for _ in range(3)]

    def hear(id: str, body: object) -> None:
        for hall in all_halls:
            hall.hear(id, body)

    broker.heard_by = hear
    for hall in all_halls:
        halls.add(two[0], hall.id, hall.id)
        for start in range(0, RECORDS, 2):
            hall.say(start, 2)
    chance.shuffle(broker.queue)
    broker.queue += chance.choices(broker.queue, k=20)
    workers = [Worker(db, broker) for db in two]
    go = threading.Barrier(2)
    trouble: list[BaseException] = []

    def work(worker: Worker) -> None:
        mine = random.Random(seed)
        try:
            go.wait()
            for _ in range(12):
                worker.turn(0.3, dies_at="done" if mine.random() < 0.1 else "")
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    for _ in range(4):
        for hall in all_halls:
            hall.go_on()
        for worker in workers * 2:
            worker.turn(1.0)
    for hall in all_halls:
        assert hall.heard == hall.end
        check(two[0], hall)
