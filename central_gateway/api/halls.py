"""How the halls stand, and whether the gateway does."""

from __future__ import annotations

from central_gateway.api.asked import Asked
from central_gateway.api.bodies import Halls, HallStanding, Health
from central_gateway.store import halls, heard, overview
from central_gateway.store.connection import Db
from hall_core import __version__


def health(db: Db, asked: Asked) -> Health:
    db.execute("SELECT 1")
    return Health(ok=True, version=__version__)


def listed(db: Db, asked: Asked) -> Halls:
    known = halls.all_(db)
    marks, sets = heard.of(db, [hall.id for hall in known]), overview.sets(db)
    return Halls(
        items=[
            HallStanding(
                id=hall.id,
                name=hall.name,
                sites=hall.sites,
                ended=hall.ended,
                seen=hall.seen,
                version=hall.version,
                heard=marks[hall.id],
                behind=None if hall.status is None else hall.status.behind,
                sets=sets.get(hall.id, {}),
                status=hall.status,
                status_at=hall.status_at,
            )
            for hall in known
        ]
    )
