"""Time as it passed in a business day, whatever somebody did to the clock.

From one event to the next passes what the hub's clock says, except
- when the clock went back: then nothing is known to have passed, and it is 0;
- when a provisional day got its date: the clock was set just then, and it is 0;
- when it would be more than a day: no business day is so long, so the clock was set;
- when the turn of the day closes what nobody closed: that ended an unknown time ago, and is told as of the last
  moment at which anything happened.
So nothing ever lasts less than nothing, and parts still add up to the whole. Moments are told by the clock as it
stood when the day ended, which is the one that was put right.
"""

from __future__ import annotations

from hall_core.domain.names import Millis

LONGEST = 24 * 3_600_000
"""Milliseconds of the longest business day."""


SILENT = 3 * 3_600_000
"""Milliseconds without any event before a close that the turn of the day must have made: officers are not so long
without any, and the turn comes long after the last of them went."""


class DayClock:
    def __init__(self) -> None:
        self.now = 0
        """Milliseconds since the day's first event."""
        self.moves = 0
        """How often the clock was set."""
        self._last: Millis | None = None
        self._told: Millis = 0
        """What a clock that was right says at ``now``."""

    def turn(self, at: Millis, *, dated: bool = False, closes: bool = False) -> None:
        """An event at ``at``; ``dated``: it is the one that gave the day its date; ``closes``: one of those that the
        turn of the day brings."""
        if self._last is None:
            self._last = self._told = at
            return
        passed, self._last = at - self._last, at
        if closes and passed >= SILENT:
            return
        if dated or not 0 <= passed <= LONGEST:
            self.moves += 1
            self._told = at
        else:
            self.now += passed
            self._told += passed

    @property
    def last(self) -> Millis:
        """By the clock: the moment of the last event."""
        return self._told

    def earlier(self, at: Millis) -> int:
        """The moment ``at``, which lies before the last event and was told with it; never after it."""
        assert self._last is not None, "no event was taken yet"
        return self.now - min(max(0, self._last - at), LONGEST)

    def by_the_clock(self, moment: int) -> Millis:
        return max(0, self._told - self.now + moment)
