"""A business day as a hub has recorded it, read from its ledger, which stays as it is."""

from __future__ import annotations

import sqlite3
from bisect import bisect
from collections.abc import Iterator
from itertools import pairwise, takewhile
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.events import DayBegan, DayDated, Event
from hall_core.domain.names import Day
from hall_core.errors import MotcuaError
from hall_hub.store.reading import LedgerFile, RawLine
from hall_sim.happened import Happened, Kept, moment


class RecordedError(MotcuaError):
    """There is no such day to be read; the message says what there is."""

    key = "storage"


class Recorded(Struct, frozen=True):
    day: Day
    happened: list[Happened]
    over: bool
    """Whether another day began after it."""
    missing: list[str]
    """One sentence for each stretch of places that nothing stands at: a hub leaves none out."""
    answers: list[Kept]
    """What the hub has told those whose wishes it did, in order; a day that was only made up has none."""


def recorded(path: Path, day: Day | None = None) -> Recorded:
    """That day, or the newest. RecordedError when it cannot be had."""
    if not path.is_file():
        raise RecordedError(
            f"{path}: there is no such file; a hub keeps its ledger in ledger.sqlite of its data folder"
        )
    # A hub that runs has a log beside its ledger. Beside a copy nothing is to be left.
    log = path.with_name(f"{path.name}-wal")
    ledger = LedgerFile(path, still=not log.exists() or log.stat().st_size == 0)
    try:
        ledger.open(0)
        with ledger.snapshot():
            return _read(ledger, day)
    except (sqlite3.Error, OSError, msgspec.DecodeError) as error:
        raise RecordedError(f"{path}: {error}; is it a hub's ledger, and a whole one?") from error
    finally:
        ledger.close()


def _read(ledger: LedgerFile, wanted: Day | None) -> Recorded:
    firsts = [*ledger.days(), ledger.head() + 1]
    known: list[Day] = []
    for first, end in reversed(list(pairwise(firsts))):
        day = _day_of(ledger, first, end)
        if day is not None and wanted in (None, day):
            return _whole(ledger, day, first, end)
        known += [] if day is None else [day]
    there = f"it has {', '.join(sorted(known)[-10:])}" if known else "it has no whole day at all"
    raise RecordedError(f"{ledger.path}: {f'no day {wanted}; ' if wanted else ''}{there}")


def _whole(ledger: LedgerFile, day: Day, first: int, end: int) -> Recorded:
    """The day that has the places from ``first`` to before ``end``."""
    lines = list(_lines(ledger, first, end))
    places = [line.seq for line in lines]
    moments = [moment(line.at) for line in lines]
    missing = [
        f"{moments[nth]}: after event {before} of the ledger {_gap(before + 1, after - 1)}"
        for nth, (before, after) in enumerate(pairwise([*places, end]))
        if after - before > 1
    ]
    answers = [Kept(bisect(places, seq), command, reply) for seq, command, reply in ledger.answers(first, end)]
    happened = [(_decode(line.event), line.at) for line in lines]
    return Recorded(day, happened, end in ledger.days(), missing, answers)


def _gap(first: int, last: int) -> str:
    return f"number {first} is missing" if first == last else f"numbers {first} to {last} are missing"


def _lines(ledger: LedgerFile, first: int, end: int) -> Iterator[RawLine]:
    """By their places, not by how many there should be: some may be missing."""
    return takewhile(lambda line: line.seq < end, ledger.lines(first - 1))


def _day_of(ledger: LedgerFile, first: int, end: int) -> Day | None:
    """None: the day's events are gone, by the rule of keeping. One begun without the time is dated later."""
    day: Day | None = None
    for line in _lines(ledger, first, end):
        event = _decode(line.event)
        if isinstance(event, DayBegan):
            day = event.day
            if not event.provisional:
                break
        elif isinstance(event, DayDated):
            day = event.day
            break
        elif day is None:
            break
    return day


_decode = msgspec.json.Decoder(Event).decode
