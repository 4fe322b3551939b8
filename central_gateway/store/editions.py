"""Editions of the catalogue: proposed, then accepted or refused as a whole. The one accepted last is in use."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from central_gateway.store import shelves
from central_gateway.store.connection import Db
from hall_core.contract.centre.catalogue_items import items_of
from hall_core.domain.procedure import Catalogue, published
from hall_core.errors import MotcuaError

State = Literal["proposed", "accepted", "refused"]
_LOCK = 7_206
"""Advisory lock: one edition is decided upon at a time."""
_HEAD = "id, digest, name, received, source, state, decided, decided_by, why"

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(Catalogue).decode


class EditionError(MotcuaError):
    """It cannot be decided so; the message says why."""

    key = "edition"


class Head(Struct, frozen=True):
    id: int
    digest: str
    name: str
    received: datetime
    source: str
    state: State
    decided: datetime | None
    decided_by: str | None
    why: str


def keep(db: Db, catalogue: Catalogue, source: str, report: Any) -> tuple[int, bool]:
    """As a proposal, with what :func:`report_of` gives back; its number, and whether it was none before. The same one
    again is the same proposal with the newer report, also when it was refused. EditionError: it is in use."""
    data = _encode(catalogue)
    digest = hashlib.sha256(data).hexdigest()
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        row = db.execute("SELECT id, state FROM edition WHERE digest = %s", (digest,)).fetchone()
        if row is not None and row[0] == current(db):
            raise EditionError(f"edition {row[0]} is the same, and is in use")
        kept = db.execute(
            "INSERT INTO edition (digest, name, source, state, report, packed)"
            " VALUES (%s, %s, %s, 'proposed', %s::jsonb, %s) ON CONFLICT (digest) DO UPDATE SET"
            " report = excluded.report, source = excluded.source, received = now(),"
            " state = CASE edition.state WHEN 'accepted' THEN 'accepted' ELSE 'proposed' END RETURNING id",
            (digest, catalogue.edition, source, msgspec.json.encode(report).decode(), zlib.compress(data, 6)),
        ).fetchone()
        assert kept is not None
        return kept[0], row is None


def current(db: Db) -> int | None:
    """The number of the one in use; None: there is none."""
    row = db.execute(
        "SELECT id FROM edition WHERE state = 'accepted' ORDER BY decided DESC, id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else row[0]


def in_use(db: Db) -> tuple[int | None, Catalogue | None]:
    id = current(db)
    return id, None if id is None else catalogue(db, id)


def catalogue(db: Db, id: int) -> Catalogue:
    """Whole, with what is not public. EditionError."""
    row = db.execute("SELECT packed FROM edition WHERE id = %s", (id,)).fetchone()
    if row is None:
        raise _none(id)
    return _decode(zlib.decompress(row[0]))


def head(db: Db, id: int) -> Head:
    """EditionError when there is none."""
    row = db.execute(f"SELECT {_HEAD} FROM edition WHERE id = %s".encode(), (id,)).fetchone()
    if row is None:
        raise _none(id)
    return Head(*row)


def heads(db: Db, most: int = 50) -> list[Head]:
    """The newest first."""
    rows = db.execute(f"SELECT {_HEAD} FROM edition ORDER BY received DESC, id DESC LIMIT %s".encode(), (most,))
    return [Head(*row) for row in rows]


def report_of(db: Db, id: int, type: Any) -> Any:
    """What was kept with it, as that type. EditionError when there is no such edition."""
    row = db.execute("SELECT report::text FROM edition WHERE id = %s", (id,)).fetchone()
    if row is None:
        raise _none(id)
    return msgspec.json.decode(row[0], type=type)


def accept(db: Db, id: int, by: str, base: int | None) -> int:
    """All halls get it, as a whole; gives how many pieces of it are other ones than before. ``base``: with which its
    report compared it. EditionError when that is no longer the one in use, when it is itself, or was refused."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found, now = head(db, id), current(db)
        if found.state == "refused":
            raise EditionError(f"edition {id} was refused by {found.decided_by}; propose it again")
        if now == id:
            raise EditionError(f"edition {id} is in use already")
        if base != now:
            raise EditionError(
                f"edition {id} was compared with {_named(base)}, in use is {_named(now)}: propose it again"
            )
        items = dict(items_of(published(catalogue(db, id))))
        changed = shelves.replace(db, "catalogue", shelves.ALL, items, together=True)
        _decide(db, id, "accepted", by, "")
        return len(changed)


def refuse(db: Db, id: int, by: str, why: str) -> None:
    """It will not be used. EditionError when it was decided upon before."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = head(db, id)
        if found.state != "proposed":
            raise EditionError(f"edition {id} was {found.state} by {found.decided_by}")
        _decide(db, id, "refused", by, why)


def _decide(db: Db, id: int, state: State, by: str, why: str) -> None:
    # By the clock and not by the transaction, which may have begun before another one's end; and after all others,
    # though the clock was put back since.
    db.execute(
        "UPDATE edition SET state = %s, decided = greatest(clock_timestamp(), (SELECT max(decided) FROM edition)"
        " + interval '1 microsecond'), decided_by = %s, why = %s WHERE id = %s",
        (state, by, why, id),
    )


def _named(id: int | None) -> str:
    return "none" if id is None else f"edition {id}"


def _none(id: int) -> EditionError:
    return EditionError(f"there is no edition {id}")
