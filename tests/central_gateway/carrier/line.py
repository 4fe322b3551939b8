"""The line between the carrier and played halls: it brings, loses, doubles and turns round what the test says."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from central_gateway.carrier.carrier import Carrier
from central_gateway.config import Dossiers
from central_gateway.engine.face import Heard
from central_gateway.store.connection import Db
from hall_core.contract.codec import decode
from tests.central_gateway.played_hall import PlayedHall

KEYS = [f"H41.16-210612-{n:04}" for n in range(60)]


def body(n: int) -> bytes:
    """Of which some eight go into one message, for nothing in it repeats."""
    return b'"' + b64encode(b"".join(sha256(f"{n}-{part}".encode()).digest() for part in range(21))) + b'"'


class Now:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_(self, seconds: float) -> None:
        self.seconds += seconds


def clock() -> tuple[int, int, bool]:
    return 1_795_240_000_000, 1_000, True


class Driven:
    """A carrier that misses nothing that was said before its turn."""

    def __init__(self, db: Db, line: Line, now: Now) -> None:
        self._db = db
        self._carrier = Carrier(db, line, clock, now, Dossiers())

    def turn(self) -> None:
        # PostgreSQL tells what was notified with the answer to whatever is asked next.
        self._db.execute("SELECT 1")
        self._carrier.turn(0)


class Line:
    """An engine."""

    def __init__(self) -> None:
        self.halls: dict[str, PlayedHall] = {}
        self.sent: list[tuple[str, Any]] = []
        self.queue: list[tuple[str, Any]] = []
        """Sent and not yet there."""

    def send(self, hall: str, way: str, payload: bytes) -> None:
        body = decode("centre-down", payload).body
        assert way == body.__struct_config__.tag
        self.sent.append((hall, body))
        self.queue.append((hall, body))

    def deliver(self, most: int = 10_000) -> int:
        """How many there were."""
        taken, self.queue[:] = self.queue[:most], self.queue[most:]
        for hall, body in taken:
            self.halls[hall].hear(body)
        return len(taken)

    def lose(self) -> int:
        lost = len(self.queue)
        self.queue.clear()
        return lost

    def disturb(self, what: str, place: int, many: int) -> None:
        part = slice(place, place + many)
        match what:
            case "deliver":
                self.deliver(place)
            case "lose":
                del self.queue[part]
            case "double":
                self.queue += self.queue[part]
            case "turn round":
                self.queue[part] = self.queue[part][::-1]
            case _:
                raise AssertionError(what)

    def hellos(self) -> None:
        for hall in self.halls.values():
            hall.hello()

    def take(self, most: int, wait: float) -> list[Heard]:
        return []

    def done(self, heard: Iterable[Heard]) -> None: ...

    def later(self, heard: Heard, seconds: float) -> None: ...

    def close(self) -> None: ...
