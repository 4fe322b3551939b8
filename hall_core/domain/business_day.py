"""The business day, and whether the hall is open. All local times are Asia/Ho_Chi_Minh."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from hall_core.domain.names import Millis
from hall_core.domain.plan import Hours
from hall_core.domain.plan_times import Level

# Vietnam has kept UTC+7 without summer time since 1975: a fixed offset, so no zone file has to be right.
HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

LOOKS_AHEAD = 60
"""Days in which the next opening is looked for: beyond the longest holiday with a renovation behind it."""

MINUTE = 60_000


def local(at: int) -> datetime:
    """Local time in the hall of ``at`` (milliseconds since 1970 UTC)."""
    return datetime.fromtimestamp(at / 1000, HANOI)


def moment_of(local_time: datetime) -> int:
    """Milliseconds since 1970 UTC of a local time in the hall, which carries no zone."""
    return int(local_time.replace(tzinfo=HANOI).timestamp() * 1000)


def typed(text: str) -> Millis | None:
    """``2026-11-23 14:05`` or with seconds, as it is in the hall. None: no such moment."""
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            return moment_of(datetime.strptime(text.strip(), form))
        except (ValueError, OverflowError):
            continue
    return None


def minutes_of(clock_time: str) -> int:
    """Minutes after midnight of ``HH:MM``; ``24:00`` is 1440."""
    hours, minutes = clock_time.split(":")
    return int(hours) * 60 + int(minutes)


def business_day(at: int, turn: str) -> str:
    """The business day (``YYYY-MM-DD``) that ``at`` belongs to when days turn at local time ``turn``."""
    return (local(at) - timedelta(minutes=minutes_of(turn))).date().isoformat()


def day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def ends_at(day: str, turn: str) -> int:
    """The moment (milliseconds) at which the business day ``day`` is over."""
    return moment_of(datetime.fromisoformat(day) + timedelta(days=1, minutes=minutes_of(turn)))


def spans_on(hours: Hours, day: datetime) -> list[tuple[int, int]]:
    """The opening spans of the calendar day of ``day`` as (from, to) in minutes after midnight, in order."""
    weekday: list[str] = getattr(hours, WEEKDAYS[day.weekday()])
    spans = hours.special.get(day.date().isoformat(), weekday)
    pairs = (span.split("-") for span in spans)
    return sorted((minutes_of(start), minutes_of(end)) for start, end in pairs)


def open_until(hours: Hours, at: int) -> int | None:
    """When the span that ``at`` lies in ends (milliseconds), or None when the hall is closed then."""
    now = local(at)
    minute = now.hour * 60 + now.minute
    for start, end in spans_on(hours, now):
        if start <= minute < end:
            return _at_minute(now, end)
    return None


def opens_next(hours: Hours, at: int) -> int | None:
    """When the hall opens next after ``at`` (milliseconds); None if not within ``LOOKS_AHEAD`` days."""
    now = local(at)
    for ahead in range(LOOKS_AHEAD + 1):
        day = now + timedelta(days=ahead)
        for start, _ in spans_on(hours, day):
            moment = _at_minute(day, start)
            if moment > at:
                return moment
    return None


def too_late(hours: Hours, at: int, minutes: int) -> bool:
    """Whether an open hall gives no numbers any more at ``at``, since it closes within ``minutes``. A span that
    another one follows at once, be it after midnight, does not close."""
    end = open_until(hours, at)
    while end is not None and end - at <= minutes * MINUTE:
        further = open_until(hours, end)
        if further is None:
            return True
        end = further
    return False


def _at_minute(day: datetime, minute: int) -> int:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight + timedelta(minutes=minute)).timestamp() * 1000)


def level_at(levels: list[Level], at: Millis) -> int:
    """Which percentage holds at a moment of the hall's day; before the first time of the day that of the evening
    before goes on. 100 when there are none."""
    if not levels:
        return 100
    now = f"{local(at):%H:%M}"
    ordered = sorted(levels, key=lambda level: level.at)
    begun = [level for level in ordered if level.at <= now]
    return (begun or ordered)[-1].percent
