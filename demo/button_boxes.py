"""Pretend boxes with buttons on a serial line (a pty), as docs/buttons.md describes them to who builds real ones.

with BoxesOnLine(folder / "line", 1, 2) as line:
    ...start a program on line.path...
    line.boxes[1].press(4)
    line.boxes[1].waits_for(lambda box: box.lamps[0])
"""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from hall_core.device.line_frame import Frame, FrameReader, encode

POLL, LAMPS, TONE, WHO = 0x02, 0x03, 0x04, 0x05
HERE, MOVED, TAKEN, I_AM, STARTED = 0x43, 0x44, 0x45, 0x46, 0x47
UNIT = 0.020
SLOT = 0.010
FORGETS_AFTER = 2.5
"""Seconds after which a box drops a movement that nobody has fetched."""

Span = tuple[int, ...]


class Box:
    """One box: what was pressed on it, and how it was lit and made to sound."""

    def __init__(self, address: int, name: int) -> None:
        self.address, self.name = address, bytes(name >> shift & 0x7F for shift in (21, 14, 7, 0))
        self.lamps: list[Span] = [(), (), (), ()]
        self.tones: list[tuple[int, Span]] = []
        self.lit: list[tuple[float, list[Span]]] = []
        """Which lamps it was told and when, in seconds since the machine was started."""
        self.powered = True
        self.answers: Callable[[bytes], bytes] = lambda answer: answer
        """Spoils what it says."""
        self._waiting: deque[tuple[int, int, int, float]] = deque()
        self._number = 0
        self._told = False
        self._news = threading.Condition()

    def press(self, button: int, hold: float = 0.0) -> None:
        self.move(button, 1)
        time.sleep(hold)
        self.move(button, 0)

    def move(self, button: int, value: int) -> None:
        """``value`` 1 presses the button, 0 lets it go."""
        with self._news:
            self._number = self._number % 127 + 1
            self._waiting.append((self._number, button, value, time.monotonic()))

    def power_cut(self) -> None:
        """It starts anew."""
        with self._news:
            self.lamps, self._told, self._number = [(), (), (), ()], False, 0
            self._waiting.clear()

    def waits_for(self, seen: Callable[[Box], bool], seconds: float = 8.0) -> bool:
        """Whether ``seen(box)`` comes true."""
        with self._news:
            return self._news.wait_for(lambda: seen(self), seconds)

    def hear(self, frame: Frame) -> tuple[float, bytes] | None:
        """What it says to a good frame, and after how many seconds; None when it keeps still."""
        if frame.address != self.address or not self.powered:
            return None
        with self._news:
            said = self._say(frame)
            self._news.notify_all()
        if said is None:
            return None
        late = SLOT * (self.name[-1] % 8) if frame.kind == WHO and not frame.payload else 0.0
        return late, self.answers(encode(said))

    def _say(self, frame: Frame) -> Frame | None:
        match frame.kind:
            case 0x02:
                return self._polled(frame.number)
            case 0x03:
                self._told = True
                self.lamps = _lamps(frame.payload)
                self.lit.append((time.clock_gettime(time.CLOCK_BOOTTIME), self.lamps))
                return Frame(TAKEN, self.address, frame.number)
            case 0x04:
                self.tones.append((frame.payload[0] * 20, tuple(span * 20 for span in frame.payload[2:])))
                return Frame(TAKEN, self.address, frame.number)
            case 0x05 if frame.payload != self.name:
                return Frame(I_AM, self.address, 0, self.name)
            case _:
                return None

    def _polled(self, taken: int) -> Frame:
        if not self._told:
            return Frame(STARTED, self.address)
        if self._waiting and self._waiting[0][0] == taken:
            self._waiting.popleft()
        while self._waiting and time.monotonic() - self._waiting[0][3] > FORGETS_AFTER:
            self._waiting.popleft()
        if not self._waiting:
            return Frame(HERE, self.address)
        number, button, value, at = self._waiting[0]
        age = min(127, int((time.monotonic() - at) / UNIT))
        return Frame(MOVED, self.address, number, bytes((button, value, age)))


def _lamps(payload: bytes) -> list[Span]:
    lamps: list[Span] = []
    rest = payload
    while rest:
        lamps.append(tuple(span * 20 for span in rest[1 : rest[0] + 1]))
        rest = rest[rest[0] + 1 :]
    return lamps


class BoxesOnLine:
    """A line with boxes on it, under ``path`` while the block lasts."""

    def __init__(self, path: Path, *addresses: int) -> None:
        self.path = path
        self.all = [Box(address, 0x100 + 3 * place) for place, address in enumerate(addresses)]
        self.boxes = {box.address: box for box in self.all}
        self.heard: list[Frame] = []
        self._master = self._slave = -1
        self._reader = FrameReader()
        self._stop = threading.Event()
        self._plug = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="boxes on a line", daemon=True)

    def __enter__(self) -> BoxesOnLine:
        self.plug_in()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
        self.unplug()

    def plug_in(self) -> None:
        master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._slave))
        os.set_blocking(master, False)
        self._master = master

    def unplug(self) -> None:
        """The adapter is pulled out."""
        self.path.unlink(missing_ok=True)
        with self._plug:  # its number may soon be another file's, which must not be read
            for side in (self._master, self._slave):
                if side >= 0:
                    os.close(side)
            self._master = self._slave = -1

    def noise(self, data: bytes) -> None:
        """Bytes that nobody has sent."""
        os.write(self._master, data)

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._plug:
                if self._master >= 0 and select.select([self._master], [], [], 0.02)[0]:
                    for frame in self._reader.feed(os.read(self._master, 256)):
                        self.heard.append(frame)
                        self._answer(self._master, frame)
            self._stop.wait(0 if self._master >= 0 else 0.01)

    def _answer(self, master: int, frame: Frame) -> None:
        answers = [answer for box in self.all if (answer := box.hear(frame)) is not None]
        spent = 0.0
        for late, said in sorted(answers):
            self._stop.wait(late - spent)
            spent = late
            with suppress(BlockingIOError):  # nobody listens any more: it is lost on the line
                os.write(master, said)
