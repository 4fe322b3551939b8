"""Counts and times of any number of steps; two tallies put together are the tally of both.

Percentiles are of the nearest rank: of n values in order, number ⌈n·p/100⌉. They are exact, told in whole seconds
(rounded down), for that is how the times are kept: rounding keeps the order, so the rank is the same.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import Literal, get_args

from msgspec import Struct, field

from hall_core.domain.figures.rows import Step
from hall_core.domain.rating import LEVELS

Count = Literal[
    "steps",
    "visits",
    "called",
    "completed",
    "transferred",
    "no_show",
    "cancelled",
    "expired",
    "abandoned",
    "void",
    "priority",
    "appointment",
    "recalls",
    "out_of_order",
    "over",
    "requeued",
    "declined",
    "passed",
    "deferred",
    "parked",
    "reinstated",
    "print_failed",
    "no_paper",
    "reprints",
    "offered",
    "very-satisfied",
    "satisfied",
    "neutral",
    "dissatisfied",
    "clock_moved",
]
Time = Literal["wait_first", "wait_last", "walking", "service_time", "hold", "sojourn"]
COUNTS: tuple[Count, ...] = get_args(Count)
TIMES: tuple[Time, ...] = get_args(Time)
PERCENTS = (50, 90, 95)
SECOND = 1_000


_PLACE = {count: place for place, count in enumerate(COUNTS)}
_TIME_PLACE = {time: place for place, time in enumerate(TIMES)}
_BYTES = 4
"""Of one time. Packed, those of a year are read three times as fast, and lie in 10 MB of memory instead of 100."""


def _no_counts() -> list[int]:
    return [0] * len(COUNTS)


def _no_times() -> list[bytearray]:
    return [bytearray() for _ in TIMES]


class Tally(Struct, array_like=True, dict=True):
    """``counts`` in the order of COUNTS; ``times`` in that of TIMES, whole seconds one behind the other, four bytes
    each, the lowest first, in no order."""

    counts: list[int] = field(default_factory=_no_counts)
    times: list[bytearray] = field(default_factory=_no_times)

    def __getitem__(self, count: Count) -> int:
        return self.counts[_PLACE[count]]

    def seconds(self, time: Time) -> list[int]:
        return list(self._packed(time))

    def add(self, step: Step) -> None:
        for count, number in _counted(step):
            self.counts[_PLACE[count]] += number
        for packed, ms in zip(self.times, _timed(step), strict=True):
            if ms is not None:
                packed.extend((ms // SECOND).to_bytes(_BYTES, "little"))
        self._spreads.clear()

    def put(self, other: Tally) -> None:
        self.counts = list(map(add, self.counts, other.counts))
        for mine, theirs in zip(self.times, other.times, strict=True):
            mine.extend(theirs)
        self._spreads.clear()

    def _packed(self, time: Time) -> tuple[int, ...]:
        packed = self.times[_TIME_PLACE[time]]
        return struct.unpack(f"<{len(packed) // _BYTES}I", packed)

    def _spread(self, time: Time) -> tuple[list[int], list[int]]:
        """Each time that there is, from the shortest, and how many are no longer. Made when first asked for: a page
        needs few of all. Whole seconds are few, so counting them is four times as fast as sorting all."""
        known = self._spreads.get(time)
        if known is None:
            counted = Counter(self._packed(time))
            values = sorted(counted)
            known = self._spreads[time] = values, list(accumulate(map(counted.__getitem__, values)))
        return known

    @cached_property
    def _spreads(self) -> dict[Time, tuple[list[int], list[int]]]:
        return {}

    def told(self) -> dict[str, int | list[int]]:
        """What there is of it, in words and numbers."""
        counts = {count: number for count, number in zip(COUNTS, self.counts, strict=True) if number}
        return {**counts, **{time: seconds for time in TIMES if (seconds := self.seconds(time))}}

    def count(self, time: Time) -> int:
        """Of how many steps it is known."""
        return len(self.times[_TIME_PLACE[time]]) // _BYTES

    def percentile(self, time: Time, percent: int) -> int | None:
        """Whole seconds; None: there is no such time."""
        values, upto = self._spread(time)
        return values[bisect_left(upto, upto[-1] * percent / 100)] if values else None

    def service_level(self, minutes: int) -> float | None:
        """Percent that were called within ``minutes``, of those who were called and those who gave up waiting."""
        values, upto = self._spread("wait_first")
        within = bisect_right(values, minutes * 60)
        # Who was called once and gave up later was called, and is counted as such alone.
        return share(upto[within - 1] if within else 0, self.count("wait_first") + self.gave_up_uncalled)

    @property
    def gave_up_uncalled(self) -> int:
        return max(0, self["steps"] - self["void"] - self["called"])

    @property
    def answered(self) -> int:
        return sum(self[level] for level in LEVELS)

    @property
    def unanswered(self) -> int:
        return max(0, self["offered"] - self.answered)

    @property
    def satisfied(self) -> float | None:
        """The published figure: percent of answers that are one of the two best, to two decimals."""
        return share(self["very-satisfied"] + self["satisfied"], self.answered)


def share(part: int, whole: int) -> float | None:
    """Percent to two decimals, half up as people round; None of nothing."""
    return None if not whole else (20_000 * part + whole) // (2 * whole) / 100


def tally_of(counts: Mapping[Count, int], times: Mapping[Time, Iterable[int]] | None = None) -> Tally:
    tally = Tally()
    for count, number in counts.items():
        tally.counts[_PLACE[count]] = number
    for time, seconds in (times or {}).items():
        tally.times[_TIME_PLACE[time]] += b"".join(x.to_bytes(_BYTES, "little") for x in seconds)
    return tally


def merged(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.put(tally)
    return whole


def _counted(step: Step) -> list[tuple[Count, int]]:
    first = step.step == 1 and step.outcome != "void"
    counted: list[tuple[Count, int]] = [
        ("steps", 1),
        (step.outcome, 1),
        ("visits", first),
        ("called", step.first_call is not None),
        ("abandoned", step.abandoned),
        ("priority", step.priority is not None),
        ("appointment", first and step.appointment),
        ("recalls", step.recalls),
        ("out_of_order", step.out_of_order),
        ("over", step.over),
        ("requeued", step.requeued),
        ("declined", step.declined),
        ("passed", step.passed),
        ("deferred", step.deferred),
        ("parked", step.hold is not None),
        ("reinstated", step.reinstated),
        ("print_failed", step.step == 1 and step.print_failed),
        ("no_paper", step.step == 1 and step.paper == "failed"),
        ("reprints", step.reprints if step.step == 1 else 0),
        ("offered", step.offer is not None),
        ("clock_moved", step.clock_moved),
    ]
    if step.rating is not None:
        counted.append((step.rating, 1))
    return counted


def _timed(step: Step) -> tuple[int | None, ...]:
    """In the order of TIMES."""
    served = step.outcome in ("completed", "transferred")
    service_time, hold = (step.service_time, step.hold) if served else (None, None)
    return step.wait_first, step.wait_last, step.walking, service_time, hold, step.sojourn
