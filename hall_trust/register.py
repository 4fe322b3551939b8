"""What the authority has done: certificates, claims, who waits for a yes, who is shut out. SQLite.

Two processes use it at once, the authority and the technician's command line: each method is one transaction, on the
disk when it returns. What goes with an act beyond the register (signing, publishing) is ``hall_trust.acts``.

A device has one certificate in force. A new one from a bundle or a claim revokes what there was at once. A renewal
leaves the old one good for :data:`LINGERS`: that it was asked for says nothing of whether the box has it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hall_core.contract.access import AUTHORITY, HUB
from hall_core.contract.trust import Asking, Denial, Fingerprint, Standing
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.keys import SECRET
from hall_core.migrations import Migration, migrate
from hall_trust.ca import BROKER, DAY, HOUR, Certificate
from hall_trust.key import PublicKey, fingerprint

How = Literal["enrolled", "approved", "renewed", "own", "claim"]
"""With a key that came in a bundle; for the key of a box that somebody has compared; for a new key of a box that had a
good one; for a program of the hub's own box; with which to ask."""
LINGERS = 14 * DAY
"""Longer than a hall is ever dark (Tết): a box that lost its power just as it was renewed finds its old one good."""
CLAIM_LINGERS = HOUR
"""So long after it has done its work a claim still lets the same box fetch the answer, should a power cut have hit it
just then; another box gets nothing with it."""
BUSY = 10.0
"""Seconds one process waits for the other."""
MIGRATIONS = (
    Migration(
        "0.1.0",
        """
CREATE TABLE IF NOT EXISTS certificate (
    serial TEXT PRIMARY KEY, name TEXT NOT NULL, fingerprint TEXT NOT NULL, pem TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL, how TEXT NOT NULL, by TEXT NOT NULL,
    retires INTEGER, revoked INTEGER, why TEXT NOT NULL DEFAULT '', revoked_by TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS certificate_name ON certificate (name);
CREATE INDEX IF NOT EXISTS certificate_key ON certificate (fingerprint);
CREATE TABLE IF NOT EXISTS claim (
    name TEXT PRIMARY KEY, device TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, by TEXT NOT NULL,
    taken_by TEXT, ended TEXT, ended_by TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS request (
    claim TEXT PRIMARY KEY, device TEXT NOT NULL, fingerprint TEXT NOT NULL, key BLOB NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shut_out (
    device TEXT PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL, by TEXT NOT NULL) WITHOUT ROWID;
""",
    ),
)
_REQUEST = "claim, device, fingerprint, key, at"


class Held(Struct, frozen=True, kw_only=True):
    """A certificate that was given."""

    serial: str
    name: str
    fingerprint: Fingerprint
    pem: str
    since: Millis
    until: Millis
    how: How
    by: str
    retires: Millis | None
    """When it is revoked because it was renewed."""
    revoked: Millis | None
    why: str


class Claim(Struct, frozen=True, kw_only=True):
    name: str
    device: str
    since: Millis
    until: Millis
    by: str
    taken_by: Fingerprint | None
    """Whose it is: the first box that asked with it."""
    ended: Literal["granted", "refused", "replaced", "shut-out", "over"] | None


class Waiting(Struct, frozen=True, kw_only=True):
    """A box whose fingerprint somebody has to compare."""

    device: str
    fingerprint: Fingerprint
    claim: str
    key: PublicKey
    at: Millis


