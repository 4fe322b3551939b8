"""What ``python -m hall_hub.feeds.work`` does for the hub: one order from its input, the answer to its output.

It may be killed at any moment; then nothing has changed. When the hub goes, it goes.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import traceback
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from hall_core.domain.appointment import Appointment
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Millis
from hall_hub.feeds.appointments import appointments
from hall_hub.feeds.dossiers import as_of, dossiers
from hall_hub.feeds.drop import Kind, discreet, sift
from hall_hub.feeds.items import of_items
from hall_hub.feeds.orders import (
    Answer,
    Failed,
    Made,
    MakeBoard,
    MakeCalendar,
    MakeCatalogue,
    Order,
    TakeAppointments,
    TakeDossiers,
    Taken,
)
from hall_hub.feeds.portions import portions
from hall_hub.feeds.verdict import Verdict
from hall_hub.store.board import keep_board
from hall_hub.store.calendar_file import CalendarFile
from hall_hub.store.incoming import Incoming
from hall_hub.store.schema import connect

NICE = 10
"""How much it gives way to all that happens in the hall."""

Value = TypeVar("Value", Appointment, Dossier)


class HubGone(Exception):
    """Nobody waits for the answer any more, and the next hub has it done anew."""


def main() -> int:
    os.nice(NICE)
    # When it ends is the hub's affair, also when somebody at the terminal wants both to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    try:
        answer = done(order, os.getppid())
    except HubGone:
        return 1
    except Exception as error:
        answer = Failed(_words(error))
    sys.stdout.buffer.write(msgspec.json.encode(answer))
    return 0


def done(order: Order, hub: int) -> Answer:
    """``hub`` is the process whose child this one is, as long as that lives."""
    if isinstance(order, MakeCalendar):
        from hall_hub.feeds.calendar import make_calendar  # the other orders do without its library

        given = None if order.copies is None else Path(order.copies)
        return make_calendar(Path(order.data), order.today, Path(order.ca), given)
    copies = Path(order.copies)
    match order:
        case TakeAppointments():
            path = Path(order.path)
            written = int(path.stat().st_mtime * 1000)
            with closing(Incoming(copies, "appointments")) as incoming:
                return _taken(path, appointments(order.services), incoming, (written, 0), hub)
        case TakeDossiers():
            path = Path(order.path)
            with closing(Incoming(copies, "dossiers")) as incoming:
                return _taken(path, dossiers(order.key), incoming, as_of(path), hub)
        case MakeBoard():
            with closing(connect(copies)) as db:
                days = CalendarFile(copies.parent).days
                return Made(keep_board(db, order.today, order.rules, days) or "")
        case MakeCatalogue():
            return of_items(copies, Path(order.edition), Path(order.report), order.services)


def _taken(path: Path, kind: Kind[Value], incoming: Incoming, told: tuple[Millis, int], hub: int) -> Taken:
    """``told``: of when the file is, and the bytes of the remark that says so. The report comes last: who finds it
    finds the copy as well."""
    when, remark = told
    verdict = Verdict(path.name)
    for table in portions(path, kind.required, kind.optional, remark):
        if not table.whole:
            verdict.ending = discreet(table.findings.pop(), kind.secret)
        findings = sift(path.name, table, kind, incoming.add)
        verdict.add(findings, rows=len(table.rows) + len(table.spoilt), good=incoming.count)
        if os.getppid() != hub:
            raise HubGone
    if verdict.accepted:
        incoming.take_place(when)
    verdict.report(path)
    return Taken(verdict.accepted, verdict.words)


def _words(error: Exception) -> str:
    """What went wrong, and where in the program; the text of an error only where it cannot repeat a row."""
    why = error.strerror if isinstance(error, OSError) else str(error) if isinstance(error, sqlite3.Error) else None
    frames = traceback.extract_tb(error.__traceback__)
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:])
    return f"{type(error).__name__}{f': {why}' if why else ''} ({places})"


if __name__ == "__main__":
    sys.exit(main())
