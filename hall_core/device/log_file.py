"""The log's file, which begins anew before it grows too big. Apart, since it brings what a screen need not wait for."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path


class LogFile(RotatingFileHandler):
    """``most`` bytes, and as much in each of ``old`` files beside it. OSError when it cannot be opened."""

    def __init__(self, file: Path, most: int, old: int) -> None:
        super().__init__(file, maxBytes=most, backupCount=old, encoding="utf-8")

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - its name there
        """As the standard library's, which looks the file up twice by its name for every line."""
        if self.stream is None:  # as there: not open, or no longer
            self.stream = self._open()
        size = os.fstat(self.stream.fileno()).st_size
        return size + len(self.format(record).encode()) + 1 >= self.maxBytes