class Register:
    """``register.sqlite``. Belongs to the thread that made it; sqlite3.Error when the disk refuses."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=SECRET)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        try:
            migrate(self._db, path, MIGRATIONS)
        except BaseException:
            self._db.close()
            raise
        self._seen = (-1, -1)

    def close(self) -> None:
        self._db.close()

    def changed(self) -> bool:
        """Whether anything was written since this was last asked, by whichever process. The first time: yes."""
        seen = (self._db.execute("PRAGMA data_version").fetchone()[0], self._db.total_changes)
        before, self._seen = self._seen, seen
        return seen != before

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes meanwhile, and all that is done within is done, or nothing. May be within another."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # ------------------------------------------------------------------------------------------------- what is so

    def in_force(self, name: str) -> Held | None:
        """The newest certificate of this name that is not revoked; its time may be over."""
        return next(self._held("name = ? AND revoked IS NULL ORDER BY rowid DESC LIMIT 1", name), None)

    def given_to(self, key: Fingerprint) -> Held | None:
        """The newest certificate for this public key, revoked or not."""
        return next(self._held("fingerprint = ? ORDER BY rowid DESC LIMIT 1", key), None)

    def just_given(self, key: Fingerprint) -> Held:
        """The same where there is one."""
        held = self.given_to(key)
        assert held is not None
        return held

    def history(self, name: str) -> list[Held]:
        """All certificates of this name, the oldest first."""
        return list(self._held("name = ? ORDER BY rowid", name))

    def claim(self, name: str) -> Claim | None:
        rows = self._db.execute(f"SELECT {_columns(Claim)} FROM claim WHERE name = ?", (name,))
        return next((Claim(**dict(zip(Claim.__struct_fields__, row, strict=True))) for row in rows), None)

    def waiting(self) -> list[Waiting]:
        """Who waits, the longest first; at most one of each device."""
        rows = self._db.execute(f"SELECT {_columns(Waiting)} FROM request ORDER BY at, device")
        return [Waiting(**dict(zip(Waiting.__struct_fields__, row, strict=True))) for row in rows]

    def shut_out(self) -> dict[str, str]:
        """Device to why nothing it says counts."""
        return dict(self._db.execute("SELECT device, why FROM shut_out ORDER BY device"))

    def revoked(self) -> list[tuple[str, Millis]]:
        """(serial, when) of all that ever were, in the order for the list. Those whose time is over as well: a broker
        whose clock starts in 1970 would let them in."""
        found = self._db.execute("SELECT serial, revoked FROM certificate WHERE revoked IS NOT NULL ORDER BY 2, 1")
        return list(found)

    def standings(self, plan: Plan) -> list[Standing]:
        """What there is to say of each device of the plan, in its order."""
        shut, waiting = self.shut_out(), {each.device: each for each in self.waiting()}
        return [_standing(device.id, self.in_force(device.id), shut, waiting) for device in plan.devices]

    def strangers(self, plan: Plan) -> list[str]:
        """Who has a certificate that boxes were given, and stands in the hall file no more."""
        found = self._db.execute(
            "SELECT DISTINCT name FROM certificate WHERE revoked IS NULL AND how != 'claim' ORDER BY name"
        )
        known = {HUB, AUTHORITY, BROKER, *(device.id for device in plan.devices)}
        return [name for (name,) in found if name.partition("/")[0] not in known]

    # ------------------------------------------------------------------------------------------------- what is done

    def record(self, made: Certificate, how: How, by: str, name: str | None = None) -> None:
        """A certificate was made, before anybody gets it; ``name`` where it is not its common name. What there was of
        this name is revoked, or retires when this is a renewal; whoever was shut out is let in by a new one alone."""
        name = made.name if name is None else name
        with self.alone():
            if how in ("renewed", "own"):
                self._db.execute(
                    "UPDATE certificate SET retires = ? WHERE name = ? AND revoked IS NULL AND retires IS NULL",
                    (made.since + LINGERS, name),
                )
            else:
                self._revoke("name = ?", (name,), made.since, "replaced", by)
                self._db.execute("DELETE FROM shut_out WHERE device = ?", (name,))
            values = (made.serial, name, made.fingerprint, made.pem, made.since, made.until, how, by)
            self._db.execute(
                "INSERT INTO certificate (serial, name, fingerprint, pem, since, until, how, by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def open_claim(self, made: Certificate, device: str, by: str) -> None:
        """A claim for ``device`` was made; an earlier one that is still open is not any more."""
        with self.alone():
            self._end_claims(device, "replaced", made.since, by)
            self.record(made, "claim", by)
            self._db.execute(
                "INSERT INTO claim (name, device, since, until, by) VALUES (?, ?, ?, ?, ?)",
                (made.name, device, made.since, made.until, by),
            )

    def ask(self, claim: str, device: str, key: PublicKey, at: Millis) -> Held | Waiting | Denial:
        """A box asks with this claim to be ``device``, for the first time or again: what it has been given, or that it
        waits (the claim is its own from now on), or why not."""
        mine = fingerprint(key)
        with self.alone():
            found = self.claim(claim)
            if found is None:
                return "claim-over"
            if found.taken_by not in (None, mine):
                return "claim-used"
            if found.device != device:
                return "other-device"
            given = self.given_to(mine)
            if found.ended == "granted" and given is not None and given.name == device and given.revoked is None:
                return given
            if found.ended == "refused":
                return "refused"
            if found.ended is not None or at >= found.until:
                return "claim-over"
            if given is not None and given.how == "claim":
                return "malformed"  # that key has been on paper
            if found.taken_by is None:
                self._db.execute("UPDATE claim SET taken_by = ? WHERE name = ?", (mine, claim))
                row = claim, device, mine, key, at
                self._db.execute(f"INSERT INTO request ({_REQUEST}) VALUES (?, ?, ?, ?, ?)", row)
            return next(each for each in self.waiting() if each.claim == claim)

    def grant(self, waiting: Waiting, made: Certificate, by: str) -> None:
        """The box that waits gets this."""
        with self.alone():
            self.record(made, "approved", by)
            self._decided(waiting, "granted", made.since)

    def refuse(self, waiting: Waiting, by: str, at: Millis) -> None:
        """It is another box than it says: its claim is spent."""
        with self.alone():
            self._decided(waiting, "refused", at)
            self._db.execute("UPDATE claim SET ended_by = ? WHERE name = ?", (by, waiting.claim))

    def spend(self, key: Fingerprint, at: Millis) -> None:
        """The certificate for this key is in use: the claim with which its box came has done its work and is revoked.
        Nothing is written when it is already."""
        with self.alone():
            claims = "name IN (SELECT name FROM claim WHERE taken_by = ?)"
            self._revoke(f"retires IS NOT NULL AND {claims}", (key,), at, "replaced", "")

    def shut(self, device: str, why: str, by: str, at: Millis) -> None:
        """Nothing it says counts from now on: its certificates are revoked, its claims and requests are over."""
        with self.alone():
            self._end_claims(device, "shut-out", at, by)
            self._revoke("name = ?", (device,), at, why, by)
            row = device, at, why, by
            self._db.execute("INSERT OR REPLACE INTO shut_out (device, at, why, by) VALUES (?, ?, ?, ?)", row)

    def tidy(self, at: Millis) -> None:
        """Ends what time has ended: claims, what lingered, requests whose claim is over. Whoever keeps the register
        calls it every minute or so; it writes nothing when there is nothing to do."""
        with self.alone():
            self._db.execute("UPDATE claim SET ended = 'over' WHERE ended IS NULL AND until <= ?", (at,))
            self._db.execute(
                "DELETE FROM request WHERE claim IN (SELECT name FROM claim WHERE ended IS NOT NULL)",
            )
            over = "how = 'claim' AND until <= ?"
            self._revoke(f"(retires <= ? OR {over})", (at, at), at, "replaced", "")

    def _end_claims(self, device: str, how: str, at: Millis, by: str) -> None:
        names = [name for (name,) in self._db.execute("SELECT name FROM claim WHERE device = ?", (device,))]
        for name in names:
            self._db.execute("UPDATE claim SET ended = ? WHERE name = ? AND ended IS NULL", (how, name))
            self._db.execute("DELETE FROM request WHERE claim = ?", (name,))
            self._revoke("name = ?", (name,), at, how, by)

    def _decided(self, waiting: Waiting, how: str, at: Millis) -> None:
        self._db.execute("DELETE FROM request WHERE claim = ?", (waiting.claim,))
        self._db.execute("UPDATE claim SET ended = ? WHERE name = ?", (how, waiting.claim))
        retires = (at + CLAIM_LINGERS, waiting.claim)
        self._db.execute("UPDATE certificate SET retires = ? WHERE name = ? AND revoked IS NULL", retires)

    def _revoke(self, where: str, values: tuple[object, ...], at: Millis, why: str, by: str) -> None:
        self._db.execute(
            f"UPDATE certificate SET revoked = ?, why = ?, revoked_by = ? WHERE revoked IS NULL AND {where}",
            (at, why, by, *values),
        )

    def _held(self, where: str, *values: object) -> Iterator[Held]:
        for row in self._db.execute(f"SELECT {_columns(Held)} FROM certificate WHERE {where}", values):
            yield Held(**dict(zip(Held.__struct_fields__, row, strict=True)))


def _columns(of: type[Struct]) -> str:
    return ", ".join(of.__struct_fields__)


def _standing(device: str, held: Held | None, shut: dict[str, str], waiting: dict[str, Waiting]) -> Standing:
    asks = waiting.get(device)
    return Standing(
        device=device,
        shut_out=device in shut,
        fingerprint=None if held is None else held.fingerprint,
        since=None if held is None else held.since,
        until=None if held is None else held.until,
        asking=None if asks is None else Asking(fingerprint=asks.fingerprint, claim=asks.claim, at=asks.at),
        words=shut.get(device, ""),
    )
