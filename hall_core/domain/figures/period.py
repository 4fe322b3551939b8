"""A stretch of days that a report is about: a day, a month, a quarter, a year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from hall_core.domain.names import Day

_FORMS = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>\d{2})(-(?P<day>\d{2}))?)?$(?!\n)", re.ASCII)


class Period(Struct, frozen=True):
    """Both days included."""

    first: Day
    last: Day
    vi: str
    en: str


def period_of(words: str) -> Period:
    """``2026-11-20``, ``2026-11``, ``2026-Q4`` or ``2026``. ValueError: none of these."""
    found = _FORMS.match(words)
    if found is None:
        raise ValueError(f"{words!r} is no period; write 2026, 2026-Q4, 2026-11 or 2026-11-20")
    year, part = int(found["year"]), found.groupdict()
    if part["quarter"]:
        quarter = int(part["quarter"])
        roman = ("I", "II", "III", "IV")[quarter - 1]
        return _months(year, quarter * 3 - 2, 3, f"Quý {roman} năm {year}", f"Quarter {quarter} of {year}")
    if part["day"]:
        day = date.fromisoformat(words)
        return Period(words, words, f"Ngày {day:%d/%m/%Y}", f"{day:%Y-%m-%d}")
    if part["month"]:
        month = int(part["month"])
        return _months(year, month, 1, f"Tháng {month} năm {year}", f"{year}-{month:02}")
    return _months(year, 1, 12, f"Năm {year}", f"Year {year}")


def _months(year: int, month: int, count: int, vi: str, en: str) -> Period:
    first = date(year, month, 1)
    after = month + count
    last = date(year + (after > 12), after - 12 if after > 12 else after, 1) - timedelta(days=1)
    return Period(first.isoformat(), last.isoformat(), vi, en)
