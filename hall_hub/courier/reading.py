"""The records of all business days from one on, a portion at a time, wherever their events lie by now.

A day that has left the ledger is read from the archive; where the hall keeps neither any more, it is passed over. A day
of an older ledger comes before those of the one that runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import Record
from hall_core.domain import events as e
from hall_core.domain.names import Millis
from hall_core.errors import MotcuaError
from hall_hub.courier.records import DayRecords, Names
from hall_hub.figures.archive import Archive
from hall_hub.figures.raw import LEDGER, Stretch, digest_of, encoded
from hall_hub.store.reading import LedgerFile, RawLine

_decode = msgspec.json.Decoder(e.Event).decode
BEGINNING = Stretch(0, 0)


class HoleError(MotcuaError):
    """Events that were about to be read have left the ledger meanwhile; they are in the archive now."""

    key = "storage"

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(f"events after {stretch.first} have left the ledger")
        self.stretch = stretch


class Base(Struct, frozen=True):
    """A business day of which some records may not have been acknowledged; of those before it all have been."""

    stretch: Stretch
    print: str
    """Digest of its first event: the same one in a ledger of another epoch is a copy's, which is alike up to there."""


class Point(Struct, frozen=True):
    """An event of one ledger by what no rule of keeping ever changes of it."""

    epoch: int
    seq: int
    at: Millis
    command: str | None


class Reading:
    """sqlite3.Error, OSError or FiguresError: it cannot go on now, :meth:`begin` anew. For one thread."""

    def __init__(self, data: Path, names: Names) -> None:
        self._names = names
        self._archive = Archive(data)
        self.ledger = LedgerFile(data / LEDGER)
        self._day: DayRecords | None = None
        self._stretch = BEGINNING
        self._print = ""
        self._seq: int = 0
        """The last event that was taken."""
        self.point: Point | None = None
        """The same, once one was taken of the ledger that runs."""
        self._archived: Iterator[RawLine] | None = None
        self._floor = BEGINNING
        """Days of the running ledger before this one are passed over: the centre has them under an earlier epoch."""
        self.at_end = False
        """There was nothing more."""

    def look(self) -> bool:
        """Opens the ledger; whether it is another one than was read. Then :meth:`begin` anew."""
        return self.ledger.open(0 if self._stretch.epoch != self.ledger.epoch else self._seq)

    def is_alike(self, point: Point) -> bool:
        """Whether the ledger that runs has that event; also when it had it, and when the event is of another ledger."""
        if point.epoch != self.ledger.epoch:
            return True
        line = next(self.ledger.lines(point.seq - 1, 1), None)
        if line is None or line.seq != point.seq:
            return point.seq <= self.ledger.head()
        return (line.at, line.command) == (point.at, point.command)

    @property
    def base(self) -> Base | None:
        return None if self._day is None else Base(self._stretch, self._print)

    @property
    def served_today(self) -> int:
        """Steps that were served to their end, in the day that was read last."""
        return 0 if self._day is None else self._day.completed

    def begin(self, start: Stretch, base: Base | None) -> None:
        """With the day ``start``, or the next one that there is."""
        self.at_end = False
        self._floor = BEGINNING if base is None else self._same_day(base)
        self._open(start)

    def start_after(self, mark: Mark) -> Stretch:
        """The day in which the first record after that one may be made: what tells a day's sums is the next one's
        first event."""
        before = [x for x in self._stretches() if (x.epoch, x.first) < (mark.epoch, mark.seq)]
        return before[-1] if before else BEGINNING

    def more(self, events: int) -> list[tuple[Mark, Record]]:
        """Of the next ``events`` events at most; nothing, and ``at_end``, when all were read."""
        made: list[tuple[Mark, Record]] = []
        self.at_end = False
        lines = list(islice(self._lines(events), events))
        for line in lines:
            made += self._marked(self._take(line))
        if len(lines) < events and self._archived is not None:
            # What is in the archive is over; the next day's first event came right behind it.
            assert self._day is not None
            made += self._marked(self._day.close(self._seq + 1))
            self._open(Stretch(self._stretch.epoch, self._seq + 1))
        else:
            self.at_end = len(lines) < events
        return made

    def close(self) -> None:
        self.ledger.close()

    def _lines(self, events: int) -> Iterator[RawLine]:
        if self._archived is not None:
            return self._archived
        return self.ledger.lines(self._seq, events) if self._stretch.epoch == self.ledger.epoch else iter(())

    def _take(self, line: RawLine) -> list[Record]:
        if line.seq != self._seq + 1:
            raise HoleError(self._stretch)
        self._seq = line.seq
        self.point = Point(self._stretch.epoch, line.seq, line.at, line.command)
        event = _decode(line.event)
        [bare] = encoded([line])
        if not isinstance(event, e.DayBegan):
            assert self._day is not None, "a ledger begins with a day"
            return self._day.take(line.seq, line.at, event, bare)
        made = [] if self._day is None else self._day.close(line.seq)
        self._day = DayRecords(self._names)
        self._stretch, self._print = Stretch(self._stretch.epoch, line.seq), digest_of([bare])
        return [*made, *self._day.take(line.seq, line.at, event, bare)]

    def _marked(self, records: list[Record]) -> Iterator[tuple[Mark, Record]]:
        return ((Mark(self._stretch.epoch, record.seq, record.part), record) for record in records)

    def _open(self, start: Stretch) -> None:
        """The first day from ``start`` on of which there is anything."""
        self._archived = None
        archived = dict(self._archive.stretches())
        for stretch in self._stretches():
            if stretch < start or (stretch.epoch == self._floor.epoch and stretch < self._floor):
                continue
            self._day, self._stretch, self._seq = None, stretch, stretch.first - 1
            if stretch.epoch == self.ledger.epoch and self._holds(stretch.first):
                return
            if stretch in archived and (lines := self._archive.lines(stretch)):
                self._archived = iter(lines)
                return
        # Nothing yet, or a ledger that is older than what the centre has: what happens now is read, and not told.
        first = max(self.ledger.days(), default=1)
        self._day, self._stretch, self._seq = None, Stretch(self.ledger.epoch, first), first - 1

    def _holds(self, seq: int) -> bool:
        return any(line.seq == seq for line in self.ledger.lines(seq - 1, 1))

    def _stretches(self) -> list[Stretch]:
        running = [Stretch(self.ledger.epoch, first) for first in self.ledger.days()]
        return sorted({*running, *dict(self._archive.stretches())})

    def _same_day(self, base: Base) -> Stretch:
        line = next(self.ledger.lines(base.stretch.first - 1, 1), None)
        if line is None or base.stretch.epoch >= self.ledger.epoch:
            return BEGINNING
        alike = line.seq == base.stretch.first and digest_of(encoded([line])) == base.print
        return Stretch(self.ledger.epoch, base.stretch.first) if alike else BEGINNING
