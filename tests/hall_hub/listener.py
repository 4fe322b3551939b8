"""Whoever hears the hub's states: keeps the last word on each, and compares it with the hall itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.plan_devices import Board
from hall_core.domain.speaking import Naming
from hall_core.mqtt.link import Publication
from hall_hub.views import Views
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, uid
from tests.hall_hub.desk_plan import desk_plan

KINDS = ("counter", "service", "zone")
Key = tuple[str, str]


class Listener:
    """Keeps the last word on each state, and after each thing that happens compares it with the hall itself."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.seen: set[type[e.Event]] = set()
        self.outbox = 0
        self._ledger = 0
        self.said: dict[Key, Any] = {}
        self._take(bench.hub.announcement())
        self.check()

    def check(self) -> None:
        before = dict(self.said)
        told = self._take(self.bench.hub.state())
        so = self._so()
        assert self.said == so, "what was said is what is so"
        assert told == {key for key in so if before[key] != so[key]}, "nothing else is said"
        self._note()

    def ask(self, device: str, command: c.Command, *, id: str | None = None) -> Any:
        reply = self.bench.ask(device, command, id=id)
        self.check()
        return reply

    def by(self, officer: str, command: c.Command) -> Any:
        """From the console."""
        return self.ask("ban-dieu-hanh", replace(command, by=officer))

    def at(self, n: int, kind: Any, **more: Any) -> Any:
        """From the call box of a counter."""
        return self.ask(f"goi-{n}", kind(counter=f"quay-{n}", **more))

    def tell(self, device: str, fact: f.Fact) -> None:
        self.outbox += 1
        stream = uid(10_000 + self.outbox)
        assert self.bench.tell(device, 1, fact, stream=stream) == 1
        self.check()

    def wait(self, ms: int) -> None:
        self.bench.clock.wait(ms)
        self.bench.hub.tick()
        self.check()

    def _take(self, publications: list[Publication]) -> set[Key]:
        told = set[Key]()
        for kind in KINDS:
            for envelope in self.bench.sent(publications, kind):
                key = kind, getattr(envelope.body, kind)
                assert key not in told, "once is enough"
                told.add(key)
                self.said[key] = _bare(envelope.body)
        return told

    def _so(self) -> dict[Key, Any]:
        hall, (at, _, trusted) = self.bench.hub.hall, self.bench.clock()
        views = Views(hall, 0, 0, at, clock_trusted=trusted)
        return {
            **{("counter", id): views.counter(id) for id in hall.counters},
            **{("service", id): views.service(id) for id in hall.services},
            **{("zone", id): views.zone(id, Naming()) for id in hall.zones},
        }

    def _note(self) -> None:
        rows = self.bench.ledger._db.execute("SELECT seq, body FROM event WHERE seq > ?", (self._ledger,))
        for seq, body in rows:
            self._ledger = seq
            self.seen.add(type(self.bench.ledger._decode(body)))


def _bare(state: Any) -> Any:
    """Without what only orders it."""
    return replace(state, epoch=0, version=0)


@contextmanager
def listening(clock: HandClock | None = None) -> Iterator[Listener]:
    with tempfile.TemporaryDirectory() as folder:
        plan = desk_plan()
        dossiers = Board(id="bang-ho-so", zone="sanh", shows=["dossiers"])
        plan = replace(plan, devices=[*plan.devices, dossiers])
        bench = Bench(plan, Path(folder) / "ledger.sqlite", clock or HandClock())
        try:
            yield Listener(bench)
        finally:
            bench.close()
