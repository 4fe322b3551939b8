"""What a file of the centre says, gathered row by row and then put in the place of the copy before. Knows SQLite.

Rows are gathered in a temporary table: a file without a name, which only this user could read and which is gone with
the process, however it ends. One transaction puts them where the copy before was. Whoever reads meanwhile reads the
copy before, and never waits; when the power fails, one of the two copies is there, whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from hall_core.contract.centre.sets import bucket_of
from hall_core.domain.appointment import Appointment
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Millis
from hall_hub.store.dossier_rows import COLUMNS, MARKS, row_of
from hall_hub.store.schema import connect, transaction

Listed = Literal["appointments", "dossiers"]
"""What comes as a file."""
CACHE = 8_000
"""Kilobytes of rows in memory; what is more goes to the disk."""


class Incoming:
    """``path`` is of the hall's copies, ``listed`` what of them is to be replaced. sqlite3.Error when it cannot be."""

    def __init__(self, path: Path, listed: Listed) -> None:
        self.count = 0
        """What was added."""
        self._listed: Listed = listed
        self._db = connect(path)
        self._db.executescript(
            f"""
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = FILE;
            PRAGMA synchronous = NORMAL;
            PRAGMA temp.cache_size = -{CACHE};
            PRAGMA temp.journal_mode = OFF;
            CREATE TEMP TABLE incoming
                (code PRIMARY KEY, bucket, owner, state, received, due, ended, agency, body, line) WITHOUT ROWID;
            BEGIN;
            """
        )

    def add(self, value: Appointment | Dossier, line: int) -> int | None:
        """The line where the same code stands already, and this one is left out; None when it is new."""
        body = msgspec.json.encode(value)
        if isinstance(value, Dossier):
            row = row_of(value, body)
        else:
            row = (value.code, bucket_of(value.code), "", "", None, None, None, "", body)
        if self._db.execute(f"INSERT OR IGNORE INTO incoming VALUES ({MARKS}, ?)", (*row, line)).rowcount:
            self.count += 1
            return None
        found = self._db.execute("SELECT line FROM incoming WHERE code = ?", (value.code,)).fetchone()
        return int(found[0])

    def take_place(self, as_of: Millis) -> None:
        """From here on the copy is what was added, and of that time."""
        db = self._db
        db.execute("COMMIT")
        with transaction(db):
            if self._listed == "dossiers":
                db.execute("DELETE FROM dossier")
                db.execute(f"INSERT INTO dossier ({COLUMNS}) SELECT {COLUMNS} FROM incoming ORDER BY code")
            else:
                db.execute('DELETE FROM item WHERE "set" = ?', (self._listed,))
                db.execute("INSERT INTO item SELECT ?, code, bucket, body FROM incoming ORDER BY code", (self._listed,))
            # How far the hall was with what the centre told over a line is no matter of this list.
            db.execute("DELETE FROM position WHERE name = ?", (self._listed,))
            db.execute("INSERT OR REPLACE INTO copy VALUES (?, ?)", (self._listed, as_of))
        # The log of the change is as long as the copy: nobody needs it any more.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Forgets what has not taken its place."""
        self._db.close()
