"""The far end of a hall's line, played on the hall's own broker: hears what goes up, says what comes down."""

from __future__ import annotations

import threading
from typing import Any

from hall_core.contract.codec import Envelope, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.mqtt.link import Arrived, Link, Publication, Up

LINKED = 60.0
"""Seconds, on a machine however busy."""


class PlayedEnd:
    """Of the hall ``thu``; ``ways``: what of it is heard. Begin with :meth:`begin`, and :meth:`close` it."""

    def __init__(self, broker: tuple[str, int], ways: str = "+") -> None:
        self.topics = Topics("thu")
        self._sealer = Sealer(1, Clock())
        self._link = Link("the-centre", broker, [(self.topics.to("centre-up", ways), 1)])
        self._stopping, self._up = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        self._thread.start()
        assert self._up.wait(LINKED)

    def hear(self, envelope: Envelope[Any]) -> None:
        """On a thread of its own."""
        raise NotImplementedError

    def say(self, way: str, body: Any, qos: int = 0) -> None:
        payload = encode(self._sealer.seal(body, new_id()))
        self._link.send([Publication(self.topics.to("centre-down", way), payload, qos=qos)])

    def stands(self, *, so: bool) -> None:
        self._link.publish(Publication(self.topics.line, b"1" if so else b"0", qos=1, retain=True))

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._link.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            for item in self._link.turn(0.05):
                if isinstance(item, Up):
                    self._up.set()
                elif isinstance(item, Arrived):
                    self.hear(decode("centre-up", item.payload))
