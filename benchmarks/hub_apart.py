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
    """A :class:`PlayedHub` in another process. Use as a context manager; ``folder`` takes what the hub writes."""

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


class PlayedHub:
    """The hub itself, in this process. Its clock is that of what it is told: nobody waits for it."""

    def __init__(self, plan: Plan, folder: Path, begins: Millis) -> None:
        self._begins = self._at = begins
        clock = Clock(lambda: self._at, lambda: self._at - self._begins)
        self._alone = HubAlone(plan, folder, clock, Pace(plan))
        self._nights = RollingUp(plan, folder)

    def tell(self, now: Now) -> list[Message]:
        self._at = now.at
        leaving = self._round([Arrived(topic, payload, False) for topic, payload in now.messages])
        if now.night:
            self._night()
        return [(each.topic, each.payload) for each in leaving]

    def close(self) -> None:
        self._nights.close()
        self._alone.close()

    def _round(self, arrived: list[Arrived]) -> list[Publication]:
        hub, leaving = self._alone.hub, list[Publication]()
        if arrived:
            leaving += hub.answers(arrived)
            leaving += hub.handle(arrived)
        leaving += hub.overdue()
        hub.tick()
        if not arrived:
            hub.look()
            leaving.append(hub.heartbeat())
        return [*leaving, *hub.state()]

    def _night(self) -> None:
        hall = self._alone.hub.hall
        self._nights.tend(hall.day, self._at / 1e3, sure=not hall.provisional)
        self._nights.begin()
        while (well := self._nights.look()) is None:
            time.sleep(LOOKS)
        if not well:
            raise RuntimeError(f"the night before {hall.day} did not do its work")


def serve(line: Connection, plan: Plan, folder: Path, begins: Millis) -> None:
    hub = PlayedHub(plan, folder, begins)
    try:
        while True:
            line.send_bytes(_encode(hub.tell(_now(line.recv_bytes()))))
    except EOFError:
        return
    finally:
        hub.close()


_encode = msgspec.msgpack.Encoder().encode
_now = msgspec.msgpack.Decoder(Now).decode
_messages = msgspec.msgpack.Decoder(list[Message]).decode
