"""Who may sign in, who is signed in, and who has tried too often: the console's own small SQLite.

Passwords are here as argon2id hashes, sessions as SHA-256 of what the browser keeps: a copy of this file opens nothing.
Of who tried in vain there is a code made with a secret of this file, for as long as it counts: what is typed into the
field of the name may be anything, a password or a citizen's number.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from pathlib import Path

from msgspec import Struct

from hall_core.domain.names import Millis, Slug
from hall_core.migrations import Migration, migrate
from hall_hub.store.emptying import empty_log

MIGRATIONS = (
    Migration(
        "0.1.0",
        """
CREATE TABLE IF NOT EXISTS account (officer TEXT PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (id BLOB PRIMARY KEY, officer TEXT NOT NULL, began INTEGER NOT NULL,
    seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failure (who TEXT PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
""",
    ),
)
MINUTE = 60_000
IDLE = 90 * MINUTE
"""Without a press for so long a session ends: longer than a counter is ever quiet, shorter than a lunch break."""
LONGEST = 12 * 60 * MINUTE
"""However busy, a session ends with the working day."""
NAME_TRIES, ADDRESS_TRIES = 5, 20
"""Wrong passwords in a row for one name, and from one address (several people behind one router), before no more is
taken for :data:`SHUT`."""
SHUT = 15 * MINUTE
"""Also how long a wrong password counts."""
SEEN_EVERY = MINUTE
"""A session is written at most so often: flash wears out."""
BUSY = 5.0
"""Seconds a writer waits for the other one: the command that sets a password."""


class Session(Struct, frozen=True):
    officer: Slug
    began: Millis
    until: Millis
    """When it ends unless something is pressed."""


class Accounts:
    """Times are milliseconds since 1970. Belongs to the thread that made it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA secure_delete=ON")
        try:
            migrate(self._db, path, MIGRATIONS)
        except BaseException:
            self._db.close()
            raise
        self._db.execute("INSERT OR IGNORE INTO secret (name, value) VALUES ('forms', ?)", (secrets.token_bytes(32),))
        self.secret: bytes = self._db.execute("SELECT value FROM secret WHERE name = 'forms'").fetchone()[0]
        """What the tokens in forms are made with."""

    def close(self) -> None:
        self._db.close()

    def set_hash(self, officer: Slug, hash: str, at: Millis) -> int:
        """Ends what the officer has open under the old password, and the lock-out. Gives how many sessions it ended."""
        self._db.execute(
            "INSERT INTO account (officer, hash, at) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET hash = excluded.hash, at = excluded.at",
            (officer, hash, at),
        )
        ended = self._db.execute("DELETE FROM session WHERE officer = ?", (officer,)).rowcount
        self._db.execute("DELETE FROM failure WHERE who = ?", (self._who("name", officer),))
        return ended

    def hash_of(self, officer: str) -> str | None:
        row = self._db.execute("SELECT hash FROM account WHERE officer = ?", (officer,)).fetchone()
        return None if row is None else row[0]

    def nobody(self) -> bool:
        """Whether no account was made yet."""
        return self._db.execute("SELECT 1 FROM account LIMIT 1").fetchone() is None

    def shut_until(self, name: str, address: str, at: Millis) -> Millis | None:
        """Until when no password is taken for this name, or from this address; None when one is."""
        whos = ((self._who("name", name), NAME_TRIES), (self._who("from", address), ADDRESS_TRIES))
        ends = [last + SHUT for who, most in whos for count, last in self._failures(who, at) if count >= most]
        return max(ends, default=None)

    def failed(self, name: str, address: str, at: Millis) -> None:
        """A wrong password. Names that do not exist count as well: nobody learns here which ones do."""
        self.forget(at)
        for who in (self._who("name", name), self._who("from", address)):
            self._db.execute(
                "INSERT INTO failure (who, count, last) VALUES (?, 1, ?) "
                "ON CONFLICT (who) DO UPDATE SET count = count + 1, last = ?",
                (who, at, at),
            )

    def forget(self, at: Millis) -> None:
        """Sessions that are over, and tries that count no more."""
        ended = self._db.execute("DELETE FROM session WHERE seen <= ? OR began <= ?", (at - IDLE, at - LONGEST))
        tries = self._db.execute("DELETE FROM failure WHERE last <= ? OR last > ?", (at - SHUT, at + SHUT))
        if ended.rowcount or tries.rowcount:
            empty_log(self._db)

    def _who(self, kind: str, name: str) -> str:
        return hmac.digest(self.secret, f"{kind}:{name}".encode(), "sha256").hex()

    def _failures(self, who: str, at: Millis) -> list[tuple[int, Millis]]:
        # A clock that was set back must not shut anybody out for longer than the rule says.
        rows = self._db.execute("SELECT count, last FROM failure WHERE who = ?", (who,))
        return [(count, last) for count, last in rows if at - SHUT < last <= at + SHUT]

    def begin(self, officer: Slug, at: Millis) -> str:
        """A new session; gives what the browser keeps."""
        token = secrets.token_urlsafe(32)
        self.forget(at)
        self._db.execute(
            "INSERT INTO session (id, officer, began, seen) VALUES (?, ?, ?, ?)", (_id(token), officer, at, at)
        )
        self._db.execute("DELETE FROM failure WHERE who = ?", (self._who("name", officer),))
        return token

    def session(self, token: str, at: Millis, *, pressed: bool = True) -> Session | None:
        """The session, if it runs. Only what a person does (``pressed``) keeps it going: a page that is left open and
        updates itself does not."""
        id = _id(token)
        row = self._db.execute("SELECT officer, began, seen FROM session WHERE id = ?", (id,)).fetchone()
        if row is None:
            return None
        officer, began, seen = row
        until = min(seen + IDLE, began + LONGEST)
        if at >= until:
            self.end(token)
            return None
        if pressed and at - seen >= SEEN_EVERY:
            self._db.execute("UPDATE session SET seen = ? WHERE id = ?", (at, id))
        return Session(officer, began, until)

    def end(self, token: str) -> None:
        self._db.execute("DELETE FROM session WHERE id = ?", (_id(token),))


def _id(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
