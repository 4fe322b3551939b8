"""Which display of a line is told next: ``Order``. No clock and no line of its own; times are seconds.

One speaks at a time, so the order is what keeps the promise of ``hall_core.domain.sign_line``: a display that is not
known to be silent is told before any other one is asked again, and a silent one costs the others at most the one
exchange that is going on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import Struct

from display_app.signs.view import Face

SILENT_AFTER = 3
"""Exchanges without an answer, one after the other, until a display counts as silent: noise takes one, seldom two."""
RETRY_AFTER = 0.2
"""Seconds until a display that did not answer is told again: a spark on the line is over by then."""
PROBE_EVERY = 2.0
"""Seconds between two tries with a silent display: it is back before whoever plugged it in has climbed down."""
REFRESH_EVERY = 10.0
"""Seconds after which a display is told again what it shows: it may have lost its power in between. Displays that hear
nothing for three times as long show dashes by themselves (docs/signs.md)."""
NUMBERS = 128


class Turn(Struct, frozen=True):
    """Tell this display that; ``before`` is what it shows, as far as is known."""

    address: int
    face: Face
    before: Face | None
    number: int


@dataclass
class _Display:
    wanted: Face | None = None
    shown: Face | None = None
    repeats: int = 0
    """How often what is wanted is still to be said."""
    number: int = 0
    failures: int = 0
    asked: float = 0.0
    """When it was last spoken to."""
    changed: int = 0
    """Place in the order of wishes."""

    @property
    def silent(self) -> bool:
        return self.failures >= SILENT_AFTER


class Order:
    def __init__(self, addresses: Iterable[int], *, times: int = 1) -> None:
        """``times``: how often each wish is said, where nobody answers."""
        self._displays = {address: _Display() for address in addresses}
        self._times = times
        self._wishes = 0

    def want(self, faces: Mapping[int, Face]) -> None:
        for address, face in faces.items():
            display = self._displays[address]
            if face != display.wanted:
                self._wishes += 1
                display.wanted, display.changed, display.repeats = face, self._wishes, self._times
                display.number = (display.number + 1) % NUMBERS
                if not display.silent:
                    display.failures = 0

    def next(self, now: float) -> Turn | None:
        """Whom to tell now, if anybody."""
        ready = [
            (self._rank(display), address) for address, display in self._displays.items() if self._at(display) <= now
        ]
        if not ready:
            return None
        address = min(ready)[1]
        display = self._displays[address]
        assert display.wanted is not None, "who waits for nothing has no turn"
        return Turn(address, display.wanted, display.shown, display.number)

    def wait(self, now: float) -> float | None:
        """Seconds until :meth:`next` has somebody; None when nothing is wanted at all."""
        moments = [at for display in self._displays.values() if (at := self._at(display)) != float("inf")]
        return max(0.0, min(moments) - now) if moments else None

    def told(self, turn: Turn, now: float, *, taken: bool) -> None:
        """How it went."""
        display = self._displays[turn.address]
        display.asked = now
        if not taken:
            display.failures = min(display.failures + 1, SILENT_AFTER)
            return
        display.failures = 0
        display.shown = turn.face
        if turn.face == display.wanted:
            display.repeats = max(0, display.repeats - 1)

    def taken(self, address: int, number: int, now: float) -> None:
        """An answer that came late is one all the same."""
        display = self._displays.get(address)
        if display is not None and display.number == number and display.wanted is not None:
            display.failures, display.shown, display.repeats, display.asked = 0, display.wanted, 0, now

    def forget(self) -> None:
        """The line was away: what the displays show now is unknown, and so is who of them is silent."""
        for display in self._displays.values():
            display.shown, display.repeats, display.failures, display.asked = None, self._times, 0, 0.0

    def silent(self) -> frozenset[int]:
        return frozenset(address for address, display in self._displays.items() if display.silent)

    def _at(self, display: _Display) -> float:
        if display.wanted is None:
            return float("inf")
        if display.silent:
            return display.asked + PROBE_EVERY
        if display.failures:
            return display.asked + RETRY_AFTER
        return 0.0 if display.repeats else display.asked + REFRESH_EVERY

    def _rank(self, display: _Display) -> tuple[int, float, int]:
        """First what is new, a call before all else; then what was said but not taken; then who is only asked."""
        assert display.wanted is not None
        if display.silent or not display.repeats:
            return 3, display.asked, 0
        if display.failures or display.repeats < self._times:
            return 2, display.asked, 0
        return 0 if display.wanted.blinks else 1, 0.0, display.changed
