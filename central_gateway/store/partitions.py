"""A partition for each business day of the large tables, made ahead; there is none for "the rest", in which what is
wrong would hide and which would have to be searched at each new day.

A day that cannot be, told by a hall whose clock is wrong, is taken as well. All such days of a year share a partition,
or a single hall could make tens of thousands of tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from psycopg import sql

from central_gateway.store.connection import Db

Daily = Literal["transaction", "rating"]
TABLES: tuple[Daily, ...] = ("transaction", "rating")
AHEAD = 7
"""Days: made while nobody waits for them."""
FIRST_YEAR = 2026
"""No hall was there before."""
_LOCK = 7_202


class _Part(Struct, frozen=True):
    table: Daily
    name: str
    since: date
    until: date
    """Not of it any more."""


def ahead(db: Db, today: date) -> None:
    """All that the next days need."""
    make(db, (today + timedelta(days=n) for n in range(-1, AHEAD + 1)))


def make(db: Db, days: Iterable[date]) -> None:
    """Those that are not there yet. Never within a transaction that holds rows: it takes the tables for a moment."""
    row = db.execute("SELECT extract(year FROM now())::int").fetchone()
    assert row is not None
    wanted = {part.name: part for day in days for part in _parts(day, row[0] + 1)}
    years = {_of_year(part.table, part.since) for part in wanted.values()}
    rows = db.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relispartition", ([*wanted, *years],)
    ).fetchall()
    there = {row[0] for row in rows}
    for part in wanted.values():
        # One for a whole year, made when that was far away, goes on to be the one for its days.
        if not there & {part.name, _of_year(part.table, part.since)}:
            _make(db, part)


def _parts(day: date, last_year: int) -> Iterator[_Part]:
    for table in TABLES:
        if FIRST_YEAR <= day.year <= last_year:
            yield _Part(table, f"{table}_{day:%Y%m%d}", day, day + timedelta(days=1))
        else:
            since = date(day.year, 1, 1)
            yield _Part(table, _of_year(table, day), since, since.replace(year=day.year + 1))


def _of_year(table: Daily, day: date) -> str:
    return f"{table}_{day.year:04}"


def _make(db: Db, part: _Part) -> None:
    with db.transaction():
        # Two workers may want the same one.
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = db.execute("SELECT to_regclass(%s) IS NULL", (part.name,)).fetchone()
        if found is None or not found[0]:
            return
        # Made beside and then attached: that lets readers and writers of the other days go on.
        names = {"part": sql.Identifier(part.name), "whole": sql.Identifier(part.table)}
        db.execute(
            sql.SQL("CREATE TABLE {part} (LIKE {whole} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)").format(**names)
        )
        bounds = {"since": sql.Literal(part.since), "until": sql.Literal(part.until)}
        db.execute(
            sql.SQL("ALTER TABLE {whole} ATTACH PARTITION {part} FOR VALUES FROM ({since}) TO ({until})").format(
                **names, **bounds
            )
        )
