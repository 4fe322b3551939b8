"""What people and dossier systems ask about what is here."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from central_gateway.store.connection import Db
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import DossierCode, Slug
from hall_core.domain.plan_centre import SetName

_dossier = msgspec.json.Decoder(Dossier).decode


class KnownDossier(Struct, frozen=True, kw_only=True):
    """What a hall is told of a dossier, and by whose word."""

    dossier: Dossier
    hall: Slug
    site: str
    source: str
    procedure: str | None
    state_told: str
    told_at: datetime
    taken_at: datetime


class UnknownCode(Struct, frozen=True, kw_only=True):
    """A value that no mapping table of that source knows; what it stood in was taken all the same."""

    source: str
    field: str
    value: str
    first_at: datetime
    last_at: datetime
    times: int
    example: str
    """A code it stood with."""


class SetStanding(Struct, frozen=True, kw_only=True):
    """A hall's copy of a set, beside what that is at the centre."""

    same: bool
    """It is known to have exactly what is here."""
    behind: int | None
    """How many changes it lacks; ``null``: it has another beginning, and is being repaired."""


def dossier(db: Db, code: DossierCode) -> KnownDossier | None:
    """Without its owner. None: it stands with no hall."""
    row = db.execute(
        "SELECT item.body, d.hall, d.site, d.source, d.procedure, d.state_told, d.told_at, d.taken_at"
        " FROM dossier_source AS d JOIN shelf ON shelf.set = 'dossiers' AND shelf.scope = d.hall"
        " JOIN shelf_item AS item ON item.shelf = shelf.id AND item.key = d.code"
        " WHERE d.code = %s AND d.hall IS NOT NULL",
        (code,),
    ).fetchone()
    if row is None:
        return None
    body, hall, site, source, procedure, state_told, told_at, taken_at = row
    return KnownDossier(
        dossier=replace(_dossier(body), owner=""),
        hall=hall,
        site=site,
        source=source,
        procedure=procedure,
        state_told=state_told,
        told_at=told_at,
        taken_at=taken_at,
    )


def unknown_codes(db: Db, source: str | None, most: int) -> list[UnknownCode]:
    """Of one source, or of all; the latest first."""
    rows = db.execute(
        "SELECT source, field, value, first_at, last_at, times, example FROM unknown_code"
        " WHERE %(source)s::text IS NULL OR source = %(source)s"
        " ORDER BY last_at DESC, source, field, value LIMIT %(most)s",
        {"source": source, "most": most},
    )
    return [
        UnknownCode(source=source, field=field, value=value, first_at=first, last_at=last, times=times, example=example)
        for source, field, value, first, last, times, example in rows
    ]


def sets(db: Db) -> dict[Slug, dict[SetName, SetStanding]]:
    """By hall, of those that take any."""
    found: dict[Slug, dict[SetName, SetStanding]] = {}
    rows = db.execute(
        "SELECT h.hall, h.set, (h.epoch, h.seq, h.digest) IS NOT DISTINCT FROM (s.epoch, s.seq, s.digest),"
        " CASE WHEN h.epoch = s.epoch AND h.seq <= s.seq THEN s.seq - h.seq END"
        " FROM hall_shelf AS h JOIN shelf AS s ON s.id = h.shelf ORDER BY 1, 2"
    )
    for hall, set, same, behind in rows:
        found.setdefault(hall, {})[set] = SetStanding(same=same, behind=behind)
    return found
