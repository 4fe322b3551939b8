"""What mutual TLS costs: the hall's broker as it stands in a hall, beside the same one without certificates.

The two are measured in turns, with our own link at both ends. A round trip is a command from a kiosk (QoS 1) and the
answer (QoS 0), both ends in this process and nothing decided in between. Forty real stations of each kind, in processes
of ten, find a broker that was killed and is there again, some times after a moment and some after so long that they
only look now and then; their time begins when it takes connections.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.now import now
from benchmarks.process import memory_mb
from benchmarks.report import Figure, Goal, middle, percentile
from benchmarks.trusted_hall import TrustedHall
from benchmarks.turns import in_turns
from broker_config.run import Broker
from demo.programs import Program
from hall_core.contract.access import HUB
from hall_core.contract.topics import Topics
from hall_core.mqtt.link import RETRY_MOST, Arrived, Link, Publication, Up

CONNECTIONS = 60
TRIPS = 3_000
WARM_UP = 50
MESSAGE = b"x" * 300
"""As long as a usual command in its envelope."""
CROWD = 100
"""Connections by whose number the broker's memory is divided."""
DEVICES, PROCESSES = 40, 4
STORMS = 3
"""Of each length."""
MOMENT, LONG = 0.5, 4 * RETRY_MOST
"""Seconds without a broker."""
BACK_WITHIN = 30.0
GOAL_TRIP, GOAL_BACK = Goal(1.3, "×"), Goal(5, "s")
TOPICS = Topics("thu")
KINDS = (False, True)
"""Without TLS and with it."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        hall = TrustedHall(Path(name), CROWD)
        brokers = [hall.broker(tls=tls) for tls in KINDS]
        for broker in brokers:
            undo.callback(broker.stop)
        figures = [_memory(hall, brokers), _connecting(hall, brokers), *_round_trips(hall, brokers)]
    with ExitStack() as undo:
        crowds = [undo.enter_context(_crowd(tls)) for tls in KINDS]
        for gone, words in ((MOMENT, "a moment"), (LONG, f"{LONG:.0f} s")):
            back = in_turns(STORMS, [partial(crowd.storm, gone) for crowd in crowds])
            figures += [
                _beside(
                    f"{DEVICES} devices back after {words} without a broker, {which}",
                    tuple(middle([pick(storm) / 1e3 for storm in storms]) for storms in back),
                    "s",
                    goal,
                )
                for which, pick, goal in (("half", _half, None), ("all", max, GOAL_BACK))
            ]
    return figures


def _beside(name: str, values: Sequence[float], unit: str, goal: Goal | None = None) -> Figure:
    plain, tls = values
    return Figure(
        name=name,
        value=tls,
        unit=unit,
        beside=plain,
        beside_name="without TLS",
        goal=goal,
    )


def _half(took: list[float]) -> float:
    return percentile(took, 50)


def _link(hall: TrustedHall, broker: Broker, tls: bool, name: str) -> Link:
    kind = "command" if name == HUB else "reply"
    listen = TOPICS.to(kind, "+" if name == HUB else name)
    return Link(name, broker.address, [(listen, 1)], hall.keys(name) if tls else None)


def _up(link: Link) -> None:
    while not any(isinstance(item, Up) for item in link.turn(1.0)):
        continue


def _until_here(link: Link) -> None:
    while not any(isinstance(item, Arrived) for item in link.turn(1.0)):
        continue


def _connecting(hall: TrustedHall, brokers: list[Broker]) -> Figure:
    """Until it is subscribed: TCP, TLS, MQTT."""

    def connect(tls: bool) -> float:
        link = _link(hall, brokers[tls], tls, hall.devices[0])
        begun = time.perf_counter()
        _up(link)
        took = (time.perf_counter() - begun) * 1e3
        link.close()
        return took

    took = in_turns(CONNECTIONS, [partial(connect, tls) for tls in KINDS], first=WARM_UP)
    return _beside("connect, p50", [_half(each) for each in took], "ms")


def _round_trips(hall: TrustedHall, brokers: list[Broker]) -> Iterator[Figure]:
    with ExitStack() as undo:
        ends: list[tuple[Link, Link]] = []
        for tls in KINDS:
            kiosk, hub = (_link(hall, brokers[tls], tls, name) for name in (hall.devices[0], HUB))
            for link in (kiosk, hub):
                undo.callback(link.close)
                _up(link)
            ends.append((kiosk, hub))
        command = Publication(TOPICS.to("command", hall.devices[0]), MESSAGE, qos=1)
        answer = Publication(TOPICS.to("reply", hall.devices[0]), MESSAGE)

        def trip(kiosk: Link, hub: Link) -> float:
            begun = time.perf_counter()
            kiosk.send([command])
            _until_here(hub)
            hub.send([answer])
            _until_here(kiosk)
            return (time.perf_counter() - begun) * 1e3

        took = in_turns(TRIPS, [partial(trip, *each) for each in ends], first=WARM_UP)
    for percent in (50, 99):
        plain, tls = (percentile(each, percent) for each in took)
        yield Figure(
            name=f"command and answer once connected, p{percent}",
            value=tls,
            unit="ms",
            beside=plain,
            beside_name="without TLS",
            goal=GOAL_TRIP,
        )


def _memory(hall: TrustedHall, brokers: list[Broker]) -> Figure:
    each: list[float] = []
    for tls in KINDS:
        before = memory_mb(brokers[tls].process.pid)
        links = [_link(hall, brokers[tls], tls, name) for name in hall.devices]
        for link in links:
            _up(link)
        each.append((memory_mb(brokers[tls].process.pid) - before) * 1e3 / len(links))
        for link in links:
            link.close()
    return _beside("the broker's memory for a connection", (each[0], each[1]), "kB")


@contextmanager
def _crowd(tls: bool) -> Iterator[Crowd]:
    """DEVICES stations that are linked."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        hall = TrustedHall(Path(name), DEVICES)
        broker = hall.broker(tls=tls)
        with _stations(hall, broker, tls, Path(name)) as logs:
            crowd = Crowd(hall, tls, broker, logs)
            try:
                _back(logs, 0.0)
                yield crowd
            finally:
                crowd.broker.stop()


