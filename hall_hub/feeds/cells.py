"""What stands in a cell of an exported table: days, times, yes and no, amounts."""

from __future__ import annotations

import re
from datetime import datetime

from hall_core.domain.business_day import moment_of
from hall_core.domain.names import MILLIS_MOST, Day, Millis
from hall_core.domain.table import whole
from hall_hub.feeds.drop import BadRow

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)(?::[0-5]\d)?")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")
_YES = {"1", "x", "yes", "true", "có", "rồi"}
_NO = {"", "0", "no", "false", "không", "chưa"}


def day(text: str, column: str) -> Day | None:
    """``2026-11-24`` or ``24/11/2026``; None for an empty cell."""
    if not text:
        return None
    if found := _ISO_DAY.fullmatch(text):
        year, month, date = (int(part) for part in found.groups())
    elif found := _LOCAL_DAY.fullmatch(text):
        date, month, year = (int(part) for part in found.groups())
    else:
        raise BadRow(f'"{column}" must be a date such as 2026-11-24 or 24/11/2026')
    try:
        return datetime(year, month, date).date().isoformat()
    except ValueError as error:
        raise BadRow(f'"{column}": there is no such day') from error


def moment(day: Day, time: str, column: str) -> Millis:
    """A day and a local time such as ``8:30``, ``08:30:00`` or ``8h30``."""
    found = _TIME.fullmatch(time)
    if found is None:
        raise BadRow(f'"{column}" must be a local time such as 08:30')
    at = moment_of(datetime.fromisoformat(f"{day}T{int(found[1]):02d}:{found[2]}"))
    if not 0 <= at < MILLIS_MOST:
        raise BadRow(f'"{column}": nothing is due in the year {day[:4]}')
    return at


def yes(text: str, column: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadRow(f'"{column}" must be yes or no')


def amount(text: str, column: str) -> int:
    """Whole đồng, with or without signs between the thousands."""
    found = whole(re.sub(r"[.,]", "", text)) if _AMOUNT.fullmatch(text) else None
    if found is None:
        raise BadRow(f'"{column}" must be whole đồng such as 50000')
    return found
