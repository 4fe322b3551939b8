"""Apologies for late dossiers that stood on boards, as figures and lists tell of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.events_apart import ApologiesShown
from hall_core.domain.figures.day_clock import LONGEST, DayClock
from hall_core.domain.figures.rows import Apology
from hall_core.domain.names import Day, Millis, Slug
from hall_core.domain.working_days import CalendarError, WorkingDays


class Apologies:
    """Those of one business day, and what was told on it of days before."""

    def __init__(self) -> None:
        self._told: list[tuple[int, Apology]] = []
        """Each with when the hub heard of it, in milliseconds since the day's first event."""

    def take(self, event: ApologiesShown, moment: int) -> None:
        for shown in event.apologies:
            row = Apology(
                day=event.day or "",
                code=shown.code,
                agency=shown.agency,
                due=shown.due,
                new_due=shown.new_due,
                board=event.board,
                at=event.at,
            )
            self._told.append((moment, row))

    def rows(self, day: Day, clock: DayClock) -> list[Apology]:
        """``day`` and ``clock`` are those of the day, as they turned out to be at last."""
        return [row if row.day else _of_the_day(row, day, clock.by_the_clock(moment)) for moment, row in self._told]


def _of_the_day(row: Apology, day: Day, heard: Millis) -> Apology:
    """When it was, by the board; by the hub, where the board's clock and the hub's were days apart."""
    return replace(row, day=day, at=row.at if abs(row.at - heard) <= LONGEST else heard)


class Apologised(Struct, frozen=True, kw_only=True):
    """All apologies for one dossier."""

    code: str
    agency: str
    due: Day
    new_due: Day
    """The last one."""
    promises: int
    """How many new days were promised, one after the other."""
    first: Millis
    last: Millis
    days: int
    """On how many it stood on a board."""
    boards: tuple[Slug, ...]
    """In the order in which they had it first."""
    late_days: int | None
    """Working days by which it was late when it was shown last; None: the hall's calendar does not tell."""


def apologised(rows: Iterable[Apology], days: WorkingDays | None) -> list[Apologised]:
    """One for each dossier, the longest overdue first."""
    in_order = sorted(rows, key=attrgetter("code", "at"))
    found = [_one(list(of), days) for _, of in groupby(in_order, key=attrgetter("code"))]
    return sorted(found, key=attrgetter("due", "code"))


def _one(rows: list[Apology], days: WorkingDays | None) -> Apologised:
    last = rows[-1]
    return Apologised(
        code=last.code,
        agency=last.agency,
        due=last.due,
        new_due=last.new_due,
        promises=len({row.new_due for row in rows}),
        first=rows[0].at,
        last=last.at,
        days=len({row.day for row in rows}),
        boards=tuple(dict.fromkeys(row.board for row in rows)),
        late_days=_late(last, days),
    )


def _late(row: Apology, days: WorkingDays | None) -> int | None:
    try:
        return None if days is None else days.late_by(row.due, row.day) or None
    except (CalendarError, ValueError):
        return None  # a promise of many years ago, or a day that there never was
