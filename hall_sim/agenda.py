"""What is to happen when, and whose chance it is."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable
from itertools import count
from random import Random

from hall_core.domain.names import Day, Millis, Uid

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
Then = Callable[[], None]


class Agenda:
    """What comes first is first; of two at the same moment, the one that was planned first."""

    def __init__(self, now: Millis) -> None:
        self.now = now
        self._heap: list[tuple[Millis, int, Then]] = []
        self._order = count()

    def at(self, at: Millis, then: Then) -> None:
        """Never in the past: what should have been already is now."""
        heapq.heappush(self._heap, (max(at, self.now), next(self._order), then))

    def after(self, wait: Millis, then: Then) -> None:
        self.at(self.now + wait, then)

    @property
    def next_at(self) -> Millis | None:
        return self._heap[0][0] if self._heap else None

    def step(self, late: Millis = 0) -> None:
        """Does what is next, at its time; or now, where a clock has gone on meanwhile."""
        at, _, then = heapq.heappop(self._heap)
        self.now = max(at, late)
        then()


class Chances:
    """One source of chance for each person and thing: who comes is the same whatever happens to the others."""

    def __init__(self, seed: int, day: Day) -> None:
        self._base = f"{seed} {day}"

    def of(self, who: str) -> Random:
        return Random(f"{self._base} {who}")

    def ids(self, who: str) -> Callable[[], Uid]:
        """Ids of intents, as a device makes them, but the same ones each time."""
        mark = hashlib.blake2b(f"{self._base} {who}".encode(), digest_size=6).hexdigest()
        numbers = count(1)
        return lambda: f"{mark[:8]}-{mark[8:]}-7000-8000-{next(numbers):012x}"


def times_a_day(random: Random, mean: float) -> int:
    """A whole number with this mean, and as little spread as one can have."""
    whole = int(mean)
    return whole + (random.random() < mean - whole)
