"""How often a wrong PIN may be tried: five times, then not for five minutes, whatever is done to the power.

A try is counted on the disk before it is looked at, so that nobody gets another one by pulling the plug. The lock is
counted by the running program, and begins anew when it starts: a box may not know what time it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from hall_core.durable import write_durably

log = logging.getLogger(__name__)

TRIES = 5
LOCK = 300.0
"""Seconds. Tries are forgotten after as long, which lets nobody try more often."""
FILE = "staff-tries"
"""Within the kiosk's data folder."""


class Gate:
    """For one thread. ``now`` in seconds, of a clock that only goes forward."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self._file = data / FILE
        self._now = now
        self._tries = self._kept()
        self._last = now()

    @property
    def wait(self) -> float:
        """Seconds until a PIN can be tried; 0: now."""
        self._forget()
        return max(0.0, self._last + LOCK - self._now()) if self._tries >= TRIES else 0.0

    @property
    def left(self) -> int:
        """Tries before the lock."""
        self._forget()
        return TRIES - self._tries

    def count(self) -> None:
        """A PIN is about to be looked at."""
        self._forget()
        self._keep(self._tries + 1)
        self._last = self._now()

    def opened(self) -> None:
        """It was right."""
        self._keep(0)

    def _forget(self) -> None:
        if self._tries and self._now() - self._last >= LOCK:
            self._keep(0)

    def _keep(self, tries: int) -> None:
        self._tries = tries
        try:
            write_durably(self._file, f"{tries}\n".encode())
        except OSError as error:
            # Whoever comes to mend the disk must get in.
            log.warning("%s: tries are counted in memory only: %s", self._file, error.strerror or error)

    def _kept(self) -> int:
        try:
            said = self._file.read_text("ascii").strip()
        except FileNotFoundError:
            return 0
        except (OSError, UnicodeDecodeError) as error:
            log.warning("%s: %s", self._file, error)
            return TRIES
        return min(int(said), TRIES) if said.isdecimal() and len(said) < 4 else TRIES
