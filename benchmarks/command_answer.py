"""Command → durable answer, over the real broker and the real hub, at 1, 16 and 64 clients.

Beside it: a bare paho round trip through the same broker, and a bare SQLite commit on the same disk.
"""

from __future__ import annotations

import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks.report import Figure, Goal, Point, middle, percentile
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

COMMANDS = 3_200
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


def measure() -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=64, counters=16, digits=5)
        broker = start(load(hall), None, folder / "broker")
        hub = start_hub(hall, folder / "hub", broker.address, unlimited=True)
        try:
            bare_trip = middle(_bare_round_trips(broker.address, 500)) * 1e3
            bare_commit = middle(_bare_commits(folder / "bare.sqlite", 500)) * 1e3
            for clients in (1, 16, 64):
                devices = [f"kiosk-{n + 1}" for n in range(clients)]
                figures += _figures("issue", clients, _run(devices, broker.address, _issue), bare_trip, bare_commit)
            callers = [f"goi-{n + 1}" for n in range(16)]
            # By now the day has some 9,600 tickets, nearly all of them waiting: more than a province's heaviest.
            _run(callers, broker.address, _open, len(callers))
            figures += _figures("next, came", 16, _run(callers, broker.address, _next_or_start), bare_trip, bare_commit)
        finally:
            hub.stop()
            broker.stop()
    return figures


def _issue(_n: int, _k: int) -> Command:
    return IssueTicket(service="khai-sinh")


def _open(n: int, _k: int) -> Command:
    return OpenCounter(counter=f"quay-{n + 1}", officer=f"can-bo-{n + 1}")


def _next_or_start(n: int, k: int) -> Command:
    return StartService(counter=f"quay-{n + 1}") if k % 2 else CallNext(counter=f"quay-{n + 1}")


def _run(
    devices: list[str], broker: tuple[str, int], command: Callable[[int, int], Command], commands: int = COMMANDS
) -> tuple[list[float], float]:
    """(seconds of each answer, answers per second) with all ``devices`` asking one after the other at once."""
    took: list[float] = []
    clients = [Client(device, broker) for device in devices]
    each = commands // len(clients)
    together = threading.Barrier(len(clients) + 1)

    def ask_all(n: int) -> None:
        together.wait()
        took.extend(clients[n].ask(command(n, k)) for k in range(each))

    threads = [threading.Thread(target=ask_all, args=(n,)) for n in range(len(clients))]
    for thread in threads:
        thread.start()
    together.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    for client in clients:
        client.close()
    return took, len(took) / seconds


def _figures(what: str, clients: int, result: tuple[list[float], float], trip: float, commit: float) -> list[Figure]:
    took, rate = result
    p50, p99 = percentile(took, 50) * 1e3, percentile(took, 99) * 1e3
    title = f"{what} → durable answer, {clients} client{'s' if clients > 1 else ''}"
    bare = {"beside": trip + commit, "beside_name": "bare round trip + commit"}
    in_turn = {"beside": 1e3 / (trip + commit), "beside_name": "as many bare ones, one after the other"}
    goals = GOALS.get(clients, (None, None, None))
    along = "devices asking at once"
    return [
        *(
            Figure(
                name=f"{title}, {words}",
                value=value,
                unit="ms",
                goal=goal,
                point=Point("Until the durable answer", f"{what}, {words}", clients, along),
                **bare,
            )
            for words, value, goal in (("p50", p50, goals[0]), ("p99", p99, goals[1]))
        ),
        Figure(name=f"{title}, per second", value=rate, unit="/s", goal=goals[2], **in_turn),
    ]


def _bare_round_trips(broker: tuple[str, int], count: int) -> list[float]:
    """There and back through the broker with paho as it comes: one client asks, another echoes."""
    back = threading.Event()
    ready = threading.Barrier(3)

    def client(name: str, listens: str, heard: Callable[[paho.Client, paho.MQTTMessage], object]) -> paho.Client:
        def opened(_client: object, _data: object, sock: Any) -> None:
            # As our own link does; without it the second message in a row waits 40 ms for an acknowledgement.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def connected(client: paho.Client, *_: object) -> None:
            client.subscribe(listens, 1)

        def subscribed(*_: object) -> None:
            ready.wait()

        def message(client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
            heard(client, message)

        made = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5)
        made.on_socket_open = opened
        made.on_connect = connected
        made.on_subscribe = subscribed
        made.on_message = message
        made.connect(*broker)
        made.loop_start()
        return made

    echo = client("bare-echo", "bare/there", lambda client, message: client.publish("bare/back", message.payload, 1))
    asker = client("bare-asker", "bare/back", lambda _client, _message: back.set())
    ready.wait()
    took: list[float] = []
    for _ in range(count):
        back.clear()
        begun = time.perf_counter()
        asker.publish("bare/there", b"x" * 200, 1)
        back.wait(5)
        took.append(time.perf_counter() - begun)
    for each in (echo, asker):
        each.disconnect()
        each.loop_stop()
    return took


def _bare_commits(file: Path, count: int) -> list[float]:
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, body BLOB)")
    took: list[float] = []
    for _ in range(count):
        begun = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO event (body) VALUES (?)", (b"x" * 200,))
        db.execute("COMMIT")
        took.append(time.perf_counter() - begun)
    db.close()
    return took
