"""The serial line of a sign, in a thread of its own: one speaks at a time, and this box begins. Knows pyserial."""

from __future__ import annotations

import logging
import select
import threading
import time
from collections.abc import Callable, Sequence

import serial
from msgspec import Struct

from display_app.devices.alpha import Alpha
from display_app.devices.segments import Segments
from display_app.devices.sign_language import SignLanguage
from display_app.signs.order import Order, Turn
from display_app.signs.view import Face
from hall_core.device.serial_thread import SerialThread
from hall_core.domain.plan_devices import Sign
from hall_core.domain.sign_line import SignLineError, exchange, read_sign_line

log = logging.getLogger(__name__)

WRITE_WITHIN = 2.0
"""Seconds; the longest frames take 0.5 s at 1200 baud."""
SAID_TWICE = 2
"""Where nobody answers: noise seldom takes both."""

_PARITIES = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}


class Missing(Struct, frozen=True):
    """What is not there: the whole line, or displays (by address) that do not answer. Neither: all is well."""

    line: bool = False
    displays: frozenset[int] = frozenset()


class SignLine:
    """Keeps on the displays the faces it was given last, whenever they are there. Tells ``missing`` when that which
    is missing changes; the first word comes when the line was tried."""

    def __init__(self, sign: Sign, *, missing: Callable[[Missing], None]) -> None:
        """SignLineError when the hall file's line is none."""
        self._sign = sign
        self._line = read_sign_line(sign.line, sign.protocol)
        self._language: SignLanguage = Alpha(dims=bool(sign.brightness)) if sign.protocol == "alpha" else Segments()
        self._displays = {display.address: display for display in sign.displays}
        self._order = Order(self._displays, times=1 if self._language.answers else SAID_TWICE)
        self._tell = missing
        self._missing: Missing | None = None
        self._wanted: dict[int, Face] = {}
        self._lock = threading.Lock()
        self._thread = SerialThread(
            "sign line",
            self._line.path,
            self._line.baud,
            open=self._open,
            serve=self._keep_showing,
            missing=lambda line: self._news(Missing(line=line)),
        )
        self._stopping = self._thread.stopping

    def start(self) -> Callable[[], None]:
        """Starts speaking; returns what stops it and leaves the displays dark."""
        return self._thread.start()

    def show(self, faces: Sequence[Face]) -> None:
        """One for each display of the hall file, in its order. Returns at once; only the newest is ever told. Raises
        when the line's thread has ended by a mistake of ours: then it must be started anew."""
        if not self._thread.is_alive():
            raise SignLineError(self._sign.line, "is no longer served", "see the log")
        with self._lock:
            self._wanted = dict(zip(self._displays, faces, strict=True))
        self._thread.waker.wake()

    # --- the line's thread --------------------------------------------------------------------------------------

    def _open(self) -> serial.Serial:
        return serial.Serial(
            self._line.path,
            self._line.baud,
            bytesize=self._line.bits,
            parity=_PARITIES[self._line.parity],
            timeout=0,
            write_timeout=WRITE_WITHIN,
            exclusive=True,  # two programs on one line would talk into one another
        )

    def _keep_showing(self, port: serial.Serial) -> None:
        """Until stopped; raises when the line hangs up."""
        self._order.forget()
        while not self._stopping.is_set():
            with self._lock:
                wanted = self._wanted
            self._order.want(wanted)
            turn = self._order.next(time.monotonic())
            if turn is None:
                self._listen(port, self._order.wait(time.monotonic()), wakes=True)
                continue
            taken = self._told(port, turn)
            self._order.told(turn, time.monotonic(), taken=taken)
            self._news(Missing(displays=self._order.silent()))
        farewell = self._language.dark()
        port.write(farewell)
        time.sleep(self._line.seconds(len(farewell)))  # what is not on the line when it is closed is lost

    def _told(self, port: serial.Serial, turn: Turn) -> bool:
        """One exchange: whether the display has taken it, or may have where none answers."""
        display = self._displays[turn.address]
        ends = time.monotonic() + exchange(self._line, self._sign.protocol, display.digits) - self._language.pause
        taken = not self._language.answers
        for frame in self._language.show(display, turn.face, turn.before, turn.number):
            port.write(frame)
            if not self._language.answers:
                self._stopping.wait(self._line.seconds(len(frame)) + self._language.pause)
        while self._language.answers and not taken and (left := ends - time.monotonic()) > 0:
            taken = (turn.address, turn.number) in self._listen(port, left)
        if self._language.answers:
            self._stopping.wait(self._language.pause)
        return taken

    def _listen(self, port: serial.Serial, seconds: float | None, *, wakes: bool = False) -> set[tuple[int, int]]:
        """Waits for what comes in, or with ``wakes`` for a new wish, and gives which frames were taken (address and
        number). Raises when the line hangs up."""
        waker = self._thread.waker
        readable, _, _ = select.select([port, *([waker] if wakes else [])], [], [], seconds)
        if waker in readable:
            waker.drain()
        if port not in readable:
            return set()
        data = port.read(256)
        if not data:
            raise serial.SerialException("hung up")
        answers = [answer for answer in self._language.hear(data) if answer.taken]
        for answer in answers:
            self._order.taken(answer.address, answer.number, time.monotonic())
        return {(answer.address, answer.number) for answer in answers}

    def _news(self, missing: Missing) -> None:
        if missing == self._missing:
            return
        if missing.displays or (self._missing is not None and self._missing.displays):
            log.warning("sign line %s: silent displays: %s", self._line.path, sorted(missing.displays) or "none")
        self._missing = missing
        self._tell(missing)
