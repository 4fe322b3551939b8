"""The answers that a device got, on its own disk for two days: a hub that was put back from a copy may have lost what
it had answered, and is told (docs/backup.md). Knows SQLite."""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path

import msgspec

from hall_core.contract import limits
from hall_core.contract.messages import Reply, Restored
from hall_core.domain.commands import Act, Command, Held, TellHeld
from hall_core.domain.names import Millis, Uid
from hall_core.migrations import Migration
from hall_core.mqtt.outbox import KEPT_MS, OutboxError, opened

ROOM = limits.MAX_BYTES - 1_200
"""Bytes of what is told in one message: the rest is its envelope's."""
ASKED_MOST = 500
"""Commands of which the answer is still to come, or never will."""
MIGRATIONS = (
    Migration(
        "0.1.0",
        "CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,"
        " at INTEGER NOT NULL, body BLOB NOT NULL)",
    ),
)
_HOLD = "INSERT OR REPLACE INTO held (id, epoch, seq, at, body)"
log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Held).decode


class Memory:
    """Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._asked: dict[Uid, Act] = {}
        # An answer is held before anybody sees it: also when the power of this box fails with the hub's.
        self._db = opened(path, MIGRATIONS)

    def asks(self, id: Uid, command: Command) -> None:
        """The answer to it will be worth holding."""
        if isinstance(command, Act):
            with self._lock:
                self._asked[id] = command
                if len(self._asked) > ASKED_MOST:
                    del self._asked[next(iter(self._asked))]

    def take(self, reply: Reply, now: Millis) -> None:
        """Holds what was recorded for an answer, durably. OutboxError when the disk refuses."""
        with self._lock:
            command = self._asked.pop(reply.to, None)
            if command is None or reply.recorded is None:
                return
            held = Held(id=reply.to, command=command, recorded=reply.recorded)
            row = held.id, held.recorded.epoch, held.recorded.seq, now, _encode(held)
            try:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.execute(f"{_HOLD} VALUES (?, ?, ?, ?, ?)", row)
                self._db.execute("DELETE FROM held WHERE at < ?", (now - KEPT_MS,))
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise OutboxError(f"{self._path}: {error}") from error

    def portions(self, epoch: int, restored: Restored) -> list[TellHeld]:
        """All that a hub of this ``epoch`` may have lost, in messages; the last one says that it is. OutboxError when
        it cannot be read."""
        query = "SELECT body FROM held WHERE (epoch, seq) > (?, ?) AND epoch < ? ORDER BY epoch, seq"
        with self._lock:
            try:
                bodies = [row[0] for row in self._db.execute(query, (restored.epoch, restored.seq, epoch))]
            except sqlite3.Error as error:
                raise OutboxError(f"{self._path}: {error}") from error
        portions: list[list[Held]] = [[]]
        room, unread = ROOM, 0
        for body in bodies:
            try:
                held = _decode(body)
            except msgspec.ValidationError:
                unread += 1
                continue
            if len(body) > room and portions[-1]:
                portions.append([])
                room = ROOM
            portions[-1].append(held)
            room -= len(body) + 1
        if unread:
            log.error("%s: %d answers are of a newer release, and stay untold: this box went back", self._path, unread)
        last = len(portions) - 1
        return [TellHeld(epoch=epoch, held=held, last=index == last) for index, held in enumerate(portions)]

    def close(self) -> None:
        with self._lock:
            self._db.close()
