"""What the centre is to be told next: the ledger is the outbox, and this is what reads it and sends it again.

Reading goes ahead of what is acknowledged by a bounded number of records, and begins anew whenever the centre is
elsewhere than was thought, or another ledger has taken the place of the one that was read.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import get_args

import msgspec
from msgspec.structs import replace

from hall_core.contract.centre.messages import NOTHING, Mark, Recorded, Records
from hall_core.contract.centre.records import STREAM_OF, Stream
from hall_hub.courier.marks import Marks, keep_marks, read_marks
from hall_hub.courier.reading import BEGINNING, HoleError, Reading
from hall_hub.courier.records import Names
from hall_hub.courier.window import Window
from hall_hub.figures.raw import FiguresError, Stretch

log = logging.getLogger(__name__)

STREAMS: tuple[Stream, ...] = get_args(Stream)
PORTION = 250
"""Events read at once: some 5 ms, after which the loop hears again what has come."""
HEAR_ALL = 10.0
"""Seconds for which all streams are waited for once the centre has said of one how far it is."""
STUCK = 60.0
"""Seconds without an acknowledgement after which the other streams no longer wait for this one."""
TRY_AGAIN = 5.0
"""Seconds until what could not be read is read again, from the beginning of its day."""
UNREADABLE = (sqlite3.Error, OSError, FiguresError, msgspec.DecodeError)


class Tellings:
    """``hub``: the hub's data folder; ``own``: the courier's. For one thread."""

    def __init__(self, hub: Path, own: Path, names: Names) -> None:
        self._own = own
        self._marks = read_marks(own)
        self._kept = self._marks
        self._reading = Reading(hub, names)
        self._windows: dict[Stream, Window] = {stream: Window(stream) for stream in STREAMS}
        self._begins = True
        self._more = False
        self._first_heard: float | None = None
        self._try_at = 0.0
        self._hole: Stretch | None = None
        """A day of which events were gone when it was read; gone once more they are missing."""
        self._is_older = False
        """The last event of which was told is another one in the ledger that was opened."""
        self.trouble = ""
        """Why the ledger or the archive cannot be read; empty when they can."""

    @property
    def epoch(self) -> int:
        return self._reading.ledger.epoch

    @property
    def idle(self) -> bool:
        """All that happened until now is read."""
        return self._reading.at_end and not self._begins

    @property
    def behind(self) -> int:
        """Records that are read and not acknowledged: all that there are, or those up to where reading waits."""
        return sum(window.behind for window in self._windows.values())

    @property
    def served_today(self) -> int:
        return self._reading.served_today

    def told(self) -> dict[Stream, Mark]:
        return {stream: self._windows[stream].acked or self._marks.told.get(stream, NOTHING) for stream in STREAMS}

    def ahead(self) -> bool:
        """The centre knows, or knew once, a younger ledger than this one: a copy was put back, and nobody has raised
        its epoch. Also when the copy has grown since: what happens is read then, and not told, for the centre has
        other records in these places."""
        if not self.epoch:
            return False  # there is none yet
        return self._marks.older == self.epoch or any(mark.epoch > self.epoch for mark in self.told().values())

    def waits(self, now: float) -> float:
        """Seconds for which something that was sent has not been acknowledged, of that stream which waits longest."""
        return max(window.waits(now) for window in self._windows.values())

    def line_up(self, now: float) -> None:
        for window in self._windows.values():
            window.line_up(now)

    def recorded(self, said: Recorded, now: float) -> None:
        if self._first_heard is None:
            self._first_heard = now
        if self._windows[said.stream].recorded(said.upto, now):
            log.info("the centre has %s up to %s", said.stream, list(msgspec.structs.astuple(said.upto)))
            self._begins = True

    def look(self, now: float) -> bool:
        """Reads a portion of what is new, as far as there is room; whether there may be more to read at once."""
        if self.trouble and now < self._try_at:
            return False
        try:
            if self._reading.look():
                log.info("reading the ledger of epoch %d", self.epoch)
                self._begins = True
                point = self._marks.point
                self._is_older = point is not None and not self._reading.is_alike(point)
            self._compare()
            self._more = self._read(now)
        except HoleError as hole:
            log.info("%s", hole)
            self._begins = self._more = True
            if hole.stretch == self._hole:
                self._bears(hole, now)
            self._hole = hole.stretch
        except UNREADABLE as error:
            self._bears(error, now)
        else:
            self.trouble = ""
            if self.idle:
                self._hole = None
        return self._more

    def due(self, now: float) -> list[Records]:
        return [batch for window in self._windows.values() for batch in window.due(now, more=self._more)]

    def keep(self) -> None:
        """What saves reading the next time. OSError when the disk refuses."""
        base, heard = self._reading.base, all(window.acked is not None for window in self._windows.values())
        if base is not None and heard and self.idle and not self.behind and not self.ahead():
            self._marks = Marks(told=self.told(), base=base, point=self._reading.point)
        if self._marks != self._kept:
            keep_marks(self._own, self._marks)
            self._kept = self._marks

    def close(self) -> None:
        self._reading.close()

    def _bears(self, error: Exception, now: float) -> None:
        """It cannot be read now."""
        self._begins, self._more, self._try_at = True, False, now + TRY_AGAIN
        self._reading.close()
        if not self.trouble:
            log.error("cannot read what happened: %s", error)
        self.trouble = str(error)

    def _compare(self) -> None:
        """Whether the ledger is older than what is told of it. Not forgotten before its epoch is another one."""
        here = Mark(self.epoch, self._reading.ledger.head())
        beyond = any(mark.epoch == here.epoch and mark.seq > here.seq for mark in self.told().values())
        if self._marks.older == here.epoch or not (beyond or self._is_older):
            return
        log.error("%s is a copy, older than what the centre was told of it", self._reading.ledger.path)
        self._marks = replace(self._marks, older=here.epoch)
        self._begins = True  # nothing of it goes up, nor what is under way
        self.keep()

    def _read(self, now: float) -> bool:
        known = [window.acked is not None for window in self._windows.values()]
        if self._first_heard is None or not (all(known) or now >= self._first_heard + HEAR_ALL):
            return False
        if self._begins:
            self._begin()
        full = [window for window in self._windows.values() if not window.has_room]
        if any(window.waits(now) < STUCK for window in full):
            return False
        for window in full:
            window.skip()
        if self._reading.at_end and not self._reading.ledger.stirred():
            return False
        made = self._reading.more(PORTION)
        for mark, record in () if self.ahead() else made:
            self._windows[STREAM_OF[type(record.body)]].put(mark, record)
        return not self._reading.at_end

    def _begin(self) -> None:
        """From the earliest day of which the centre may lack something."""
        base = self._marks.base
        starts = [
            base.stretch
            if base is not None and self._marks.holds(stream, upto)
            else self._reading.start_after(upto)
            if upto > NOTHING
            else BEGINNING
            for stream, window in self._windows.items()
            if (upto := window.acked) is not None
        ]
        for window in self._windows.values():
            window.forget()
        self._reading.begin(min(starts), base if base is not None and min(starts) >= base.stretch else None)
        self._begins = False
