"""Time that goes N times as fast, the same in every process: made from the one clock that counts since the machine
started, and from when it began to be fast."""

from __future__ import annotations

import time

from msgspec import Struct

from hall_core.device.clock import Clock
from hall_core.domain.names import Millis

NS = 1_000_000


def counted() -> int:
    """Milliseconds since the machine started."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // NS


class Fast(Struct, frozen=True):
    """``begins``: what the clock says at ``origin``, which is a :func:`counted`."""

    begins: Millis
    origin: int
    speed: float

    def now(self) -> Millis:
        return self.begins + self._passed()

    def seconds_until(self, at: Millis) -> float:
        """On a watch."""
        return max(0.0, (at - self.now()) / self.speed / 1_000)

    def clock(self) -> Clock:
        """As a program of the hall has it. What it counts since the box' start goes on over its restarts."""
        return Clock(self.now, self._passed)

    def _passed(self) -> int:
        return int((counted() - self.origin) * self.speed)

    def words(self) -> list[str]:
        """For the command line of a child."""
        return [str(self.begins), str(self.origin), str(self.speed)]


def of(words: list[str]) -> Fast:
    begins, origin, speed = words
    return Fast(int(begins), int(origin), float(speed))
