"""What of a dossier is reckoned in working days: how late it is, and when its result may be expected. Pure."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from hall_core.domain.dossier import ENDED, Dossier, standing
from hall_core.domain.names import Day
from hall_core.domain.plan import Hours
from hall_core.domain.plan_times import ClockTime
from hall_core.domain.working_days import CalendarError, Expected, WorkingDays, expected

LATE_MOST = 9_999


class Reckoned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Beside a dossier, as of the day of the hall's copy."""

    late_days: Annotated[int, Meta(ge=1, le=LATE_MOST)] | None = None
    """Working days by which it is late, or was when it ended. None: it is on time, or was promised for a day with only
    days off since, or the calendar does not reach so far."""
    expected: Day | None = None
    """When the result may be expected ("hẹn trả dự kiến"): nobody has promised it, and nothing is late by it."""
    expected_time: ClockTime | None = None


def reckoned(dossier: Dossier, as_of: Day | None, days: WorkingDays | None, hours: Hours) -> Reckoned | None:
    """By a copy of the day ``as_of`` (None: nobody knows of when) and the calendar (None: the hall has none). None when
    there is nothing to say."""
    if days is None:
        return None
    late = late_days(dossier, as_of, days)
    may = _expected(dossier, as_of, days, hours)
    if late is None and may is None:
        return None
    return Reckoned(late_days=late, expected=may and may.day, expected_time=may and may.time)


def late_days(dossier: Dossier, as_of: Day | None, days: WorkingDays) -> int | None:
    """Working days; None as in :class:`Reckoned`."""
    how = standing(dossier, as_of)
    upto = as_of if how == "late" else dossier.ended if how == "was-late" else None
    if upto is None or dossier.due is None:
        return None
    try:
        return min(days.late_by(dossier.due, upto), LATE_MOST) or None
    except (CalendarError, ValueError):
        return None  # a promise of many years ago, or a day that there never was


def _expected(dossier: Dossier, as_of: Day | None, days: WorkingDays, hours: Hours) -> Expected | None:
    """Of one whose term tells; once that day is over by the copy itself, it tells nobody anything."""
    if dossier.due or dossier.received is None or dossier.term is None or dossier.state in ENDED or as_of is None:
        return None
    try:
        may = expected(dossier.received, dossier.term, days, hours)
    except (CalendarError, ValueError):
        return None
    return may if may.day >= as_of else None
