"""The ledger: everything that happened, append-only, in one SQLite file. Knows SQLite.

A batch is one transaction and one flush to the disk; nothing is answered or published before it is committed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.commands import CheckIn, Command, Held, TellHeld
from hall_core.domain.events import DayBegan, Event
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.rating import Offer
from hall_core.domain.refusal import Refusal
from hall_core.domain.speaking import Naming
from hall_core.errors import MotcuaError
from hall_core.migrations import UnfitFileError, migrate, must_fit
from hall_hub.store.sound import unsound
from hall_hub.store.tables import MIGRATIONS
from hall_hub.when import BOOTS, COUNTS_MOST, Kept

STREAMS_MOST = 16
"""Outboxes of one device that are remembered. A new disk is a new one; one gone mad may name another each time."""

RESTORE = "put the copy in its place: motcua restore (docs/backup.md)"
OTHER_RELEASE = "if this box went back to an older release, start the newer one again (docs/updates.md, 'Going back')"
SOUND_MOST = 200_000_000
"""Bytes of a ledger that is looked through whole at each start: some seconds on a small box. A longer one is looked
through by who copies it, once a day."""
TORN = """
WITH span AS (SELECT day, first, lead(first, 1, (SELECT max(seq) + 1 FROM event)) OVER (ORDER BY first) AS next FROM
day) SELECT day FROM span WHERE EXISTS (SELECT 1 FROM event WHERE seq = first) AND next - first != (SELECT count(*)
FROM event WHERE seq >= first AND seq < next) LIMIT 1 """
LATELY = 5_000
"""Events among which those of a command are looked for that is sent again: of the last minutes, in the worst rush."""
START = "box-start-"
"""How what is noted of it is called among the ledger's own values."""
NO_CODE = "0000"
"""In place of a code that was of no appointment."""


class Answered(Struct, frozen=True):
    """One command, done or refused, as an audit asks for it."""

    id: Uid
    device: Slug
    at: Millis
    command: Command
    officer: Slug | None
    """Who stands behind it; None: a citizen."""
    refusal: Refusal | None


class BoxStart(Struct, frozen=True, kw_only=True):
    """What the hub notes of the last start of its box."""

    box: int
    """Which one it was."""
    head: int
    """The ledger's last event then."""
    doubted: Millis | None = None
    """When it was, by a clock that nobody had set; None: the day is known."""


class LedgerError(MotcuaError):
    """The ledger cannot be read or written; the message says what and what to do."""

    key = "storage"


