"""The desk: one queue into which keys, answers and troubles come, one thread that decides and carries out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from msgspec import Struct

from counter_caller.state import (
    Action,
    Ask,
    Beep,
    CallerState,
    Command,
    Effect,
    Message,
    Note,
    Pressed,
    Report,
    Sent,
    Trouble,
    step,
)
from counter_caller.view import TICK, TONES, Tone, View, lit, view
from hall_core.contract.messages import Problem
from hall_core.domain.names import Language
from hall_core.domain.plan import Counter
from hall_core.domain.plan_devices import Caller

log = logging.getLogger(__name__)


class Line(Protocol):
    """What the desk needs of a station."""

    def ask(self, command: Command, /) -> str: ...
    def report(self, problem: Problem, present: bool, /) -> None: ...


class Signals(Protocol):
    """Lights and a beeper, as they are at this moment."""

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool, /) -> None: ...
    def tone(self, hz: int, brief: bool, /) -> None: ...


class Moved(Struct, frozen=True):
    """A key moved at ``at``; when it is taken from the queue is filled in then."""

    action: Action
    value: int
    at: int


class Stop(Struct, frozen=True):
    """Ends the desk; ``after_answer``: not before the command under way is answered or given up."""

    after_answer: bool = False


class Desk:
    """Everything of the call box but its hardware and its line. ``put`` may be called from any thread."""

    def __init__(self, caller: Caller, counter: Counter, *, now: Callable[[], int], language: Language = "vi") -> None:
        """``now`` gives milliseconds since the box started."""
        self._state = CallerState(
            counter=counter.id,
            counter_number=counter.number,
            officer=caller.officer,
            serves=frozenset(counter.serves),
        )
        self.now = now
        self._language: Language = language
        self._queue: SimpleQueue[Message | Moved | Stop] = SimpleQueue()
        self._view = view(self._state, language)
        self._view_since = now()
        self._tone: Tone | None = None
        self._tone_since = 0
        self._sounding = 0
        self._lit: tuple[bool, ...] | None = None

    def put(self, message: Message | Moved | Stop) -> None:
        """Hands in what happened. Safe in a signal handler too."""
        self._queue.put(message)

    def run(self, line: Line, signals: Signals, screens: Sequence[Callable[[View], None]]) -> None:
        """Until :class:`Stop`. Leaves the lights dark and the beeper silent."""
        for screen in screens:
            screen(self._view)
        stopping = False
        while not (stopping and self._state.pending is None):
            due = self._carry_on(signals)
            try:
                message = self._queue.get(timeout=None if due is None else due / 1000)
            except Empty:
                continue
            if isinstance(message, Stop):
                if not message.after_answer:
                    break
                stopping = True
            else:
                self._take(message, line)
                self._show(screens)
        signals.tone(0, False)
        signals.lights(False, False, False, False)

    def _take(self, message: Message | Moved, line: Line) -> None:
        if isinstance(message, Moved):
            message = Pressed(message.action, message.at, self.now(), message.value)
        elif isinstance(message, Trouble):
            # A keypad that was away comes back with its lights as they please.
            self._lit = None
        self._state, effects = step(self._state, message)
        for effect in effects:
            self._do(effect, line)

    def _do(self, effect: Effect, line: Line) -> None:
        match effect:
            case Ask(command):
                self._state, _ = step(self._state, Sent(line.ask(command)))
            case Beep(signal):
                self._tone, self._tone_since = TONES[signal], self.now()
            case Report(problem, present):
                line.report(problem, present)
            case Note(words):
                log.info("%s", words)

    def _show(self, screens: Sequence[Callable[[View], None]]) -> None:
        seen = view(self._state, self._language)
        if seen == self._view:
            return
        if seen.lamp != self._view.lamp:
            self._view_since = self.now()
        self._view = seen
        for screen in screens:
            screen(seen)

    def _carry_on(self, signals: Signals) -> int | None:
        """Lights and tone as they must be now; milliseconds until the next change, None when there is none."""
        now = self.now()
        lamp, elapsed = self._view.lamp, now - self._view_since
        beats = [lit(beat, elapsed) for beat in (lamp.ready, lamp.busy, lamp.fault, lamp.lone)]
        on = tuple(beat[0] for beat in beats)
        if on != self._lit:
            self._lit = on
            signals.lights(*on)
        waits = [beat[1] for beat in beats]
        if self._tone is not None:
            sounds, wait = lit(self._tone.beat, now - self._tone_since, once=True)
            hz = self._tone.hz if sounds else 0
            if hz != self._sounding:
                self._sounding = hz
                signals.tone(hz, sum(self._tone.beat) <= TICK)
            waits.append(wait)
            if wait is None:
                self._tone = None
        return min((wait for wait in waits if wait is not None), default=None)
