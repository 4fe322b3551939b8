from __future__ import annotations

import threading
from collections.abc import Callable

from central_gateway.program import LONGEST, while_it_comes_and_goes
from central_gateway.store.connection import StoreAway


class Stop(threading.Event):
    """Nobody waits for it; ``waits`` has how long that would have been."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return self.is_set()


def test_a_postgresql_that_is_away_is_looked_for_less_and_less_often_and_soon_when_it_goes_once_more() -> None:
    stop = Stop()
    was_there = iter([False] * 6 + [True, False])

    def work(begun: Callable[[], None]) -> None:
        there = next(was_there, None)
        if there is None:
            stop.set()
            return
        if there:
            begun()
        raise StoreAway("gone")

    while_it_comes_and_goes(stop, work)
    assert stop.waits == [1.0, 2.0, 4.0, 8.0, LONGEST, LONGEST, 1.0, 2.0]
