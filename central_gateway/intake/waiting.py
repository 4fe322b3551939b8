"""Batches that came before what they follow upon: another worker may be about to record that."""

from __future__ import annotations

from central_gateway.intake.judge import Batch
from central_gateway.store.heard import Key

PATIENCE = 1.0
"""Seconds: a worker records what it has taken within some hundredths. What is not here by then was lost on its way, and
the hall, told where it is, sends it again."""
MOST = 256
"""Batches, some 2 MB: so much of all halls waits at once. What has no room is sent again."""
LOOK_AGAIN = 0.1
"""Seconds."""


class Waiting:
    def __init__(self) -> None:
        self._until: dict[Key, float] = {}
        self._batches: dict[Key, list[Batch]] = {}

    def __bool__(self) -> bool:
        return bool(self._batches)

    def all_(self) -> dict[Key, list[Batch]]:
        return dict(self._batches)

    def keep(self, key: Key, early: list[Batch], now: float, *, moved: bool) -> list[Batch]:
        """These of the stream wait from now on, and no others; gives those that wait no longer. ``moved``: the stream
        has, so what is before them is on its way."""
        self._batches.pop(key, None)
        until = self._until.pop(key, None)
        if until is None or moved:
            until = now + PATIENCE
        room = MOST - sum(map(len, self._batches.values()))
        if not early or now >= until or room <= 0:
            return early
        self._until[key] = until
        self._batches[key] = early[:room]
        return early[room:]

    def drop(self) -> list[Batch]:
        """None waits any more; gives those that did."""
        dropped = [batch for batches in self._batches.values() for batch in batches]
        self._batches.clear()
        self._until.clear()
        return dropped
