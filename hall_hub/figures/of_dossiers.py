"""What the file of figures has of dossiers: counts by day, which are late by the newest copy, and the apologies that
stood on boards. Knows SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import msgspec

from hall_core.domain.figures.dossiers import DossierCount
from hall_core.domain.figures.late import Late
from hall_core.domain.figures.period import Period
from hall_core.domain.figures.rows import Apology
from hall_core.domain.names import Day, Millis
from hall_hub.store.emptying import empty_log

APOLOGY = """
CREATE TABLE apology (epoch INTEGER, first INTEGER, day TEXT, code TEXT, agency TEXT, due TEXT, new_due TEXT,
    board TEXT, at INTEGER);
CREATE INDEX apology_code ON apology (code);
DELETE FROM meta WHERE key = 'dossiers';
"""
"""Of a file that had none yet the dossiers are looked at again, for those that are late."""
OF_DOSSIERS = f"""
CREATE TABLE dossier (day TEXT, agency TEXT, what TEXT, count INTEGER, PRIMARY KEY (day, agency, what)) WITHOUT ROWID;
{APOLOGY}
"""
_FIELDS = Apology.__struct_fields__
STANDING = ("open", "open-late")
"""What is told of the day of the copy alone: the copy says how each dossier stands, not how it stood before."""
NO_CODE = "~"
"""What stands in the place of a dossier's code that is kept no longer begins so, as no code does."""


class OfDossiers:
    _db: sqlite3.Connection

    def dossiers_as_of(self) -> Millis:
        found = self._meta("dossiers")
        return 0 if found is None else found

    def keep_dossiers(self, counts: Iterable[DossierCount], as_of: Millis, late: Late) -> None:
        """A day is told anew only by a copy that knows at least as many dossiers of it: the centre's files leave out
        old ones in time, and what was counted of them stays."""
        new: dict[Day, list[DossierCount]] = {}
        standing: list[DossierCount] = []
        for row in counts:
            (standing if row.what in STANDING else new.setdefault(row.day, [])).append(row)
        told = {"dossiers": as_of, "standing": msgspec.json.encode(standing), "late": msgspec.json.encode(late)}
        with self._db as db:
            db.execute("BEGIN IMMEDIATE")
            known = dict(db.execute("SELECT day, sum(count) FROM dossier GROUP BY day"))
            for day, rows in new.items():
                if sum(row.count for row in rows) >= known.get(day, 0):
                    db.execute("DELETE FROM dossier WHERE day = ?", (day,))
                    values = [(row.day, row.agency, row.what, row.count) for row in rows]
                    db.executemany("INSERT INTO dossier VALUES (?, ?, ?, ?)", values)
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", told.items())

    def dossiers(self, period: Period) -> list[DossierCount]:
        """Of these days; and how those stand that are open, which is known of one day alone."""
        query = "SELECT max(day), agency, what, sum(count) FROM dossier WHERE day BETWEEN ? AND ? GROUP BY agency, what"
        counts = [DossierCount(*row) for row in self._db.execute(query, (period.first, period.last))]
        standing = self._meta("standing")
        return counts + ([] if standing is None else msgspec.json.decode(standing, type=list[DossierCount]))

    def late(self) -> Late | None:
        """By the newest copy; None: there was none, or it is kept no longer."""
        found = self._meta("late")
        return None if found is None else msgspec.json.decode(found, type=Late)

    def forget_late(self) -> int:
        """Gives how many were named."""
        late = self.late()
        if late is not None:
            with self._db as db:
                db.execute("DELETE FROM meta WHERE key = 'late'")
            empty_log(self._db)
        return 0 if late is None else len(late.rows)

    def keep_apologies(self, key: tuple[int, int], apologies: Iterable[Apology]) -> None:
        """Of the stretch ``key``, within a transaction."""
        rows = [(*key, *msgspec.structs.astuple(row)) for row in apologies]
        self._db.executemany("INSERT INTO apology VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def apologies(self) -> list[Apology]:
        """Of all days; those of one dossier are a few, and whoever asks wants to know since when."""
        rows = self._db.execute(f"SELECT {', '.join(_FIELDS)} FROM apology")
        return [Apology(**dict(zip(_FIELDS, row, strict=True))) for row in rows]

    def lay_apologies_bare(self, key: tuple[int, int]) -> None:
        """Within a transaction: nothing of that stretch leads to a dossier any more, but as many are told apart as
        were; so one loses its code on all days."""
        query = "SELECT DISTINCT code FROM apology WHERE epoch = ? AND first = ? AND code < ?"
        for (code,) in self._db.execute(query, (*key, NO_CODE)).fetchall():
            self._db.execute("UPDATE apology SET code = ? WHERE code = ?", (f"{NO_CODE}{uuid4()}", code))
        self._db.execute("UPDATE apology SET at = at - at % 3600000 WHERE epoch = ? AND first = ?", key)

    def _meta(self, key: str) -> Any:
        found = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if found is None else found[0]
