"""How far each hall's streams are in the tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from central_gateway.store.connection import Db
from hall_core.contract.centre.messages import NOTHING, Mark
from hall_core.contract.centre.records import STREAM_OF, Stream
from hall_core.domain.names import Slug

Key = tuple[Slug, Stream]
STREAMS: tuple[Stream, ...] = tuple(STREAM_OF.values())


def lock(db: Db, keys: Collection[Key]) -> dict[Key, Mark]:
    """Where these are; until the end of the transaction nobody else moves them. The hall of each must be there."""
    halls, streams = [hall for hall, _ in keys], [stream for _, stream in keys]
    # Everybody goes in the same order, so that two workers never wait for one another in a ring.
    db.execute(
        "INSERT INTO heard (hall, stream, epoch, seq, part) SELECT hall, stream, 0, 0, 0"
        " FROM unnest(%s::text[], %s::text[]) AS wanted (hall, stream) ORDER BY hall, stream ON CONFLICT DO NOTHING",
        (halls, streams),
    )
    rows = db.execute(
        "SELECT hall, stream, epoch, seq, part FROM heard"
        " WHERE (hall, stream) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
        " ORDER BY hall, stream FOR UPDATE",
        (halls, streams),
    )
    return {(hall, stream): Mark(epoch, seq, part) for hall, stream, epoch, seq, part in rows}


def move(db: Db, marks: Mapping[Key, Mark]) -> None:
    """They are here from now on. Only within the transaction in which they were locked."""
    items = sorted(marks.items())
    db.execute(
        "UPDATE heard SET epoch = new.epoch, seq = new.seq, part = new.part"
        " FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::int[])"
        " AS new (hall, stream, epoch, seq, part) WHERE heard.hall = new.hall AND heard.stream = new.stream",
        (
            [hall for (hall, _), _ in items],
            [stream for (_, stream), _ in items],
            [mark.epoch for _, mark in items],
            [mark.seq for _, mark in items],
            [mark.part for _, mark in items],
        ),
    )


def of(db: Db, halls: Collection[Slug]) -> dict[Slug, dict[Stream, Mark]]:
    """Where all streams of these halls are, without holding them."""
    found: dict[Slug, dict[Stream, Mark]] = {hall: dict.fromkeys(STREAMS, NOTHING) for hall in halls}
    rows = db.execute("SELECT hall, stream, epoch, seq, part FROM heard WHERE hall = ANY(%s)", (list(halls),))
    for hall, stream, epoch, seq, part in rows:
        found[hall][stream] = Mark(epoch, seq, part)
    return found
