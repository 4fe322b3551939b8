"""A line between devices and broker that can be made as bad as lines are: it waits, it limps, it breaks, it lies.

One asyncio loop on a thread of its own. What is set holds from then on for all connections, new and old.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any

from msgspec import Struct

from tests.faults.packets import is_publish, split

PIECE = 16_384
NO_LINGER = struct.pack("ii", 1, 0)
"""A socket that is closed with it says RST."""


class Line(Struct, frozen=True, kw_only=True):
    """How the line is. Seconds and bytes."""

    latency: float = 0.0
    jitter: float = 0.0
    """At most that much more."""
    bandwidth: float | None = None
    """Bytes a second, each way."""
    cut_after: int | None = None
    """Each connection is cut after so many bytes, in the midst of whatever they are."""
    swallows: bool = False
    """Half open: takes all and passes nothing on; nobody is told, neither that the other end has gone."""
    pauses: bool = False
    """Nothing moves; it all comes later."""
    doubles: float = 0.0
    """Share of publications that come twice."""
    swaps: float = 0.0
    """Share of publications that come after the next one."""
    loses: float = 0.0
    """Share of publications that never come."""


WELL = Line()


class Proxy:
    """Listens at :attr:`address`; starts and ends with its ``with``."""

    def __init__(self, broker: tuple[str, int], seed: int = 1) -> None:
        self.line = WELL
        self.carried = 0
        """Bytes."""
        self.cuts = 0
        self._broker = broker
        self._chance = random.Random(seed)
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._door.getsockname()[:2]
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._thread.join()

    def reset(self) -> None:
        """Every connection ends with an RST, in the midst of what it carries."""
        self._do(self._hang_up())

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        server = await asyncio.start_server(self._connect, sock=self._door)
        await self._over.wait()
        server.close()
        await self._hang_up()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _end(self) -> None:
        self._over.set()

    async def _hang_up(self) -> None:
        for writer in list(self._writers):
            _reset(writer)

    async def _connect(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        self._writers.add(to_near)
        try:
            far, to_far = await asyncio.open_connection(*self._broker)
        except OSError:
            self._writers.discard(to_near)
            _reset(to_near)
            return
        self._writers.add(to_far)
        left = [self.line.cut_after]
        ways = [
            asyncio.ensure_future(self._carry(near, to_far, left)),
            asyncio.ensure_future(self._carry(far, to_near, left)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (to_near, to_far):
                self._writers.discard(writer)
                _reset(writer)

    async def _carry(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, left: list[int | None]) -> None:
        """Until one end is gone, or the line is cut."""
        rest = b""
        held: list[bytes] = []
        while data := await source.read(PIECE):
            line = self.line
            while line.pauses:
                await asyncio.sleep(0.02)
                line = self.line
            if line.latency or line.jitter:
                await asyncio.sleep(line.latency + self._chance.uniform(0, line.jitter))
            if line.swallows:
                continue
            if line.doubles or line.swaps or line.loses or rest or held:
                packets, rest = split(rest + data)
                data = b"".join(self._spoilt(packets, held, line))
            if line.bandwidth:
                await asyncio.sleep(len(data) / line.bandwidth)
            if left[0] is not None:
                data, left[0] = data[: left[0]], left[0] - len(data)
            to.write(data)
            self.carried += len(data)
            await to.drain()
            if left[0] is not None and left[0] <= 0:
                self.cuts += 1
                return
        while self.line.swallows:
            await asyncio.sleep(0.02)

    def _spoilt(self, packets: list[bytes], held: list[bytes], line: Line) -> list[bytes]:
        """As a broken broker would pass them on."""
        out: list[bytes] = []
        for packet in packets:
            if is_publish(packet) and self._chance.random() < line.loses:
                continue
            if is_publish(packet) and not held and self._chance.random() < line.swaps:
                held.append(packet)
                continue
            out.append(packet)
            if is_publish(packet):
                out += held
                held.clear()
                out += [packet] * (self._chance.random() < line.doubles)
        return out


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    writer.close()
