"""A printer between the slips: who may talk to it, and whether its line stays open."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock

from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.domain.printer_url import read_printer_url
from kiosk_app.devices.printer_talk import Put, Talk
from kiosk_app.devices.setting import setting_of

BUSY_SECONDS = 5.0
"""A shared printer that does not answer may be printing for somebody else; a ticket takes two to three."""
RETRY_SECONDS = 0.2
UNHEARD: frozenset[Problem] = frozenset({"printer-missing", "printer-offline"})
"""What a busy printer looks like."""


class Place(Struct, frozen=True, kw_only=True):
    """A printer as the hall file has it."""

    url: str
    dots: int
    name: str = ""
    """Where it stands, for the log."""


class Watched:
    """All of it may be called from any thread; one waits for the other."""

    def __init__(self, place: Place, data: Path, stopping: Event, *, shared: bool) -> None:
        """A ``shared`` printer is let go after every talk: a network printer speaks with one at a time, and other
        kiosks and the people at its desk print on it too. ``stopping`` ends all patience.

        Raises PrinterUrlError, or ValueError for a width that nothing is set for.
        """
        setting_of(place.dots)
        self.dots = place.dots
        self.name = place.name or place.url
        self._talk = Talk(read_printer_url(place.url), data)
        self._shared = shared
        self._stopping = stopping
        self._lock = Lock()

    @property
    def problems(self) -> frozenset[Problem]:
        """What was wrong when it was last asked."""
        return self._talk.problems

    def look(self) -> None:
        """Ask how it is."""
        until = self._patience()
        while True:
            with self._lock:
                self._talk.look()
                if self._shared:
                    self._talk.close()
                else:
                    self._talk.learn()
            if not self._may_be_busy(until):
                return
            self._stopping.wait(RETRY_SECONDS)

    def expect(self) -> None:
        """See :meth:`Talk.expect`."""
        with self._lock:
            self._talk.expect()

    def put(self, slip: bytes, rows: int, sent: Callable[[], None]) -> Put:
        """See :meth:`Talk.put`."""
        until = self._patience()
        while True:
            with self._lock:
                put = self._talk.put(slip, rows, sent)
                if self._shared:
                    self._talk.close()
            if put.reason is None or put.begun or not self._may_be_busy(until):
                return put
            self._stopping.wait(RETRY_SECONDS)

    def close(self) -> None:
        with self._lock:
            self._talk.close()

    def _patience(self) -> float:
        """Until when it may be thought busy: not at all when it was in trouble the last time."""
        return time.monotonic() + (BUSY_SECONDS if self._shared and not self.problems & UNHEARD else 0)

    def _may_be_busy(self, until: float) -> bool:
        return bool(self.problems & UNHEARD) and time.monotonic() < until and not self._stopping.is_set()
