"""The engine of a single Mosquitto, over a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from central_gateway.engine import mosquitto as module
from central_gateway.engine.face import EngineError, Heard
from central_gateway.engine.mosquitto import MosquittoEngine
from central_gateway.engine.run import free_ports
from hall_core.contract.centre.topics import down, up
from tests.central_gateway.engine.mqtt_client import PATIENCE, Bridge


@pytest.fixture
def engine(mosquitto: tuple[str, int]) -> Iterator[MosquittoEngine]:
    made = MosquittoEngine(mosquitto, "gateway-test", None, hears=True)
    yield made
    made.close()


@pytest.fixture
def bridge(mosquitto: tuple[str, int]) -> Iterator[Bridge]:
    made = Bridge(mosquitto, "thu")
    yield made
    made.close()


def take(engine: MosquittoEngine, count: int) -> list[Heard]:
    taken: list[Heard] = []
    until = time.monotonic() + PATIENCE
    while len(taken) < count and time.monotonic() < until:
        taken += engine.take(count - len(taken), 1.0)
    return taken


def test_what_a_bridge_publishes_can_be_taken_with_its_hall_and_way(engine: MosquittoEngine, bridge: Bridge) -> None:
    for n in range(5):
        bridge.publish(up("thu", "records"), b"%d" % n)
    assert [(each.hall, each.way, each.payload) for each in take(engine, 5)] == [
        ("thu", "records", b"%d" % n) for n in range(5)
    ]


def test_what_is_sent_reaches_the_bridge(engine: MosquittoEngine, bridge: Bridge) -> None:
    engine.send("thu", "recorded", b"up to 5")
    assert bridge.heard.get(timeout=PATIENCE) == (down("thu", "recorded"), b"up to 5")


def test_what_is_put_off_comes_again_later(engine: MosquittoEngine, bridge: Bridge) -> None:
    bridge.publish(up("thu", "hello"), b"again")
    [heard] = take(engine, 1)
    engine.later(heard, 0.05)
    assert engine.take(1, 0) == []
    assert take(engine, 1) == [heard]


def test_who_only_sends_hears_nothing(mosquitto: tuple[str, int], bridge: Bridge) -> None:
    engine = MosquittoEngine(mosquitto, "gateway-sends", None, hears=False)
    try:
        bridge.publish(up("thu", "records"), b"one")
        engine.send("thu", "told", b"yes")
        assert bridge.heard.get(timeout=PATIENCE)[1] == b"yes"
        assert engine.take(1, 0) == []
    finally:
        engine.close()


def test_a_broker_that_is_not_there_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "START_WITHIN", 0.3)
    [port] = free_ports(1)
    with pytest.raises(EngineError, match=str(port)):
        MosquittoEngine(("127.0.0.1", port), "gateway-test", None, hears=True)
