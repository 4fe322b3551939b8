"""Many halls in one process, as the province's broker sees them: for each the connection that its Mosquitto's bridge
makes (MQTT 3.1.1 over mutual TLS, a session that is kept, one subscription of QoS 0), and on it what its courier says.

``python -m benchmarks.central_hall_lines LINE ADDRESS …`` with the folder of a line, whose certificate and password
they all share. Each line on standard input is one order in JSON, and is answered with one line:

    {"connect": 200, "within": 25}         so many halls in all, or as many as get in within these seconds
    {"pace": 0.28, "seconds": 8}           each tells so many records a second, as they happen: in no order, by chance

A record's time runs from the moment at which it was to be told, even if this process was late with it.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import struct
import sys
import time
from collections import deque
from pathlib import Path

from benchmarks.central_records import DAY, record, told
from benchmarks.report import percentile
from broker_config.bridge import PACE
from broker_config.line import LineFolder, read_secret
from hall_core.contract.centre.messages import NOTHING, HallStatus, Hello, Mark, Position, Recorded, Stands, Stream
from hall_core.contract.centre.sets import EMPTY
from hall_core.contract.centre.topics import up
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.device.clock import Clock
from hall_core.domain.names import Slug
from hall_core.line_users import new_client_id

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PING, PONG = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90, 0xC0, 0xD0
QOS_1 = 0x02
UP_WITHIN, AGAIN = 30.0, 0.5
AT_ONCE = 32
"""Halls that connect at a time."""
TOLD_AGAIN = 5.0
"""Seconds without an answer, as the courier has it."""
SAYS_EVERY = 60.0
"""Seconds between two greetings of a courier, and between two words on how its hall stands."""
REST = 3.0
"""Seconds at most in which what is under way at the end of a pace may come."""
WAITING: dict[str, int] = {"khai-sinh": 3, "sao-y": 2, "dat-dai": 7, "ho-kinh-doanh": 0}
LOOK_EVERY = 5.0
"""Seconds between two looks at whether a line has been silent for so long that it must beat."""
TICK = 0.01


def hall_name(n: int) -> str:
    return f"hall-{n:04}"


class Line(asyncio.Protocol):
    """The connection of the ``n``-th hall."""

    def __init__(self, n: int, password: str) -> None:
        self.n, self.name = n, hall_name(n)
        self.under_way: deque[tuple[int, float]] = deque()
        """Records that were told and not acknowledged: place, and when that was to be."""
        self.took: list[float] = []
        """Seconds of each since this list was emptied."""
        self.gone = ""
        self.up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once it is subscribed."""
        self._password = password
        self._sealer = Sealer(1, Clock())
        self._buffer = b""
        self._seq = 0
        self._moved_at = 0.0
        """When something was acknowledged last, or there was nothing to be acknowledged."""
        self._packet = 0
        self._spoke_at = time.monotonic()
        self._position = Position(epoch=0, seq=0, digest=EMPTY)

    def tell(self, due: float) -> None:
        """One more record, which was to be told at ``due``."""
        if not self.under_way:
            self._moved_at = time.monotonic()
        self._seq += 1
        self.under_way.append((self._seq, due))
        self._tell(self._seq, self._seq)

    def tell_again(self, now: float) -> None:
        """As a courier does: from the first that nobody has acknowledged for so long."""
        if self.under_way and now - self._moved_at > TOLD_AGAIN:
            self._moved_at = now
            self._tell(self.under_way[0][0], self._seq)

    def _tell(self, first: int, last: int) -> None:
        after = Mark(1, first - 1) if first > 1 else NOTHING
        payload, _ = told([record(self.n, seq) for seq in range(first, last + 1)], after, self._sealer)
        self._publish("records", payload, sure=True)

    def greet(self) -> None:
        marks: dict[Stream, Mark] = {"transactions": Mark(1, self._seq)} if self._seq else {}
        hello = Hello(version="1.0.0", plan="0" * 64, epoch=1, told=marks, sets={"dossiers": self._position})
        self._publish("hello", encode(self._sealer.seal(hello, new_id())))

    def stand(self) -> None:
        waiting: dict[Slug, int] = {"khai-sinh": 3, "sao-y": 2, "dat-dai": 7, "ho-kinh-doanh": 0}
        status = HallStatus(
            day=f"{DAY}", open=True, waiting=waiting, counters_open=12, served_today=self._seq, devices=30
        )
        self._publish("status", encode(self._sealer.seal(status, new_id())))

    def beat(self, now: float) -> None:
        """A line on which nothing is said shows that it stands."""
        if now - self._spoke_at >= PACE.keepalive - LOOK_EVERY:
            self._write(PING, b"")

    # ---- asyncio's

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        user = 0x80 | 0x40  # and password; the session is kept
        words = b"".join(map(_text, (new_client_id(), self.name, self._password)))
        self._write(CONNECT, _text("MQTT") + struct.pack(">BBH", 4, user, PACE.keepalive) + words)

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = f"{self.name}: {exc or 'the broker has closed'}"
        if not self.up.done():
            self.up.set_exception(RuntimeError(self.gone))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (packet := self._next()) is not None:
            self._take(*packet)

    def _next(self) -> tuple[int, bytes] | None:
        length, shift, place = 0, 0, 1
        while True:
            if place >= len(self._buffer):
                return None
            byte = self._buffer[place]
            length |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if byte < 0x80:
                break
        if len(self._buffer) < place + length:
            return None
        packet = self._buffer[0], self._buffer[place : place + length]
        self._buffer = self._buffer[place + length :]
        return packet

    def _take(self, kind: int, body: bytes) -> None:
        if kind == CONNACK:
            if body[1]:
                self.up.set_exception(RuntimeError(f"{self.name}: the broker refuses with {body[1]}"))
                return
            self._write(SUBSCRIBE, struct.pack(">H", 1) + _text(f"motcua/v1/{self.name}/down/#") + b"\0")
        elif kind == SUBACK:
            self.up.set_result(None)
        elif kind & 0xF0 == PUBLISH:
            size = struct.unpack_from(">H", body)[0]
            self._hear(body[2 + size :])

    def _hear(self, payload: bytes) -> None:
        body = decode("centre-down", payload).body
        if isinstance(body, Stands):
            self._position = body.position
        elif isinstance(body, Recorded) and body.stream == "transactions":
            now = time.monotonic()
            while self.under_way and self.under_way[0][0] <= body.upto.seq:
                self._moved_at = now
                self.took.append(now - self.under_way.popleft()[1])

    def _publish(self, way: str, payload: bytes, *, sure: bool = False) -> None:
        self._packet = self._packet % 65_535 + 1
        id = struct.pack(">H", self._packet) if sure else b""
        self._write(PUBLISH | (QOS_1 if sure else 0), _text(up(self.name, way)) + id + payload)

    def _write(self, kind: int, body: bytes) -> None:
        self._spoke_at = time.monotonic()
        length, size = b"", len(body)
        while True:
            size, part = divmod(size, 128)
            length += bytes([part | (0x80 if size else 0)])
            if not size:
                break
        self._transport.write(bytes([kind]) + length + body)


