"""A thread that keeps a serial line open, and looks for it again when it is gone."""

from __future__ import annotations

import logging
import termios
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from hall_core.device.waker import Waker

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds between two looks for a missing line: soon enough for who has just plugged it in."""
STOPS_WITHIN = 5.0
"""Seconds; more than any write may take."""
_FAULTS = (OSError, termios.error)
"""What is raised when a line is gone or is none; pyserial's errors are OSErrors too."""

Port = TypeVar("Port")


class SerialThread(Generic[Port]):
    """Gives each port that it could ``open`` to ``serve``, which waits for its ``waker`` too, returns once it is
    ``stopping`` and raises when the line hangs up. Tells ``missing(bool)`` at each look for the line."""

    def __init__(
        self,
        name: str,
        path: str,
        baud: int,
        *,
        open: Callable[[], AbstractContextManager[Port]],
        serve: Callable[[Port], None],
        missing: Callable[[bool], None],
    ) -> None:
        """``name``, ``path`` and ``baud`` are for the log."""
        self._about, self._baud = f"{name} {path}", baud
        self._open, self._serve, self._missing = open, serve, missing
        self.waker = Waker()
        self.stopping = threading.Event()
        self._complaint = ""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Callable[[], None]:
        """Returns what stops it."""
        self._thread.start()
        return self._stop

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                with self._open() as port:
                    self._complaint = ""
                    log.info("%s: open at %d baud", self._about, self._baud)
                    self._missing(False)
                    self._serve(port)
            except _FAULTS as error:
                self._gone(str(error))
                self.stopping.wait(LOOK_AGAIN)

    def _gone(self, why: str) -> None:
        if why != self._complaint:
            log.warning("%s: %s; looking for it every second", self._about, why)
            self._complaint = why
        self._missing(True)

    def _stop(self) -> None:
        self.stopping.set()
        self.waker.wake()
        self._thread.join(timeout=STOPS_WITHIN)
        self.waker.close()
