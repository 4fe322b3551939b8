"""Where an officer sees and hears how it went: a panel. One that cannot keep a rhythm by itself is given it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from counter_caller.patterns import DARK, TICK, Lamp, Tone, lit


class Panel(Protocol):
    """Lights and a beeper of one or several counters. All on the desks' own thread."""

    def show(self, lamp: Lamp, /) -> None:
        """From now on."""
        ...

    def sound(self, tone: Tone, /) -> None:
        """Once."""
        ...

    def carry_on(self) -> int | None:
        """Does what is due; milliseconds until the next time, None when there is none."""
        ...

    def renew(self) -> None:
        """It was away, and is back with its lights as they please."""
        ...

    def dark(self) -> None: ...


class Signals(Protocol):
    """Lights and a beeper, as they are at this moment."""

    def lights(self, ready: bool, busy: bool, fault: bool, lone: bool, /) -> None: ...
    def tone(self, hz: int, brief: bool, /) -> None: ...


class Rhythm:
    """A Panel out of Signals."""

    def __init__(self, signals: Signals, now: Callable[[], int]) -> None:
        """``now`` gives milliseconds since the box started."""
        self._signals, self._now = signals, now
        self._lamp, self._lamp_since = DARK, now()
        self._tone: Tone | None = None
        self._tone_since = 0
        self._sounding = 0
        self._lit: tuple[bool, ...] | None = None

    def show(self, lamp: Lamp) -> None:
        if lamp != self._lamp:
            self._lamp, self._lamp_since = lamp, self._now()

    def sound(self, tone: Tone) -> None:
        self._tone, self._tone_since = tone, self._now()

    def renew(self) -> None:
        self._lit = None

    def carry_on(self) -> int | None:
        now = self._now()
        lamp = self._lamp
        beats = [lit(beat, now - self._lamp_since) for beat in (lamp.ready, lamp.busy, lamp.fault, lamp.lone)]
        on = tuple(beat[0] for beat in beats)
        if on != self._lit:
            self._lit = on
            self._signals.lights(*on)
        waits = [beat[1] for beat in beats]
        if self._tone is not None:
            sounds, wait = lit(self._tone.beat, now - self._tone_since, once=True)
            hz = self._tone.hz if sounds else 0
            if hz != self._sounding:
                self._sounding = hz
                self._signals.tone(hz, sum(self._tone.beat) <= TICK)
            waits.append(wait)
            if wait is None:
                self._tone = None
        return min((wait for wait in waits if wait is not None), default=None)

    def dark(self) -> None:
        self._signals.tone(0, False)
        self._signals.lights(False, False, False, False)


class OwnRhythm:
    """A Panel that keeps its rhythms by itself."""

    def __init__(self, show: Callable[[Lamp], None], sound: Callable[[Tone], None]) -> None:
        self.show, self.sound = show, sound

    def carry_on(self) -> int | None:
        return None

    def renew(self) -> None:
        """Its line tells it everything anew."""

    def dark(self) -> None:
        self.show(DARK)
