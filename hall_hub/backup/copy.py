"""A ledger's copy: a file of the same tables, and beside them of which hall, and how far it is. Knows SQLite.

Each portion is one transaction with a flush. A copy that is torn off in mid-portion, or whose stick is pulled out, is
the one before that portion. What a portion brings that is not whole counts only with the one that is:
:func:`hall_hub.backup.check.cut` takes it away before anybody runs on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.domain.names import Millis, Slug
from hall_core.errors import MotcuaError
from hall_hub.backup.portion import STEPS, Mark, Portion
from hall_hub.keeping.ledger import ANSWERS, EVENTS
from hall_hub.store.ledger import spoilt
from hall_hub.store.sound import is_spoilt
from hall_hub.wordless import only_less

NEW = ".new"
"""At the end of the name of one that is not whole yet: it takes the other's place when it is."""

DIFFER = """
SELECT new.seq, CAST(old.body AS BLOB), CAST(new.body AS BLOB), (new.at, new.command) IS (old.at, old.command)
FROM main.event new JOIN before.event old ON old.seq = new.seq
WHERE (new.at, new.command, new.body) IS NOT (old.at, old.command, old.body) ORDER BY new.seq """
"""Events of the same place that are not the same; whether all but the body is."""


class CopyError(MotcuaError):
    """A copy cannot be used; the message says which, and why."""

    key = "storage"


class SpoiltCopyError(CopyError):
    """What stands on the stick is no database any more."""


class Standing(Struct, frozen=True):
    """What a copy says of itself."""

    hall: Slug
    root: str
    reached: Mark
    """Of all that is in it."""
    whole: Mark | None
    """Up to where it counts; None: nothing of it does yet."""
    as_of: Millis
    """By the hub's clock, when it was whole last."""


def name_of(epoch: int) -> str:
    """Each ledger has a copy of its own: one that was begun anew by mistake must not push out the one that is meant."""
    return f"ledger-{epoch}.sqlite"


@contextmanager
def _spoilt(path: Path) -> Generator[None]:
    """SpoiltCopyError for what SQLite says of a spoilt file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_spoilt(error):
            raise SpoiltCopyError(f"{path}: {error}") from error
        raise


class Copy:
    """sqlite3.Error or OSError when the disk refuses. Belongs to one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            with _spoilt(path):
                # A stick has FAT, whose files nobody can share: no log beside it. Nothing counts before it is on the
                # stick.
                self._db.execute("PRAGMA journal_mode=TRUNCATE")
                self._db.execute("PRAGMA synchronous=FULL")
                self.standing = read_standing(self._db)
        except BaseException:
            self._db.close()
            raise

    def begin(self, hall: Slug, root: str, tables: Iterable[str]) -> None:
        """Makes the tables (:meth:`Source.tables`) of a file that has none."""
        for statement in tables:
            self._db.execute(statement)
        self._db.execute("CREATE TABLE copied (standing TEXT NOT NULL)")
        self._keep(Standing(hall, root, Mark(), None, 0))

    def take(self, portion: Portion, at: Millis) -> None:
        """``at``: the time of the hub's box."""
        with _spoilt(self.path):
            self._take(portion, at)

    def _take(self, portion: Portion, at: Millis) -> None:
        standing = self._begun()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for table, all_rows in portion.rows.items():
                # What keeping has taken out of the ledger since is in here still, and must not count as done in a
                # ledger that is restored from this.
                undone = (EVENTS, ANSWERS) if table == "meta" and portion.root != standing.root else ()
                rows = [row for row in all_rows if row[0] not in undone]
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
            whole, as_of = (portion.mark, at) if portion.whole else (standing.whole, standing.as_of)
            self._keep(Standing(standing.hall, standing.root, portion.mark, whole, as_of))
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self.standing = standing
            raise

    def confirm(self, at: Millis) -> None:
        """Nothing has come since: it is as of now."""
        standing = self._begun()
        with _spoilt(self.path):
            self._keep(Standing(standing.hall, standing.root, standing.reached, standing.whole, at))

    def last_event(self) -> tuple[Any, ...] | None:
        """Its place, time and command."""
        with _spoilt(self.path):
            return self._db.execute("SELECT seq, at, command FROM event ORDER BY seq DESC LIMIT 1").fetchone()

    def fault(self, alive: Callable[[], None]) -> str | None:
        """What is spoilt in it; None: nothing. Reads all of it; ``alive`` is called meanwhile."""
        self._db.set_progress_handler(alive, STEPS)
        try:
            return spoilt(self._db)
        finally:
            self._db.set_progress_handler(None, STEPS)

    def differs(self, before: Path, alive: Callable[[], None]) -> int | None:
        """The first event that is another one than in ``before``, an earlier copy of the same ledger, but for words
        that rules of keeping have taken out; None: none is, or only where ``before`` is garbled itself. This one is
        whole, and closed next; ``alive`` is called meanwhile."""
        self._db.set_progress_handler(alive, STEPS)
        try:
            self._db.execute("ATTACH ? AS before", (str(before),))
            for seq, old, new, stays in self._db.execute(DIFFER):
                if _is_json(old) and not (stays and only_less(msgspec.json.decode(old), msgspec.json.decode(new))):
                    return seq
        except sqlite3.DatabaseError as error:
            if not is_spoilt(error):
                raise
        finally:
            self._db.set_progress_handler(None, STEPS)
        return None

    def close(self) -> None:
        self._db.close()

    def _begun(self) -> Standing:
        if self.standing is None:
            raise CopyError(f"{self.path} is no copy yet")
        return self.standing

    def _keep(self, standing: Standing) -> None:
        self.standing = standing
        text = msgspec.json.encode(standing).decode()
        if not self._db.execute("UPDATE copied SET standing = ?", (text,)).rowcount:
            self._db.execute("INSERT INTO copied VALUES (?)", (text,))


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def read_standing(db: sqlite3.Connection) -> Standing | None:
    """None when the file is no copy, or of another version of this program. sqlite3.Error when it cannot be read."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'copied'").fetchone():
        return None
    row = db.execute("SELECT standing FROM copied").fetchone()
    try:
        return None if row is None else msgspec.json.decode(row[0], type=Standing)
    except msgspec.DecodeError:
        return None
