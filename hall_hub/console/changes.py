"""Wakes the pages that are open when something has changed: at once, and in a rush at most ten times a second."""

from __future__ import annotations

import asyncio
import time

APART = 0.1
"""Seconds from one round to the next: with fifty pages open a rush costs ten rounds a second, not ten times fifty."""


class Changes:
    """Belongs to the event loop."""

    def __init__(self) -> None:
        self.round = 0
        """Counts the rounds."""
        self.closed = False
        self._next = asyncio.Event()
        self._last = 0.0
        self._planned: asyncio.TimerHandle | None = None

    def tell(self) -> None:
        if self._planned is not None:
            return
        wait = self._last + APART - time.monotonic()
        if wait <= 0:
            self._go()
        else:
            self._planned = asyncio.get_running_loop().call_later(wait, self._go)

    def close(self) -> None:
        """Nobody waits any more."""
        self.closed = True
        self._go()

    async def after(self, round: int, seconds: float) -> bool:
        """Waits for a round later than ``round``; False when none came within ``seconds``."""
        if self.round > round or self.closed:
            return True
        try:
            await asyncio.wait_for(self._next.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _go(self) -> None:
        self._planned, self._last = None, time.monotonic()
        self.round += 1
        self._next.set()
        self._next = asyncio.Event()
