"""The rows behind :mod:`central_gateway.store.dossiers`: which source told what of a dossier last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from central_gateway.store.connection import Db
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Day, DossierCode, Millis, Slug

UNKNOWN_MOST = 10_000
"""Values of one source that are remembered: a table with a wrong column in it makes each row's text one of them."""
_decode = msgspec.json.Decoder(Dossier).decode


class Row(Struct):
    """What a source told of a dossier last."""

    code: DossierCode
    source: str
    site: str
    procedure: str | None
    state_told: str
    told_at: Millis
    channel: str | None
    hall: Slug | None
    ended: Day | None
    waits: str | None


def halls(db: Db, sites: Iterable[str]) -> dict[str, tuple[Slug, bytes | None]]:
    rows = db.execute(
        "SELECT site, hall.id, card_key FROM hall_site JOIN hall ON hall.id = hall_site.hall WHERE site = ANY(%s)",
        (list(sites),),
    )
    return {site: (hall, key) for site, hall, key in rows}


def of(db: Db, known: Sequence[str]) -> dict[tuple[DossierCode, str], Row]:
    # Joined: of a list (= ANY) a plan that was made while the table was small looks through the whole list at each row.
    rows = db.execute(
        "SELECT code, source, site, procedure, state_told, (extract(epoch FROM told_at) * 1000)::bigint, channel, hall,"
        " ended::text, waits FROM unnest(%s::text[]) AS wanted (code) JOIN dossier_source USING (code)",
        (list(known),),
    )
    return {(row[0], row[1]): Row(*row) for row in rows}


def owners(db: Db, known: Sequence[str]) -> dict[tuple[Slug, DossierCode], str]:
    """Only of halls that let people look up by card."""
    rows = db.execute(
        "SELECT shelf.scope, key, body FROM unnest(%s::text[]) AS wanted (key) JOIN shelf_item USING (key)"
        " JOIN shelf ON shelf.id = shelf_item.shelf AND shelf.set = 'dossiers'"
        " JOIN hall ON hall.id = shelf.scope AND hall.card_key IS NOT NULL",
        (list(known),),
    )
    return {(hall, code): _decode(body).owner for hall, code, body in rows}


def keep(db: Db, rows: Iterable[Row]) -> None:
    # Those that leave come first: a dossier stands by one source alone.
    ordered = sorted(rows, key=lambda row: row.hall is not None)
    if not ordered:
        return
    # Column by column, and in binary (%b), as in shelves: a statement for each row took five times as long.
    db.execute(
        "INSERT INTO dossier_source"
        " (code, source, site, procedure, state_told, told_at, channel, hall, ended, waits)"
        " SELECT code, source, site, procedure, state_told, to_timestamp(told_at / 1e3), channel, hall, ended::date,"
        " waits FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::text[],"
        " %b::text[], %b::text[], %b::text[]) WITH ORDINALITY AS new"
        " (code, source, site, procedure, state_told, told_at, channel, hall, ended, waits, place) ORDER BY place"
        " ON CONFLICT (code, source) DO UPDATE SET site = excluded.site, procedure = excluded.procedure,"
        " state_told = excluded.state_told, told_at = excluded.told_at, taken_at = now(),"
        " channel = excluded.channel, hall = excluded.hall, ended = excluded.ended, waits = excluded.waits",
        [list(column) for column in zip(*map(astuple, ordered), strict=True)],
    )


def count_unknown(db: Db, source: str, unknown: Mapping[tuple[str, str], tuple[int, str]]) -> None:
    """By field and value: how often it came, and with which dossier last. Of too many the oldest are forgotten."""
    db.execute(
        "INSERT INTO unknown_code AS u (source, field, value, times, example)"
        " SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[])"
        " ON CONFLICT (source, field, value) DO UPDATE SET times = u.times + excluded.times, last_at = now(),"
        " example = excluded.example",
        (
            source,
            [field for field, _ in unknown],
            [value for _, value in unknown],
            [times for times, _ in unknown.values()],
            [example for _, example in unknown.values()],
        ),
    )
    db.execute(
        "DELETE FROM unknown_code WHERE source = %(source)s AND (field, value) IN"
        " (SELECT field, value FROM unknown_code WHERE source = %(source)s"
        " ORDER BY last_at DESC, field, value OFFSET %(most)s)",
        {"source": source, "most": UNKNOWN_MOST},
    )