class Crowd:
    def __init__(self, hall: TrustedHall, tls: bool, broker: Broker, logs: list[Path]) -> None:
        self.broker = broker
        self._hall, self._tls, self._logs = hall, tls, logs

    def storm(self, gone: float) -> list[float]:
        """Milliseconds from the new broker's readiness until each device is linked."""
        self.broker.kill()
        time.sleep(gone)
        self.broker = self._hall.broker(tls=self._tls, port=self.broker.port)
        ready = now()
        return [max(0.0, at - ready) for at in _back(self._logs, ready - MOMENT * 1e3)]


@contextmanager
def _stations(hall: TrustedHall, broker: Broker, tls: bool, folder: Path) -> Iterator[list[Path]]:
    """What they say."""
    keys, address = str(hall.folder) if tls else "", f"{broker.host}:{broker.port}"
    with ExitStack() as undo:
        logs: list[Path] = []
        for n in range(PROCESSES):
            logs.append(folder / f"stations-{n}.log")
            arguments = [str(folder), address, keys, *hall.devices[n::PROCESSES]]
            program = Program(
                f"stations {n}", "benchmarks.stand_in_devices", arguments, logs[-1], stdin=subprocess.PIPE
            )
            undo.callback(program.kill)
        yield logs


def _back(logs: list[Path], since: float) -> list[float]:
    """When each device was linked after ``since``, once all were."""
    deadline = time.monotonic() + BACK_WITHIN
    while True:
        said = "".join(log.read_text(encoding="utf-8") for log in logs)
        back = {id: float(at) for id, at in re.findall(r"^up (\S+) (\S+)$", said, re.MULTILINE) if float(at) > since}
        if len(back) == DEVICES:
            return list(back.values())
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {len(back)} of {DEVICES} devices are linked after {BACK_WITHIN:.0f} s")
        time.sleep(0.05)
