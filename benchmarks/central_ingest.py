"""The centre's intake: records a second into PostgreSQL (with fsync) by one worker, from one NATS node and from three;
then with each of the three nodes killed in turn while halls go on to tell.

Beside it, in turns: the same rows put into the same PostgreSQL in transactions of the same size, without broker and
messages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.central_records import DAY, record, told
from benchmarks.report import Figure, Goal, middle
from benchmarks.turns import in_turns
from central_gateway.config import Nats
from central_gateway.engine.nats import NatsEngine, plain_options
from central_gateway.engine.run import HOST, Node, start
from central_gateway.intake.worker import MOST
from central_gateway.store import halls, migrate, partitions, records
from central_gateway.store import heard as marks_of
from central_gateway.store.connection import Db, open_
from central_gateway.store.run import Postgres
from hall_core.contract.centre.messages import NOTHING, Mark, Recorded
from hall_core.contract.centre.records import Record
from hall_core.contract.centre.topics import up
from hall_core.contract.codec import Sealer, decode
from hall_core.device.clock import Clock
from hall_core.domain.names import Slug

HALLS = 50
EACH, ROUNDS = 1_000, 3
"""Records of each hall: 50,000 in a round."""
TELLING = 10
"""Halls that tell while nodes are killed."""
UNDER_WAY, AGAIN = 20, 5.0
"""As the courier: batches that are told and not answered, and seconds until they are told again."""
HEALTHY_WITHIN = 60.0
DEAD_FOR = 10.0
"""Seconds."""
ROOT = Path(__file__).parents[1]


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as stack:
        data = Path(tempfile.mkdtemp(prefix="motcua-store-"))  # of another account, where root measures
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        postgres = Postgres(data, durable=True)
        stack.callback(postgres.stop)
        sides = [partial(_drain, postgres, 1), partial(_drain, postgres, 3), partial(_bare, postgres)]
        one, three, bare = map(middle, in_turns(ROUNDS, sides))
        figures = [
            Figure(
                name=f"records into PostgreSQL, one worker, {nodes}",
                value=rate,
                unit="/s",
                beside=bare,
                beside_name="the same rows without broker",
                goal=Goal(2_000, sign="≥"),
            )
            for nodes, rate in (("1 broker node", one), ("3 broker nodes", three))
        ]
        return figures + _killed(postgres, Path(name) / "killed")


def _bare(postgres: Postgres) -> float:
    with _database(postgres, "bare") as (db, _):
        size = MOST * _in_one()
        ledgers = [[records.Row(f"hall-{n}", 1, each) for each in _ledger(n)] for n in range(HALLS)]
        begun, done = time.perf_counter(), 0
        for rows in ledgers:
            for first in range(0, len(rows), size):
                with db.transaction():
                    records.put(db, "transactions", rows[first : first + size])
                done += len(rows[first : first + size])
        return done / (time.perf_counter() - begun)


def _drain(postgres: Postgres, count: int) -> float:
    """Records a second, from the first that is recorded to the last: all lie at the broker before."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))
        nodes = start(folder, count)
        for node in nodes:
            stack.callback(node.kill)
        db, url = stack.enter_context(_database(postgres, f"drain{count}"))
        broker = Nats(servers=[node.server for node in nodes], replicas=count)
        engine = NatsEngine(broker, plain_options(broker), "bench", hears=True)
        for n in range(HALLS):
            for payload in _messages(n):
                engine.publish(up(f"hall-{n}", "records"), payload)
        engine.flush()
        engine.close()
        with _worker(folder, url, broker):
            first = _wait_for(db, 1)
            return (HALLS * EACH - first[1]) / (_wait_for(db, HALLS * EACH)[0] - first[0])


def _killed(postgres: Postgres, folder: Path) -> list[Figure]:
    nodes = start(folder, 3)
    with ExitStack() as stack:
        for node in nodes:
            stack.callback(node.kill)
        db, url = stack.enter_context(_database(postgres, "killed"))
        broker = Nats(servers=[node.server for node in nodes], replicas=3)
        watching = NatsEngine(broker, plain_options(broker), "watching", hears=True)
        stack.callback(watching.close)
        stack.enter_context(_worker(folder, url, broker))
        telling = _Telling(nodes)
        stack.callback(telling.close)
        telling.begin()
        stalls: list[float] = []
        for node in nodes:
            _healthy(watching)
            before = telling.recorded
            while telling.recorded == before:
                time.sleep(0.01)
            node.kill()
            stalls.append(telling.longest_stall())
            node.start()
            node.wait_until_up()
        made = telling.end()
        rows, different = _counts(db)
        return [
            Figure(
                name="records told while each of 3 nodes was killed in turn; rows of them in PostgreSQL",
                value=rows,
                unit="",
                beside=made,
                beside_name="told",
            ),
            Figure(name="of these lost", value=made - different, unit="", goal=Goal(0)),
            Figure(name="of these twice", value=rows - different, unit="", goal=Goal(0)),
            Figure(name="longest time without progress after a kill", value=max(stalls), unit="s"),
        ]


