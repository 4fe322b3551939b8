"""The line on a broker that asks everybody for a certificate: whether it stands reaches those who may know it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker_config.bridge import Pace
from broker_config.line import Line, LineFolder, Secret, Told
from broker_config.mosquitto import mosquitto_conf
from broker_config.run import HOST, Broker, free_port, start, start_with
from hall_core.contract.topics import Topics
from tests.broker_config.bare import OK, Bare
from tests.broker_config.guarded import Guarded

WAIT = 20.0
TOPIC = Topics("thu").line


class Bridged(Guarded):
    """With a bridge to a broker of this machine, without the TLS between."""

    def start(self) -> Broker:
        self.far = free_port()
        told = Told(hall="thu", addresses=["localhost:1"])
        secret = Secret(client_id="0123456789abcdef0123456789abcdef", password="a-password_of-some-length")
        line = Line(folder=LineFolder(self.folder), told=told, secret=secret)

        def conf(port: int, data: Path, user: str | None) -> str:
            where = {"hosts": [HOST], "port": port, "data": data, "user": user}
            pace = Pace(restart=(1, 1), keepalive=5)
            return mosquitto_conf(self.plan, **where, guard=self.guard, line=line, line_ports=[self.far], pace=pace)

        self.broker = start_with(conf, None, self.folder / "broker")
        return self.broker


@pytest.fixture
def bridged(tmp_path: Path) -> Iterator[Bridged]:
    bridged = Bridged(tmp_path)
    yield bridged
    bridged.stop()


def said_of_the_line(client: Bare) -> list[bytes]:
    return [came.payload for came in client.take() if came.topic == TOPIC]


def until(heard: Callable[[], list[bytes]]) -> list[bytes]:
    """What came, once anything has."""
    deadline = time.monotonic() + WAIT
    while not (came := heard()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return came


def until_it_stands(client: Bare) -> None:
    while b"1" not in until(lambda: said_of_the_line(client)):
        pass


@pytest.mark.timeout(60)
@pytest.mark.parametrize("late", ["hub", "courier"])
def test_who_comes_when_the_line_stands_already_is_told_that_it_does(bridged: Bridged, late: str) -> None:
    early = bridged.enter("courier" if late == "hub" else "hub")
    early.subscribe(TOPIC)
    centre = start(bridged.plan, bridged.far, bridged.folder / "far")
    try:
        until_it_stands(early)
        client = bridged.enter(late)
        client.subscribe(TOPIC)
        assert said_of_the_line(client) == [b"1"]
        stranger = bridged.enter("kiosk-1")
        stranger.subscribe(TOPIC)
        assert said_of_the_line(stranger) == []
    finally:
        centre.stop()


@pytest.mark.timeout(60)
def test_courier_and_centre_hear_each_other_and_nobody_else_of_the_hall_is_carried(bridged: Bridged) -> None:
    courier = bridged.enter("courier")
    courier.subscribe(TOPIC)
    centre = start(bridged.plan, bridged.far, bridged.folder / "far")
    far = Bare(centre.address, None)
    try:
        assert far.enter("the-centre") == OK
        far.subscribe("motcua/v1/thu/#")
        until_it_stands(courier)
        bridged.enter("kiosk-1").publish("motcua/v1/thu/central/up/hello", b"of a kiosk")
        courier.publish("motcua/v1/thu/central/up/hello", b"of the courier")
        heard = until(lambda: [came.payload for came in far.take() if came.topic.endswith("/up/hello")])
        assert heard == [b"of the courier"]
        courier.subscribe("motcua/v1/thu/central/down/stands")

        def answered() -> list[bytes]:
            # What is said before the other side has taken the bridge's subscription passes it by.
            far.publish("motcua/v1/thu/down/stands", b"of the centre", qos=0)
            return [came.payload for came in courier.take() if came.topic.endswith("/down/stands")]

        assert set(until(answered)) == {b"of the centre"}
    finally:
        far.close()
        centre.stop()
