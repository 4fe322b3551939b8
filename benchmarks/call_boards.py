"""A call → every board of its zone has it, and what that costs hub and broker, with 1 to 20 boards in the zone.

One hall with zones of 1, 2, 5, 10 and 20 boards, called in by turns, so that whatever else the machine does falls on
all of them. Real broker and real hub; of the boards the line half is real (benchmarks/stand_in_boards.py), and its
glass takes a call at once: when it did stands in the fact, by the machine's one clock. In a hall each board has a
processor of its own; here all of them share what the others leave of one machine, so the last of twenty waits for
nineteen. What they cost hub and broker is counted apart, from the command until each board's fact is recorded.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from benchmarks.board_hall import TOPICS, Watcher, stand_in
from benchmarks.command_answer import Client
from benchmarks.now import now
from benchmarks.press_painted import HALF
from benchmarks.process import processor_time
from benchmarks.report import Figure, Point, percentile
from broker_config.run import start
from demo.hall_file import counter, device, write_hall
from demo.programs import start_hub
from hall_core.contract.codec import decode
from hall_core.device.hall_file import load
from hall_core.domain.commands import CallNext, CompleteService, IssueTicket, OpenCounter, StartService
from hall_core.domain.facts import CallWasShown
from hall_core.domain.names import Slug, Uid

BOARDS = (1, 2, 5, 10, 20)
ROUNDS, FIRST_ROUNDS = 100, 5
WITHIN = 10.0
"""Seconds after which a call that is not on all boards is lost."""
CALM = 0.1
"""Seconds after a call, until all that follows from it has been said."""
ALONG = "boards in the zone"


class Took(Struct, frozen=True):
    """Milliseconds of one call."""

    last: float
    """Until the last board had it."""
    hub: float
    """Of the processor."""
    broker: float


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        hall = _Hall(Path(name), undo)
        took: dict[int, list[Took]] = {boards: [] for boards in BOARDS}
        for n in range(FIRST_ROUNDS + ROUNDS):
            for k in range(len(BOARDS)):
                boards = BOARDS[(n + k) % len(BOARDS)]  # nobody is always first
                each = hall.call(boards)
                if n >= FIRST_ROUNDS:
                    took[boards].append(each)
    return [figure for boards in BOARDS for figure in _figures(boards, took[boards], took[min(BOARDS)])]


def _figures(boards: int, took: list[Took], one: list[Took]) -> Iterator[Figure]:
    until, cost = "A call, until every board of its zone has it", "Processor time of a call"
    name = f"{boards} boards" if boards > 1 else "one board"
    for chart, line, which, percent in (
        (until, "the last board has it, p50", "last", 50),
        (until, "the last board has it, p99", "last", 99),
        (cost, "processor time of the hub, p50", "hub", 50),
        (cost, "processor time of the broker, p50", "broker", 50),
    ):
        value, bare = (percentile([getattr(each, which) for each in those], percent) for those in (took, one))
        yield Figure(
            name=f"call to {name}: {line}",
            value=value,
            unit="ms",
            beside=bare,
            beside_name="one board",
            point=Point(chart, line, boards, ALONG),
        )


class _Hall:
    """Zone sanh-N has N boards, bang-N-1 … bang-N-N, and one counter, quay-N."""

    def __init__(self, folder: Path, undo: ExitStack) -> None:
        file = write_hall(folder / "hall.toml", counters=0, digits=5, voice=False)
        with file.open("a", encoding="utf-8") as more:
            for n in BOARDS:
                name = f'name = {{ vi = "Sảnh {n}", en = "Lobby {n}" }}'
                more.write(f'\n[[zones]]\nid = "sanh-{n}"\n{name}\n{counter(n, f"sanh-{n}")}')
                more.writelines(device("board", id, zone=f"sanh-{n}", voice=False) for id in _boards_of(n))
        broker = start(load(file), None, folder / "broker")
        undo.callback(broker.stop)
        hub = start_hub(file, folder / "hub", broker.address, unlimited=True)
        undo.callback(hub.stop)
        self._hub, self._broker = hub.process.pid, broker.process.pid
        common = ["--hall", str(file), "--broker", f"{broker.host}:{broker.port}"]
        stand_in([id for n in BOARDS for id in _boards_of(n)], common, folder, undo)
        self._watcher = Watcher(broker.address, TOPICS.to("fact", "+"), TOPICS.to("ack", "+"))
        undo.callback(self._watcher.close)
        self._callers = {n: Client(f"goi-{n}", broker.address) for n in BOARDS}
        kiosk = Client("kiosk-1", broker.address)
        for client in (*self._callers.values(), kiosk):
            undo.callback(client.close)
        for n, caller in self._callers.items():
            caller.ask(OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"))
        for _ in range(len(BOARDS) * (FIRST_ROUNDS + ROUNDS)):
            kiosk.ask(IssueTicket(service="khai-sinh"))
        self._over: set[Uid] = set()

    def call(self, boards: int) -> Took:
        caller, at = self._callers[boards], f"quay-{boards}"
        time.sleep(CALM)
        used, begun = self._used(), now()
        caller.ask(CallNext(counter=at))
        last = self._until_told(set(_boards_of(boards)))
        time.sleep(CALM)
        hub, broker = (after - before for after, before in zip(self._used(), used, strict=True))
        caller.ask(StartService(counter=at))
        caller.ask(CompleteService(counter=at))
        return Took(last - begun, hub * 1e3, broker * 1e3)

    def _used(self) -> tuple[float, float]:
        return processor_time(self._hub), processor_time(self._broker)

    def _until_told(self, boards: set[Slug]) -> float:
        """When the last of them had painted it; returns when the hub has acknowledged all of that."""
        painted: dict[Slug, tuple[float, int]] = {}
        recorded: dict[Slug, int] = {}
        call: Uid | None = None
        deadline = time.monotonic() + WITHIN
        while any(board not in painted or recorded.get(board, 0) < painted[board][1] for board in boards):
            heard = self._watcher.next(max(0.0, deadline - time.monotonic()))
            address = TOPICS.parse(heard.topic)
            assert address is not None
            if address.kind == "ack":
                recorded[address.name] = decode("ack", heard.payload).body.up_to
                continue
            fact = decode("fact", heard.payload)
            if isinstance(fact.body, CallWasShown) and fact.body.call not in self._over:
                call = fact.body.call
                painted[address.name] = fact.mono + HALF, fact.seq
        assert call is not None
        self._over.add(call)
        return max(at for at, _ in painted.values())


def _boards_of(zone: int) -> list[Slug]:
    return [f"bang-{zone}-{n + 1}" for n in range(zone)]
