"""What a file of the centre says, gathered row by row and then put in the place of the copy before. Knows SQLite.

Rows are gathered in a temporary table: a file without a name, which only this user could read and which is gone with
the process, however it ends. One transaction puts them where the copy before was. Whoever reads meanwhile reads the
copy before, and never waits; when the power fails, one of the two copies is there, whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from hall_core.domain.appointment import Appointment
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Millis
from hall_hub.store.copies import connect

Table = Literal["appointment", "dossier"]

COLUMNS: dict[Table, str] = {"appointment": "code, body", "dossier": "code, owner, body"}
CACHE = 8_000
"""Kilobytes of rows in memory; what is more goes to the disk."""


class Incoming:
    """``path`` is of the hall's copies, ``table`` what of them is to be replaced. sqlite3.Error when it cannot be."""

    def __init__(self, path: Path, table: Table) -> None:
        self.count = 0
        """What was added."""
        self._table: Table = table
        self._db = connect(path)
        self._db.executescript(
            f"""
            PRAGMA temp_store = FILE;
            PRAGMA synchronous = NORMAL;
            PRAGMA temp.cache_size = -{CACHE};
            PRAGMA temp.journal_mode = OFF;
            CREATE TEMP TABLE incoming (code TEXT PRIMARY KEY, line INTEGER, owner TEXT, body TEXT) WITHOUT ROWID;
            BEGIN;
            """
        )

    def add(self, value: Appointment | Dossier, line: int) -> int | None:
        """The line where the same code stands already, and this one is left out; None when it is new."""
        owner = value.owner if isinstance(value, Dossier) else ""
        row = value.code, line, owner, msgspec.json.encode(value).decode()
        if self._db.execute("INSERT OR IGNORE INTO incoming VALUES (?, ?, ?, ?)", row).rowcount:
            self.count += 1
            return None
        found = self._db.execute("SELECT line FROM incoming WHERE code = ?", (value.code,)).fetchone()
        return int(found[0])

    def take_place(self, as_of: Millis) -> None:
        """From here on the copy is what was added, and of that time."""
        columns = COLUMNS[self._table]
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(f"DELETE FROM {self._table}")
        self._db.execute(f"INSERT INTO {self._table} SELECT {columns} FROM incoming ORDER BY code")
        self._db.execute("INSERT OR REPLACE INTO copy VALUES (?, ?)", (self._table, as_of))
        self._db.execute("COMMIT")
        # The log of the change is as long as the copy: nobody needs it any more.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Forgets what has not taken its place."""
        self._db.close()
