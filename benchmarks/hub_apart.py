"""A hub in a process of its own, whose memory is nobody else's: it gets its time and its messages through a pipe.

In the order of the hub's own loop (hall_hub/loop.py), with the night's work in the process that does it in life.
Not in it are the link to the broker and what a technician's box has beside.
"""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.hub_alone import HubAlone
from benchmarks.process import memory_mb
from hall_core.device.clock import Clock
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.figures.child import RollingUp
from hall_hub.pace import Pace

ENDS_WITHIN = 10.0
LOOKS = 0.02
"""Seconds between two looks whether the night's work is done."""
Message = tuple[str, bytes]
"""Topic and payload."""


class Now(Struct, array_like=True):
    """What is so at that moment of the played month."""

    at: Millis
    messages: list[Message]
    night: bool = False
    """The figures are rolled up, and what is old is deleted."""


class HubApart:
    """Use as a context manager; ``folder`` takes what the hub writes."""

    def __init__(self, plan: Plan, folder: Path, begins: Millis) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other, plan, folder, begins), daemon=True)
        self._process.start()
        other.close()

    def tell(self, now: Now) -> list[Message]:
        """What the hub then says. EOFError: it has ended, and why stands on its standard error."""
        self._line.send_bytes(_encode(now))
        return _messages(self._line.recv_bytes())

    @property
    def memory(self) -> float:
        """Megabytes."""
        assert self._process.pid is not None
        return memory_mb(self._process.pid)

    def __enter__(self) -> HubApart:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        self._process.join(ENDS_WITHIN)
        if self._process.is_alive():
            self._process.kill()


class _Played:
    """The clock of the month: nobody waits for it."""

    def __init__(self, begins: Millis) -> None:
        self._begins = self.at = begins

    def clock(self) -> Clock:
        return Clock(lambda: self.at, lambda: self.at - self._begins)


def serve(line: Connection, plan: Plan, folder: Path, begins: Millis) -> None:
    played = _Played(begins)
    alone = HubAlone(plan, folder, played.clock(), Pace(plan))
    nights = RollingUp(plan, folder)
    try:
        while True:
            now = _now(line.recv_bytes())
            played.at = now.at
            said = _round(alone, now)
            if now.night:
                _night(alone, nights, now.at)
            line.send_bytes(_encode(said))
    except EOFError:
        return
    finally:
        nights.close()
        alone.close()


def _round(alone: HubAlone, now: Now) -> list[Message]:
    hub, leaving = alone.hub, list[Publication]()
    arrived = [Arrived(topic, payload, False) for topic, payload in now.messages]
    if arrived:
        leaving += hub.answers(arrived)
        leaving += hub.handle(arrived)
    leaving += hub.overdue()
    hub.tick()
    if not arrived:
        hub.look()
        leaving.append(hub.heartbeat())
    leaving += hub.state()
    return [(each.topic, each.payload) for each in leaving]


def _night(alone: HubAlone, nights: RollingUp, at: Millis) -> None:
    hall = alone.hub.hall
    nights.tend(hall.day, at / 1e3, sure=not hall.provisional)
    nights.begin()
    while (well := nights.look()) is None:
        time.sleep(LOOKS)
    if not well:
        raise RuntimeError(f"the night before {hall.day} did not do its work")


_encode = msgspec.msgpack.Encoder().encode
_now = msgspec.msgpack.Decoder(Now).decode
_messages = msgspec.msgpack.Decoder(list[Message]).decode
