"""The worker as a program: real NATS, real PostgreSQL, killed in mid-work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from central_gateway.engine.run import Node
from central_gateway.store.connection import Db
from central_gateway.store.run import Postgres
from hall_core.contract.centre.messages import Mark, Recorded
from hall_core.contract.centre.records import Record
from hall_core.contract.centre.topics import up
from hall_core.contract.codec import decode
from tests.central_gateway.engine.mqtt_client import Bridge
from tests.central_gateway.made_records import DAY, batch, said, transaction

ROOT = Path(__file__).parents[3]
PATIENCE = 40.0
BATCH = 10


@pytest.fixture
def config(tmp_path: Path, database: str, nats_node: Node) -> Path:
    file = tmp_path / "central.toml"
    file.write_text(
        f'[store]\nurl = "{database}"\n[broker]\nkind = "nats"\nservers = ["{nats_node.server}"]\nreplicas = 1\n'
    )
    return file


Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(config: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "central_gateway", "ingest", "--config", str(config)]
        running.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def tell_until_recorded(bridge: Bridge, count: int, meanwhile: Callable[[Mark], None]) -> None:
    """As a hall does: what is not said to be recorded is told again."""
    ledger = [Record(n, 0, DAY, transaction(n)) for n in range(1, count + 1)]
    upto = Mark(0, 0)
    deadline = time.monotonic() + PATIENCE
    while upto.seq < count:
        assert time.monotonic() < deadline, upto
        for start in range(upto.seq, count, BATCH):
            after = Mark(1, start) if start else Mark(0, 0)
            way, payload = said(batch(ledger[start : start + BATCH], "transactions", after=after))
            bridge.say(up("thu", way), payload)
        again = time.monotonic() + 3.0
        while upto.seq < count and time.monotonic() < again:
            if not bridge.heard.empty():
                body = decode("centre-down", bridge.heard.get()[1]).body
                assert isinstance(body, Recorded)
                upto = max(upto, body.upto)
                meanwhile(upto)
            else:
                time.sleep(0.01)


@pytest.mark.timeout(90)
def test_a_worker_that_is_killed_loses_and_doubles_nothing(db: Db, start: Start, bridge: Bridge) -> None:
    workers = [start()]

    def kill_once(upto: Mark) -> None:
        if len(workers) == 1 and upto.seq:
            workers[0].kill()
            workers.append(start())

    tell_until_recorded(bridge, 300, kill_once)
    assert len(workers) == 2
    row = db.execute("SELECT count(*), count(DISTINCT ticket), max(seq) FROM transaction").fetchone()
    assert row == (300, 300, 300)


@pytest.mark.timeout(90)
def test_a_postgresql_that_is_killed_is_waited_for(
    db: Db, start: Start, bridge: Bridge, postgres: Postgres, database: str
) -> None:
    """Whatever was said to be recorded before is there; here the connection alone goes, as with a server's end."""
    start()

    def throw_out(upto: Mark) -> None:
        if upto.seq >= BATCH and not thrown:
            thrown.append(upto)
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'motcua ingest'"
            )

    thrown: list[Mark] = []
    tell_until_recorded(bridge, BATCH * 3, throw_out)
    tell = db.execute("SELECT count(*) FROM transaction").fetchone()
    assert tell == (BATCH * 3,)


@pytest.mark.timeout(60)
def test_it_ends_in_order_when_it_is_asked_to(db: Db, start: Start, bridge: Bridge) -> None:
    worker = start()
    tell_until_recorded(bridge, BATCH, lambda _: None)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
