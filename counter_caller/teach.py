"""``motcua caller --teach``: which key is this? For the technician; needs neither hub nor broker.

It listens to all keypads of the computer, to the boxes on the lines of the hall file, and where the hall file has
buttons on pins, to the pins; until Ctrl-C.
"""

from __future__ import annotations

import logging
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TextIO

from counter_caller.lesson import Touched, lesson
from counter_caller.messages import DEBOUNCE
from counter_caller.patterns import TONES
from hall_core.device.program import stop_on_signals, the_end
from hall_core.domain.button_box import PINS, KeyDevice, LineBox, Pins, Source, lines_of, pin_of, read_source
from hall_core.domain.plan_devices import Caller
from hall_core.errors import MotcuaError

if TYPE_CHECKING:
    from counter_caller.devices.box_line import BoxLine

SCANNED = 32
"""Addresses that are looked for on a line, beside those of the hall file: who has set one by hand begins with 1."""
SCAN_AGAIN = 30.0
"""Seconds; a silent address costs those that speak one wait for an answer."""
WAKES = 0.25
"""Seconds: a signal that reaches another thread is heard by this one when it wakes."""
_SERIAL_CONSOLE = (14, 15)
"""Pins on which many computers print what they do at their start."""


def teach(caller: Caller, out: TextIO | None = None) -> int:
    """Until SIGINT or SIGTERM; gives the exit status. Ends the program when pins cannot be had."""
    stop = stop_on_signals()
    logging.getLogger().addHandler(logging.NullHandler())  # what matters of it is said in the lessons
    board = _Board(caller, out or sys.stdout)
    with ExitStack() as undo:
        undo.enter_context(_quiet_terminal())
        try:
            for begin in (_keypads, _lines, _pins):
                begin(caller, board, undo)
        except MotcuaError as error:
            raise the_end(f"{caller.id}: {error}") from error
        board.say(f"{caller.id}: press a key; Ctrl-C ends it. Nothing is sent to the hall.")
        while not stop.wait(WAKES):
            pass
        board.say("ended")
    return 0


class _Board:
    """Where the lessons are written. Safe from any thread."""

    def __init__(self, caller: Caller, out: TextIO) -> None:
        self._caller, self._out = caller, out
        self._lock = threading.Lock()
        self._last: dict[Touched, float] = {}

    def say(self, *lines: str) -> None:
        with self._lock:
            print(*lines, sep="\n", file=self._out, flush=True)

    def touched(self, source: Source, key: str, name: str = "") -> None:
        what, now = Touched(source, key, name), time.monotonic()
        with self._lock:
            chatter = now - self._last.get(what, -1.0) < DEBOUNCE / 1000
            self._last[what] = now
        if not chatter:
            self.say(*lesson(self._caller, what))


def _sources(caller: Caller) -> list[Source | None]:
    return [read_source(desk.keypad) for desk in caller.all_desks]


def _keypads(caller: Caller, board: _Board, undo: ExitStack) -> None:
    from counter_caller.devices.every_key import EveryKey

    known = [source.path for source in _sources(caller) if isinstance(source, KeyDevice)]
    keys = EveryKey(
        known,
        pressed=lambda path, key, name: board.touched(KeyDevice(path), key, name),
        busy=lambda path: board.say(f"{path} is in use by another program: stop that one to hear its keys"),
    )
    undo.callback(keys.start())


def _lines(caller: Caller, board: _Board, undo: ExitStack) -> None:
    for path, boxes in lines_of(_sources(caller)).items():
        undo.callback(_line(path, boxes, board).start())


def _line(path: str, boxes: list[LineBox], board: _Board) -> BoxLine:
    from counter_caller.devices.box_line import BoxLine

    baud = boxes[0].baud
    line = BoxLine(
        path,
        baud,
        list(dict.fromkeys([*(box.address for box in boxes), *range(1, SCANNED + 1)])),
        now=lambda: time.monotonic_ns() // 1_000_000,
        moved=_pressed(path, baud, board, lambda address: line.sound(address, TONES["asked"])),
        missing=_seen(path, {box.address for box in boxes}, board),
        look_again=SCAN_AGAIN,
    )
    return line


def _pressed(path: str, baud: int, board: _Board, click: Callable[[int], None]) -> Callable[[int, int, int, int], None]:
    def moved(address: int, button: int, value: int, at: int) -> None:
        del at
        if value:
            click(address)
            board.touched(LineBox(path, baud, address), str(button))

    return moved


def _seen(path: str, known: set[int], board: _Board) -> Callable[[int, str], None]:
    """Boxes that answer, those that should and do not, and those that nobody has named."""

    def missing(address: int, why: str) -> None:
        if why and address in known:
            board.say(why)
        elif not why:
            more = "" if address in known else ", which is not in the hall file"
            board.say(f"{path}: there is a box with the address {address}{more}")

    return missing


def _pins(caller: Caller, board: _Board, undo: ExitStack) -> None:
    if not any(isinstance(source, Pins) for source in _sources(caller)):
        return
    from counter_caller.devices.pins import PinButtons

    driven = {pin_of(pin) for desk in caller.all_desks for pin in (*desk.lights.values(), desk.buzzer)}
    named = {pin_of(key) for desk in caller.all_desks for key in (*desk.keys, *desk.to_service, *desk.to_counter)}
    free = [pin for pin in PINS if pin not in driven and (pin in named or pin not in _SERIAL_CONSOLE)]

    def moved(pin: str, value: int, at: int) -> None:
        del at
        if value:
            board.touched(Pins(), pin)

    def missing(why: str) -> None:
        board.say(why or "the pins are back")

    buttons = PinButtons([f"GPIO{pin}" for pin in free], now=lambda: 0, moved=moved, missing=missing)
    undo.callback(buttons.start())


@contextmanager
def _quiet_terminal() -> Iterator[None]:
    """What is typed on the keypads is neither shown nor left for the shell, where it would be a command."""
    if not sys.stdin.isatty():
        yield
        return
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    quiet = [*before]
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(fd, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSAFLUSH, before)
