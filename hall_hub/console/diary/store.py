"""The diary's file: one table of what happened to devices, one of what officers did here, one of how boxes were.

Bounded by :data:`KEPT` and its neighbours. Times are milliseconds since 1970 by the clock of the console's box.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from hall_core.contract.messages import Health
from hall_core.device.clock import BEGINNING
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan_keep import Keep
from hall_core.migrations import Migration, migrate
from hall_hub.console.devices.watch import Began, Change, Ended, Known, Started, Worded
from hall_hub.store.emptying import empty_log
from hall_hub.store.sound import unsound

DAY = 86_400_000
KEPT = Keep().diary * DAY
"""Of what happened and what was done, unless the hall file says otherwise."""
ADDRESSES_KEPT = 30 * DAY
"""Of diaries that were set aside, and of addresses from which wrong passwords came; without them the rest says nothing
about a person."""
SAMPLES_KEPT = 14 * DAY
SAMPLE_EVERY = 600_000
"""One row of health for each device and ten minutes: fifty devices have 100,000 rows in 14 days, some 5 MB."""
MOST_EVENTS, MOST_ACTS, MOST_FAILURES = 200_000, 200_000, 20_000
"""Rows whatever happens, some 50 MB in all: a device may come and go every few seconds, and somebody may try passwords
all night, without filling the disk. Failures are counted apart, so that they never push anything else out."""
BUSY = 5.0
"""Seconds to wait for the other writer, which is the command that sets a password."""
ALIVE, END = "alive", "end"

MIGRATIONS = (
    Migration(
        "0.1.0",
        """
CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, device TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL,
    until INTEGER, about TEXT NOT NULL, words TEXT NOT NULL, boot INTEGER NOT NULL, found INTEGER NOT NULL,
    found_until INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS event_device ON event (device, id);
