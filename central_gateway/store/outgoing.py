"""The dossiers that another system is to be told of, and those that it is to be asked for again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.domain.dossier import ENDED, Dossier
from hall_core.domain.names import DossierCode, Millis, Slug

_decode = msgspec.json.Decoder(Dossier).decode


class OutDossier(Struct, frozen=True, kw_only=True):
    dossier: Dossier
    site: str
    procedure: str | None
    told_at: Millis
    digest: str
    """Of what it is now; another one when anything of it has changed."""


def dossiers(db: Db, adapter: Slug, most: int) -> list[OutDossier]:
    """Some that others told of, that halls have, and that the adapter has not given as they are now. What was given is
    compared, so that no order and no clock matters."""
    found = db.execute(
        "SELECT i.body, s.site, s.procedure, (extract(epoch FROM s.told_at) * 1000)::bigint, md5(i.body)"
        " FROM dossier_source AS s JOIN shelf ON shelf.set = 'dossiers' AND shelf.scope = s.hall"
        " JOIN shelf_item AS i ON i.shelf = shelf.id AND i.key = s.code"
        " LEFT JOIN given AS g ON g.adapter = %(adapter)s AND g.item = s.code"
        " WHERE s.source <> %(adapter)s AND g.digest IS DISTINCT FROM md5(i.body) ORDER BY s.taken_at LIMIT %(most)s",
        {"adapter": adapter, "most": most},
    )
    return [
        OutDossier(dossier=_decode(body), site=site, procedure=procedure, told_at=at, digest=digest)
        for body, site, procedure, at, digest in found
    ]


def give(db: Db, adapter: Slug, given: Sequence[tuple[DossierCode, str]]) -> None:
    """These, with these digests, are given."""
    db.execute(
        "INSERT INTO given (adapter, item, digest) SELECT %s, * FROM unnest(%s::text[], %s::text[])"
        " ON CONFLICT (adapter, item) DO UPDATE SET digest = excluded.digest",
        (adapter, [code for code, _ in given], [digest for _, digest in given]),
    )


def forget(db: Db, adapter: Slug) -> None:
    """What was given of dossiers that are here no more."""
    db.execute(
        "DELETE FROM given WHERE adapter = %s AND NOT EXISTS (SELECT FROM dossier_source WHERE code = item)", (adapter,)
    )


def open_codes(db: Db, source: Slug, after: DossierCode, most: int) -> list[DossierCode]:
    """Of the dossiers that ``source`` told of and that have not ended, in order of their codes, after that one."""
    found = db.execute(
        "SELECT s.code FROM dossier_source AS s JOIN shelf ON shelf.set = 'dossiers' AND shelf.scope = s.hall"
        " JOIN shelf_item AS i ON i.shelf = shelf.id AND i.key = s.code WHERE s.source = %s AND s.code > %s"
        " AND NOT i.body::jsonb ->> 'state' = ANY(%s) ORDER BY s.code LIMIT %s",
        (source, after, list(ENDED), most),
    )
    return [code for (code,) in found]
