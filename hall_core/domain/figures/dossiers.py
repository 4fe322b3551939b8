"""Dossiers of a hall's copy, by the day on which they came and on which they were answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_board import ANSWERED
from hall_core.domain.names import Day


class DossierCount(Struct, frozen=True, array_like=True):
    """``what`` is received, early, on-time, late (answered before, on, after the promised day) or no-promise."""

    day: Day
    agency: str
    """Its name: agencies of dossiers are the central system's."""
    what: str
    count: int


def dossier_counts(dossiers: Iterable[Dossier]) -> list[DossierCount]:
    """Looks at each once. What the centre has withdrawn or stopped was not answered, so it is neither."""
    counted = Counter[tuple[Day, str, str]]()
    for dossier in dossiers:
        if dossier.received is not None:
            counted[dossier.received, dossier.agency.vi, "received"] += 1
        if dossier.state in ANSWERED and dossier.ended is not None:
            counted[dossier.ended, dossier.agency.vi, _kept(dossier.due, dossier.ended)] += 1
    return [DossierCount(*key, count) for key, count in sorted(counted.items())]


def _kept(due: Day | None, ended: Day) -> str:
    if due is None:
        return "no-promise"
    return "early" if ended < due else "on-time" if ended == due else "late"
