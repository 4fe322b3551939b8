"""LGSP-like: brings each hall's votes (``/Vote/UpdateVote``) and figures (``/Statistic/UpdateStatistic``) by day.

What is sent is the whole of a day as it is now, each time that something of it has changed. So what comes twice, late
or after a correction is right, and the other side never has to add. It has three answers where the pads have four:
which goes into which the table says (``[buckets]``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, Any, cast, get_args

from msgspec import Meta, Struct

from central_gateway.adapters import dates
from central_gateway.adapters.face import Aside, Clock, Desk, Round
from central_gateway.adapters.giving import give, site, translated
from central_gateway.adapters.http import Line, Vendor
from central_gateway.adapters.rest_push import Path
from central_gateway.adapters.table import Bucket, OutTable, TableFile, load, need_levels
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store.reading import RatingRow, Row, TransactionRow
from hall_core.domain.names import Day, Slug
from hall_core.domain.rating import Level

ROWS = 2_000
"""Looked through in one round, to see which days they are of."""
Of = tuple[Slug, Day]


class Settings(Struct, frozen=True, kw_only=True):
    line: Line
    table: TableFile = "lgsp"
    vote: Path = "/Vote/UpdateVote"
    statistic: Path = "/Statistic/UpdateStatistic"
    every_s: Annotated[int, Meta(ge=1, le=86_400)] = 300


class Lgsp:
    def __init__(self, config: Config, entry: Entry, clock: Clock) -> None:
        self._settings = config.settings(entry, Settings)
        self._table = load(config, self._settings.table, OutTable)
        need_levels(self._table, "buckets")
        self._vendor = Vendor(config, self._settings.line, entry.id)

    def close(self) -> None:
        self._vendor.close()

    def round(self, desk: Desk) -> Round:
        place: dict[str, int] = desk.place() or {}
        upto = desk.settled()
        votes = desk.rows(RatingRow, place.get("ratings", 0), upto, ROWS)
        steps = desk.rows(TransactionRow, place.get("transactions", 0), upto, ROWS)
        if not votes and not steps:
            return Round(wait=self._settings.every_s)
        voted, served = _days(votes), _days(steps)
        aside: list[Aside] = []
        if voted:
            sums = {of: self._votes(of, desk) for of in voted}
            aside += give(voted, lambda of: f"votes {' '.join(of)}", self._sender(self._settings.vote, sums))
        if served:
            sums = {of: self._figures(of, desk) for of in served}
            aside += give(served, lambda of: f"figures {' '.join(of)}", self._sender(self._settings.statistic, sums))
        place = {
            "ratings": votes[-1].taken if votes else place.get("ratings", 0),
            "transactions": steps[-1].taken if steps else place.get("transactions", 0),
        }
        desk.commit(place, aside=aside)
        more = len(votes) == ROWS or len(steps) == ROWS
        return Round(taken=len(voted) + len(served) - len(aside), wait=0 if more else self._settings.every_s)

    def _sender(self, path: str, sums: dict[Of, dict[str, Any]]) -> Callable[[Sequence[Of]], None]:
        def send(ofs: Sequence[Of]) -> None:
            self._vendor.ask("POST", path, body=[sums[of] for of in ofs])

        return send

    def _votes(self, of: Of, desk: Desk) -> dict[str, Any]:
        return self._theirs(of, cast("dict[str, Any]", buckets(self._table, desk.votes(*of))))

    def _figures(self, of: Of, desk: Desk) -> dict[str, Any]:
        steps = desk.steps(*of)
        if steps is None:
            return self._theirs(of, {})
        ours: dict[str, Any] = {"tickets": steps.visits, **steps.outcomes}
        for time, spread in steps.times.items():
            ours[f"{time}_p50_s"] = spread.p50
        return self._theirs(of, ours)

    def _theirs(self, of: Of, ours: dict[str, Any]) -> dict[str, Any]:
        hall, day = of
        on = dates.day_written(day, self._table.date)
        return translated(self._table, {"site": site(self._table, hall), "day": on, **ours})


def buckets(table: OutTable, votes: dict[Level, int]) -> dict[Bucket, int]:
    """Their three sums of our four; together they are the same."""
    sums: Counter[Bucket] = Counter(dict.fromkeys(get_args(Bucket), 0))
    for level, count in votes.items():
        sums[table.buckets[level]] += count
    return dict(sums)


def _days(rows: Sequence[Row]) -> list[Of]:
    return list(dict.fromkeys((row.hall, row.day.isoformat()) for row in rows))
