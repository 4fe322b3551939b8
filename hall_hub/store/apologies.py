"""What boards call the apologies that they show, so that no board and nothing that is retained has to know of a whole
dossier's code. Knows SQLite.

A name is chance and lasts as long as the apology reads the same. A hall whose copies were spoilt has other names
afterwards: what a board tells by one of the old ones is an apology that nobody can tell of any more.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Sequence

from hall_core.domain.dossier import Dossier
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.names import ApologyRef, Day, DossierCode
from hall_hub.keeping.age import before

KNOWN = 40
"""Days for which a name is known after the apology was last listed: longer than a board has its outbox."""
REF_BYTES = 8


def refs_of(db: sqlite3.Connection, late: Iterable[Dossier], day: Day) -> dict[DossierCode, ApologyRef]:
    """Within a transaction that writes: the names, by code, of those with an apology, listed on ``day``."""
    refs: dict[DossierCode, ApologyRef] = {}
    anew = False
    for dossier in late:
        if dossier.new_due is None:
            continue
        what = dossier.code, dossier.agency.vi, dossier.due, dossier.new_due
        query = "SELECT ref, day FROM apology WHERE code = ? AND agency = ? AND due = ? AND new_due = ?"
        known = db.execute(query, what).fetchone()
        ref = secrets.token_hex(REF_BYTES) if known is None else known[0]
        if known is None:
            db.execute(
                "INSERT INTO apology (ref, day, code, agency, due, new_due) VALUES (?, ?, ?, ?, ?, ?)",
                (ref, day, *what),
            )
        elif known[1] < day:
            anew = True
            db.execute("UPDATE apology SET day = ? WHERE ref = ?", (day, ref))
        anew |= known is None
        refs[dossier.code] = ref
    if anew:
        db.execute("DELETE FROM apology WHERE day < ?", (before(day, KNOWN),))
    return refs


def shown_by(db: sqlite3.Connection, refs: Sequence[ApologyRef]) -> list[ShownApology]:
    """In the order of ``refs``; those that are not known are left out."""
    query = "SELECT code, agency, due, new_due FROM apology WHERE ref = ?"
    rows = (db.execute(query, (ref,)).fetchone() for ref in refs)
    return [ShownApology(code=row[0], agency=row[1], due=row[2], new_due=row[3]) for row in rows if row is not None]
