"""Rows as others read on by them: in the order in which they arrived, each page after the one before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, LiteralString, TypeVar, cast

from msgspec import Meta, Struct
from msgspec.structs import fields

from central_gateway.store.connection import Db
from central_gateway.store.records import settled
from hall_core.contract.centre.records import Seconds
from hall_core.domain.figures.channels import ChannelKey
from hall_core.domain.figures.rows import Outcome
from hall_core.domain.names import DossierCode, Slug, TicketNumber, Uid
from hall_core.domain.rating import Level

FRESH = 0.25
"""Seconds in which several readers are told the same horizon: to find one, writers have to be waited for."""

Count = Annotated[int, Meta(ge=0)]
RowType = TypeVar("RowType", bound="Row")


class Row(Struct, frozen=True, kw_only=True):
    taken: Count
    """Its number of arrival. A row that comes again with other values has a new, higher one."""
    day: date
    """The business day that it counts for."""
    hall: Slug


class TransactionRow(Row, frozen=True, kw_only=True):
    """One step of a visit. The same ``ticket`` and ``step`` again: this takes the place of what came before."""

    ticket: Uid
    step: int
    number: TicketNumber
    service: Slug
    agency: Slug
    channel: ChannelKey
    outcome: Outcome
    priority: Slug | None
    counter: Slug | None
    officer: Slug | None
    """Only from halls that tell it."""
    came: datetime
    first_call: datetime | None
    last_call: datetime | None
    started: datetime | None
    ended: datetime
    wait_first: Seconds | None
    wait_last: Seconds | None
    walking: Seconds | None
    service_time: Seconds | None
    hold: Seconds | None
    sojourn: Seconds | None
    recalls: Count
    abandoned: bool
    clock_moved: bool


class RatingRow(Row, frozen=True, kw_only=True):
    """One vote. The same ``offer`` again: this takes the place of what came before."""

    offer: Uid
    ticket: Uid
    service: Slug
    agency: Slug
    counter: Slug
    officer: Slug | None
    level: Level
    reasons: list[Slug]
    at: datetime
    device: Slug


class DayRow(Row, frozen=True, kw_only=True):
    """A business day that is over, with the hall's own sums of it."""

    epoch: Count
    seq: Count
    body: dict[str, Any]
    """``events``, ``digest``, ``services`` (all of them once there are ``services_of``, or that is 0), ``roll``,
    ``told_late``, ``votes``, ``unseen_calls``."""


class ApologyRow(Row, frozen=True, kw_only=True):
    """An agency's apology for a late dossier stood on a board of the hall. The same hall, ``day`` and ``code`` again:
    this takes the place of what came before."""

    code: DossierCode
    agency: str
    due: date
    new_due: date | None
    board: Slug
    at: datetime


TABLES: dict[type[Row], str] = {
    TransactionRow: "transaction",
    RatingRow: "rating",
    DayRow: "day_closed",
    ApologyRow: "apology",
}
_AS_TEXT = {"ticket", "offer"}


def _select(type_: type[Row]) -> LiteralString:
    columns = [f"{field.name}::text" if field.name in _AS_TEXT else field.name for field in fields(type_)]
    return cast(
        "LiteralString",
        f"SELECT {', '.join(columns)} FROM {TABLES[type_]} WHERE taken > %(after)s AND taken <= %(upto)s"
        " AND (%(hall)s::text IS NULL OR hall = %(hall)s) AND (%(day)s::date IS NULL OR day = %(day)s)"
        " ORDER BY taken LIMIT %(most)s",
    )


_SELECT: dict[type[Row], LiteralString] = {type_: _select(type_) for type_ in TABLES}


def rows(
    db: Db, type_: type[RowType], *, after: int, upto: int, most: int, hall: Slug | None = None, day: date | None = None
) -> list[RowType]:
    """The first ones after that number and not after ``upto``, which is to be a horizon."""
    found = db.execute(_SELECT[type_], {"after": after, "upto": upto, "most": most, "hall": hall, "day": day})
    names = [field.name for field in fields(type_)]
    return [type_(**dict(zip(names, values, strict=True))) for values in found]


class Horizon:
    """Up to which number all rows are there for good (:func:`central_gateway.store.records.settled`)."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._one_asks = threading.Lock()
        self._upto = 0
        self._at: float | None = None

    def upto(self, db: Db) -> int:
        """Of now, or of a moment ago: an older one is as right, and only shows less."""
        with self._one_asks:
            if self._at is None or self._now() - self._at >= FRESH:
                self._upto = settled(db)
                self._at = self._now()
            return self._upto
