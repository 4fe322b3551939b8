"""Dates as dossier systems write them. Pure. Without a zone they are of Việt Nam."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal, get_args

from hall_core.domain.business_day import local, moment_of
from hall_core.domain.names import Day, Millis

Format = Literal["iso", "dd/MM/yyyy", "yyyyMMddHHmmss", "epoch-ms"]
"""``iso``: 2026-11-24, 2026-11-24T08:30:00+07:00 and what lies between. ``dd/MM/yyyy``: also with HH:mm and HH:mm:ss,
and with one digit. ``yyyyMMddHHmmss``: also yyyyMMdd."""
FORMATS: tuple[Format, ...] = get_args(Format)

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_LOCAL = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?", re.ASCII)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?", re.ASCII)
_EPOCH = re.compile(r"\d{12,13}", re.ASCII)
FIRST, LAST = 1990, 2100
"""Years: what lies outside of them is an empty field of some database (0001, 1900, 9999), or a slip."""
_SINCE, _UNTIL = moment_of(datetime(FIRST, 1, 1)), moment_of(datetime(LAST, 1, 1))


def moment(text: str, formats: tuple[Format, ...]) -> Millis | None:
    """By the first of these formats that fits; a day alone is its beginning. None: it is none of them, or no date."""
    text = text.strip()
    for format in formats:
        try:
            at = _READ[format](text)
        except (ValueError, OverflowError):  # the form is right, and there is no such day
            return None
        if at is not None:
            return at if _SINCE <= at < _UNTIL else None
    return None


def day(text: str, formats: tuple[Format, ...]) -> Day | None:
    """The day in Việt Nam."""
    at = moment(text, formats)
    return None if at is None else local(at).date().isoformat()


def written(at: Millis, format: Format, *, time: bool = True) -> str:
    """The other way: for what goes out. Not ``time``: the day alone."""
    there = local(at)
    match format:
        case "iso":
            return there.isoformat(timespec="seconds") if time else f"{there:%Y-%m-%d}"
        case "dd/MM/yyyy":
            return f"{there:%d/%m/%Y %H:%M:%S}" if time else f"{there:%d/%m/%Y}"
        case "yyyyMMddHHmmss":
            return f"{there:%Y%m%d%H%M%S}" if time else f"{there:%Y%m%d}"
        case "epoch-ms":
            return str(at)


def day_written(day: Day, format: Format) -> str:
    return written(moment_of(datetime.fromisoformat(day)), format, time=False)


def _iso(text: str) -> Millis | None:
    if _ISO_DAY.fullmatch(text):
        return moment_of(datetime.combine(date.fromisoformat(text), datetime.min.time()))
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    told = datetime.fromisoformat(found[1] + (found[2] or "").replace("Z", "+00:00"))
    return moment_of(told) if told.tzinfo is None else int(told.timestamp() * 1000)


def _numbers(year: str, month: str, day: str, *time: str | None) -> Millis:
    hour, minute, second = (int(part or 0) for part in time)
    return moment_of(datetime(int(year), int(month), int(day), hour, minute, second))


def _local(text: str) -> Millis | None:
    found = _LOCAL.fullmatch(text)
    return None if found is None else _numbers(found[3], found[2], found[1], *found.groups()[3:])


def _digits(text: str) -> Millis | None:
    found = _DIGITS.fullmatch(text)
    return None if found is None else _numbers(found[1], found[2], found[3], *found.groups()[3:])


def _epoch(text: str) -> Millis | None:
    if not _EPOCH.fullmatch(text):
        return None
    return int(text)


_READ = {"iso": _iso, "dd/MM/yyyy": _local, "yyyyMMddHHmmss": _digits, "epoch-ms": _epoch}
