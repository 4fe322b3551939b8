"""A small line of how something went, as the paths of an SVG picture. Pure; colours and words are the page's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from hall_core.domain.business_day import local
from hall_core.domain.names import Millis

WIDTH, HEIGHT = 360, 96
"""Units of the line's own ground; the page draws words around it."""
TORN = 1_500_000
"""Two values so far apart are not joined: 25 minutes, in which one of ten minutes is missing at least."""
HOUR = 3_600_000
DAY = 24 * HOUR
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Of the scale; the smallest one of which four reach from the least value to the greatest."""


class Tick(Struct, frozen=True):
    x: float
    words: str


class Trend(Struct, frozen=True):
    """``lines`` and ``dots`` are paths; a dot is a value that stands alone."""

    lines: str
    dots: str
    ticks: tuple[Tick, ...]
    low: float
    high: float
    """The ends of the scale."""
    least: float
    most: float
    last: float


def trend(points: Sequence[tuple[Millis, float | None]], end: Millis, span: Millis) -> Trend | None:
    """Over ``span`` milliseconds up to ``end``; None when nothing is known of them."""
    start = end - span
    known = [(at, value) for at, value in points if value is not None and start <= at <= end]
    if not known:
        return None
    values = [value for _, value in known]
    low, high = _scale(min(values), max(values))
    pieces, before = list[list[str]](), -TORN
    for at, value in known:
        x, y = (at - start) / span * WIDTH, HEIGHT - (value - low) / (high - low) * HEIGHT
        if at - before > TORN:
            pieces.append([])
        pieces[-1].append(f"{x:.1f} {y:.1f}")
        before = at
    lines = "".join(f"M{'L'.join(piece)}" for piece in pieces if len(piece) > 1)
    # A line that goes nowhere: with round ends it is a dot.
    dots = "".join(f"M{piece[0]}h0" for piece in pieces if len(piece) == 1)
    return Trend(lines, dots, _ticks(start, end), low, high, min(values), max(values), values[-1])


def _scale(least: float, most: float) -> tuple[float, float]:
    step = next((step for step in STEPS if math.floor(least / step) * step + 4 * step >= most), STEPS[-1])
    low = math.floor(least / step) * step
    return low, max(low + step, math.ceil(most / step) * step)


def _ticks(start: Millis, end: Millis) -> tuple[Tick, ...]:
    """Each quarter of a day, or each midnight where there are many days."""
    hours = 6 if end - start <= DAY else 24
    first = local(start)
    at = first.replace(hour=first.hour // hours * hours if hours < 24 else 0, minute=0, second=0, microsecond=0)
    found = list[Tick]()
    while (moment := int(at.timestamp() * 1000)) <= end:
        if moment >= start:
            found.append(Tick((moment - start) / (end - start) * WIDTH, _words(at, hours)))
        at += timedelta(hours=hours)
    return tuple(found)


def _words(at: datetime, hours: int) -> str:
    return f"{at:%H:%M}" if hours < 24 else f"{at:%d/%m}"
