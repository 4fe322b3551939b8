"""A stretch of days that a report is about: a day, a week, a month, a quarter, a year, or from one day to another."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from msgspec import Struct

from hall_core.domain.names import Day

_FORMS = re.compile(
    r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-W(?P<week>\d{2})|-(?P<month>\d{2})(-(?P<day>\d{2}))?)?$(?!\n)", re.ASCII
)
BETWEEN = ".."
LONGEST = 1_100
"""Days: three years and some."""


class Period(Struct, frozen=True):
    """Both days included."""

    first: Day
    last: Day
    vi: str
    en: str


def period_of(words: str) -> Period:
    """``2026-11-20``, ``2026-W47`` (as ISO 8601 counts weeks), ``2026-11``, ``2026-Q4``, ``2026``, or
    ``2026-11-02..2026-11-20``. ValueError: none of these, or longer than :data:`LONGEST`."""
    if words.count(BETWEEN) == 1:
        first, last = words.split(BETWEEN)
        return _between(period_of(first).first, period_of(last).last)
    found = _FORMS.match(words)
    if found is None:
        forms = "2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-20 or 2026-11-02..2026-11-20"
        raise ValueError(f"{words!r} is no period; write {forms}")
    year, part = int(found["year"]), found.groupdict()
    if part["quarter"]:
        quarter = int(part["quarter"])
        roman = ("I", "II", "III", "IV")[quarter - 1]
        return _months(year, quarter * 3 - 2, 3, f"Quý {roman} năm {year}", f"Quarter {quarter} of {year}")
    if part["week"]:
        monday = date.fromisocalendar(year, int(part["week"]), 1)
        sunday = date.fromisocalendar(year, int(part["week"]), 7)
        vi = f"Tuần {int(part['week'])} năm {year} ({monday:%d/%m}–{sunday:%d/%m})"
        en = f"Week {int(part['week'])} of {year} ({monday:%d %b} to {sunday:%d %b})"
        return Period(monday.isoformat(), sunday.isoformat(), vi, en)
    if part["day"]:
        day = date.fromisoformat(words)
        return Period(words, words, f"Ngày {day:%d/%m/%Y}", f"{day.day} {day:%B %Y}")
    if part["month"]:
        month = int(part["month"])
        return _months(year, month, 1, f"Tháng {month} năm {year}", f"{date(year, month, 1):%B %Y}")
    return _months(year, 1, 12, f"Năm {year}", f"Year {year}")


def _months(year: int, month: int, count: int, vi: str, en: str) -> Period:
    first = date(year, month, 1)
    month += count - 1
    last = date(year, month, monthrange(year, month)[1])
    return Period(first.isoformat(), last.isoformat(), vi, en)


def _between(first: Day, last: Day) -> Period:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if not 0 <= (ends - begins).days < LONGEST:
        raise ValueError(f"{first}{BETWEEN}{last} is no period; the first day comes first, {LONGEST} days at most")
    if begins == ends:
        return period_of(first)
    vi = f"Từ ngày {begins:%d/%m/%Y} đến ngày {ends:%d/%m/%Y}"
    return Period(first, last, vi, f"{begins.day} {begins:%B %Y} to {ends.day} {ends:%B %Y}")
