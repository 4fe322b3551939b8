"""Whether the line to the centre stands, as the hall's broker tells of its bridge. Pure; times in monotonic seconds."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

STANDS = b"1"


class Line:
    def __init__(self, now: float) -> None:
        self.stands = False
        self._since = now

    def told(self, payload: bytes, now: float) -> bool:
        """By the broker; whether it stands anew. A line that swallowed everything is given up without a word, and is
        another one when it is said to stand once more."""
        stands = payload == STANDS
        self._is(stands, now)
        return stands

    def lost(self, now: float) -> None:
        """The broker itself is away, and with it the bridge."""
        self._is(False, now)

    def away(self, now: float) -> float:
        """Seconds since it broke; 0 while it stands."""
        return 0.0 if self.stands else now - self._since

    def _is(self, stands: bool, now: float) -> None:
        if stands != self.stands:
            self.stands, self._since = stands, now
            log.info("the line to the centre %s", "stands" if stands else "is away")