CREATE INDEX IF NOT EXISTS event_open ON event (device, what, about) WHERE until IS NULL;
CREATE TABLE IF NOT EXISTS act (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, officer TEXT NOT NULL, what TEXT NOT NULL,
    about TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS act_at ON act (at);
CREATE INDEX IF NOT EXISTS act_officer ON act (officer, at);
CREATE INDEX IF NOT EXISTS act_what ON act (what, at);
CREATE TABLE IF NOT EXISTS sample (device TEXT NOT NULL, at INTEGER NOT NULL, temperature REAL, disk INTEGER,
    memory INTEGER, outbox INTEGER NOT NULL, PRIMARY KEY (device, at)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
""",
    ),
)
NOBODY = ""
"""The device of what concerns the console itself: when it did not watch, when its clock was set."""


class Event(Struct, frozen=True):
    """A row, or a stretch when ``until`` is later. Of ``gone``, ``problem`` and ``away`` None in ``until``: it goes on.
    ``what``: gone, problem, started, first, worded, away, clock."""

    id: int
    device: Slug
    what: str
    at: Millis
    until: Millis | None
    about: str
    words: str
    boot: int
    found: bool
    found_until: bool


class Sample(Struct, frozen=True):
    """The hottest, the fullest and the longest outbox of ten minutes. Megabytes and degrees Celsius."""

    at: Millis
    temperature: float | None
    disk: int | None
    memory: int | None
    outbox: int


_SAMPLE = "INSERT OR REPLACE INTO sample (device, at, temperature, disk, memory, outbox)"
_EVENT = "id, device, what, at, until, about, words, boot, found, found_until"


class DiaryStore:
    """Belongs to one thread once it is made. Everything raises sqlite3.Error when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._db = connect(path)
        try:
            if (found := unsound(self._db)) is not None:
                raise sqlite3.DatabaseError(found)
        except sqlite3.Error:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    def begin(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._db.execute("COMMIT")

    def emptied(self) -> None:
        """What was deleted is nowhere in the files any more."""
        empty_log(self._db)

    def give_up(self) -> None:
        """After a failure; whatever else fails with it."""
        with suppress(sqlite3.Error):
            self._db.rollback()
        with suppress(sqlite3.Error):
            self._db.close()

    # -- what happened

    def keep(self, change: Change) -> None:
        match change:
            case Began(device=device, what=what, at=at, about=about, words=words, boot=boot, found=found):
                if not self._lasts(device, what, about):
                    self._add(device, what, at, None, about, words, boot, found)
            case Ended(device=device, what=what, at=at, about=about, found=found):
                self._db.execute(
                    "UPDATE event SET until = ?, found_until = ? "
                    "WHERE device = ? AND what = ? AND about = ? AND until IS NULL",
                    (at, found, device, what, about),
                )
            case Started(device=device, at=at, boot=boot, version=version, first=first, found=found):
                self._add(device, "first" if first else "started", at, at, version, "", boot, found)
            case Worded(device=device, at=at, about=about, words=words):
                done = self._db.execute(
                    "UPDATE event SET words = ? WHERE device = ? AND what = 'problem' AND about = ? "
                    "AND until IS NULL AND words = ''",
                    (words, device, about),
                )
                if not done.rowcount:
                    self._add(device, "worded", at, at, about, words, 0, False)

    def away(self, at: Millis, until: Millis, why: str) -> None:
        """The console did not hear the devices from ``at`` on: the diary cannot say what happened then."""
        self._add(NOBODY, "away", at, until, why, "", 0, False)

    def clock(self, at: Millis, until: Millis) -> None:
        """It said ``at``, and from the same moment on ``until``."""
        self._add(NOBODY, "clock", at, until, "", "", 0, False)

    def _add(
        self, device: str, what: str, at: Millis, until: Millis | None, about: str, words: str, boot: int, found: bool
    ) -> None:
        row = (device, what, at, until, about, words, boot, found, False)
        self._db.execute(f"INSERT INTO event ({_EVENT[4:]}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _lasts(self, device: str, what: str, about: str) -> bool:
        query = "SELECT 1 FROM event WHERE device = ? AND what = ? AND about = ? AND until IS NULL"
        return self._db.execute(query, (device, what, about)).fetchone() is not None

    def known(self) -> dict[Slug, Known]:
        """As the rows say it is; but for versions, which each device says again."""
        problems: dict[str, dict[str, str]] = {}
        rows = self._db.execute("SELECT device, about, words FROM event WHERE what = 'problem' AND until IS NULL")
        for device, about, words in rows:
            problems.setdefault(device, {})[about] = words
        known: dict[Slug, Known] = {}
        for (device,) in self._db.execute("SELECT DISTINCT device FROM event WHERE device != ''").fetchall():
            last = self._db.execute(
                f"SELECT {_EVENT} FROM event WHERE device = ? AND what IN ('first', 'started', 'gone') "
                "ORDER BY id DESC LIMIT 1",
                (device,),
            ).fetchone()
            if last is not None:
                known[device] = _known(_event(last), problems.get(device, {}))
        return known

    def events(self, device: Slug, before: int | None, most: int) -> list[Event]:
        """Of the device and of the console's own watching, newest first; older than the row ``before``."""
        rows = self._db.execute(
            f"SELECT {_EVENT} FROM (SELECT * FROM event WHERE device = :device AND id < :before "
            "ORDER BY id DESC LIMIT :most) "
            f"UNION ALL SELECT {_EVENT} FROM (SELECT * FROM event WHERE device = '' AND id < :before "
            "ORDER BY id DESC LIMIT :most) ORDER BY id DESC LIMIT :most",
            {"device": device, "before": before or 1 << 62, "most": most},
        )
        return [_event(row) for row in rows]

    def absences(self, device: Slug, since: Millis) -> list[Event]:
        """When the device was gone, and when nobody watched, as far as it reaches beyond ``since``."""
        rows = self._db.execute(
            f"SELECT {_EVENT} FROM event WHERE device IN (?, '') AND what IN ('gone', 'away') "
            "AND coalesce(until, 9e18) > ? ORDER BY id",
            (device, since),
        )
        return [_event(row) for row in rows]

    def first_seen(self, device: Slug) -> Millis | None:
        """The oldest row of it that is there."""
        row = self._db.execute("SELECT at FROM event WHERE device = ? ORDER BY id LIMIT 1", (device,)).fetchone()
        return None if row is None else row[0]

    # -- how the boxes were

    def sample(self, device: Slug, sample: Sample) -> None:
        row = (device, sample.at, sample.temperature, sample.disk, sample.memory, sample.outbox)
        self._db.execute(f"{_SAMPLE} VALUES (?, ?, ?, ?, ?, ?)", row)

    def samples(self, device: Slug, since: Millis) -> list[Sample]:
        query = "SELECT at, temperature, disk, memory, outbox FROM sample WHERE device = ? AND at >= ? ORDER BY at"
        return [Sample(*row) for row in self._db.execute(query, (device, since))]

    # -- what officers did

    def act(self, at: Millis, officer: str, what: str, about: str) -> None:
        self._db.execute("INSERT INTO act (at, officer, what, about) VALUES (?, ?, ?, ?)", (at, officer, what, about))

    # -- the console's own

    def notes(self) -> Mapping[str, str]:
        return dict(self._db.execute("SELECT key, value FROM note"))

    def put_note(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO note (key, value) VALUES (?, ?)", (key, value))

    def forget_old(self, now: Millis, kept: Millis = KEPT) -> None:
        """What is older than the rules say, ``kept`` for what happened or was done. What lasts still, and the last
        start of each device, stays."""
        last = "SELECT max(id) FROM event WHERE what IN ('first', 'started') GROUP BY device"
        over = f"until IS NOT NULL AND id NOT IN ({last})"
        # Not by a time from before the clock was set: it says nothing of the age.
        self._db.execute(f"DELETE FROM event WHERE until BETWEEN ? AND ? AND {over}", (BEGINNING, now - kept))
        self._db.execute(f"DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ? AND {over}", (MOST_EVENTS,))
        self._db.execute("DELETE FROM act WHERE at BETWEEN ? AND ?", (BEGINNING, now - kept))
        self._db.execute("DELETE FROM act WHERE id <= (SELECT max(id) FROM act) - ?", (MOST_ACTS,))
        self._db.execute(
            "DELETE FROM act WHERE what = 'wrong-password' AND id <= (SELECT id FROM act WHERE what = 'wrong-password' "
            "ORDER BY at DESC LIMIT 1 OFFSET ?)",
            (MOST_FAILURES,),
        )
        self._db.execute(
            "UPDATE act SET about = '' WHERE what = 'wrong-password' AND at < ? AND about != ''",
            (now - ADDRESSES_KEPT,),
        )
        self._db.execute("DELETE FROM sample WHERE at < ?", (now - SAMPLES_KEPT,))


def connect(path: Path) -> sqlite3.Connection:
    """With its tables. sqlite3.Error or OSError when that cannot be."""
    path.touch(mode=0o600)
    # Opened where the console starts, used on the diary's thread.
    db = sqlite3.connect(path, isolation_level=None, timeout=BUSY, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        # What is deleted by rule is no more in the file either.
        db.execute("PRAGMA secure_delete=ON")
        # The last seconds may be lost with the power; what is there stays whole, and flash is written less often.
        db.execute("PRAGMA synchronous=NORMAL")
        migrate(db, path, MIGRATIONS)
    except sqlite3.Error:
        db.close()
        raise
    return db


def note_apart(path: Path, at: Millis, officer: str, what: str, about: str) -> str:
    """What another program did, beside a console that runs or not. Why it could not be noted; empty when it was."""
    try:
        with closing(connect(path)) as db:
            db.execute("INSERT INTO act (at, officer, what, about) VALUES (?, ?, ?, ?)", (at, officer, what, about))
    except (sqlite3.Error, OSError) as error:
        return str(error)
    return ""


def worst(earlier: Sample | None, health: Health, at: Millis) -> Sample:
    """Of the ten minutes in which both lie."""
    slot = at - at % SAMPLE_EVERY
    now = Sample(slot, health.temperature_c, health.disk_free_mb, health.memory_mb, health.outbox)
    if earlier is None or earlier.at != slot:
        return now
    return Sample(
        slot,
        _of(max, earlier.temperature, now.temperature),
        _of(min, earlier.disk, now.disk),
        _of(max, earlier.memory, now.memory),
        max(earlier.outbox, now.outbox),
    )


def _of(choose: Any, *values: float | None) -> Any:
    return choose((value for value in values if value is not None), default=None)


def _event(row: tuple[Any, ...]) -> Event:
    id, device, what, at, until, about, words, boot, found, found_until = row
    return Event(id, device, what, at, until, about, words, boot, bool(found), bool(found_until))


def _known(event: Event, problems: Mapping[str, str]) -> Known:
    came = event.what != "gone" or event.until is not None
    since, found = event.at, event.found
    if event.what == "gone" and event.until is not None:
        since, found = event.until, event.found_until
    return Known(online=came, since=since, found=found, boot=event.boot, problems=problems)
