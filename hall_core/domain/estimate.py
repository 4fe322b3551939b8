"""An honest estimate of the wait: a slot is the average time at the counter divided by the counters staffed.

The idea (slot = average processing time / staffed counters, times the people ahead) is the published one of
Berlin's ZMS; ours takes the average from the services completed today and always says that it is an estimate.
"""

from __future__ import annotations

from msgspec import Struct

# How fast the average follows: about the last ten services speak.
FOLLOW = 0.1
MINUTE = 60_000
LONGEST = 4 * 60 * MINUTE
"""Nobody sits at a counter for longer. What looks so, or ended before it began, was measured by a clock that was set
meanwhile, such as that of a box that began in 1970 and was then told the time: it says nothing of the service."""


OPTIMISTIC = 4, 5
"""The share of an estimate that ZMS shows as its optimistic figure (``waitingTimeOptimistic``): 0.8."""


class Pace(Struct, frozen=True):
    """Mean time at the counter for one service, in milliseconds, and how many completions stand behind it."""

    mean: float
    seen: int = 0

    def after(self, served: int) -> Pace:
        """The pace once a service that took ``served`` milliseconds is completed."""
        if not 0 <= served <= LONGEST:
            return self
        weight = max(FOLLOW, 1 / (self.seen + 1))
        return Pace(self.mean + (served - self.mean) * weight, self.seen + 1)


def wait_minutes(ahead: int, pace: Pace, staffed: int) -> int | None:
    """Whole minutes that ``ahead`` people take ``staffed`` open counters, rounded up; None when nobody serves."""
    if staffed < 1:
        return None
    return int(-(-ahead * pace.mean // (staffed * MINUTE)))


def optimistic(minutes: int) -> int:
    """The lower end of "about 8 to 10 minutes", for an estimate of ``minutes``: people come sooner more often than
    later, since some ahead of them have left. Source: Berlin's ZMS, which shows 0.8 of its estimate beside it."""
    part, whole = OPTIMISTIC
    return minutes * part // whole