class _Telling:
    """Halls that tell all the time, in the courier's way: a window, and once more what nobody has answered."""

    def __init__(self, nodes: list[Node]) -> None:
        self.recorded = 0
        self._upto = {f"hall-{n}": NOTHING for n in range(TELLING)}
        self._told = dict.fromkeys(self._upto, 0)
        """How many records of each are told, as far as it knows."""
        self._moved = dict.fromkeys(self._upto, 0.0)
        self._ends = threading.Event()
        self._change = threading.Condition()
        self._sealer = Sealer(1, Clock())
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self._clients = [self._client(node) for node in nodes]

    def begin(self) -> None:
        self._thread.start()

    def longest_stall(self) -> float:
        """Seconds without any record recorded, of those from now on until DEAD_FOR later, and until there is one."""
        now = last = time.monotonic()
        until, seen, longest, moved = now + DEAD_FOR, self.recorded, 0.0, False
        while now < until or not moved:
            if not self._thread.is_alive():
                raise RuntimeError("the halls have ended")
            time.sleep(0.01)
            now = time.monotonic()
            if self.recorded != seen:
                moved, longest, last, seen = True, max(longest, now - last), now, self.recorded
        return longest

    def end(self) -> int:
        """Nothing new is told; returns once all that was is recorded. How many records that are."""
        self._ends.set()
        self._thread.join()
        return sum(self._told.values())

    def close(self) -> None:
        for client in self._clients:
            client.loop_stop()

    def _client(self, node: Node) -> paho.Client:
        ready = threading.Event()
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"bridge-{node.name}", protocol=paho.MQTTv311)

        def connected(client: paho.Client, *_: object) -> None:
            client.subscribe("motcua/v1/+/down/recorded", 0)

        def subscribed(*_: object) -> None:
            ready.set()

        def heard(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
            self._hear(message.topic, bytes(message.payload))

        client.on_connect = connected
        client.on_subscribe = subscribed
        client.on_message = heard
        client.reconnect_delay_set(1, 2)
        while not ready.is_set():  # a cluster that has just begun may take no session yet
            client.connect(HOST, node.mqtt)
            client.loop_start()
            ready.wait(5.0)
        return client

    def _hear(self, topic: str, payload: bytes) -> None:
        hall, body = topic.split("/")[2], decode("centre-down", payload).body
        assert isinstance(body, Recorded)
        with self._change:
            if body.upto > self._upto[hall]:
                self.recorded += body.upto.seq - self._upto[hall].seq
                self._upto[hall] = body.upto
                self._moved[hall] = time.monotonic()
                self._change.notify()

    def _tell(self) -> None:
        size = _in_one()
        sent = dict.fromkeys(self._upto, 0)
        while not self._ends.is_set() or self._told != {hall: upto.seq for hall, upto in self._upto.items()}:
            for n, hall in enumerate(self._upto):
                upto = self._upto[hall].seq
                if time.monotonic() - self._moved[hall] > AGAIN:
                    sent[hall], self._moved[hall] = upto, time.monotonic()
                sent[hall] = max(sent[hall], upto)
                while sent[hall] < upto + UNDER_WAY * size:
                    first = sent[hall]
                    if self._ends.is_set() and first >= self._told[hall]:
                        break
                    sent[hall] = first + self._say(hall, n, first, size)
                    self._told[hall] = max(self._told[hall], sent[hall])
            with self._change:
                self._change.wait(0.05)

    def _say(self, hall: Slug, n: int, first: int, count: int) -> int:
        """How many had room in one message."""
        made = [record(n, seq) for seq in range(first + 1, first + count + 1)]
        payload, taken = told(made, Mark(1, first) if first else NOTHING, self._sealer)
        for client in self._clients:
            if client.is_connected():
                client.publish(up(hall, "records"), payload, qos=1)
                break
        return taken


@contextmanager
def _database(postgres: Postgres, name: str) -> Iterator[tuple[Db, str]]:
    url = postgres.create(name)
    with open_(url, "bench") as db:
        migrate.migrate(db)
        partitions.make(db, [DAY])
        for n in range(HALLS):
            halls.add(db, f"hall-{n}", f"Hall {n}")
        yield db, url
    postgres.drop(name)


@contextmanager
def _worker(folder: Path, url: str, broker: Nats) -> Iterator[None]:
    servers = ", ".join(f'"{server}"' for server in broker.servers)
    text = f'[store]\nurl = "{url}"\n[broker]\nkind = "nats"\nservers = [{servers}]\nreplicas = {broker.replicas}\n'
    (folder / "central.toml").write_text(text)
    command = [sys.executable, "-m", "central_gateway", "ingest", "--config", str(folder / "central.toml")]
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=log)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait()


def _healthy(engine: NatsEngine) -> None:
    """All three nodes have all: who kills one while another catches up tries something else."""
    deadline = time.monotonic() + HEALTHY_WITHIN
    while not engine.whole():
        if time.monotonic() > deadline:
            raise RuntimeError("the cluster does not become whole again")
        time.sleep(0.2)


def _wait_for(db: Db, count: int) -> tuple[float, int]:
    """(when so many were recorded, how many they were)."""
    while True:
        there = sum(
            marks["transactions"].seq for marks in marks_of.of(db, [f"hall-{n}" for n in range(HALLS)]).values()
        )
        if there >= count:
            return time.perf_counter(), there
        time.sleep(0.01)


def _counts(db: Db) -> tuple[int, int]:
    """Rows, and different records among them."""
    row = db.execute("SELECT count(*), count(DISTINCT (hall, seq)) FROM transaction").fetchone()
    assert row is not None
    return row[0], row[1]


def _ledger(hall: int) -> list[Record]:
    return [record(hall, n) for n in range(1, EACH + 1)]


def _messages(hall: int) -> Iterator[bytes]:
    sealer, after, left = Sealer(1, Clock()), NOTHING, _ledger(hall)
    while left:
        payload, count = told(left, after, sealer)
        yield payload
        after, left = Mark(1, left[count - 1].seq), left[count:]


def _in_one() -> int:
    """Records that have room in one message."""
    return told(_ledger(0), NOTHING, Sealer(1, Clock()))[1]
