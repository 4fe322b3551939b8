"""A stand-in for keypad and display on a desk without them: single keys, and one line that is drawn again.

Where the input is no terminal but a pipe, each line is a key: its first letter, or the whole word (``no-show``).
"""

from __future__ import annotations

import logging
import os
import re
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable
from typing import Any, TextIO

from counter_caller.view import View
from counter_caller.words import KEYS
from hall_core.device.waker import Waker
from hall_core.domain.button_box import Action
from hall_core.domain.names import Language
from hall_core.domain.plan_devices import DEFAULT_BUTTONS
from hall_core.domain.vietnamese import fold

log = logging.getLogger(__name__)

LETTERS: dict[str, Action] = {
    "n": "next",
    "r": "recall",
    "c": "came",
    "d": "done",
    "v": "no-show",  # vắng mặt
    "p": "pause",
    "k": "park",
    "h": "help",
    "x": "close",
    **DEFAULT_BUTTONS,
    "9": "close",
}
END_OF_INPUT = "\x04"
ESCAPED = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|O.|[^\[O])", re.DOTALL)
"""What an arrow or function key sends (ECMA-48). Its last letter must not be taken for a key of ours."""
UNFINISHED = re.compile(r"\x1b(\[[0-?]*[ -/]*|O)?$")
COLUMNS = 80
"""Of a terminal that does not say."""
CLEAR_LINE = "\r\x1b[K"


class Terminal:
    """Tells ``pressed(action)`` for each key and ``ended()`` at the end of the input, from a thread of its own."""

    def __init__(
        self,
        *,
        pressed: Callable[[Action], None],
        ended: Callable[[], None],
        language: Language = "vi",
        source: TextIO | None = None,
        out: TextIO | None = None,
    ) -> None:
        self._pressed = pressed
        self._ended = ended
        self._language: Language = language
        self._fd = (source or sys.stdin).fileno()
        self._out = out or sys.stdout
        self._keys = os.isatty(self._fd)
        self._redraws = self._out.isatty()
        self._line = ""
        self._drawing = threading.Lock()
        self._unfinished = ""
        self._gone = False
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name="terminal", daemon=True)

    def start(self) -> Callable[[], None]:
        """Takes the terminal over; returns what gives it back as it was."""
        before = termios.tcgetattr(self._fd) if self._keys else None
        if before is not None:
            # Keys come one by one and unechoed; Ctrl-C stays a signal.
            tty.setcbreak(self._fd)
        self._write(f"{self.help()}\n")
        self._thread.start()

        def stop() -> None:
            self._waker.wake()
            self._thread.join(timeout=2)
            if before is not None:
                self._give_back(before)
            if self._redraws:
                self._write("\n")
            self._waker.close()

        return stop

    def help(self) -> str:
        """``n 1 mời tiếp · r 2 mời lại …``"""
        by_action: dict[Action, list[str]] = {}
        for letter, action in LETTERS.items():
            by_action.setdefault(action, []).append(letter)
        return " · ".join(
            f"{' '.join(letters)} {KEYS[action].into(self._language)}" for action, letters in by_action.items()
        )

    def show(self, view: View) -> None:
        """Draws the line again; where the whole sentence does not fit, its short form."""
        line = f"{' '.join(view.line1.split())} | {view.sentence}"
        if not self._redraws:
            if line != self._line:
                self._write(f"{line}\n")
        else:
            columns = self._columns()
            if len(line) >= columns:
                line = f"{' '.join(view.line1.split())} | {view.line2}"[: columns - 1]
            self._write(f"{CLEAR_LINE}{line}")
        self._line = line

    def tone(self, hz: int, brief: bool) -> None:
        """The terminal's bell. It knows neither pitch nor length, so a click is none."""
        if hz and not brief and self._redraws:
            self._write("\a")

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool) -> None:
        """A terminal has no lights; its sentence says the same."""

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._out.fileno()).columns or COLUMNS
        except OSError:  # its window was closed, which the reading thread finds out
            return COLUMNS

    def _give_back(self, before: list[Any]) -> None:
        try:
            termios.tcsetattr(self._fd, termios.TCSADRAIN, before)
        except termios.error as error:
            log.info("the terminal is gone, it cannot be given back: %s", error)

    def _write(self, text: str) -> None:
        with self._drawing:
            if self._gone:
                return
            try:
                # Past Python's buffer, which would keep what a closed window refused and fail again at the end.
                os.write(self._out.fileno(), text.encode())
            except OSError as error:
                self._gone = True
                log.warning("nothing can be shown any more: %s", error.strerror)

    def _run(self) -> None:
        rest = b""
        while True:
            readable, _, _ = select.select([self._waker, self._fd], [], [])
            if self._waker in readable:
                return
            try:
                chunk = os.read(self._fd, 1024)
            except OSError as error:  # the terminal window was closed
                log.info("the terminal is gone: %s", error.strerror)
                chunk = b""
            if self._keys:
                going_on = self.typed(chunk.decode("utf-8", "ignore"))
            else:
                *lines, rest = (rest + chunk).split(b"\n") if chunk else [rest, b""]
                for line in lines:
                    self._piped(line.decode("utf-8", "ignore").strip())
                going_on = bool(chunk)
            if not going_on:
                self._ended()
                return

    def typed(self, text: str) -> bool:
        """Takes what came from the keys; whether the input goes on."""
        if not text:
            return False
        text = ESCAPED.sub("", self._unfinished + text)
        cut = UNFINISHED.search(text)
        self._unfinished = "" if cut is None else cut.group()
        for sign in text.removesuffix(self._unfinished):
            if sign == END_OF_INPUT:
                return False
            self._press(fold(sign).lower())
        return True

    def _piped(self, line: str) -> None:
        if line in KEYS:
            self._pressed(line)  # pyright: ignore[reportArgumentType]
        elif line:
            self._press(fold(line[0]).lower())

    def _press(self, letter: str) -> None:
        action = LETTERS.get(letter)
        if action is None:
            self._write(f"\n{self.help()}\n{self._line}")
        else:
            self._pressed(action)
