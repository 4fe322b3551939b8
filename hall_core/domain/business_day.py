"""The business day, and whether the hall is open. All local times are Asia/Ho_Chi_Minh."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hall_core.domain.plan import Hours

# Vietnam has kept UTC+7 without summer time since 1975: a fixed offset, so no zone file has to be right.
HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def local(at: int) -> datetime:
    """Local time in the hall of ``at`` (milliseconds since 1970 UTC)."""
    return datetime.fromtimestamp(at / 1000, HANOI)


def minutes_of(clock_time: str) -> int:
    """Minutes after midnight of ``HH:MM``; ``24:00`` is 1440."""
    hours, minutes = clock_time.split(":")
    return int(hours) * 60 + int(minutes)


def business_day(at: int, turn: str) -> str:
    """The business day (``YYYY-MM-DD``) that ``at`` belongs to when days turn at local time ``turn``."""
    return (local(at) - timedelta(minutes=minutes_of(turn))).date().isoformat()


def spans_of(hours: Hours, weekday: int) -> list[tuple[int, int]]:
    """The opening spans of a weekday (0 is Monday) as (from, to) in minutes after midnight, in order."""
    spans: list[str] = getattr(hours, WEEKDAYS[weekday])
    pairs = (span.split("-") for span in spans)
    return sorted((minutes_of(start), minutes_of(end)) for start, end in pairs)


def open_until(hours: Hours, at: int) -> int | None:
    """When the span that ``at`` lies in ends (milliseconds), or None when the hall is closed then."""
    now = local(at)
    minute = now.hour * 60 + now.minute
    for start, end in spans_of(hours, now.weekday()):
        if start <= minute < end:
            return _at_minute(now, end)
    return None


def opens_next(hours: Hours, at: int) -> int | None:
    """When the hall opens next after ``at`` (milliseconds), looking eight days ahead; None if it never does."""
    now = local(at)
    for ahead in range(9):
        day = now + timedelta(days=ahead)
        for start, _ in spans_of(hours, day.weekday()):
            moment = _at_minute(day, start)
            if moment > at:
                return moment
    return None


def _at_minute(day: datetime, minute: int) -> int:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight + timedelta(minutes=minute)).timestamp() * 1000)
