"""Makes the hall's calendar of working days: what a library knows of Vietnam's holidays, and over it what the centre
has signed. In a process of its own, for neither the library nor what checks signatures is loaded by a program that runs
all day."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import msgspec

from hall_core.contract.centre.calendar_item import FILE, OVERRIDE, SignedFile
from hall_core.domain.names import Day
from hall_core.domain.working_days import Calendar, Override, overridden
from hall_core.durable import write_durably
from hall_hub.feeds.orders import Taken
from hall_hub.store.calendar_file import CALENDAR, Kept, read_kept
from hall_hub.store.schema import connect

BACK, AHEAD = 3, 2
"""Years before and after the running one: of the longest delay that is counted, and of the longest term."""
CHECK_MOST = 60.0
"""Seconds for a look at a signature, on the slowest box in a rush."""


class NotUsed(Exception):
    """Why an override does not count."""


def make_calendar(data: Path, today: Day, ca: Path, copies: Path | None) -> Taken:
    """``data``: the hub's folder. ``ca``: who must have signed. ``copies``: where the centre's sets are, None when the
    calendar does not come over the line but as a file in ``feeds``. What is not used changes nothing: the calendar has
    the override before it. OSError when a disk refuses."""
    before = read_kept(data / CALENDAR)
    override, signed = (None, "") if before is None else (before.override, before.signed)
    try:
        words, found = "no override of the centre", _found(data, ca, copies)
        if found is not None:
            override, signed = _newer(found, signed, today)
            words = f"the centre's override, signed {signed}, is used"
        accepted = True
    except NotUsed as error:
        words, accepted = f"{FILE} is not used: {error}", False
    base = base_calendar(today)
    calendar = base if override is None else overridden(base, override)
    kept = Kept(calendar=calendar, override=override, signed=signed)
    if kept != before:
        write_durably(data / CALENDAR, msgspec.json.encode(kept))
    working = f"working days {calendar.first[:4]}-{calendar.last[:4]}: {words}"
    return Taken(accepted, working if accepted else words)


def base_calendar(today: Day) -> Calendar:
    """By the library: public holidays with lunar Tết, days off that are worked on another day, and those days."""
    import holidays

    years = range(int(today[:4]) - BACK, int(today[:4]) + AHEAD + 1)
    known = holidays.country_holidays("VN", years=years)
    return Calendar(
        first=date(years[0], 1, 1).isoformat(),
        last=date(years[-1], 12, 31).isoformat(),
        holidays=sorted(day.isoformat() for day in known),
        worked=sorted(day.isoformat() for day in known.weekend_workdays if day.year in years),
    )


def _found(data: Path, ca: Path, copies: Path | None) -> tuple[bytes, str] | None:
    """The file and when it was signed; None when nobody brought one. NotUsed."""
    if copies is None:
        file = data / "feeds" / FILE
        return (file.read_bytes(), _signed(file, ca)) if file.exists() else None
    with closing(connect(copies)) as db:
        row = db.execute("SELECT body FROM item WHERE \"set\" = 'calendar' AND key = ?", (OVERRIDE,)).fetchone()
    if row is None:
        return None
    try:
        told = msgspec.json.decode(row[0], type=SignedFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotUsed(str(error)) from error
    with tempfile.TemporaryDirectory(dir=data) as folder:
        file = Path(folder) / FILE
        file.write_text(told.file, encoding="utf-8")
        file.with_name(f"{FILE}.sig").write_text(told.signature, encoding="utf-8")
        return file.read_bytes(), _signed(file, ca)


def _signed(file: Path, ca: Path) -> str:
    """When. NotUsed when it was not, by whom it must be."""
    check = [sys.executable, "-m", "hall_trust.signed", "check", str(file), "--ca", str(ca)]
    try:
        done = subprocess.run(check, capture_output=True, text=True, timeout=CHECK_MOST, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotUsed("its signature could not be checked in time") from error
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["its signature could not be checked"])[-1]
        raise NotUsed(why.removeprefix(f"{file}: "))
    return done.stdout.strip()


def _newer(found: tuple[bytes, str], before: str, today: Day) -> tuple[Override, str]:
    """NotUsed: it is older than the one in use, of a time that is yet to come, or no override."""
    data, signed = found
    if signed[:10] > (date.fromisoformat(today) + timedelta(days=1)).isoformat():
        # It would shut out all that are signed until then, and who signs does it on a machine without a network.
        raise NotUsed(f"it was signed {signed}, which is yet to come: is the clock right of the machine that signs?")
    if signed < before:
        raise NotUsed(f"it was signed {signed}, and the one in use later: {before}")
    try:
        override = msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), Override)
        overridden(Calendar(first="2000-01-01", last="2000-01-01", holidays=[], worked=[]), override)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, ValueError) as error:
        raise NotUsed(str(error)) from error
    return override, signed
