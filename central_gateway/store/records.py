"""The rows that halls' records become. Of each thing there is one row, and a record with a later place takes over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, LiteralString

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from central_gateway.store.connection import Db
from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import Apology, DayClosed, Rating, Record, Stream, Transaction
from hall_core.domain.names import Slug

_WRITERS = 7_203
"""Advisory lock, shared by who writes rows: see :func:`settled`."""


class Row(Struct, frozen=True):
    hall: Slug
    epoch: int
    record: Record


class _Table(Struct, frozen=True):
    key: Callable[[Any], tuple[object, ...]]
    """What, beside day and hall, tells one thing from others."""
    put: LiteralString


_UNLESS_LATER = "(t.epoch, t.seq, t.part) < (excluded.epoch, excluded.seq, excluded.part)"
_PLACE = "epoch = excluded.epoch, seq = excluded.seq, part = excluded.part, taken = excluded.taken"

TABLES: dict[Stream, _Table] = {
    "transactions": _Table(
        key=lambda body: (body.ticket, body.step),
        put=f"""
        INSERT INTO transaction AS t (
            day, hall, ticket, step, epoch, seq, part, number, service, agency, channel, outcome, priority, counter,
            officer, came, first_call, last_call, started, ended,
            wait_first, wait_last, walking, service_time, hold, sojourn, recalls, abandoned, clock_moved)
        SELECT day, hall, ticket, step, epoch, seq, part, number, service, agency, channel, outcome, priority, counter,
            officer, to_timestamp(came / 1e3), to_timestamp(first_call / 1e3), to_timestamp(last_call / 1e3),
            to_timestamp(started / 1e3), to_timestamp(ended / 1e3),
            wait_first, wait_last, walking, service_time, hold, sojourn, recalls, abandoned, clock_moved
        FROM json_to_recordset(%s::json) AS r (
            day date, hall text, ticket uuid, step int, epoch bigint, seq bigint, part int, number text, service text,
            agency text, channel text, outcome text, priority text, counter text, officer text, came bigint,
            first_call bigint, last_call bigint, started bigint, ended bigint, wait_first int, wait_last int,
            walking int, service_time int, hold int, sojourn int, recalls int, abandoned boolean, clock_moved boolean)
        ON CONFLICT (day, hall, ticket, step) DO UPDATE SET {_PLACE},
            number = excluded.number, service = excluded.service, agency = excluded.agency,
            channel = excluded.channel, outcome = excluded.outcome, priority = excluded.priority,
            counter = excluded.counter, officer = excluded.officer, came = excluded.came,
            first_call = excluded.first_call, last_call = excluded.last_call, started = excluded.started,
            ended = excluded.ended, wait_first = excluded.wait_first, wait_last = excluded.wait_last,
            walking = excluded.walking, service_time = excluded.service_time, hold = excluded.hold,
            sojourn = excluded.sojourn, recalls = excluded.recalls, abandoned = excluded.abandoned,
            clock_moved = excluded.clock_moved
        WHERE {_UNLESS_LATER}
        """,
    ),
    "ratings": _Table(
        key=lambda body: (body.offer,),
        put=f"""
        INSERT INTO rating AS t (
            day, hall, offer, epoch, seq, part, ticket, service, agency, counter, officer, level, reasons, at, device)
        SELECT day, hall, offer, epoch, seq, part, ticket, service, agency, counter, officer, level, reasons,
            to_timestamp(at / 1e3), device
        FROM json_to_recordset(%s::json) AS r (
            day date, hall text, offer uuid, epoch bigint, seq bigint, part int, ticket uuid, service text,
            agency text, counter text, officer text, level text, reasons text[], at bigint, device text)
        ON CONFLICT (day, hall, offer) DO UPDATE SET {_PLACE},
            ticket = excluded.ticket, service = excluded.service, agency = excluded.agency,
            counter = excluded.counter, officer = excluded.officer, level = excluded.level,
            reasons = excluded.reasons, at = excluded.at, device = excluded.device
        WHERE {_UNLESS_LATER}
        """,
    ),
    "days": _Table(
        # Two business days may bear one name; told again by a later epoch, what an earlier one told of it goes. Of the
        # records of one place each has some of the services.
        key=lambda body: (body.digest,),
        put="""
        WITH r AS (
            SELECT * FROM json_to_recordset(%s::json)
            AS r (day date, hall text, epoch bigint, seq bigint, part int, body jsonb)
        ), gone AS (
            DELETE FROM day_closed AS t USING r WHERE t.day = r.day AND t.hall = r.hall AND t.epoch < r.epoch
        )
        INSERT INTO day_closed AS t (day, hall, epoch, seq, part, body)
        SELECT day, hall, epoch, seq, part, body FROM r
        ON CONFLICT (day, hall, epoch, seq) DO UPDATE SET
            taken = excluded.taken, part = greatest(t.part, excluded.part),
            body = jsonb_set(t.body, '{services}', t.body -> 'services' || (excluded.body -> 'services'))
        WHERE NOT t.body -> 'services' @> (excluded.body -> 'services')
        """,
    ),
    "apologies": _Table(
        key=lambda body: (body.code,),
        put=f"""
        INSERT INTO apology AS t (day, hall, code, epoch, seq, part, agency, due, new_due, board, at)
        SELECT day, hall, code, epoch, seq, part, agency, due, new_due, board, to_timestamp(at / 1e3)
        FROM json_to_recordset(%s::json) AS r (
            day date, hall text, code text, epoch bigint, seq bigint, part int, agency text, due date, new_due date,
            board text, at bigint)
        ON CONFLICT (day, hall, code) DO UPDATE SET {_PLACE},
            agency = excluded.agency, due = excluded.due, new_due = excluded.new_due, board = excluded.board,
            at = excluded.at
        WHERE {_UNLESS_LATER}
        """,
    ),
}
_encode = msgspec.json.Encoder().encode


def put(db: Db, stream: Stream, rows: Iterable[Row]) -> None:
    """Into the stream's table; it must have partitions for all their days. Whatever was there of a thing with a later
    place stays."""
    table = TABLES[stream]
    latest: dict[tuple[object, ...], Row] = {}
    for row in _together(rows) if stream == "days" else rows:
        key = (row.record.day, row.hall, *table.key(row.record.body))
        if key not in latest or place(latest[key]) < place(row):
            latest[key] = row
    if latest:
        db.execute(table.put, (_encode([_flat(row) for row in latest.values()]).decode(),))


def _together(rows: Iterable[Row]) -> Iterable[Row]:
    """The records of one day's end as one."""
    whole: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = row.hall, row.epoch, row.record.seq, row.record.day
        before = whole.get(key)
        if before is not None and isinstance(before.record.body, DayClosed) and isinstance(row.record.body, DayClosed):
            body = replace(row.record.body, services=before.record.body.services | row.record.body.services)
            part = max(before.record.part, row.record.part)
            row = replace(row, record=replace(row.record, part=part, body=body))  # noqa: PLW2901
        whole[key] = row
    return whole.values()


def place(row: Row) -> Mark:
    return Mark(row.epoch, row.record.seq, row.record.part)


def writing(db: Db) -> None:
    """Said at the beginning of each transaction that puts rows."""
    db.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_WRITERS,))


def settled(db: Db) -> int:
    """Up to which ``taken`` whoever reads on by it has them all: no row with that number or a lower one will come.

    Numbers are given when rows are put, but rows are seen when their transaction is committed; so this waits for those
    that are under way, some hundredths of a second. Call it outside of a transaction."""
    row = db.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM taken").fetchone()
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_WRITERS,))
    return row[0] if row else 0


def _flat(row: Row) -> dict[str, Any]:
    record = row.record
    body: Transaction | Rating | DayClosed | Apology = record.body
    fields = {"body": body} if isinstance(body, DayClosed) else asdict(body)
    fields |= {"hall": row.hall, "day": record.day, "epoch": row.epoch, "seq": record.seq, "part": record.part}
    return fields
