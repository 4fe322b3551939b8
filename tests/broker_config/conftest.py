"""Real brokers and real clients."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from broker_config.run import Broker, start
from hall_core.domain.plan import Plan
from tests.broker_config.guarded import Guarded

WAIT = 8
"""Seconds after which something that should happen at once has not happened."""


class Client:
    """An MQTT 5 client that keeps what it was told."""

    def __init__(self, name: str, port: int) -> None:
        self.received: queue.Queue[tuple[str, bytes | bytearray, bool]] = queue.Queue()
        self.disconnected: queue.Queue[str] = queue.Queue()
        self.properties: Any = None
        self._connected = threading.Event()
        self._subscribed = threading.Event()
        self._mqtt = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
        self._mqtt.on_connect = self._on_connect
        self._mqtt.on_subscribe = lambda *_: self._subscribed.set()
        self._mqtt.on_message = lambda _c, _u, m: self.received.put((m.topic, m.payload, m.retain))
        self._mqtt.on_disconnect = lambda _c, _u, _f, reason, _p: self.disconnected.put(str(reason))
        self._mqtt.connect("127.0.0.1", port, keepalive=10, clean_start=True)
        self._mqtt.loop_start()
        assert self._connected.wait(WAIT)

    def _on_connect(self, _client: object, _user: object, _flags: object, reason: Any, properties: Any) -> None:
        if not reason.is_failure:
            self.properties = properties
            self._connected.set()

    def subscribe(self, topic: str) -> None:
        self._subscribed.clear()
        self._mqtt.subscribe(topic, qos=1)
        assert self._subscribed.wait(WAIT)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Returns when the broker has acknowledged it."""
        self.send(topic, payload, retain=retain).wait_for_publish(WAIT)

    def send(self, topic: str, payload: bytes, *, retain: bool = False) -> mqtt.MQTTMessageInfo:
        return self._mqtt.publish(topic, payload, qos=1, retain=retain)

    def close(self) -> None:
        self._mqtt.disconnect()
        self._mqtt.loop_stop()


@pytest.fixture
def started() -> Iterator[Callable[..., Broker]]:
    """Starts brokers, and ends what is left of them."""
    brokers: list[Broker] = []

    def begin(plan: Plan, folder: Path, port: int | None = None) -> Broker:
        brokers.append(start(plan, port, folder))
        return brokers[-1]

    yield begin
    for broker in brokers:
        broker.stop()


@pytest.fixture
def connected() -> Iterator[Callable[[str, Broker], Client]]:
    """Connects clients, and closes them."""
    clients: list[Client] = []

    def connect(name: str, broker: Broker) -> Client:
        clients.append(Client(name, broker.port))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    running = Guarded(tmp_path_factory.mktemp("guarded"))
    yield running
    running.stop()


@pytest.fixture
def guarded(running: Guarded) -> Iterator[Guarded]:
    """A broker that asks for certificates, for tests that leave it as it was."""
    yield running
    running.all_go()


@pytest.fixture
def own_guarded(tmp_path: Path) -> Iterator[Guarded]:
    """Another for each test."""
    guarded = Guarded(tmp_path)
    yield guarded
    guarded.stop()
