"""What was asked of the hub and what came of it, as the ledger keeps it: read-only, on a connection of its own, off the
loop. Each question walks an index of the ledger, so that a year costs no more than a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.contract.messages import Reply
from hall_core.domain.business_day import business_day, ends_at
from hall_core.domain.names import Day, Millis, Slug, Uid
from hall_core.domain.refusal import Refusal
from hall_core.errors import MotcuaError

DAYS_TOLD = 14
"""Days of one page of which the events are read for the numbers of their tickets, 10 ms each; of others the reply names
the last one."""
BUSY = 2.0
"""Seconds to wait for a hub that just folds its write-ahead log."""


class Place(Struct, frozen=True, order=True):
    """Where an entry stands among all, by time and then by key."""

    at: Millis
    key: str


class Search(Struct, frozen=True, kw_only=True):
    """Empty: whatever it is."""

    by: tuple[str, ...] = ()
    """Officers."""
    device: str = ""
    kind: str = ""
    """The tag of a command."""
    refused: bool = False
    since: Millis = 0
    until: Millis = 1 << 60
    number: str = ""
    """Of a ticket; within one business day, since numbers begin anew with each."""
    day: Day = ""


class Entry(Struct, frozen=True, kw_only=True):
    at: Millis
    device: Slug
    by: str
    """The officer who was signed in; empty when that is not known."""
    wish: str
    command: Uid
    refusal: Refusal | None
    """None when it was done."""
    where: str
    """The counter or service it was for."""
    reason: str
    """What the officer gave as a reason or note."""
    numbers: str
    """Of the tickets that it changed or named."""

    @property
    def place(self) -> Place:
        return Place(self.at, self.command)


class _Body(Struct):
    """Of a command, what is told of it."""

    counter: str = ""
    service: str | None = None
    reason: str = ""
    note: str = ""
    ticket: str | None = None


class _Told(Struct):
    """Of an event, which ticket it is of, and its number where it says so."""

    ticket: str = ""
    number: str = ""


_reply = msgspec.json.Decoder(Reply).decode
_body = msgspec.json.Decoder(_Body).decode
_told = msgspec.json.Decoder(_Told).decode


class UnreadableError(MotcuaError):
    """The ledger or the diary cannot be read now."""

    key = "storage"


class Audit:
    """The ledger, opened to read alone."""

    def __init__(self, db: sqlite3.Connection, turn: str) -> None:
        self._db = db
        self._turn = turn

    def entries(
        self, search: Search, most: int, *, before: Place | None = None, after: Place | None = None
    ) -> list[Entry]:
        """At most so many: newest first, those older than ``before``; or oldest first, those newer than ``after``."""
        query, values = question(search, before, after)
        if not search.number:
            return self._told_of(self._db.execute(f"{query} LIMIT {most}", values).fetchall())
        changed, tickets = self._of_number(search.day, search.number)
        found = [row for row in self._db.execute(query, values) if _names(row, search.number, changed, tickets)]
        return self._told_of(found[:most])

    def reaches(self) -> tuple[Millis | None, Millis | None]:
        """When the oldest command was asked that is still there, and when the oldest event happened: older ones are in
        the archive."""
        first = self._db.execute("SELECT min(at) FROM answer").fetchone()[0]
        event = self._db.execute("SELECT at FROM event ORDER BY seq LIMIT 1").fetchone()
        return first, None if event is None else event[0]

    def _told_of(self, rows: list[sqlite3.Row]) -> list[Entry]:
        days = sorted({business_day(row["at"], self._turn) for row in rows}, reverse=True)[:DAYS_TOLD]
        numbers: dict[Uid, str] = {}
        for day in days:
            numbers |= self._numbers(day)
        return [_entry(row, numbers) for row in rows]

    def _numbers(self, day: Day) -> dict[Uid, str]:
        """Command to the numbers of the tickets that it changed, in their order."""
        found: dict[Uid, dict[str, None]] = {}
        numbers: dict[Uid, str] = {}
        for command, told in self._events(day):
            if told.number and told.ticket:
                numbers[told.ticket] = told.number
            if command is not None and told.ticket in numbers:
                found.setdefault(command, {})[numbers[told.ticket]] = None
        return {command: ", ".join(of) for command, of in found.items()}

    def _of_number(self, day: Day, number: str) -> tuple[set[Uid], set[Uid]]:
        """The commands that changed a ticket of that number, and the tickets."""
        tickets, changed = set[Uid](), set[Uid]()
        for command, told in self._events(day):
            if told.number == number:
                tickets.add(told.ticket)
            if command is not None and told.ticket in tickets:
                changed.add(command)
        return changed, tickets

    def _events(self, day: Day) -> Iterable[tuple[Uid | None, _Told]]:
        """Of a business day; none when they are in the archive."""
        first = "SELECT min(first) FROM day WHERE day = ?"
        rows = self._db.execute(
            f"SELECT command, body FROM event WHERE seq >= ({first}) AND seq < coalesce((SELECT min(first) FROM day "
            f"WHERE first > ({first})), 9e18) ORDER BY seq",
            (day, day),
        )
        return ((command, _told(body)) for command, body in rows)


@contextmanager
def opened(path: Path, turn: str) -> Generator[Audit]:
    """``turn``: when the hall's days turn. UnreadableError when the ledger cannot be read."""
    with read_only(path) as db:
        db.row_factory = sqlite3.Row
        yield Audit(db, turn)


