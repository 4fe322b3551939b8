"""A small display of two lines with 20 characters, on a serial line. Knows pyserial.

What is sent, 8N1, is the least that such displays have in common (they call it "dumb terminal" or "VFD" mode):

    0x0C          clear, and go to the first character of the first line
    text          printable ASCII, at most 20 characters: letters lose their accents, for there are none in it
    0x0D 0x0A     to the first character of the second line

The whole picture is sent each time: 44 bytes, 46 ms at 9600 baud. Nothing is read from the display; that the line
hangs up is how a pulled plug is noticed.
"""

from __future__ import annotations

import re
import select
import threading
from collections.abc import Callable

import serial

from hall_core.device.serial_thread import SerialThread
from hall_core.domain.vietnamese import fold
from hall_core.errors import MotcuaError

CLEAR = b"\x0c"
NEXT_LINE = b"\r\n"
COLUMNS = 20
WRITE_WITHIN = 1.0
"""Seconds; a picture takes 0.4 s at 1200 baud, the slowest such displays know."""

_URL = re.compile(r"serial:(?P<path>/[^?]+)(\?baud=(?P<baud>\d{3,6}))?")


class LineDisplayError(MotcuaError):
    """The hall file's address of the display is not one."""

    key = "line-display"


class LineDisplay:
    """Shows the last two lines it was given, whenever the display is there. Tells ``missing(bool)`` when it goes
    and when it is back."""

    def __init__(self, url: str, *, missing: Callable[[bool], None]) -> None:
        """LineDisplayError when ``url`` is not ``serial:/dev/…?baud=…``."""
        self._path, self._baud = address(url)
        self._wanted = picture("", "")
        self._lock = threading.Lock()
        self._thread = SerialThread(
            "line display", self._path, self._baud, open=self._open, serve=self._keep_showing, missing=missing
        )

    def start(self) -> Callable[[], None]:
        """Starts writing; returns what stops it and leaves the display dark."""
        return self._thread.start()

    def show(self, line1: str, line2: str) -> None:
        """Returns at once; only the newest lines are ever written."""
        with self._lock:
            self._wanted = picture(line1, line2)
        self._thread.waker.wake()

    def _open(self) -> serial.Serial:
        return serial.Serial(self._path, self._baud, timeout=0, write_timeout=WRITE_WITHIN)

    def _keep_showing(self, port: serial.Serial) -> None:
        """Until stopped; raises when the line hangs up."""
        waker, shown = self._thread.waker, b""
        while not self._thread.stopping.is_set():
            with self._lock:
                wanted = self._wanted
            if wanted != shown:
                port.write(wanted)
                shown = wanted
            readable, _, _ = select.select([waker, port], [], [])
            if waker in readable:
                waker.drain()
            if port in readable and not port.read(64):
                raise serial.SerialException("hung up")
        port.write(CLEAR)


def address(url: str) -> tuple[str, int]:
    """``serial:/dev/ttyUSB0?baud=9600`` as (path, baud); 9600 when it does not say."""
    match = _URL.fullmatch(url)
    if match is None:
        raise LineDisplayError(f'"{url}" is no line display, it should be such as "serial:/dev/ttyUSB0?baud=9600"')
    return match["path"], int(match["baud"] or 9600)


def picture(line1: str, line2: str) -> bytes:
    """The bytes that show the two lines; what has no plain letter becomes a question mark."""
    first, second = (fold(line)[:COLUMNS].rstrip().encode("ascii", "replace") for line in (line1, line2))
    return CLEAR + first + NEXT_LINE + second
