"""Command → durable answer, over the real broker and the real hub, at 1, 16 and 64 clients.

Beside it, in turns with each number of clients: a bare paho round trip through the same broker and a bare SQLite commit
on the same disk, one after the other.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import chain, count
from pathlib import Path

from msgspec import Struct

from benchmarks.bare_answer import BareAnswer
from benchmarks.report import Figure, Goal, Point, middle, percentile
from benchmarks.turns import in_turns
from broker_config.run import start
from demo.hall_file import write_hall
from demo.programs import start_hub
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain.commands import CallNext, Command, IssueTicket, OpenCounter, StartService
from hall_core.domain.names import Uid
from hall_core.mqtt.link import Arrived, Link, Publication, Up

ROUNDS = 5
COMMANDS, BARE = 640, 100
"""A round: 3,200 and 500 in all of each number of clients. In fewer commands a round, 64 clients would hardly begin
before some of them have ended."""
GOALS = {1: (Goal(1.5, "ms"), None, None), 16: (None, Goal(25, "ms"), Goal(1_500, sign="≥"))}
"""Of p50, p99 and answers a second, with so many devices."""
TOPICS = Topics("thu")


class Client:
    """A device reduced to asking and waiting, so that the hub is what is measured."""

    def __init__(self, device: str, broker: tuple[str, int]) -> None:
        self._link = Link(device, broker, [(TOPICS.to("reply", device), 0)])
        self._topic = TOPICS.to("command", device)
        self._sealer = Sealer(1, Clock())
        while not any(isinstance(item, Up) for item in self._link.turn(0.1)):
            continue

    def ask(self, command: Command, id: Uid | None = None) -> float:
        """Seconds until the answer is here."""
        payload = encode(self._sealer.seal(command, id or new_id()))
        begun = time.perf_counter()
        self._link.send([Publication(self._topic, payload, qos=1)])
        while not any(isinstance(item, Arrived) for item in self._link.turn(1.0)):
            continue
        return time.perf_counter() - begun

    def close(self) -> None:
        self._link.close()


class Took(Struct, frozen=True):
    """``each``: seconds until each answer; ``rate``: answers a second."""

    each: list[float]
    rate: float


def measure() -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=64, counters=16, digits=5)
        broker = start(load(hall), None, folder / "broker")
        undo.callback(broker.stop)
        undo.callback(start_hub(hall, folder / "hub", broker.address, unlimited=True).stop)
        bare = undo.enter_context(BareAnswer(broker.address, folder / "bare.sqlite"))
        for clients in (1, 16, 64):
            kiosks = [f"kiosk-{n + 1}" for n in range(clients)]
            figures += _beside("issue", kiosks, broker.address, _issue, bare)
        callers = [f"goi-{n + 1}" for n in range(16)]
        with closing(Crowd(callers, broker.address, _open)) as crowd:
            crowd.ask(len(callers))
        # By now the day has some 9,600 tickets, nearly all of them waiting: more than a province's heaviest.
        figures += _beside("next, came", callers, broker.address, _next_or_start, bare)
    return figures


def _issue(_n: int, _k: int) -> Command:
    return IssueTicket(service="khai-sinh")


def _open(n: int, _k: int) -> Command:
    return OpenCounter(counter=f"quay-{n + 1}", officer=f"can-bo-{n + 1}")


def _next_or_start(n: int, k: int) -> Command:
    return StartService(counter=f"quay-{n + 1}") if k % 2 else CallNext(counter=f"quay-{n + 1}")


class Crowd:
    """Devices that ask at once. ``command`` makes the ``k``-th one of the ``n``-th device."""

    def __init__(self, devices: list[str], broker: tuple[str, int], command: Callable[[int, int], Command]) -> None:
        self._clients = [Client(device, broker) for device in devices]
        self._nth = [count() for _ in devices]
        self._command = command

    def ask(self, commands: int) -> Took:
        """All of them together, each one after the other."""
        took: list[float] = []
        each = commands // len(self._clients)
        together = threading.Barrier(len(self._clients) + 1)

        def ask_all(n: int) -> None:
            together.wait()
            took.extend(self._clients[n].ask(self._command(n, next(self._nth[n]))) for _ in range(each))

        threads = [threading.Thread(target=ask_all, args=(n,)) for n in range(len(self._clients))]
        for thread in threads:
            thread.start()
        together.wait()
        begun = time.perf_counter()
        for thread in threads:
            thread.join()
        return Took(took, len(took) / (time.perf_counter() - begun))

    def close(self) -> None:
        for client in self._clients:
            client.close()


def _beside(
    what: str,
    devices: list[str],
    broker: tuple[str, int],
    command: Callable[[int, int], Command],
    bare: BareAnswer,
) -> list[Figure]:
    with closing(Crowd(devices, broker, command)) as crowd:
        ours, plain = in_turns(ROUNDS, [lambda: crowd.ask(COMMANDS), lambda: _asked(bare)])
    return _figures(what, len(devices), ours, plain)


def _asked(bare: BareAnswer) -> Took:
    each = [bare.ask() for _ in range(BARE)]
    return Took(each, len(each) / sum(each))


def _figures(what: str, clients: int, ours: list[Took], bare: list[Took]) -> list[Figure]:
    took, plain = (list(chain.from_iterable(run.each for run in runs)) for runs in (ours, bare))
    rate, in_turn = (middle([run.rate for run in runs]) for runs in (ours, bare))
    title = f"{what} → durable answer, {clients} client{'s' if clients > 1 else ''}"
    goals = GOALS.get(clients, (None, None, None))
    return [
        *(
            Figure(
                name=f"{title}, p{percent}",
                value=percentile(took, percent) * 1e3,
                unit="ms",
                beside=percentile(plain, percent) * 1e3,
                beside_name="bare round trip + commit",
                goal=goal,
                point=Point("Until the durable answer", f"{what}, p{percent}", clients, "devices asking at once"),
            )
            for percent, goal in ((50, goals[0]), (99, goals[1]))
        ),
        Figure(
            name=f"{title}, per second",
            value=rate,
            unit="/s",
            beside=in_turn,
            beside_name="as many bare ones, one after the other",
            goal=goals[2],
        ),
    ]
