"""The hall's calendar of working days, in a file of the hub's data folder: made by a process of its own
(:mod:`hall_hub.feeds.calendar`), read by the hub and by the courier."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.working_days import Calendar, Override, WorkingDays

log = logging.getLogger(__name__)

CALENDAR = "calendar.json"
"""Within the hub's data folder."""


class Kept(Struct, frozen=True, kw_only=True):
    calendar: Calendar
    """What counts: the library's days with the centre's override."""
    override: Override | None = None
    """The last one that was good; it stays until the centre signs another one."""
    signed: str = ""
    """When that was signed, such as ``2026-11-20T01:30:00Z``."""


def read_kept(file: Path) -> Kept | None:
    """None when there is none, or nothing that this program can read: it is made anew."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Kept)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s cannot be used: %s", file, error)
        return None


class CalendarFile:
    """``folder``: the hub's data folder. Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / CALENDAR
        self._mark = 0
        self._days: WorkingDays | None = None

    @property
    def days(self) -> WorkingDays | None:
        """None while the hall has no calendar. Costs a look at the file's date."""
        try:
            mark = self._file.stat().st_mtime_ns
        except OSError:
            mark = 0
        if mark != self._mark:
            self._mark = mark
            kept = read_kept(self._file)
            self._days = None if kept is None else WorkingDays(kept.calendar)
        return self._days
