"""A single Mosquitto, for a small province: a clean session, so what halls send while nobody listens is not kept there.

That costs a delay alone: nothing counts for a hall before it is told that it is recorded, and it sends it again. One
worker, for Mosquitto would give each of two the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterable

from central_gateway.config import Config, ConfigError, Mosquitto
from central_gateway.engine.face import EngineError, Heard
from hall_core.contract.centre.topics import UP_FILTER, down, sender
from hall_core.keys import Keys
from hall_core.mqtt.link import Arrived, Down, Link, Publication, Up

log = logging.getLogger(__name__)

MOST = 5_000
"""Messages that wait to be taken, 40 MB at most: what comes on top of them is passed over, and sent again."""
TURN = 0.5
"""Seconds."""
NOTHING = "motcua/v1/nobody/up/nothing"
"""What somebody listens to who only speaks: a link must listen to something."""
START_WITHIN = 30.0
"""Seconds."""


def open_(config: Config, name: str, *, hears: bool) -> MosquittoEngine:
    broker = config.central.broker
    assert isinstance(broker, Mosquitto)
    host, _, port = broker.servers[0].rpartition(":")
    own = f"gateway-{name}"
    # A program's name is that in its certificate, so each has a folder of its own in the gateway's.
    keys = None if broker.keys is None else Keys(config.path(broker.keys) / own)
    if keys is not None and (missing := keys.missing()) is not None:
        raise ConfigError([f"{config.name}: broker.keys: there is no {missing}: motcua province gateway makes it"])
    return MosquittoEngine((host.strip("[]"), int(port)), own, keys, hears=hears)


class MosquittoEngine:
    def __init__(self, address: tuple[str, int], client_id: str, keys: Keys | None, *, hears: bool) -> None:
        """EngineError when nobody answers there within half a minute."""
        self._link = Link(client_id, address, [(UP_FILTER, 1) if hears else (NOTHING, 0)], keys)
        self._change = threading.Condition()
        """Guards what is below; notified when something has come."""
        self._came: deque[Heard] = deque()
        self._later: list[tuple[float, Heard]] = []
        self._up = False
        self._why = "it does not answer"
        self._passed_over = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="mosquitto", daemon=True)
        self._thread.start()
        with self._change:
            if not self._change.wait_for(lambda: self._up, START_WITHIN):
                why = self._why
            else:
                return
        self.close()
        raise EngineError(f"Mosquitto: {why}")

    def take(self, most: int, wait: float) -> list[Heard]:
        until = time.monotonic() + wait
        with self._change:
            while True:
                now = time.monotonic()
                due = [heard for at, heard in self._later if at <= now]
                self._later = [(at, heard) for at, heard in self._later if at > now]
                self._came.extendleft(reversed(due))
                if self._came or now >= until:
                    return [self._came.popleft() for _ in range(min(most, len(self._came)))]
                self._change.wait(min([until, *(at for at, _ in self._later)]) - now)

    def done(self, heard: Iterable[Heard]) -> None:
        """Mosquitto has forgotten them already."""

    def later(self, heard: Heard, seconds: float) -> None:
        with self._change:
            self._later.append((time.monotonic() + seconds, heard))

    def send(self, hall: str, way: str, payload: bytes) -> None:
        self._link.publish(Publication(down(hall, way), payload))

    def close(self) -> None:
        self._ends.set()
        self._link.wake()
        self._thread.join(5.0)

    def _turn(self) -> None:
        try:
            while not self._ends.is_set():
                for item in self._link.turn(TURN):
                    self._hear(item)
        finally:
            self._link.close()

    def _hear(self, item: Arrived | Up | Down) -> None:
        with self._change:
            match item:
                case Up():
                    self._up = True
                case Down(why=why):
                    self._why = why
                    log.warning("Mosquitto: %s", why)
                case Arrived(topic=topic, payload=payload):
                    self._take_in(topic, payload)
            self._change.notify_all()

    def _take_in(self, topic: str, payload: bytes) -> None:
        whose = sender(topic)
        if whose is None:
            return
        if len(self._came) + len(self._later) >= MOST:
            self._passed_over += 1
            if self._passed_over == 1:
                log.warning("more comes than is recorded: some is passed over, and the halls send it again")
            return
        self._came.append(Heard(whose[0], whose[1], payload))
