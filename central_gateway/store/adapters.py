"""Where each adapter is, how it goes on, and what had to be set aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.domain.names import Slug

_LOCK = 7_210
"""Advisory locks: one for each adapter, by the hash of its id."""
ASIDE_MOST = 10_000
"""Of one adapter that are remembered: a system whose rows are all bad, and each time others, must not fill the disk."""


class Standing(Struct, frozen=True, kw_only=True):
    adapter: str
    well_at: datetime | None = None
    """Its last round that ended well."""
    taken: int = 0
    fault: str = ""
    """The last one that there was."""
    fault_at: datetime | None = None
    fault_since: datetime | None = None
    """Since when it is so; None: the last round ended well."""
    aside: int = 0
    unknown: int = 0
    """Values that are in no mapping table."""


class Aside(Struct, frozen=True):
    item: str
    why: str
    times: int
    last_at: datetime


def hold(db: Db, adapter: Slug) -> bool:
    """Whether this connection may run it: nobody else does, until it is closed or breaks."""
    row = db.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_LOCK, adapter)).fetchone()
    return bool(row and row[0])


def place(db: Db, adapter: Slug) -> Any:
    """What :func:`keep` was given last; None: it has never been anywhere."""
    row = db.execute("SELECT place::text FROM adapter_place WHERE adapter = %s", (adapter,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0])


def keep(db: Db, adapter: Slug, place: Any) -> None:
    """Within the transaction that takes what was read up to there, or after it."""
    db.execute(
        "INSERT INTO adapter_place (adapter, place) VALUES (%s, %s::jsonb)"
        " ON CONFLICT (adapter) DO UPDATE SET place = excluded.place, at = now()",
        (adapter, msgspec.json.encode(place).decode()),
    )


def set_aside(db: Db, adapter: Slug, items: Iterable[tuple[str, str]]) -> None:
    """(what, why). The same one again is counted; of too many the oldest are forgotten."""
    why = dict(items)
    if not why:
        return
    db.execute(
        "INSERT INTO set_aside AS s (adapter, item, why) SELECT %s, * FROM unnest(%s::text[], %s::text[]) ORDER BY 2"
        " ON CONFLICT (adapter, item) DO UPDATE SET why = excluded.why, times = s.times + 1, last_at = now()",
        (adapter, list(why), list(why.values())),
    )
    db.execute(
        "DELETE FROM set_aside WHERE adapter = %(adapter)s AND item IN"
        " (SELECT item FROM set_aside WHERE adapter = %(adapter)s ORDER BY last_at DESC, item OFFSET %(most)s)",
        {"adapter": adapter, "most": ASIDE_MOST},
    )


def asides(db: Db, adapter: Slug, most: int = 100) -> list[Aside]:
    """The latest of them first."""
    rows = db.execute(
        "SELECT item, why, times, last_at FROM set_aside WHERE adapter = %s ORDER BY last_at DESC, item LIMIT %s",
        (adapter, most),
    )
    return [Aside(item, why, times, at) for item, why, times, at in rows]


def went_well(db: Db, adapter: Slug, taken: int) -> None:
    """A round has ended well, in which so many things were taken, or given."""
    db.execute(
        "INSERT INTO adapter_state AS s (adapter, well_at, taken) VALUES (%s, now(), %s) ON CONFLICT (adapter)"
        " DO UPDATE SET well_at = now(), taken = s.taken + excluded.taken, fault_since = NULL",
        (adapter, taken),
    )


def has_fault(db: Db, adapter: Slug, why: str) -> None:
    """Its last round ended with that; ``fault_since`` is of the first of several."""
    db.execute(
        "INSERT INTO adapter_state AS s (adapter, fault, fault_at, fault_since, faults)"
        " VALUES (%s, %s, now(), now(), 1) ON CONFLICT (adapter) DO UPDATE SET fault = excluded.fault,"
        " fault_at = now(), fault_since = coalesce(s.fault_since, now()), faults = s.faults + 1",
        (adapter, why),
    )


def standings(db: Db) -> list[Standing]:
    rows = db.execute(
        "SELECT adapter, well_at, taken, fault, fault_at, fault_since,"
        " (SELECT count(*) FROM set_aside WHERE set_aside.adapter = adapter_state.adapter),"
        " (SELECT count(*) FROM unknown_code WHERE source = adapter) FROM adapter_state ORDER BY adapter"
    )
    return [
        Standing(
            adapter=adapter,
            well_at=well,
            taken=taken,
            fault=fault,
            fault_at=at,
            fault_since=since,
            aside=aside,
            unknown=unknown,
        )
        for adapter, well, taken, fault, at, since, aside, unknown in rows
    ]