class Ledger:
    """One writer, one connection, one thread."""

    def __init__(self, path: Path) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(Event).decode
        self._path = path
        self._db = _connect(path)
        try:
            must_fit(self._db, path, len(MIGRATIONS))
            self._db.execute("PRAGMA journal_mode=WAL")
            _check(self._db, path)
            # Not kept in the file: without it a power cut takes back what was already answered.
            self._db.execute("PRAGMA synchronous=FULL")
            migrate(self._db, path, MIGRATIONS)
            self.epoch: int = self._db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
            self.head: int = self._head()
            self._turn = last_turn(self._db)
        except UnfitFileError as error:
            self._db.close()
            raise LedgerError(str(error)) from error
        except (sqlite3.Error, LedgerError) as error:
            self._db.close()
            raise error if isinstance(error, LedgerError) else _unusable(path, error) from error

    @contextmanager
    def batch(self) -> Generator[None]:
        """All that is appended inside is committed durably at the end, or nothing of it is (LedgerError)."""
        head = self.head
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._turn += 1
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            self.head = head
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise LedgerError(f"{self._path}: {error}; nothing was recorded") from error
            raise

    def append(self, event: Event, at: Millis, command: str | None) -> int:
        """Adds one event; gives its place in the ledger, from 1 without a gap."""
        self.head += 1
        row = (self.head, at, command, self._encode(event).decode())
        self._db.execute("INSERT INTO event (seq, at, command, body) VALUES (?, ?, ?, ?)", row)
        if isinstance(event, DayBegan):
            self._db.execute("INSERT INTO day (first, day) VALUES (?, ?)", (self.head, event.day))
        return self.head

    def answer_to(self, command: str) -> tuple[Slug, bytes] | None:
        """The device that gave this command, and the reply it once got, as it was encoded."""
        row = self._db.execute("SELECT device, reply FROM answer WHERE command = ?", (command,)).fetchone()
        return None if row is None else (row[0], row[1])

    def keep_answer(self, answered: Answered, reply: bytes) -> None:
        a, wish = answered, str(answered.command.__struct_config__.tag)
        reason = None if a.refusal is None else a.refusal.reason
        command = _as_kept(a.command, refused=a.refusal is not None)
        row = (a.id, a.device, a.at, reply, a.officer, wish, reason, self._encode(command).decode(), self._turn)
        columns = "command, device, at, reply, officer, wish, refusal, body, turn"
        self._db.execute(f"INSERT INTO answer ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def recorded(self, command: str) -> tuple[int, Millis, Slug | None, list[Event]] | None:
        """Place, time, officer and events of a command that was answered lately; None when it has brought nothing."""
        query = "SELECT seq, at, body FROM event WHERE seq > ? AND command = ? ORDER BY seq"
        rows = self._db.execute(query, (self.head - LATELY, command)).fetchall()
        if not rows:
            return None
        (officer,) = self._db.execute("SELECT officer FROM answer WHERE command = ?", (command,)).fetchone()
        return rows[0][0], rows[0][1], officer, [self._decode(body) for _, _, body in rows]

    def keep_held(self, device: str, held: Iterable[Held]) -> None:
        """Of each device what it tells, whoever has told the same."""
        rows = ((f"{one.id} {device}", device, self._encode(one).decode()) for one in held)
        self._db.executemany("INSERT OR IGNORE INTO held (command, device, body) VALUES (?, ?, ?)", rows)

    def held(self) -> list[tuple[Slug, Held]]:
        rows = self._db.execute("SELECT device, body FROM held ORDER BY command")
        return [(device, msgspec.json.decode(body, type=Held)) for device, body in rows]

    def drop_held(self) -> None:
        self._db.execute("DELETE FROM held")

    def heard_from(self, device: str, stream: str) -> int:
        """The sequence of the last fact recorded from this outbox; 0 when none was."""
        row = self._db.execute("SELECT last FROM inbox WHERE device = ? AND stream = ?", (device, stream)).fetchone()
        return 0 if row is None else row[0]

    def keep_heard(self, device: str, stream: str, last: int) -> None:
        known = self._db.execute(
            "UPDATE inbox SET last = ?, turn = ? WHERE device = ? AND stream = ?", (last, self._turn, device, stream)
        )
        if known.rowcount:
            return
        row = device, stream, last, self._turn
        self._db.execute("INSERT INTO inbox (device, stream, last, turn) VALUES (?, ?, ?, ?)", row)
        # Their ids sort by time.
        newest = "SELECT stream FROM inbox WHERE device = ? ORDER BY stream DESC LIMIT ?"
        self._db.execute(
            f"DELETE FROM inbox WHERE device = ? AND stream != ? AND stream NOT IN ({newest})",
            (device, stream, device, STREAMS_MOST),
        )

    def keep_offers(self, offers: Iterable[Offer]) -> None:
        """Those of a day that is over; those of the running day are in its events."""
        rows = ((offer.id, offer.used, self._encode(offer).decode(), self._turn) for offer in offers)
        self._db.executemany("INSERT OR IGNORE INTO offer (id, used, body, turn) VALUES (?, ?, ?, ?)", rows)

    def use_offer(self, id: str) -> None:
        self._db.execute("UPDATE offer SET used = 1, turn = ? WHERE id = ?", (self._turn, id))

    def offer(self, id: str) -> Offer | None:
        """An offer of an earlier day, as it stands now."""
        row = self._db.execute("SELECT used, body FROM offer WHERE id = ?", (id,)).fetchone()
        return None if row is None else replace(msgspec.json.decode(row[1], type=Offer), used=bool(row[0]))

    def keep_clock(self, kept: Kept) -> None:
        row = (kept.device, kept.boot, kept.started, self._turn)
        self._db.execute(
            "INSERT INTO device_clock (device, boot, started, turn) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET started = excluded.started, turn = excluded.turn",
            row,
        )
        self._db.execute("DELETE FROM device_clock WHERE device = ? AND boot <= ?", (kept.device, kept.boot - BOOTS))
        newest = "SELECT boot FROM device_clock WHERE device = ? ORDER BY started DESC, boot DESC LIMIT ?"
        self._db.execute(
            f"DELETE FROM device_clock WHERE device = ? AND boot != ? AND boot NOT IN ({newest})",
            (kept.device, kept.boot, kept.device, COUNTS_MOST),
        )

    def clocks(self) -> list[Kept]:
        return [Kept(*row) for row in self._db.execute("SELECT device, boot, started FROM device_clock")]

    def note_start(self, start: BoxStart) -> None:
        noted = ((START + name, value) for name, value in msgspec.structs.asdict(start).items() if value is not None)
        self._db.execute("DELETE FROM meta WHERE key GLOB ?", (f"{START}*",))
        self._db.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", noted)

    def noted_start(self) -> BoxStart | None:
        rows = self._db.execute("SELECT key, value FROM meta WHERE key GLOB ?", (f"{START}*",))
        noted = {key.removeprefix(START): value for key, value in rows}
        return msgspec.convert(noted, BoxStart) if noted else None

    def since(self, head: int) -> Iterator[Event]:
        """The events after this one, in order."""
        for (body,) in self._db.execute("SELECT body FROM event WHERE seq > ? ORDER BY seq", (head,)):
            yield self._decode(body)

    def keep_speaker(self, zone: Slug, naming: Naming) -> None:
        row = (zone, naming.board, naming.since, naming.whole, self._turn)
        self._db.execute(
            "INSERT INTO speaker (zone, board, since, whole, turn) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET board = excluded.board, since = excluded.since, whole = excluded.whole, turn = excluded.turn",
            row,
        )

    def speakers(self) -> dict[Slug, Naming]:
        rows = self._db.execute("SELECT zone, board, since, whole FROM speaker")
        return {zone: Naming(board, since, bool(whole)) for zone, board, since, whole in rows}

    def today(self) -> Iterator[tuple[Event, Millis]]:
        """The events of the running business day, in order."""
        try:
            rows = self._db.execute("SELECT at, body FROM event WHERE seq >= (SELECT max(first) FROM day) ORDER BY seq")
            for at, body in rows:
                yield self._decode(body), at
        except msgspec.ValidationError as error:
            raise LedgerError(f"{self._path}: {error}; {OTHER_RELEASE}; else {RESTORE}") from error
        except (sqlite3.Error, msgspec.DecodeError) as error:
            raise LedgerError(f"{self._path}: {error}; {RESTORE}") from error

    def close(self) -> None:
        """Puts all into the file itself, so that a copy of that alone is a whole one; unless somebody is just reading
        what is not in it yet, for whom nothing waits."""
        with suppress(sqlite3.Error):  # what cannot be moved now stays beside the file, where the next start finds it
            self._db.execute("PRAGMA busy_timeout = 0")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._db.close()

    def _head(self) -> int:
        return self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]


