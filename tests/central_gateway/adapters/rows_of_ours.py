"""Puts what halls have told into the tables."""

from __future__ import annotations

from collections.abc import Iterable

from central_gateway.store import records
from central_gateway.store.connection import Db
from hall_core.contract.centre.records import Record, RecordBody, Stream
from tests.central_gateway.made_records import DAY, rating, transaction


def put(db: Db, stream: Stream, bodies: Iterable[RecordBody], hall: str = "thu", first: int = 1) -> None:
    rows = [records.Row(hall, 1, Record(seq, 0, DAY, body)) for seq, body in enumerate(bodies, first)]
    with db.transaction():
        records.writing(db)
        records.put(db, stream, rows)


def put_transactions(db: Db, *ns: int, hall: str = "thu", outcome: str = "completed", first: int = 1) -> None:
    put(db, "transactions", [transaction(n, outcome=outcome) for n in ns], hall, first)


def put_ratings(db: Db, levels: dict[int, str], hall: str = "thu", first: int = 1) -> None:
    put(db, "ratings", [rating(n, level) for n, level in levels.items()], hall, first)
