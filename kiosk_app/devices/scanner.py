"""The scanner, on a thread of its own: finds it, listens to it, and finds it again.

What is scanned may be somebody's ID card: nothing of it is ever logged here, not even when it makes trouble.
"""

from __future__ import annotations

import logging
import select
import termios
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from typing import Protocol

from hall_core.contract.messages import Problem
from hall_core.device.waker import Waker
from kiosk_app.devices.scanner_gather import Gatherer
from kiosk_app.devices.scanner_url import EvdevScanner, ScannerSettings, SerialScanner, read_scanner_url

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds between two looks for a missing scanner: soon enough for who has just plugged it in."""
STOP_SECONDS = 4.0
"""How long stopping waits: longer than opening any healthy port takes."""

_FAULTS = (OSError, termios.error)
"""What is raised when a scanner is gone or is none; pyserial's errors are OSErrors too."""


class Line(Protocol):
    """The way to a scanner."""

    fd: int
    """Readable when something has come, or the scanner is gone."""
    name: str

    def read(self) -> bytes | None:
        """What has come, codes ended by CR or LF; None when a part of it was lost. Raises when it is gone."""
        ...

    def close(self) -> None: ...


class Scanner:
    """Tells ``scanned(text)`` for each code, as it came: :func:`hall_core.domain.scanned.read` makes sense of it, and
    that at once, before it is handed on anywhere. Tells ``problem("scanner-missing", …)`` whether it is missing, when
    that is first known and whenever it changes. Both on a thread of its own."""

    def __init__(
        self,
        url: str,
        scanned: Callable[[str], None],
        problem: Callable[[Problem, bool], None],
        *,
        look_again: float = LOOK_AGAIN,
    ) -> None:
        """``url`` as in the hall file; ScannerUrlError when it is none. Starts and opens nothing."""
        self._settings = read_scanner_url(url)
        self._scanned = scanned
        self._problem = problem
        self._look_again = look_again
        self._missing: bool | None = None
        self._complaint = ""
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> Callable[[], None]:
        """Start reading; after the first frame, for it imports the device's library. Returns what stops it."""
        self._thread.start()
        return self._stop

    def _stop(self) -> None:
        self._waker.wake()
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            log.warning("scanner %s: it did not let go within %g s; left behind", self._settings.path, STOP_SECONDS)
            return
        self._waker.close()

    def _run(self) -> None:
        while True:
            try:
                with closing(_open(self._settings)) as line:
                    self._there(line.name)
                    self._listen(line)
            except _FAULTS as error:
                self._gone(error)
            if self._waker in self._ready(self._look_again):
                return

    def _listen(self, line: Line) -> None:
        """Until stopped; raises when the scanner is gone."""
        gatherer = Gatherer(self._shut_out)
        # Nobody drains the waker: it ends this loop and then the outer one.
        while self._waker not in (ready := self._ready(gatherer.patience(), line.fd)):
            if not ready:
                codes = gatherer.silent(time.monotonic())
            elif (data := line.read()) is None:
                gatherer.drop("the box was too busy to take all of a code")
                continue
            else:
                codes = gatherer.take(data, time.monotonic())
            for code in codes:
                self._tell(code)

    def _ready(self, patience: float | None, *fds: int) -> list[Waker | int]:
        return select.select([self._waker, *fds], [], [], patience)[0]

    def _tell(self, code: str) -> None:
        log.debug("scanner %s: a code of %d characters", self._settings.path, len(code))
        try:
            self._scanned(code)
        except Exception as error:  # one bad code must not end the thread that all later codes need
            # Not its message, which may well repeat the code.
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind, file, number = type(error).__name__, place.filename, place.lineno
            log.error("what takes the codes failed: %s at %s:%s", kind, file, number)  # noqa: TRY400

    def _shut_out(self, why: str) -> None:
        log.warning("scanner %s: %s; not heard until it is silent", self._settings.path, why)

    def _there(self, name: str) -> None:
        log.info("scanner %s: %s", self._settings.path, name)
        self._complaint = ""
        self._tell_missing(False)

    def _gone(self, error: Exception) -> None:
        why = " ".join(str(error).split())
        if why != self._complaint:
            log.warning("scanner %s: %s; looked for every %g s", self._settings.path, why, self._look_again)
            self._complaint = why
        self._tell_missing(True)

    def _tell_missing(self, missing: bool) -> None:
        if missing is not self._missing:
            self._missing = missing
            self._problem("scanner-missing", missing)


def _open(settings: ScannerSettings) -> Line:
    # What speaks to the device is imported here, on the scanner's own thread.
    match settings:
        case EvdevScanner(path):
            from kiosk_app.devices.scanner_hid import HidLine

            return HidLine(path)
        case SerialScanner(path, baud):
            from kiosk_app.devices.scanner_serial import SerialScannerLine

            return SerialScannerLine(path, baud)