def _as_kept(command: Command, *, refused: bool) -> Command:
    match command:
        case CheckIn() if refused:
            # What was typed there may be a name, or the number of an old identity card.
            return replace(command, code=NO_CODE)
        case TellHeld():
            # What it holds is recorded under its own commands.
            return replace(command, held=[])
        case _:
            return command


def turned(db: sqlite3.Connection) -> list[str]:
    """The tables whose rows tell in which batch they were written, also those of a newer release."""
    tables = "SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    return [name for (name,) in db.execute(f"{tables} AND c.name = 'turn' ORDER BY t.name")]


def last_turn(db: sqlite3.Connection) -> int:
    """Of the last batch that wrote into any of these; 0: none has."""
    return max(db.execute(f"SELECT coalesce(max(turn), 0) FROM {table}").fetchone()[0] for table in turned(db))


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, isolation_level=None)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def _check(db: sqlite3.Connection, path: Path) -> None:
    """LedgerError when a page of it is spoilt: nobody runs on half of what happened. (One garbled event of an
    earlier day stops no hall: who copies the ledger finds it, and the hub's problem says so.)"""
    if path.stat().st_size <= SOUND_MOST and (fault := broken(db)):
        raise LedgerError(f"{path}: {fault}; {RESTORE}")


def spoilt(db: sqlite3.Connection) -> str | None:
    """As :func:`broken`; or an event that is garbled."""
    try:
        return broken(db) or _garbled(db)
    except sqlite3.DatabaseError as error:
        return str(error)


def broken(db: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong in the file, or a day that lacks some of its events; None: nothing. Reads all of it. (A
    day that leaves the ledger loses its first event first.)"""
    try:
        if (found := unsound(db)) is not None:
            return found
        begun = db.execute("PRAGMA user_version").fetchone()[0]
        torn = db.execute(TORN).fetchone() if begun else None
        return f"events of {torn[0]} are missing" if torn else None
    except sqlite3.DatabaseError as error:
        return str(error)


def _garbled(db: sqlite3.Connection) -> str | None:
    """SQLite keeps no sum of what stands in a row, and finds nothing wrong where that alone has changed. (What is JSON
    and no event that is known here may be of another release.)"""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'event'").fetchone():
        return None  # nobody has begun it
    # As a BLOB: bytes that are no text must not end the reading without the event's place.
    for seq, body in db.execute("SELECT seq, CAST(body AS BLOB) FROM event ORDER BY seq"):
        try:
            msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return f"event {seq} is garbled"
    return None


def _unusable(path: Path, error: sqlite3.Error) -> LedgerError:
    return LedgerError(f"{path}: {error}; check the disk, or {RESTORE}")
