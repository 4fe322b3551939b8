"""Which halls take part, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from central_gateway.store.connection import Db, StoreError
from hall_core.contract.centre.messages import HallStatus, Hello
from hall_core.domain.names import Slug


class Hall(Struct, frozen=True, kw_only=True):
    id: Slug
    name: str
    ended: datetime | None
    seen: datetime | None
    version: str | None
    status: HallStatus | None
    status_at: datetime | None
    sites: list[str]


class Refused(Struct, frozen=True, kw_only=True):
    """What was not taken of a hall ("": of nobody that is known), and how often."""

    hall: str
    why: str
    times: int
    last_at: datetime
    example: str


def add(db: Db, id: Slug, name: str, sites: Sequence[str] = ()) -> None:
    """A new hall, or one that is there with another name and more sites. StoreError when a site is another's."""
    with db.transaction():
        db.execute(
            "INSERT INTO hall (id, name) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            " ended = NULL",
            (id, name),
        )
        for site in sites:
            row = db.execute(
                "INSERT INTO hall_site (site, hall) VALUES (%s, %s)"
                " ON CONFLICT (site) DO UPDATE SET site = excluded.site RETURNING hall",
                (site, id),
            ).fetchone()
            if row is not None and row[0] != id:
                raise StoreError(f'site "{site}" is of hall "{row[0]}"')


def end(db: Db, id: Slug) -> bool:
    """From now on nothing more is taken from it; what it has told stays. Whether there is such a hall."""
    return db.execute("UPDATE hall SET ended = coalesce(ended, now()) WHERE id = %s", (id,)).rowcount == 1


def set_card_key(db: Db, id: Slug, key: bytes | None) -> bool:
    """The hall's secret for identity numbers; None takes it back. Whether there is such a hall."""
    return db.execute("UPDATE hall SET card_key = %s WHERE id = %s", (key, id)).rowcount == 1


def known(db: Db) -> set[Slug]:
    """Those of which something is taken."""
    return {row[0] for row in db.execute("SELECT id FROM hall WHERE ended IS NULL")}


def all_(db: Db) -> list[Hall]:
    rows = db.execute(
        "SELECT id, name, ended, seen, version, status::text, status_at,"
        " array(SELECT site FROM hall_site WHERE hall = hall.id ORDER BY site) FROM hall ORDER BY id"
    ).fetchall()
    return [
        Hall(
            id=id,
            name=name,
            ended=ended,
            seen=seen,
            version=version,
            status=None if status is None else msgspec.json.decode(status, type=HallStatus),
            status_at=status_at,
            sites=sites,
        )
        for id, name, ended, seen, version, status, status_at, sites in rows
    ]


def lock(db: Db, ids: Iterable[Slug]) -> None:
    """Until the end of the transaction nobody else notes anything of what these say of themselves. In one go and in the
    order of their ids: two workers never wait for one another in a ring."""
    db.execute("SELECT FROM hall WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", (list(ids),))


def say_hello(db: Db, hellos: Mapping[Slug, Hello]) -> None:
    """They are there."""
    for hall, hello in sorted(hellos.items()):
        db.execute(
            "UPDATE hall SET seen = now(), version = %s, plan = %s WHERE id = %s", (hello.version, hello.plan, hall)
        )


def keep_status(db: Db, statuses: Mapping[Slug, tuple[HallStatus, int]]) -> None:
    """The newest of each, by the hall's own clock (milliseconds): they may come out of order."""
    for hall, (status, at) in sorted(statuses.items()):
        db.execute(
            "UPDATE hall SET seen = now(), status = %s::jsonb, status_at = to_timestamp(%s / 1000.0)"
            " WHERE id = %s AND (status_at IS NULL OR status_at <= to_timestamp(%s / 1000.0)"
            " OR status_at > now() + interval '1 hour')",
            (msgspec.json.encode(status).decode(), at, hall, at),
        )


def count_refused(db: Db, counts: Iterable[tuple[str, str, int, str]]) -> None:
    """(hall or "", why, how often, an example of it)."""
    for hall, why, times, example in sorted(counts):
        db.execute(
            "INSERT INTO refused AS r (hall, why, times, example) VALUES (%s, %s, %s, %s) ON CONFLICT (hall, why)"
            " DO UPDATE SET times = r.times + excluded.times, last_at = now(), example = excluded.example",
            (hall, why, times, example),
        )


def refused(db: Db) -> list[Refused]:
    rows = db.execute("SELECT hall, why, times, last_at, example FROM refused ORDER BY last_at DESC")
    return [
        Refused(hall=hall, why=why, times=times, last_at=at, example=example) for hall, why, times, at, example in rows
    ]
