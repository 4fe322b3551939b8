"""Shelves: each is one set, for one hall or for all of them, with the changes by which it became what it is.

Whoever changes one holds its row until the end of the transaction, so changes have one order, their numbers no gap, and
the digest is that of the items. What is put and is there already is no change.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.contract.centre import packing
from hall_core.contract.centre.sets import KEY_MOST, Digest, bucket_of, item
from hall_core.domain.names import Slug
from hall_core.domain.plan_centre import SetName

CHANGED = "shelf_changed"
"""Notified with a shelf's number when something on it has changed; for the carrier."""
ALL: Literal["all"] = "all"
"""The scope of what all halls have alike."""
COMMON: frozenset[SetName] = frozenset({"catalogue", "calendar"})
KEEP_DAYS = 7
"""So long changes are kept for halls that are away. Who comes back later is sent the parts that differ."""
SMALL = 5_000
"""Bytes of a body that has room in a message, however badly it can be compressed."""
_PART = 8
"""Bytes of a bucket's digest."""


class Shelf(Struct, frozen=True):
    id: int
    epoch: int
    seq: int
    digest: Digest


def scope_of(set: SetName, hall: Slug) -> str:
    return ALL if set in COMMON else hall


def open_shelf(db: Db, set: SetName, scope: str) -> int:
    """Its number; made if it is not there yet."""
    epoch = int(time.time())
    db.execute(
        "INSERT INTO shelf (set, scope, epoch, digest) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (set, scope, epoch, Digest().text),
    )
    row = db.execute("SELECT id FROM shelf WHERE set = %s AND scope = %s", (set, scope)).fetchone()
    assert row is not None
    return row[0]


def lock(db: Db, set: SetName, scope: str) -> Shelf:
    """As it is, made if need be; until the end of the transaction nobody else changes it."""
    query = "SELECT id, epoch, seq, digest, parts FROM shelf WHERE set = %s AND scope = %s FOR UPDATE"
    row = db.execute(query, (set, scope)).fetchone()
    if row is None:
        open_shelf(db, set, scope)
        row = db.execute(query, (set, scope)).fetchone()
    assert row is not None
    return Shelf(row[0], row[1], row[2], unpacked(row[3], row[4]))


def put(
    db: Db, set: SetName, scope: str, changes: Mapping[str, bytes | None], *, together: bool = False
) -> dict[str, bytes | None]:
    """Each key has that value from now on; None: it is gone. Gives what was not so before.

    ``together``: nobody is to show a part of it. PackingError when a value has no room in a message; then nothing has
    changed. Within a transaction of the caller's it waits for whoever has that shelf."""
    check(changes)
    with db.transaction():
        return _put(db, lock(db, set, scope), changes, together=together)


def replace(
    db: Db, set: SetName, scope: str, items: Mapping[str, bytes], *, together: bool = False
) -> dict[str, bytes | None]:
    """As :func:`put`, of all that is to be on the shelf: what is on it besides is gone then."""
    check(items)
    with db.transaction():
        shelf = lock(db, set, scope)
        rows = db.execute("SELECT key FROM shelf_item WHERE shelf = %s", (shelf.id,)).fetchall()
        gone: dict[str, bytes | None] = {key: None for (key,) in rows if key not in items}
        return _put(db, shelf, {**gone, **items}, together=together)


def prune(db: Db) -> int:
    """Changes that no hall needs any more go; gives how many. Halls that are far behind are mended by parts."""
    return db.execute(
        "DELETE FROM shelf_change AS c USING shelf AS s WHERE s.id = c.shelf AND ("
        " c.at < now() - make_interval(days => %s) OR c.seq <= (SELECT min(CASE WHEN h.epoch = s.epoch THEN h.seq"
        " ELSE 0 END) FROM hall_shelf AS h JOIN hall ON hall.id = h.hall WHERE h.shelf = s.id AND hall.ended IS NULL))",
        (KEEP_DAYS,),
    ).rowcount


def _put(db: Db, shelf: Shelf, changes: Mapping[str, bytes | None], *, together: bool) -> dict[str, bytes | None]:
    rows = db.execute(
        "SELECT key, body FROM shelf_item WHERE shelf = %s AND key = ANY(%s)", (shelf.id, list(changes))
    ).fetchall()
    old: dict[str, bytes] = {key: body.encode() for key, body in rows}
    real = {key: new for key, new in changes.items() if old.get(key) != new}
    if not real:
        return real
    digest, after = shelf.digest, list[str | None]()
    for key, new in real.items():
        digest.put(key, old.get(key), new)
        after.append(None if together else digest.text)
    after[-1] = digest.text
    # In binary (%b): written as text each quote in JSON would have to be escaped, which takes longer than all the rest.
    keys, bodies = list(real), [None if new is None else new.decode() for new in real.values()]
    db.execute(
        "INSERT INTO shelf_change (shelf, seq, key, body, whole)"
        " SELECT %s, %s + n, key, body, whole FROM unnest(%b::text[], %b::text[], %b::text[])"
        " WITH ORDINALITY AS new (key, body, whole, n)",
        (shelf.id, shelf.seq, keys, bodies, after),
    )
    db.execute(
        "DELETE FROM shelf_item WHERE shelf = %s AND key = ANY(%s)",
        (shelf.id, [key for key, new in real.items() if new is None]),
    )
    db.execute(
        "INSERT INTO shelf_item (shelf, key, bucket, body)"
        " SELECT %s, key, bucket, body FROM unnest(%b::text[], %b::int[], %b::text[]) AS new (key, bucket, body)"
        " WHERE body IS NOT NULL ON CONFLICT (shelf, key) DO UPDATE SET body = excluded.body",
        (shelf.id, keys, [bucket_of(key) for key in keys], bodies),
    )
    db.execute(
        "UPDATE shelf SET seq = %s, digest = %s, parts = %s WHERE id = %s RETURNING pg_notify(%s, id::text)",
        (shelf.seq + len(real), digest.text, packed_parts(digest), shelf.id, CHANGED),
    )
    return real


def check(changes: Mapping[str, bytes | None]) -> None:
    """PackingError when one of them has no room in a message."""
    for key, body in changes.items():
        if not 0 < len(key) <= KEY_MOST:
            raise packing.PackingError(f'"{key[:KEY_MOST]}…" is no key: 1 to {KEY_MOST} characters')
        if body is not None and len(body) > SMALL:
            _fits(packing.items.packed([item(key, body)]))


def _fits(packed: Iterable[object]) -> None:
    for _ in packed:
        pass


def packed_parts(digest: Digest) -> bytes:
    return b"".join(part.to_bytes(_PART) for part in digest.parts)


def unpacked(digest: str, parts: bytes) -> Digest:
    return Digest(int(digest, 16), [int.from_bytes(parts[at : at + _PART]) for at in range(0, len(parts), _PART)])
