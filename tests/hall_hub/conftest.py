"""A hub without a network: messages are handed in, publications looked at."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.codec import Envelope, Sealer, decode, encode
from hall_core.contract.topics import Topics
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.hub import Hub
from hall_hub.knowledge import Knowledge
from hall_hub.store.ledger import Ledger
from tests.conftest import HandClock


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


class Bench:
    """A hub on a real ledger file, and the wires to it."""

    def __init__(self, plan: Plan, file: Path, clock: HandClock, box_start: int = 1) -> None:
        self.plan, self.file, self.clock = plan, file, clock
        self.topics = Topics(plan.hall.id)
        self.sealer = Sealer(1, clock)
        self.ids = 0
        self.box_start = box_start
        self.start()

    def start(self) -> None:
        self.ledger = Ledger(self.file)
        self.knowledge = Knowledge(self.plan, self.file.parent)
        self.hub = Hub(self.plan, self.ledger, self.knowledge, self.clock, boot=1, box_start=self.box_start)

    def close(self) -> None:
        self.knowledge.close()
        self.ledger.close()

    @property
    def feeds(self) -> Path:
        return self.file.parent / "feeds"

    def problems(self) -> list[tuple[str, str]]:
        """The hub's problems and the words of their alerts, as everybody hears them anew."""
        said = self.hub.announcement()
        [presence] = self.sent(said, "device-state")
        alerts = self.sent([p for p in said if p.payload], "device-alert")
        told = [(alert.body.problem, alert.body.words) for alert in alerts]
        assert [problem for problem, _ in told] == presence.body.problems
        return told

    def restart(self) -> None:
        self.close()
        self.start()

    def restart_box(self, cut: int = 0) -> None:
        """The plug is put in again, and nobody sets the clock: it goes on from what was kept, ``cut`` ms ago."""
        self.box_start += 1
        self.clock.at -= cut
        self.clock.since_start, self.clock.trusted = 5_000, False
        self.restart()

    def new_id(self) -> str:
        self.ids += 1
        return uid(self.ids)

    def message(self, kind: Any, device: str, body: Any, **seal: Any) -> Arrived:
        return self.arrived(kind, device, self.sealer.seal(body, seal.pop("id", None) or self.new_id(), **seal))

    def arrived(self, kind: Any, device: str, sealed: Envelope[Any]) -> Arrived:
        return Arrived(self.topics.to(kind, device), encode(sealed), False)

    def wonder(self, device: str, question: Any) -> Any:
        """The answer to one question."""
        [answer] = self.sent(self.hub.answers([self.message("question", device, question)]), "answer")
        return answer.body.body

    def tell(self, device: str, seq: int, fact: Any, *, stream: str = "") -> int:
        """Tells one fact as an outbox does; gives up to where it is acknowledged."""
        message = self.message("fact", device, fact, seq=seq, stream=stream or uid(500))
        [ack] = self.sent(self.hub.handle([message]), "ack")
        return ack.body.up_to

    def ask(self, device: str, command: Any, *, id: str | None = None) -> Any:
        """The reply to one command."""
        [reply] = self.sent(self.hub.handle([self.message("command", device, command, id=id)]), "reply")
        return reply.body

    def sent(self, publications: list[Publication], kind: Any) -> list[Envelope[Any]]:
        """What of ``publications`` is of that kind, decoded as a device would."""
        addressed = ((self.topics.parse(p.topic), p.payload) for p in publications)
        return [decode(kind, payload) for address, payload in addressed if address and address.kind == kind]


def taken(bench: Bench) -> None:
    """Looks until the files that were dropped have been read and judged."""
    bench.hub.look()
    deadline = time.monotonic() + 9
    while bench.knowledge.busy:
        assert time.monotonic() < deadline, "the files were never judged"
        threading.Event().wait(0.005)
        bench.hub.look()


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(plan, tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()
