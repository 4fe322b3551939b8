"""What the diary's rows say of one device: what happened, how it went, and how much of each day it was there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec import Struct

from hall_core.domain.business_day import local, moment_of, spans_on
from hall_core.domain.names import Day, Millis, Slug
from hall_core.domain.plan import Hours
from hall_hub.console.devices.trend import DAY, Trend, trend
from hall_hub.console.diary.store import Event, Sample

SHARES = 14
"""Days of which the share is told."""
SHOWN = 40
"""Rows of what happened on one page."""
MINUTE = 60_000

Span = tuple[Millis, Millis]


class Share(Struct, frozen=True):
    """Of the opening hours of a day, in milliseconds."""

    day: Day
    open: int
    watched: int
    """In which the console heard the devices."""
    online: int
    """Of ``watched``."""


class Trends(Struct, frozen=True):
    """Over a day and over a week; None: nothing is known."""

    temperature: tuple[Trend | None, Trend | None]
    disk: tuple[Trend | None, Trend | None]
    outbox: tuple[Trend | None, Trend | None]


class History(Struct, frozen=True):
    device: Slug
    before: int | None
    """The row from which it was asked backwards; None: from now."""
    events: tuple[Event, ...]
    """Newest first."""
    older: int | None
    """From where to go on backwards; None: that is all."""
    shares: tuple[Share, ...]
    """Days with opening hours, newest first."""
    trends: Trends


def history(
    device: Slug,
    before: int | None,
    events: Sequence[Event],
    shares: tuple[Share, ...],
    samples: Sequence[Sample],
    now: Millis,
) -> History:
    """``events`` are the first :data:`SHOWN` and one more, if there is one."""
    shown = tuple(events[:SHOWN])
    older = shown[-1].id if len(events) > SHOWN else None
    return History(device, before, shown, older, shares, _trends(samples, now))


def shares(hours: Hours, absences: Iterable[Event], first_seen: Millis | None, now: Millis) -> tuple[Share, ...]:
    """Of the days up to now, none before the device was seen first."""
    if first_seen is None:
        return ()
    absences = list(absences)
    away = [_span(event, now) for event in absences if event.what == "away"]
    gone = [_span(event, now) for event in absences if event.what == "gone"]
    found = list[Share]()
    for back in range(SHARES):
        day = local(now) - timedelta(days=back)
        midnight = moment_of(day.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0))
        spans = [(midnight + start * MINUTE, midnight + end * MINUTE) for start, end in spans_on(hours, day)]
        spans = [(max(start, first_seen), min(end, now)) for start, end in spans]
        spans = [(start, end) for start, end in spans if start < end]
        if not spans:
            continue
        watched = without(spans, away)
        online = without(watched, gone)
        found.append(Share(day.date().isoformat(), length(spans), length(watched), length(online)))
    return tuple(found)


def without(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What of the spans lies in no hole."""
    left = list(spans)
    for start, end in holes:
        parts = [part for a, b in left for part in ((a, min(b, start)), (max(a, end), b))]
        left = [(a, b) for a, b in parts if a < b] if start < end else left
    return left


def length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _span(event: Event, now: Millis) -> Span:
    return event.at, now if event.until is None else event.until


def _trends(samples: Sequence[Sample], now: Millis) -> Trends:
    def both(points: list[tuple[Millis, float | None]]) -> tuple[Trend | None, Trend | None]:
        return trend(points, now, DAY), trend(points, now, 7 * DAY)

    return Trends(
        both([(sample.at, sample.temperature) for sample in samples]),
        both([(sample.at, None if sample.disk is None else sample.disk / 1000) for sample in samples]),
        both([(sample.at, float(sample.outbox)) for sample in samples]),
    )
