"""The hall's calendar of working days: made anew when the year turns and when the centre has signed another override,
whether that came over the line or was dropped into ``feeds``."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from msgspec import Struct

from hall_core.contract.centre.calendar_item import FILE, OVERRIDE
from hall_core.domain.names import Day
from hall_core.domain.working_days import WorkingDays
from hall_core.durable import write_durably
from hall_hub.feeds import worker
from hall_hub.feeds.orders import Answer, MakeCalendar, Taken
from hall_hub.feeds.verdict import report_beside
from hall_hub.feeds.watch import News
from hall_hub.store.calendar_file import CalendarFile
from hall_hub.store.copies import Copies

log = logging.getLogger(__name__)

FEEDS = "feeds"
NAME = "calendar"
REST = 5.0
"""Seconds after the start in which everything else comes first: the calendar of yesterday is there."""


class _Reason(Struct, frozen=True):
    when: Day
    """The year alone; the day, while what was brought is not used: tomorrow it may be."""
    source: str
    """Whatever tells one override from another; "" when there is none."""


class Calendars:
    """``data``: the hub's folder; ``ca``: the certificate of who must have signed an override; ``over_the_line``:
    whether it comes so. ``do`` has it made. Belongs to one thread; never waits."""

    def __init__(
        self,
        data: Path,
        copies: Copies,
        ca: Path,
        do: Callable[[MakeCalendar], Future[Answer]],
        *,
        over_the_line: bool,
        rest: float = REST,
    ) -> None:
        self._data = data
        self._copies = copies
        self._ca = ca
        self._do = do
        self._over_the_line = over_the_line
        self._file = CalendarFile(data)
        self._begins = time.monotonic() + rest
        self._resting = ""
        """The source as the last look found it."""
        self._made = _Reason("", "")
        """That of what was made last, or is being made."""
        self._refused = False
        """What was brought is not used."""
        self._today: Day = ""
        """Of that one."""
        self._making: Future[Answer] | None = None
        self._again: float | None = None
        self.version = 0
        """How many were made since the start."""

    @property
    def days(self) -> WorkingDays | None:
        """None while the hall has no calendar."""
        return self._file.days

    @property
    def busy(self) -> bool:
        return self._making is not None

    def look(self, today: Day | None) -> list[News]:
        """What was judged since the last look; ``today`` is the business day, None while nobody can trust it."""
        if self._making is not None and self._making.done():
            making, self._making = self._making, None
            return [self._took(making.result())]
        if self._making is not None or today is None or time.monotonic() < self._begins:
            return []
        source, before = self._source(), self._resting
        self._resting = source
        reason = _Reason(today if self._refused else today[:4], source)
        due = reason != self._made if self._again is None else time.monotonic() >= self._again
        if due and source == before:  # a file that is still being written is another one at the next look
            self._made, self._today = reason, today
            copies = str(self._data / "copies.sqlite") if self._over_the_line else None
            self._making = self._do(MakeCalendar(str(self._data), today, str(self._ca), copies))
        return []

    def _took(self, answer: Answer) -> News:
        if not isinstance(answer, Taken):
            words = "the calendar of working days could not be made, the one before stays"
            log.error("%s: %s", words, answer.words)
            self._again = time.monotonic() + worker.AGAIN
            return News(NAME, f"{words}; see the hub's log")
        self._again = None
        self._refused = not answer.accepted
        self._made = _Reason(self._today if self._refused else self._today[:4], self._made.source)
        self.version += 1
        log.log(logging.INFO if answer.accepted else logging.WARNING, "%s", answer.words)
        if self._made.source and not self._over_the_line:
            self._report(answer.words)
        return News(NAME, None if answer.accepted else answer.words)

    def _report(self, words: str) -> None:
        """Beside the file, for whoever has dropped it."""
        report = report_beside(self._data / FEEDS / FILE)
        try:
            write_durably(report, f"{words}\n".encode())
        except OSError as error:
            log.warning("%s: %s", report, error.strerror or error)

    def _source(self) -> str:
        if self._over_the_line:
            found = dict(self._copies.items(NAME)).get(OVERRIDE)
            return "" if found is None else hashlib.sha256(found).hexdigest()
        file = self._data / FEEDS / FILE
        marks = [_mark(path) for path in (file, file.with_name(f"{FILE}.sig"))]
        return "" if marks[0] == "" else " ".join(marks)


def _mark(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}:{found.st_size}"
