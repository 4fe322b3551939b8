"""Who this box is across restarts: a boot counter on its own disk that only goes up.

It orders the messages of one device when its clock cannot: the last will of an older boot is ignored.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from hall_core.durable import write_durably
from hall_core.errors import MotcuaError

_BEGINNING = 1_767_225_600
"""2026-01-01 UTC in seconds; see :meth:`Identity._fresh`."""

_log = logging.getLogger(__name__)


class DataFolderError(MotcuaError):
    """The program's own folder cannot be used; without it nothing durable can be promised."""

    key = "storage"


class Identity:
    """``boot`` counts the starts of the program on this disk; it is raised, durably, when this is made."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """DataFolderError when the count cannot be kept. ``now`` gives seconds since 1970."""
        self.folder = folder
        self._now = now
        file = folder / "boot"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.boot = self._last(file) + 1
            write_durably(file, f"{self.boot}\n".encode())
        except OSError as error:
            raise DataFolderError(f"{file}: cannot be kept: {error.strerror or error}") from error

    def _last(self, file: Path) -> int:
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            return self._fresh()
        # Ends in a line break: a number that was cut short is not taken for a smaller one.
        if data.endswith(b"\n") and data[:-1].isdigit() and len(data) <= 20:
            return int(data)
        fresh = self._fresh()
        _log.error("%s is garbled (%r): the boot count starts afresh after %d", file, data[:20], fresh)
        return fresh

    def _fresh(self) -> int:
        """Minutes since 2026: above any count an earlier disk of the same device has reached, since nobody
        starts a program every minute for years. 0 while the clock does not know the year."""
        return max(0, int(self._now() - _BEGINNING) // 60)
