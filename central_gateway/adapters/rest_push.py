"""Brings our transactions, ratings and days to a system that takes them over REST.

They go in the order in which they came to the centre, in lots of ``count``; the place moves on once a lot was taken.
After a break some come twice: each has an ``id`` that stays and a ``version`` that is higher when it has changed, and
each lot an ``Idempotency-Key`` made of those, so that the other side can tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from central_gateway.adapters import dates
from central_gateway.adapters.face import AdapterError, Aside, Clock, Desk, Round
from central_gateway.adapters.giving import give, site, translated
from central_gateway.adapters.http import Line, Vendor
from central_gateway.adapters.mapping import pick
from central_gateway.adapters.table import OutTable, TableFile, Where, load, need_levels
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config, ConfigError
from central_gateway.store.reading import DayRow, RatingRow, Row, TransactionRow

LOTS_MOST = 50
"""In one round; then others may."""
What = Literal["transactions", "ratings", "days"]
ROWS: dict[What, type[Row]] = {"transactions": TransactionRow, "ratings": RatingRow, "days": DayRow}
Path = Annotated[str, Meta(pattern=r"^/[^\s?#]*$(?!\n)", max_length=300)]


class Settings(Struct, frozen=True, kw_only=True):
    line: Line
    table: TableFile = "rest-out"
    transactions: Path | None = None
    """Where they are sent to; without it they are not."""
    ratings: Path | None = None
    days: Path | None = None
    list: Where = "items"
    """Under which name a lot stands in the body."""
    rejected: Where | None = None
    """Where an answer lists those (by ``id``) that it has not taken, although it has taken the lot."""
    count: Annotated[int, Meta(ge=1, le=1000)] = 100
    every_s: Annotated[int, Meta(ge=1, le=86_400)] = 30


class RestPush:
    def __init__(self, config: Config, entry: Entry, clock: Clock) -> None:
        self._settings = settings = config.settings(entry, Settings)
        self._table = load(config, settings.table, OutTable)
        self._paths: dict[What, str] = {what: path for what in ROWS if (path := getattr(settings, what)) is not None}
        if not self._paths:
            raise ConfigError([f"{entry.id}: nothing is to be sent; give one of {', '.join(ROWS)}"])
        if "ratings" in self._paths:
            need_levels(self._table, "levels")
        self._vendor = Vendor(config, settings.line, entry.id)

    def close(self) -> None:
        self._vendor.close()

    def round(self, desk: Desk) -> Round:
        place: dict[str, int] = desk.place() or {}
        upto = desk.settled()
        given, more, remark = 0, False, ""
        fault: AdapterError | None = None
        for what in self._paths:
            for _ in range(LOTS_MOST):
                rows = desk.rows(ROWS[what], place.get(what, 0), upto, self._settings.count)
                if not rows:
                    break
                try:
                    aside = self._give(what, rows)
                except AdapterError as error:
                    fault = fault or error  # told below; what is sent elsewhere need not wait for it
                    break
                place = {**place, what: rows[-1].taken}
                desk.commit(place, aside=aside)
                given += len(rows) - len(aside)
                remark = f"{len(aside)} of {what} were not taken and are set aside" if aside else remark
            else:
                more = True
        if fault is not None:
            raise fault
        return Round(taken=given, wait=0 if more else self._settings.every_s, remark=remark)

    def _give(self, what: What, rows: Sequence[Row]) -> list[Aside]:
        rejected: dict[str, str] = {}

        def send(lot: Sequence[Row]) -> None:
            answer = self._vendor.ask(
                "POST",
                self._paths[what],
                body={self._settings.list: [self._theirs(row) for row in lot]},
                headers={"Idempotency-Key": _mark(lot)},
            )
            rejected.update(self._rejected(answer, {_key(row) for row in lot}))

        aside = give(rows, lambda row: f"{what} {_key(row)}", send)
        return [*aside, *((f"{what} {key}", why) for key, why in rejected.items())]

    def _rejected(self, answer: Any, keys: set[str]) -> dict[str, str]:
        listed = None if self._settings.rejected is None else pick(answer, self._settings.rejected)
        if not isinstance(listed, list):
            return {}
        named = {str(pick(entry, "id") or entry) for entry in listed}  # pyright: ignore[reportUnknownVariableType]
        return dict.fromkeys(named & keys, "the other side names it among those it has not taken")

    def _theirs(self, row: Row) -> dict[str, Any]:
        ours = {name: self._written(getattr(row, name)) for name in row.__struct_fields__}
        ours["hall"] = site(self._table, row.hall)
        if isinstance(row, RatingRow):
            ours["level"] = self._table.levels[row.level]
        return {"id": _key(row), "version": row.taken, **translated(self._table, ours)}

    def _written(self, value: Any) -> Any:
        match value:
            case datetime():
                return dates.written(int(value.timestamp() * 1000), self._table.date)
            case date():
                return dates.day_written(value.isoformat(), self._table.date)
            case _:
                return value


def _key(row: Row) -> str:
    """The same for the same thing, however often it changes."""
    match row:
        case TransactionRow():
            return f"{row.hall}:{row.ticket}:{row.step}"
        case RatingRow():
            return f"{row.hall}:{row.offer}"
        case DayRow():
            # A clock that fell back may give two business days one name; their events are others.
            return f"{row.hall}:{row.day}:{str(row.body['digest'])[:16]}"
        case _:
            raise TypeError(row)


def _mark(lot: Sequence[Row]) -> str:
    """The same for the same lot, whenever it is sent."""
    return hashlib.sha256(msgspec.json.encode([(_key(row), row.taken) for row in lot])).hexdigest()