@contextmanager
def read_only(path: Path) -> Generator[sqlite3.Connection]:
    """UnreadableError when that fails, or what is done with it."""
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=BUSY)
        ) as db:
            yield db
    except sqlite3.Error as error:
        raise UnreadableError(f"{path}: {error}") from error


def span_of(day: Day, turn: str) -> tuple[Millis, Millis]:
    """When a business day begins and ends."""
    from datetime import date, timedelta

    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return ends_at(before, turn), ends_at(day, turn)


def question(search: Search, before: Place | None, after: Place | None) -> tuple[str, list[Any]]:
    """The query, and what stands for its question marks."""
    parts, values = ["at >= ?", "at < ?"], list[Any]([search.since, search.until])
    if search.by:
        parts.append(f"officer IN ({', '.join('?' * len(search.by))})")
        values += search.by
    for column, value in (("device", search.device), ("wish", search.kind)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if search.refused:
        parts.append("refusal IS NOT NULL")
    if before is not None or after is not None:
        place = before or after
        assert place is not None
        # The first half lets the index be used, the second tells those of one millisecond apart.
        parts += [f"at {'<=' if before else '>='} ?", f"(at, command) {'<' if before else '>'} (?, ?)"]
        values += [place.at, place.at, place.key]
    way = "ASC" if after is not None and before is None else "DESC"
    return f"SELECT * FROM answer WHERE {' AND '.join(parts)} ORDER BY at {way}, command {way}", values


def _names(row: Mapping[str, Any] | sqlite3.Row, number: str, changed: set[Uid], tickets: set[Uid]) -> bool:
    if row["command"] in changed:
        return True
    reply = _reply(row["reply"])
    about = "" if reply.refusal is None else reply.refusal.about
    return _body(row["body"] or "{}").ticket in tickets or number in (about, *_replied(reply))


def _replied(reply: Reply) -> tuple[str, ...]:
    """The numbers that a reply names."""
    return tuple(ticket.number for ticket in (reply.ticket, reply.concerned) if ticket is not None)


def _entry(row: sqlite3.Row, numbers: Mapping[Uid, str]) -> Entry:
    reply, body = _reply(row["reply"]), _body(row["body"] or "{}")
    replied = _replied(reply)
    return Entry(
        at=row["at"],
        device=row["device"],
        # Of commands from before officers and wishes were kept beside the answers neither is known.
        by=row["officer"] or "",
        wish=row["wish"] or "",
        command=row["command"],
        refusal=reply.refusal,
        where=body.counter or body.service or "",
        reason=body.reason or body.note,
        numbers=numbers.get(row["command"]) or (replied[-1] if replied else ""),
    )
