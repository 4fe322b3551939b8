"""What goes wrong at a vendor, and when."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Collection
from typing import Literal, get_args

Fault = Literal[
    "slow",  # answers only when it is let go
    "drip",  # answers a sign at a time
    "error",  # 500
    "busy",  # 429 with Retry-After
    "broken-off",  # the connection ends before the answer does
    "cut",  # half the JSON, with a length that is right
    "mangled",  # no encoding that anybody knows
    "old-encoding",  # windows-1258
    "excuse",  # 200, and no list in it
    "session-over",  # whatever it was given, it is over
    "repeated",  # the page before once more
    "reordered",  # the page, in another order
    "elsewhere",  # a redirect
]
FAULTS: tuple[Fault, ...] = get_args(Fault)


class Faults:
    """Those that were asked for come first, one for each question; then, with a rate, some by chance."""

    def __init__(self, rate: float = 0.0, seed: int = 1, of: Collection[Fault] = FAULTS) -> None:
        self._rate = rate
        self._chance = random.Random(seed)
        self._of = sorted(of)
        self._wanted: deque[Fault | None] = deque()
        self._lock = threading.Lock()
        self.happened: list[Fault] = []

    def next(self, *faults: Fault | None) -> None:
        """For the next questions, one after the other; None: that one goes well."""
        with self._lock:
            self._wanted.extend(faults)

    def take(self) -> Fault | None:
        with self._lock:
            if self._wanted:
                fault = self._wanted.popleft()
            else:
                by_chance = self._rate and self._chance.random() < self._rate
                fault = self._chance.choice(self._of) if by_chance else None
            if fault is not None:
                self.happened.append(fault)
            return fault
