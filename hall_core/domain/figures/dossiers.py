"""Dossiers of a hall's copy, by the day on which they came and on which they were answered; and those still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from hall_core.domain.dossier import ENDED, Dossier, standing
from hall_core.domain.dossier_board import ANSWERED
from hall_core.domain.names import Day


class DossierCount(Struct, frozen=True, array_like=True):
    """``what`` is received, early, on-time, late (answered before, on, after the promised day) or no-promise; or, on
    the day of the copy, open or open-late (of these: the first promise is over)."""

    day: Day
    agency: str
    """Its name: agencies of dossiers are the central system's."""
    what: str
    count: int


def dossier_counts(dossiers: Iterable[Dossier], as_of: Day) -> list[DossierCount]:
    """Looks at each once, in a copy of the day ``as_of``. What the centre has withdrawn or stopped was not answered,
    so it is neither."""
    counted = Counter[tuple[Day, str, str]]()
    for dossier in dossiers:
        agency = dossier.agency.vi
        if dossier.received is not None:
            counted[dossier.received, agency, "received"] += 1
            if dossier.state not in ENDED:
                counted[as_of, agency, "open"] += 1
                if standing(dossier, as_of) == "late":
                    counted[as_of, agency, "open-late"] += 1
        if dossier.state in ANSWERED and dossier.ended is not None:
            counted[dossier.ended, agency, _kept(dossier.due, dossier.ended)] += 1
    return [DossierCount(*key, count) for key, count in sorted(counted.items())]


def _kept(due: Day | None, ended: Day) -> str:
    if due is None:
        return "no-promise"
    return "early" if ended < due else "on-time" if ended == due else "late"
