"""Which dossiers are late, by the hall's copy, with what is said of each; and the same by agency. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from hall_core.domain.dossier import Dossier, standing
from hall_core.domain.dossier_days import late_days
from hall_core.domain.figures.apologies import Apologised
from hall_core.domain.names import Day, Name
from hall_core.domain.working_days import WorkingDays

LISTED = 1_000
"""Dossiers that are named, the longest overdue first. Nobody reads a longer list; all of them are counted."""


class LateDossier(Struct, frozen=True, array_like=True):
    code: str
    procedure: Name
    agency: str
    due: Day
    new_due: Day | None
    """None: the agency has named no new day, and has not apologised."""
    days: int | None
    """Working days by which it is late; None: only days off since, or the hall has no calendar."""


class AgencyLate(Struct, frozen=True, array_like=True):
    agency: str
    late: int
    promised: int
    """Of these, with a new day."""
    longest: int | None
    """Working days of the one that is late the most."""


class Late(Struct, frozen=True, kw_only=True):
    """As of the day of a copy."""

    agencies: list[AgencyLate]
    """By name."""
    rows: list[LateDossier]

    @property
    def count(self) -> int:
        return sum(of.late for of in self.agencies)


class LateTally:
    """What passes by of a copy of the day ``as_of``, of which only the late ones that are listed are kept."""

    def __init__(self, as_of: Day, days: WorkingDays | None) -> None:
        self._as_of = as_of
        self._days = days
        self._rows: list[LateDossier] = []
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        """By agency: late, with a new day, the most working days."""

    def passing(self, dossiers: Iterable[Dossier]) -> Iterator[Dossier]:
        for dossier in dossiers:
            if standing(dossier, self._as_of) == "late":
                self._take(dossier)
            yield dossier

    def late(self) -> Late:
        agencies = [AgencyLate(agency, n, new, most or None) for agency, (n, new, most) in sorted(self._counts.items())]
        return Late(agencies=agencies, rows=self._best())

    def _take(self, dossier: Dossier) -> None:
        assert dossier.due is not None, "nothing without a promise is late"
        days = None if self._days is None else late_days(dossier, self._as_of, self._days)
        agency = dossier.agency.vi
        self._rows.append(LateDossier(dossier.code, dossier.procedure, agency, dossier.due, dossier.new_due, days))
        count = self._counts[agency]
        count[:] = count[0] + 1, count[1] + (dossier.new_due is not None), max(count[2], days or 0)
        if len(self._rows) >= LISTED * 8:
            self._rows = self._best()

    def _best(self) -> list[LateDossier]:
        return sorted(self._rows, key=lambda row: (row.due, row.code))[:LISTED]


class SorryLine(Struct, frozen=True, kw_only=True):
    """One agency; ``agency`` empty: all of them."""

    agency: str
    late: int
    promised: int
    longest: int | None
    apologised: int
    """Dossiers for which its apology stood on a board in the period."""
    promises: int
    """New days that were promised there."""


class Sorry(Struct, frozen=True, kw_only=True):
    """What a report says of late dossiers and of apologies."""

    late: Late
    """By the newest copy, whatever the period."""
    apologies: list[Apologised]
    """On boards in the period."""
    shown: dict[str, Apologised]
    """By the codes of those that are late now: as long as anything is known of them."""

    @property
    def over(self) -> list[Apologised]:
        """Apologised for in the period, and late no more. Where more are late than are listed nobody can tell: none."""
        late = {row.code for row in self.late.rows}
        return [] if self.late.count > len(late) else [line for line in self.apologies if line.code not in late]

    def lines(self) -> list[SorryLine]:
        """By agency, the whole at the end; empty when there is nothing to tell of."""
        now = {of.agency: of for of in self.late.agencies}
        told: defaultdict[str, list[Apologised]] = defaultdict(list)
        for line in self.apologies:
            told[line.agency].append(line)
        lines = [_line(agency, now.get(agency), told[agency]) for agency in sorted({*now, *told})]
        return [*lines, _whole(lines)] if lines else []


def _line(agency: str, now: AgencyLate | None, told: list[Apologised]) -> SorryLine:
    return SorryLine(
        agency=agency,
        late=0 if now is None else now.late,
        promised=0 if now is None else now.promised,
        longest=None if now is None else now.longest,
        apologised=len(told),
        promises=sum(line.promises for line in told),
    )


def _whole(lines: list[SorryLine]) -> SorryLine:
    return SorryLine(
        agency="",
        late=sum(line.late for line in lines),
        promised=sum(line.promised for line in lines),
        longest=max(line.longest or 0 for line in lines) or None,
        apologised=sum(line.apologised for line in lines),
        promises=sum(line.promises for line in lines),
    )
