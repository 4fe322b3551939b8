"""The loop of a board without Kivy and without a voice: a matrix of lamps, or signs on a line.

    quiet = Quiet(display, Board(id=device.id, voice=False), now)
    line = Worker("line", quiet_line(..., quiet.hear), closed=quiet.fail)
    failed = quiet.run(line)                        # on the main thread, until ``quiet.stop()``

It hands what is heard to the same decider as a TV's (:func:`display_app.state.step`) and then lets the display show
what the board knows. A :class:`Display` is all that a new kind of it has to bring. Nothing goes on between two
messages but waiting: a display that has nothing new is not touched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from msgspec import Struct

from display_app.board import Board, Check, Drawn, Effect, Message, Report, Speak, Tell, Woke
from display_app.state import step, wake_at
from display_app.worker import Worker
from hall_core.device.watchdog import IDLE
from hall_core.domain.names import Millis, Uid

log = logging.getLogger(__name__)

TRY_AGAIN = 5_000
"""Milliseconds from a display that failed to the next try: a plug that is pushed back in is seen while somebody still
stands there, and a driver that takes a second to give up does not keep the processor busy."""


class Shown(Struct, frozen=True):
    """What a display shows now."""

    calls: frozenset[Uid]
    """Those that a reader sees: the display has taken them, and is neither dark nor away."""
    until: Millis | None
    """When time alone changes it (the board's own clock)."""
    missing: str = ""
    """The part of it that is away, by names and addresses, while the rest goes on."""


class Display(Protocol):
    """Any exception means that it is not there or has failed: it is closed, reported, and opened again later."""

    def open(self) -> None: ...

    def show(self, board: Board, now: Millis) -> Shown:
        """Puts on it what ``board`` says; does nothing to it when that stands there already. Returns when the display
        has taken it. After :meth:`open` it knows nothing of what stood there before."""
        ...

    def close(self) -> None:
        """Dark and let go; also after an :meth:`open` that failed. Must not raise."""
        ...


class Quiet:
    def __init__(
        self, display: Display, board: Board, now: Callable[[], Millis], turned: Callable[[], None] = lambda: None
    ) -> None:
        """``now``: milliseconds of the box's monotonic clock; ``board``: as it knows nothing yet, without voice;
        ``turned`` is called each time the loop has gone round."""
        self.board = board
        self.failed = False
        self._display = display
        self._now = now
        self._turned = turned
        self._items: SimpleQueue[Message | None] = SimpleQueue()
        self._line: Worker[Tell | Report] | None = None
        self._missing = ""
        """What was told to be away."""
        self._open = False
        self._again: Millis = 0
        """When to try a display that has failed once more."""
        self._wake: Millis | None = None

    def hear(self, message: Message) -> None:
        """From any thread."""
        self._items.put(message)

    def stop(self) -> None:
        """From any thread, or a signal's handler."""
        self._items.put(None)

    def fail(self) -> None:
        """From any thread: ends the program, which is of no use without a line to the hub."""
        self.failed = True
        self.stop()

    def run(self, line: Worker[Tell | Report]) -> bool:
        """Starts ``line``, which takes facts and problems to the hub, shows what is heard until :meth:`stop`, and
        stops it again. True when the line could not be opened."""
        self._line = line
        line.start()
        try:
            self._show()
            while (message := self._next()) is not None:
                self._take(message)
                if self._items.empty():  # what came together is shown together
                    self._show()
        finally:
            self._display.close()
            line.stop(seconds=5)
        return self.failed

    def _next(self) -> Message | None:
        while True:
            self._turned()
            wait = IDLE if self._wake is None else max(1, self._wake - self._now()) / 1000
            try:
                return self._items.get(timeout=min(IDLE, wait))
            except Empty:
                if wait <= IDLE and self._wake is not None:
                    return Woke()

    def _take(self, message: Message) -> None:
        self.board, effects = step(self.board, message, self._now())
        for effect in effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Speak() | Check():
                raise AssertionError("a board without a voice speaks nothing")
            case Tell() | Report():
                assert self._line is not None, "nothing is told before it runs"
                self._line.put(effect)

    def _show(self) -> None:
        """Brings the display up to date, tells which calls stand on it, and sets the alarm for the next change."""
        now = self._now()
        shown = self._try_to_show(now)
        if self.board.unpainted & shown.calls:
            self._take(Drawn(shown.calls))
            shown = self._try_to_show(now)
        self._wake = min((at for at in (shown.until, wake_at(self.board, now)) if at is not None), default=None)

    def _try_to_show(self, now: Millis) -> Shown:
        if not self._open and now < self._again:
            return Shown(frozenset(), self._again)
        try:
            if not self._open:
                self._display.open()
                self._open = True
            shown = self._display.show(self.board, now)
        except Exception as error:
            why = str(error) or type(error).__name__
            if self._missing != why:
                log.exception("the display cannot be used")
            self._display.close()
            self._open = False
            self._again = now + TRY_AGAIN
            self._report(why)
            return Shown(frozenset(), self._again)
        self._report(shown.missing)
        return shown

    def _report(self, missing: str) -> None:
        if missing != self._missing:
            self._do(Report("display-missing", bool(missing), missing))
        self._missing = missing