class Halls:
    def __init__(self, folder: LineFolder, addresses: list[tuple[str, int]]) -> None:
        self._lines: list[Line] = []
        self._password, self._addresses = read_secret(folder).password, addresses
        self._tls = ssl.create_default_context(cafile=folder.ca)
        self._tls.load_cert_chain(folder.own)
        self._chance = random.Random(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._again_at = 0.0

    async def connect(self, count: int, within: float) -> dict[str, float]:
        """How many there are then, and the seconds that it took."""
        began = time.monotonic()
        doors = asyncio.Semaphore(AT_ONCE)
        missing = range(len(self._lines), count)
        came = await asyncio.gather(*(self._connect(n, doors, began + within) for n in missing))
        self._lines += [line for line in came if line is not None]
        return {"halls": len(self._lines), "seconds": time.monotonic() - began}

    async def tell(self, pace: float, seconds: float) -> dict[str, float]:
        """Records told, and acknowledged by the end of a rest; of these how many a second before it, and milliseconds
        that it took, of the middle one and of the slowest hundredth: of what is not acknowledged until then."""
        loop, rate = asyncio.get_running_loop(), pace * len(self._lines)
        for line in self._lines:
            line.took.clear()
        told, began = 0, loop.time()
        due = began + self._chance.expovariate(rate)
        while (now := loop.time()) < began + seconds:
            while due <= now:
                self._chance.choice(self._lines).tell(due)
                told += 1
                due += self._chance.expovariate(rate)
            await self._tick()
        in_time = sum(len(line.took) for line in self._lines)
        while any(line.under_way for line in self._lines) and loop.time() < now + REST:
            await self._tick()
        took = [each * 1e3 for line in self._lines for each in line.took]
        waits = [(loop.time() - due) * 1e3 for line in self._lines for _, due in line.under_way]
        if gone := [line.gone for line in self._lines if line.gone]:
            raise RuntimeError(f"{len(gone)} lines are gone, the first: {gone[0]}")
        return {
            "told": told,
            "recorded": len(took),
            "a_second": in_time / (now - began),
            "p50": percentile(took + waits, 50),
            "p99": percentile(took + waits, 99),
        }

    async def _tick(self) -> None:
        await asyncio.sleep(TICK)
        now = time.monotonic()
        if now >= self._again_at:
            self._again_at = now + AGAIN
            for line in self._lines:
                line.tell_again(now)

    async def _connect(self, n: int, doors: asyncio.Semaphore, last: float) -> Line | None:
        """As the bridge does, once more when a node that has just begun refuses. None when its turn did not come."""
        async with doors:
            if time.monotonic() > last:
                return None
            until = time.monotonic() + UP_WITHIN
            while True:
                try:
                    line = await self._try(n)
                    break
                except (OSError, RuntimeError):
                    if time.monotonic() > until:
                        raise
                    await asyncio.sleep(AGAIN)
        task = asyncio.create_task(self._keep(line))
        self._tasks.add(task)
        return line

    async def _try(self, n: int) -> Line:
        host, port = self._addresses[n % len(self._addresses)]
        _, line = await asyncio.get_running_loop().create_connection(
            lambda: Line(n, self._password), "127.0.0.1", port, ssl=self._tls, server_hostname=host
        )
        await asyncio.wait_for(line.up, UP_WITHIN)
        return line

    async def _keep(self, line: Line) -> None:
        """What a courier says in each minute, and the bridge's beat."""
        says = 0.0
        while not line.gone:
            now = time.monotonic()
            if now >= says:
                # All the halls of a province have not begun in the same second.
                says = now + SAYS_EVERY * (1 if says else self._chance.random())
                line.greet()
                line.stand()
            line.beat(now)
            await asyncio.sleep(LOOK_EVERY)


def _text(words: str) -> bytes:
    data = words.encode()
    return struct.pack(">H", len(data)) + data


async def _serve(halls: Halls) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        if "connect" in order:
            answer = await halls.connect(order["connect"], order["within"])
        else:
            answer = await halls.tell(order["pace"], order["seconds"])
        print(json.dumps(answer), flush=True)


def main(argv: list[str]) -> None:
    folder, *addresses = argv
    found = [address.rpartition(":") for address in addresses]
    asyncio.run(_serve(Halls(LineFolder(Path(folder)), [(host, int(port)) for host, _, port in found])))


if __name__ == "__main__":
    main(sys.argv[1:])
