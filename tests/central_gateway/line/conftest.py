"""Real brokers on both ends of a line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broker_config.line import Line, LineFolder
from central_gateway.config import Central, Config, Mosquitto, Nats, Rabbitmq, Store
from central_gateway.engine.face import Engine, Heard
from central_gateway.engine.opening import open_engine
from demo.centre.authority import Authority, at, enrol
from demo.centre.brokers import Centre, NatsCentre
from demo.centre.proxy import Proxy
from tests.central_gateway.line.centres import MosquittoCentre, RabbitmqCentre
from tests.central_gateway.line.halls import WAIT, Hall, Knocking

RABBITMQ = "rabbitmq: starts a RabbitMQ (sudo apt install rabbitmq-server), which takes half a minute"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", RABBITMQ)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests with RabbitMQ run when they are asked for by name: ``pytest -m rabbitmq tests/central_gateway/line``."""
    if "rabbitmq" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("rabbitmq")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


KNOWN = ("thu", "sau", "giua", "mot", "hai")
"""Halls that have their line before any broker starts, for to teach one takes some of them seconds."""


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """With the real time: it is not we who look at these certificates."""
    folder = tmp_path_factory.mktemp("province")
    authority = Authority(folder / "authority", time.time_ns() // 1_000_000)
    for name in KNOWN:
        enrol(authority, name, folder / "halls" / name)
    return authority


@pytest.fixture(scope="session")
def nats(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = NatsCentre(authority, tmp_path_factory.mktemp("nats"), 3)
    yield centre
    centre.close()


@pytest.fixture(scope="session")
def mosquitto(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = MosquittoCentre(authority, tmp_path_factory.mktemp("mosquitto"), 1)
    yield centre
    centre.close()


@pytest.fixture(scope="session")
def rabbitmq(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = RabbitmqCentre(authority, tmp_path_factory.mktemp("rabbitmq"), 1)
    yield centre
    centre.close()


class Province:
    """Halls with lines to one centre."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre = centre
        self._folder = folder
        self._lines: dict[str, Path] = {}
        self._halls = 0
        self._stops: list[Callable[[], None]] = []

    def line(self, name: str, through: list[Proxy] | None = None) -> Line:
        """Of one of KNOWN, or of a hall that has been enrolled here. ``through``: not straight, but over these."""
        addresses = self.centre.addresses if through is None else [("localhost", proxy.port) for proxy in through]
        known = self.centre.authority.folder.parent / "halls" / name / "taken"
        return at(LineFolder(self._lines.get(name, known)), addresses)

    def enrol(self, name: str) -> Line:
        """A new hall, or one that gets another line; the centre knows."""
        folder = self._folder / f"{name}-{len(self._lines)}"
        self._lines[name] = enrol(self.centre.authority, name, folder).folder
        self.centre.learn()
        return self.line(name)

    def hall(self, name: str, *, through: list[Proxy] | None = None, line: Line | None = None) -> Hall:
        """``line``: with this one and not its own."""
        self._halls += 1
        hall = Hall(line or self.line(name, through), self._folder / f"broker-{self._halls}")
        self._stops.append(hall.close)
        return hall

    def knock(self, line: Line, **how: Any) -> Knocking:
        knocking = Knocking(line, **how)
        self._stops.append(knocking.close)
        return knocking

    def proxies(self) -> list[Proxy]:
        """One before each broker."""
        proxies = [Proxy(address) for address in self.centre.addresses]
        self._stops.extend(proxy.close for proxy in proxies)
        return proxies

    def engine(self, *, hears: bool = True) -> Engine:
        engine = open_engine(config_of(self.centre), "ingest" if hears else "carry", hears=hears)
        self._stops.append(engine.close)
        return engine

    def close(self) -> None:
        for stop in reversed(self._stops):
            stop()


@pytest.fixture(params=["nats", "mosquitto", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def province(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Province]:
    """With each kind of broker there is."""
    province = Province(request.getfixturevalue(request.param), tmp_path)
    yield province
    province.close()


@pytest.fixture
def nats_province(nats: Centre, tmp_path: Path) -> Iterator[Province]:
    province = Province(nats, tmp_path)
    yield province
    province.close()


@pytest.fixture
def small_province(mosquitto: Centre, tmp_path: Path) -> Iterator[Province]:
    province = Province(mosquitto, tmp_path)
    yield province
    province.close()


def config_of(centre: Centre) -> Config:
    """What the gateway's central.toml would say."""
    keys = centre.authority.gateway
    how = {
        "servers": centre.servers,
        "user": "gateway",
        "password_file": str(keys.folder / "password"),
        "ca": str(keys.ca),
        "certificate": str(keys.own),
        "key": str(keys.own),
    }
    match centre:
        case NatsCentre():
            broker = Nats(**how, replicas=3)
        case RabbitmqCentre():
            broker = Rabbitmq(**how)
        case _:
            broker = Mosquitto(servers=centre.servers, keys=str(keys.folder))
    return Config(keys.folder / "central.toml", Central(store=Store(url="host=nowhere"), broker=broker))


def taken(engine: Engine, such_that: Callable[[Heard], bool]) -> Heard:
    """The next thing that is so; all of it is acknowledged."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        heard = engine.take(100, 0.5)
        engine.done(heard)
        for each in heard:
            if such_that(each):
                return each
    raise AssertionError("it never came")
