"""Figures over many halls and days, made of the rows. What each means stands in
:mod:`hall_core.domain.figures.definitions`, and what comes out is what a hall's own tally of the same steps says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Literal, LiteralString, cast, get_args

from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.domain.figures.rows import Outcome
from hall_core.domain.figures.tally import PERCENTS, TIMES, Time
from hall_core.domain.names import Slug
from hall_core.domain.rating import LEVELS, Level

By = Literal["hall", "day", "service", "agency", "officer"]
BYS: tuple[By, ...] = get_args(By)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

LINES_MOST = 20_000
"""A year's days of fifty services. What would be more ends after one more, so that whoever asks can tell."""
_OF_SERVED: tuple[Time, ...] = ("service_time", "hold")
"""Counted of steps completed or sent on alone."""
_SERVED = "outcome IN ('completed', 'transferred')"


class Wanted(Struct, frozen=True, kw_only=True):
    """Of the days ``first`` to ``last``; None: whatever it is."""

    first: date
    last: date
    hall: Slug | None = None
    service: Slug | None = None
    agency: Slug | None = None


class Spread(Struct, frozen=True, kw_only=True):
    """Whole seconds, of the nearest rank."""

    count: int
    """Of how many steps it is known."""
    p50: int
    p90: int
    p95: int


Key = tuple[str | None, ...]
"""In the order of what was asked for; days as ``2026-11-20``, an officer None where the hall does not tell."""


class Steps(Struct, frozen=True, kw_only=True):
    key: Key
    steps: int
    visits: int
    called: int
    abandoned: int
    recalls: int
    clock_moved: int
    within: int
    """Called first within the minutes of the service level."""
    outcomes: dict[Outcome, int]
    times: dict[Time, Spread]


class Votes(Struct, frozen=True, kw_only=True):
    key: Key
    levels: dict[Level, int]


def steps(db: Db, by: Sequence[By], wanted: Wanted, minutes: int) -> Iterator[Steps]:
    """A line for each key of which there is a step."""
    counts = [
        "count(*)",
        "count(*) FILTER (WHERE step = 1 AND outcome <> 'void')",
        "count(first_call)",
        "count(*) FILTER (WHERE abandoned)",
        "coalesce(sum(recalls), 0)",
        "count(*) FILTER (WHERE clock_moved)",
        "count(*) FILTER (WHERE wait_first <= %(seconds)s)",
        *(f"count(*) FILTER (WHERE outcome = '{outcome}')" for outcome in OUTCOMES),
    ]
    timed = [part for time in TIMES for part in _spread(time)]
    for key, values in _asked(db, "transaction", by, wanted, [*counts, *timed], {"seconds": minutes * 60}):
        whole, visits, called, abandoned, recalls, moved, within, *rest = values
        yield Steps(
            key=key,
            steps=whole,
            visits=visits,
            called=called,
            abandoned=abandoned,
            recalls=recalls,
            clock_moved=moved,
            within=within,
            outcomes=dict(zip(OUTCOMES, rest, strict=False)),
            times=dict(_spreads(rest[len(OUTCOMES) :])),
        )


def votes(db: Db, by: Sequence[By], wanted: Wanted) -> Iterator[Votes]:
    """A line for each key of which there is a vote."""
    counts = [f"count(*) FILTER (WHERE level = '{level}')" for level in LEVELS]
    for key, values in _asked(db, "rating", by, wanted, counts, {}):
        yield Votes(key=key, levels=dict(zip(LEVELS, values, strict=True)))


def _asked(
    db: Db, table: str, by: Sequence[By], wanted: Wanted, sums: Iterable[str], more: dict[str, Any]
) -> Iterator[tuple[Key, list[Any]]]:
    keys = [f"{key}::text" if key == "day" else key for key in by]
    query = (
        f"SELECT {', '.join([*keys, *sums])} FROM {table} WHERE day BETWEEN %(first)s AND %(last)s"
        " AND (%(hall)s::text IS NULL OR hall = %(hall)s) AND (%(service)s::text IS NULL OR service = %(service)s)"
        " AND (%(agency)s::text IS NULL OR agency = %(agency)s)"
    )
    if by:
        query += f" GROUP BY {', '.join(by)} LIMIT {LINES_MOST + 1}"
    given = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    # Ours, of the words above alone.
    for row in db.execute(cast("LiteralString", query), given | more):
        yield tuple(row[: len(by)]), list(row[len(by) :])


def _spread(time: Time) -> tuple[str, str]:
    only = f" FILTER (WHERE {_SERVED})" if time in _OF_SERVED else ""
    shares = ", ".join(f"{percent / 100:g}" for percent in PERCENTS)
    return f"count({time}){only}", f"percentile_disc(ARRAY[{shares}]) WITHIN GROUP (ORDER BY {time}){only}"


def _spreads(values: Sequence[Any]) -> Iterator[tuple[Time, Spread]]:
    for time, count, shares in zip(TIMES, values[::2], values[1::2], strict=True):
        if count:
            p50, p90, p95 = shares
            yield time, Spread(count=count, p50=p50, p90=p90, p95=p95)
