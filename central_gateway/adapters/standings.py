"""How adapters stand, in words for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from central_gateway.config import Adapter
from central_gateway.store.adapters import Standing
from hall_core.domain.business_day import local


def of_all(configured: Sequence[Adapter], standings: Sequence[Standing]) -> Iterator[Standing]:
    """Those of the configuration, in its order, also one that has done nothing yet; then those that were there once."""
    known = {standing.adapter: standing for standing in standings}
    for adapter in configured:
        yield known.pop(adapter.id, None) or Standing(adapter=adapter.id)
    yield from known.values()


def words(standing: Standing) -> Iterator[str]:
    """Lines."""
    wrong = standing.fault_since is not None
    if wrong:
        yield f"{standing.adapter}: WRONG since {time(standing.fault_since)}: {standing.fault}"
    else:
        yield f"{standing.adapter}: {'has done nothing yet' if standing.well_at is None else 'well'}"
    yield (
        f"  last went well {time(standing.well_at)}; {standing.taken} taken; {standing.aside} set aside; "
        f"{standing.unknown} values that are in no table"
    )
    if standing.fault and not wrong:
        yield f"  the last thing that was wrong, {time(standing.fault_at)}: {standing.fault}"


def time(at: datetime | None) -> str:
    return "never" if at is None else f"{local(int(at.timestamp() * 1000)):%Y-%m-%d %H:%M}"
