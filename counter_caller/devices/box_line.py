"""Boxes with buttons on one serial line, asked one after the other. Knows pyserial.

One speaks at a time, and this program begins: a box is told its lamps or a tone when there is something new for it, and
is asked for its buttons otherwise. Each exchange is its own, so what is lost on the line is said again.
"""

from __future__ import annotations

import logging
import select
import threading
import time
from collections.abc import Callable, Sequence

import serial

from counter_caller.devices import box_frames as f
from counter_caller.devices.box_seen import LOOK_AGAIN, BoxSeen
from counter_caller.patterns import Lamp, Tone
from hall_core.device.line_frame import Frame, FrameReader, encode
from hall_core.device.serial_thread import SerialThread

log = logging.getLogger(__name__)

ANSWER_WITHIN = 0.020
"""Seconds in which a box begins to answer: 2 ms are its own, 16 ms an adapter may keep back what it has read."""
ROUND = 0.015
"""Seconds from one round to the next where there are few boxes: no finger is quicker, and the processor may rest."""
WRITE_WITHIN = 1.0
REST = 0.0005
"""Seconds between an answer and the next question, for the box to let go of the line."""


class BoxLine:
    """Tells ``moved(address, button, value, at)`` for each movement, ``at`` in milliseconds of ``now``; and
    ``missing(address, why)`` when a box is gone, why, and with an empty ``why`` when it is back."""

    def __init__(
        self,
        path: str,
        baud: int,
        addresses: Sequence[int],
        *,
        now: Callable[[], int],
        moved: Callable[[int, int, int, int], None],
        missing: Callable[[int, str], None],
        look_again: float = LOOK_AGAIN,
    ) -> None:
        """``look_again``: seconds between two questions to an address that is silent."""
        self._path, self._baud, self._now, self._moved = path, baud, now, moved
        self._boxes = {address: BoxSeen(address, path, missing, look_again) for address in addresses}
        self._reader = FrameReader()
        self._late = 0
        self._lock = threading.Lock()
        self._thread = SerialThread("button line", path, baud, open=self._open, serve=self._serve, missing=self._line)
        self._stopping = self._thread.stopping

    def start(self) -> Callable[[], None]:
        """Starts asking; returns what stops it and leaves the boxes dark."""
        return self._thread.start()

    def show(self, address: int, lamp: Lamp) -> None:
        """Returns at once; only the newest is ever told."""
        with self._lock:
            self._boxes[address].show(lamp)
        self._thread.waker.wake()

    def sound(self, address: int, tone: Tone) -> None:
        """Returns at once; a new tone takes the place of one that was not told yet."""
        with self._lock:
            self._boxes[address].tone = tone
        self._thread.waker.wake()

    # --- the line's thread --------------------------------------------------------------------------------------

    def _open(self) -> serial.Serial:
        # exclusive: two programs on one line would talk into one another.
        port = serial.Serial(self._path, self._baud, timeout=0, write_timeout=WRITE_WITHIN, exclusive=True)
        try:
            port.set_low_latency_mode(True)
        except (OSError, ValueError, NotImplementedError) as error:
            log.info("button line %s: its adapter has no quick mode: %s", self._path, error)
        return port

    def _line(self, gone: bool) -> None:
        for box in self._boxes.values():
            box.forget()
            if gone:
                box.lost(f"{self._path} is not there, or in use by another program", time.monotonic())

    def _serve(self, port: serial.Serial) -> None:
        """Until stopped; raises when the line hangs up."""
        self._reader = FrameReader()
        while not self._stopping.is_set():
            begun = time.monotonic()
            for address in self._turns(begun):
                if self._stopping.is_set():
                    break
                self._urgent(port, but=address)
                self._turn(port, self._boxes[address])
            self._pause(port, begun + ROUND - time.monotonic())
        for box in self._boxes.values():
            port.write(encode(f.lamps(box.address, 0, Lamp())))
            port.flush()
            time.sleep(ANSWER_WITHIN)

    def _turns(self, now: float) -> list[int]:
        """All that are there; and one that is not, when it is time to ask again."""
        away = min((box for box in self._boxes.values() if not box.there), key=lambda box: box.again, default=None)
        there = [address for address, box in self._boxes.items() if box.there]
        return [*there, away.address] if away is not None and away.again <= now else there

    def _urgent(self, port: serial.Serial, but: int) -> None:
        """Lamps and tones go before everything else: an officer waits for them."""
        for address, box in self._boxes.items():
            if address != but and box.news() and box.there:
                self._turn(port, box)

    def _pause(self, port: serial.Serial, seconds: float) -> None:
        """Until the next round, or until something is wished."""
        waker = self._thread.waker
        readable, _, _ = select.select([waker, port], [], [], max(0.0, seconds))
        if waker in readable:
            waker.drain()
        if port in readable:  # nobody was asked: noise, or a hang-up
            self._strays(self._read(port))

    def _turn(self, port: serial.Serial, box: BoxSeen) -> None:
        with self._lock:
            question, done = box.question(time.monotonic())
        self._strays(self._read(port, 0.0))
        port.write(encode(question))
        if question.kind == f.WHO:
            box.named(self._names(port, question), time.monotonic())
            return
        answer, noise = self._answer(port, question)
        if answer is None:
            self._late = box.address
            box.unanswered(time.monotonic(), noise=noise)
            return
        box.answered(time.monotonic())
        done()
        if answer.kind == f.STARTED:
            box.started()
        elif (
            answer.kind == f.MOVED
            and box.there
            and (moved := f.read_moved(answer)) is not None
            and box.is_new(answer.number)
        ):
            self._moved(box.address, moved.button, moved.value, self._now() - moved.age)
        self._stopping.wait(REST)

    def _answer(self, port: serial.Serial, question: Frame) -> tuple[Frame | None, bool]:
        """The answer, or None; and whether there was anything on the line at all."""
        ends = time.monotonic() + self._patience(question)
        noise = False
        while (left := ends - time.monotonic()) > 0:
            data = self._read(port, left)
            noise |= bool(data)
            for frame in self._reader.feed(data):
                mine = frame.address == question.address and frame.kind in f.ANSWERS[question.kind]
                if mine and (frame.kind != f.TAKEN or frame.number == question.number):
                    return frame, noise
                self._stray(frame)
        return None, noise

    def _names(self, port: serial.Serial, question: Frame) -> set[bytes] | None:
        """Names of all that have the address and are not the one left out; None when there was only noise."""
        ends = time.monotonic() + self._patience(question) + (0 if question.payload else f.SLOTS * f.SLOT)
        names: set[bytes] = set()
        noise = False
        while (left := ends - time.monotonic()) > 0:
            data = self._read(port, left)
            noise |= bool(data)
            for frame in self._reader.feed(data):
                if frame.kind == f.I_AM and frame.address == question.address and frame.payload:
                    names.add(frame.payload)
        return None if noise and not names else names

    def _patience(self, question: Frame) -> float:
        return ANSWER_WITHIN + 10 * (len(encode(question)) + 14) / self._baud

    def _read(self, port: serial.Serial, seconds: float = 0.0) -> bytes:
        """What came within ``seconds``. Raises when the line hangs up."""
        if port not in select.select([port], [], [], max(0.0, seconds))[0]:
            return b""
        data = port.read(256)
        if not data:
            raise serial.SerialException("hung up")
        return data

    def _strays(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            self._stray(frame)

    def _stray(self, frame: Frame) -> None:
        """A good answer from somebody who was not asked: there may be two of that address. One that is merely late
        tells nothing."""
        if frame.address == self._late:
            self._late = 0
        elif frame.kind in (f.HERE, f.MOVED, f.TAKEN, f.STARTED) and frame.address in self._boxes:
            self._boxes[frame.address].suspect()
