"""Which days are over for good. Pure; the days are those of the ledger, in its order, and no clock is asked.

A clock that is wrong for a night must delete nothing: so a day that is named after today is left alone, nothing goes
behind a day that stays, and there must have been a few days of late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeVar

from hall_core.domain.business_day import local
from hall_core.domain.names import Day, Millis

T = TypeVar("T")

LATELY = 60
"""Days of the calendar, in which :data:`SETTLED` business days must have ended before anything is deleted."""
SETTLED = 5
"""A clock that leaps years ahead has to be wrong for so many nights, with nobody noticing."""


def before(today: Day, days: int) -> Day:
    """The first of the last ``days`` days."""
    return (date.fromisoformat(today) - timedelta(days=days)).isoformat()


def is_old(moment: Millis, until: Day) -> bool:
    """Whether it was on a day of the hall's calendar before ``until``."""
    return local(moment).date().isoformat() < until


def settled(days: Iterable[Day], today: Day) -> bool:
    since = before(today, LATELY)
    return sum(since <= day < today for day in set(days)) >= SETTLED


def old(days: Iterable[tuple[T, Day]], until: Day, today: Day) -> Iterator[T]:
    """Of what happened on days named before ``until``, that which nothing younger came before."""
    for what, day in days:
        if day > today:
            continue
        if day >= until:
            return
        yield what
