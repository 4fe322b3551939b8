"""A hub without its network, in this process: messages are handed in, and what it says is thrown away."""

from __future__ import annotations

import time
from pathlib import Path

from msgspec import Struct

from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.domain.commands import Command
from hall_core.domain.names import Slug
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Arrived
from hall_hub.hub import Hub
from hall_hub.knowledge import Knowledge
from hall_hub.pace import Pace
from hall_hub.store.ledger import Ledger

UNLIMITED = 0


class Took(Struct, frozen=True):
    """Milliseconds for one command: until its durable answer and all states that it changed are there to be sent."""

    whole: float
    worked: float
    """Of the processor: the rest waits for the disk."""


class HubAlone:
    def __init__(self, plan: Plan, folder: Path, clock: Clock | None = None, pace: Pace | None = None) -> None:
        """``folder`` holds its ledger, ``ledger.sqlite``, or will. Without ``pace`` it takes as much as it is given."""
        clock = clock or Clock()
        self._topics, self._sealer = Topics(plan.hall.id), Sealer(1, clock)
        begun = time.perf_counter()
        self._ledger = Ledger(folder / "ledger.sqlite")
        self._knowledge = Knowledge(plan, folder)
        self.hub = Hub(plan, self._ledger, self._knowledge, clock, 1, pace or Pace(plan, UNLIMITED))
        self.started = time.perf_counter() - begun
        """Seconds: from a file to a hall that is ready."""
        self.hub.announcement()

    @property
    def events(self) -> int:
        """In its ledger."""
        return self._ledger.head

    def ask(self, device: Slug, command: Command) -> Took:
        payload = encode(self._sealer.seal(command, new_id()))
        message = Arrived(self._topics.to("command", device), payload, False)
        begun, worked = time.perf_counter(), time.thread_time()
        self.hub.handle([message])
        self.hub.state()
        return Took((time.perf_counter() - begun) * 1e3, (time.thread_time() - worked) * 1e3)

    def close(self) -> None:
        self._knowledge.close()
        self._ledger.close()
