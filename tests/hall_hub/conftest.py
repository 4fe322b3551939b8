"""A hub without a network: messages are handed in, publications looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.codec import Envelope, Sealer, decode, encode
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.hub import Hub
from hall_hub.store.ledger import Ledger
from tests.conftest import HandClock


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


class Bench:
    """A hub on a real ledger file, and the wires to it."""

    def __init__(self, plan: Plan, file: Path, clock: HandClock) -> None:
        self.plan, self.file, self.clock = plan, file, clock
        self.topics = Topics(plan.hall.id)
        self.sealer = Sealer(1, clock)
        self.ids = 0
        self.start()

    def start(self) -> None:
        self.ledger = Ledger(self.file)
        self.hub = Hub(self.plan, self.ledger, self.clock, boot=1)

    def restart(self) -> None:
        self.ledger.close()
        self.start()

    def new_id(self) -> str:
        self.ids += 1
        return uid(self.ids)

    def message(self, kind: Any, device: str, body: Any, **seal: Any) -> Arrived:
        envelope = self.sealer.seal(body, seal.pop("id", None) or self.new_id(), **seal)
        return Arrived(self.topics.to(kind, device), encode(envelope), False)

    def ask(self, device: str, command: Any, *, id: str | None = None) -> Any:
        """The reply to one command."""
        [reply] = self.sent(self.hub.handle([self.message("command", device, command, id=id)]), "reply")
        return reply.body

    def sent(self, publications: list[Publication], kind: Any) -> list[Envelope[Any]]:
        """What of ``publications`` is of that kind, decoded as a device would."""
        addressed = ((self.topics.parse(p.topic), p.payload) for p in publications)
        return [decode(kind, payload) for address, payload in addressed if address and address.kind == kind]


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(plan, tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.ledger.close()
