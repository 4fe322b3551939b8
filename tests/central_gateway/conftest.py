"""One real PostgreSQL, NATS and Mosquitto for all tests of the gateway; each test has a database of its own."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from central_gateway.engine import run as nats_nodes
from central_gateway.store import halls, migrate, partitions
from central_gateway.store.connection import Db, open_
from central_gateway.store.run import Postgres
from tests.central_gateway.played_engine import PlayedBroker

HALLS = ("thu", "ha-giang")
_counter = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """It has a template with all tables, two halls, and partitions for the days that tests use."""
    # Not in pytest's folder: where root runs the tests PostgreSQL has another account, and each other run of pytest
    # that begins meanwhile takes that folder from it.
    folder = Path(tempfile.mkdtemp(prefix="motcua-store-"))
    server = Postgres(folder, durable=False)
    try:
        with open_(server.create("made"), "template") as db:
            migrate.migrate(db)
            partitions.make(db, [date(2026, 11, 20), date(2026, 11, 21)])
            for hall in HALLS:
                halls.add(db, hall, f"Trung tâm {hall}", [f"{hall}-site"])
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """The url of a database of the test's own, with two halls."""
    name = f"test{next(_counter)}"
    yield postgres.create(name, "made")
    postgres.drop(name)


@pytest.fixture
def empty_database(postgres: Postgres) -> Iterator[str]:
    """The url of a database without anything."""
    name = f"test{next(_counter)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def db(database: str) -> Iterator[Db]:
    with open_(database, "test") as opened:
        yield opened


@pytest.fixture
def broker() -> PlayedBroker:
    return PlayedBroker()


@pytest.fixture(scope="session")
def nats_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[nats_nodes.Node]:
    """A single one, with a listener for MQTT; all tests share its stream."""
    [node] = nats_nodes.start(tmp_path_factory.mktemp("nats"), 1)
    yield node
    node.kill()


@pytest.fixture
def nats_cluster(tmp_path: Path) -> Iterator[list[nats_nodes.Node]]:
    """Three, of the test's own: it may kill them."""
    nodes = nats_nodes.start(tmp_path / "cluster", 3)
    yield nodes
    for node in nodes:
        node.kill()


@pytest.fixture(scope="session")
def mosquitto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Its address; everybody may everything."""
    folder = tmp_path_factory.mktemp("mosquitto")
    [port] = nats_nodes.free_ports(1)
    conf = folder / "mosquitto.conf"
    conf.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n")
    process = subprocess.Popen(["mosquitto", "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield "127.0.0.1", port
    process.kill()
    process.wait()
