"""A broker of our own that does what brokers do at their worst: loses, doubles and reorders, when the test says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from central_gateway.engine.face import Heard
from hall_core.contract.centre.messages import Down
from hall_core.contract.codec import decode


class PlayedBroker:
    """Shared by the engines of several workers."""

    def __init__(self) -> None:
        self.queue: list[Heard] = []
        """What waits to be taken, in this order."""
        self.under_way: dict[object, Heard] = {}
        """Taken and neither done nor later."""
        self.sent: list[tuple[str, str, bytes]] = []
        self.heard_by: Callable[[str, Any], None] = lambda _hall, _body: None
        """Called with each message down, as the hall would be."""
        self.lock = threading.Lock()
        self._tokens = 0

    def say(self, hall: str, way: str, payload: bytes) -> Heard:
        with self.lock:
            self._tokens += 1
            heard = Heard(hall, way, payload, self._tokens)
            self.queue.append(heard)
            return heard

    def told(self, hall: str) -> list[Down]:
        """All that the hall was told."""
        return [decode("centre-down", payload).body for each, _, payload in self.sent if each == hall]


class PlayedEngine:
    """One worker's connection."""

    def __init__(self, broker: PlayedBroker) -> None:
        self.broker = broker
        self.done_with: list[Heard] = []
        self.put_off: list[Heard] = []

    def take(self, most: int, wait: float) -> list[Heard]:
        with self.broker.lock:
            taken, self.broker.queue[:] = self.broker.queue[:most], self.broker.queue[most:]
            self.broker.under_way |= {heard.token: heard for heard in taken}
            return taken

    def done(self, heard: Iterable[Heard]) -> None:
        for each in heard:
            self.broker.under_way.pop(each.token, None)
            self.done_with.append(each)

    def later(self, heard: Heard, seconds: float) -> None:
        if self.broker.under_way.pop(heard.token, None) is not None:
            self.broker.queue.append(heard)
        self.put_off.append(heard)

    def send(self, hall: str, way: str, payload: bytes) -> None:
        self.broker.sent.append((hall, way, payload))
        self.broker.heard_by(hall, decode("centre-down", payload).body)

    def close(self) -> None: ...
