"""The sets that halls get: what they are here, and how far each hall is known to be with them."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from central_gateway.store.connection import Db
from central_gateway.store.shelves import CHANGED, open_shelf, scope_of
from hall_core.contract.centre.messages import Position
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import DossierCode, Slug
from hall_core.domain.plan_centre import SetName

log = logging.getLogger(__name__)

BEHIND = "hall_behind"
"""Notified with a hall's id when it is known that it has not what it should have; for the carrier."""

EPOCH_RESTS = 600
"""Seconds that an epoch lasts at least: a hall that tells nonsense must not keep all others busy."""

_dossier = msgspec.json.Decoder(Dossier).decode


def standing(db: Db, hall: Slug) -> dict[SetName, Position]:
    """What each of its sets is here."""
    rows = db.execute(
        "SELECT hall_shelf.set, shelf.epoch, shelf.seq, shelf.digest FROM hall_shelf"
        " JOIN shelf ON shelf.id = hall_shelf.shelf WHERE hall_shelf.hall = %s ORDER BY 1",
        (hall,),
    )
    return {set: Position(epoch=epoch, seq=seq, digest=digest) for set, epoch, seq, digest in rows}


def has(db: Db, hall: Slug, sets: Mapping[SetName, Position]) -> None:
    """The hall says how far it is with all the sets that it takes. What was to be repaired is done with when it has
    what is here. A set that it names for the first time it gets from now on; one that it names no longer, no more."""
    rows = db.execute(
        "SELECT h.set, h.epoch, h.seq, h.digest, h.differs IS NOT NULL, s.id, s.epoch, s.seq, s.digest"
        " FROM hall_shelf AS h JOIN shelf AS s ON s.id = h.shelf WHERE h.hall = %s",
        (hall,),
    )
    known: dict[str, tuple[object, ...]] = {row[0]: row[1:] for row in rows}
    behind = False
    for set, position in sorted(sets.items()):
        if set in known:
            *before, repairs, shelf, epoch, seq, digest = known[set]
        else:
            before, repairs, (shelf, epoch, seq, digest) = [], False, _begin(db, hall, set)
        there = position.digest == digest
        # Who has the same is told in the same breath from where on it goes, and takes it from there. If that is lost,
        # the next change shows it.
        told = (epoch, seq, digest) if there else (position.epoch, position.seq, position.digest)
        if told != tuple(before) or (there and repairs):
            db.execute(
                "UPDATE hall_shelf SET epoch = %s, seq = %s, digest = %s, differs = CASE WHEN %s THEN NULL ELSE differs"
                " END WHERE hall = %s AND set = %s",
                (*told, there, hall, set),
            )
        if (position.epoch, position.seq) > (epoch, seq):
            _begin_anew(db, shelf, position)
        behind = behind or not there
    if gone := sorted(known.keys() - sets.keys()):
        db.execute("DELETE FROM hall_shelf WHERE hall = %s AND set = ANY(%s)", (hall, gone))
    if behind:
        _notify(db, hall)


def _begin(db: Db, hall: Slug, set: SetName) -> tuple[int, int, int, str]:
    """It gets that set from now on. The shelf, and what that is."""
    shelf = open_shelf(db, set, scope_of(set, hall))
    db.execute(
        "INSERT INTO hall_shelf (hall, set, shelf) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (hall, set, shelf)
    )
    row = db.execute("SELECT id, epoch, seq, digest FROM shelf WHERE id = %s", (shelf,)).fetchone()
    assert row is not None
    return row


def _begin_anew(db: Db, shelf: object, position: Position) -> None:
    """Somebody has more of it than there is: the tables were put back from a copy. What is put from now on bears
    numbers that halls may have heard before, with something else; so it gets an epoch that nobody has heard of."""
    now = int(time.time())
    done = db.execute(
        "UPDATE shelf SET epoch = greatest(%(now)s, %(told)s + 1) WHERE id = %(shelf)s AND epoch < %(now)s - %(rest)s"
        " AND %(told)s < %(now)s + %(rest)s",
        {"now": now, "told": position.epoch, "shelf": shelf, "rest": EPOCH_RESTS},
    ).rowcount
    if done:
        log.warning("a hall has more of shelf %s than there is: put back from a copy? It begins a new epoch", shelf)
        db.execute("SELECT pg_notify(%s, %s)", (CHANGED, f"{shelf}"))


def differs(db: Db, hall: Slug, set: SetName, buckets: Sequence[str]) -> None:
    """The hall's copy is not what it should be; these are the digests of its parts."""
    db.execute("UPDATE hall_shelf SET differs = %s WHERE hall = %s AND set = %s", (list(buckets), hall, set))
    _notify(db, hall)


def dossier(db: Db, hall: Slug, code: DossierCode) -> Dossier | None:
    """What the centre knows of it, be it on the hall's own shelf or on another's. By whose card it may be found, only
    the hall of that shelf is told."""
    row = db.execute(
        "SELECT item.body, own.hall IS NOT NULL FROM shelf_item AS item"
        " JOIN shelf ON shelf.id = item.shelf AND shelf.set = 'dossiers'"
        " LEFT JOIN hall_shelf AS own ON own.shelf = shelf.id AND own.hall = %(hall)s"
        " WHERE item.key = %(code)s ORDER BY own.hall IS NULL LIMIT 1",
        {"hall": hall, "code": code},
    ).fetchone()
    if row is None:
        return None
    found = _dossier(row[0])
    return found if row[1] else replace(found, owner="")


def _notify(db: Db, hall: Slug) -> None:
    db.execute("SELECT pg_notify(%s, %s)", (BEHIND, hall))
