"""What the carrier reads: who is behind with what, and what brings them on. Few questions, each about many halls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import psycopg
from msgspec import Struct

from central_gateway.store.connection import Db, store_errors
from central_gateway.store.sets import BEHIND
from central_gateway.store.shelves import CHANGED, unpacked
from hall_core.contract.centre.messages import Position
from hall_core.domain.names import Slug
from hall_core.domain.plan_centre import SetName

SEEN_MINUTES = 10
"""Who has said nothing for so long is told nothing: nothing would arrive."""
LOCK_WAIT = "1s"
"""So long one waits at a time for who carries to go."""
_CARRIER = 7_205
"""Advisory lock of the one who carries."""


class Place(Struct, frozen=True):
    """How far a hall is with a set, and what that is here."""

    hall: Slug
    set: SetName
    shelf: int
    here: Position
    there: Position
    differs: bool
    """The hall has said so, and that was not seen to yet."""


class Woken(Struct):
    halls: set[Slug] = msgspec.field(default_factory=set[Slug])
    shelves: set[int] = msgspec.field(default_factory=set[int])


class Change(Struct, frozen=True):
    seq: int
    key: str
    body: bytes | None
    whole: str | None
    """The set's digest after it, where it may be shown then."""


class Difference(Struct, frozen=True):
    """What a hall has said that it has, and which buckets are others here, as of ``epoch`` and ``seq``."""

    epoch: int
    seq: int
    buckets: list[int]
    told: list[str]


def wait_to_carry(db: Db) -> bool:
    """True: from now on nobody else carries, as long as this connection lives. False: somebody else does still."""
    try:
        with store_errors(), db.transaction():
            db.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'".encode())
            # It is the session's, and outlasts the transaction.
            db.execute("SELECT pg_advisory_lock(%s)", (_CARRIER,))
    except Exception as error:
        if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            return False
        raise
    return True


def listen(db: Db) -> None:
    for channel in (BEHIND, CHANGED):
        db.execute(f"LISTEN {channel}".encode())


def woken(db: Db, wait: float) -> Woken:
    """What has changed, as soon as something has, or after ``wait`` seconds."""
    found = Woken()
    for note in db.notifies(timeout=wait, stop_after=1):
        if note.channel == BEHIND:
            found.halls.add(note.payload)
        else:
            found.shelves.add(int(note.payload))
    return found


def places(db: Db, halls: Collection[Slug], shelves: Collection[int]) -> list[Place]:
    """All of these halls, and all that get something from these shelves; of those that were seen lately."""
    return _places(db, "AND (h.hall = ANY(%s) OR h.shelf = ANY(%s))", (list(halls), list(shelves)))


def everybody(db: Db) -> list[Place]:
    return _places(db, "", ())


def _places(db: Db, which: str, given: Sequence[object]) -> list[Place]:
    query = (
        "SELECT h.hall, h.set, s.id, s.epoch, s.seq, s.digest, h.epoch, h.seq, coalesce(h.digest, ''),"
        " h.differs IS NOT NULL FROM hall_shelf AS h JOIN shelf AS s ON s.id = h.shelf JOIN hall ON hall.id = h.hall"
        f" WHERE hall.ended IS NULL AND hall.seen > now() - interval '{SEEN_MINUTES} minutes' {which}"
    )
    rows: list[tuple[Any, ...]] = db.execute(query.encode(), given).fetchall()
    return [
        Place(
            hall,
            set,
            shelf,
            Position(epoch=epoch, seq=seq, digest=digest),
            Position(epoch=their_epoch, seq=their_seq, digest=their_digest),
            differs,
        )
        for hall, set, shelf, epoch, seq, digest, their_epoch, their_seq, their_digest, differs in rows
    ]


def changes(db: Db, shelf: int, epoch: int, after: int, most: int) -> list[Change]:
    """Those that follow; none when the next one is not kept any more, or the shelf has another epoch."""
    rows = db.execute(
        "SELECT c.seq, c.key, c.body, c.whole FROM shelf_change AS c JOIN shelf AS s ON s.id = c.shelf"
        " WHERE c.shelf = %s AND s.epoch = %s AND c.seq > %s ORDER BY c.seq LIMIT %s",
        (shelf, epoch, after, most),
    ).fetchall()
    if not rows or rows[0][0] != after + 1:
        return []
    return [Change(seq, key, None if body is None else body.encode(), whole) for seq, key, body, whole in rows]


def difference(db: Db, place: Place) -> Difference:
    """What is to be sent to it."""
    row = db.execute(
        "SELECT s.epoch, s.seq, s.digest, s.parts, h.differs FROM hall_shelf AS h JOIN shelf AS s ON s.id = h.shelf"
        " WHERE h.hall = %s AND h.set = %s",
        (place.hall, place.set),
    ).fetchone()
    if row is None or row[4] is None:
        # It has said meanwhile that it has all, or that it does not want the set any more.
        return Difference(place.here.epoch, place.here.seq, [], [])
    epoch, seq, digest, parts, told = row
    here = unpacked(digest, parts).buckets()
    others = [bucket for bucket, (one, other) in enumerate(zip(here, told, strict=True)) if one != other]
    return Difference(epoch, seq, others, told)


def seen_to(db: Db, place: Place, difference: Difference) -> None:
    """All that differed was sent. What the hall has said since stays."""
    db.execute(
        "UPDATE hall_shelf SET differs = NULL WHERE hall = %s AND set = %s AND differs = %s",
        (place.hall, place.set, difference.told),
    )


def in_buckets(db: Db, shelf: int, buckets: Sequence[int]) -> dict[int, list[tuple[str, bytes]]]:
    """All that is in each of them, an empty one too."""
    found: dict[int, list[tuple[str, bytes]]] = {bucket: [] for bucket in buckets}
    rows = db.execute(
        "SELECT bucket, key, body FROM shelf_item WHERE shelf = %s AND bucket = ANY(%s) ORDER BY bucket, key",
        (shelf, list(buckets)),
    )
    for bucket, key, body in rows:
        found[bucket].append((key, body.encode()))
    return found
