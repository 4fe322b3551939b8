"""The log's file, which begins anew before it grows too big or too old. Apart, since it brings what a screen need not
wait for."""

from __future__ import annotations

import logging
import os
import time
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from hall_core.domain.business_day import HANOI

DAY = 86_400.0
LONGEST = 30
"""Days, until the hall file is read, which says how many."""


class LogFile(RotatingFileHandler):
    """``most`` bytes, and as much in each of ``old`` files beside it. OSError when it cannot be opened.

    No line stays for more than ``days``: a file begins anew when its first line is a share of them old, and then
    whatever would grow too old until the next time is removed. It is looked at whenever something is told.
    """

    def __init__(self, file: Path, most: int, old: int) -> None:
        self.days = LONGEST
        self._began: float | None = None
        """Seconds since 1970 of the first line of the file; None while it has none."""
        super().__init__(file, maxBytes=most, backupCount=old, encoding="utf-8")
        self._began = _first(file)

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - its name there
        """As the standard library's, which looks the file up twice by its name for every line; and by its age."""
        if self.stream is None:  # as there: not open, or no longer
            self.stream = self._open()
        size = os.fstat(self.stream.fileno()).st_size
        if self._began is None or size == 0:
            self._began = record.created
        grown = size + len(self.format(record).encode()) + 1 >= self.maxBytes
        return grown or record.created - self._began >= self._share

    def doRollover(self) -> None:  # noqa: N802 - its name there
        super().doRollover()
        self._began = None
        self.forget()

    def forget(self) -> None:
        """Removes the files beside it that would hold a line for too long before the next of them begins."""
        since = time.time() - self.days * DAY + self._share
        for number in range(1, self.backupCount + 1):
            file = Path(f"{self.baseFilename}.{number}")
            if file.exists() and (_first(file) or 0) < since:
                file.unlink()

    @property
    def _share(self) -> float:
        """Seconds. One more than there are files: while nothing is told, nothing is looked at."""
        return self.days * DAY / (self.backupCount + 2)


def _first(file: Path) -> float | None:
    """When its first line was told; of one that has no time the file's own."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        line = lines.readline()
    if not line:
        return None
    try:
        return datetime.fromisoformat(line[:23]).replace(tzinfo=HANOI).timestamp()
    except ValueError:
        return file.stat().st_mtime
