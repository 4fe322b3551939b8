"""When what is sent to a hall of one set, and again. Pure; moments are seconds of a clock that only goes forward."""

from __future__ import annotations

from msgspec import Struct, field

from hall_core.contract.centre.messages import Position

WINDOW = 8
"""Messages of changes under way to one hall, 64 kB: as much as a line of 1 Mbit/s carries in half a second."""
FIRST, LONGEST = 2.0, 60.0
"""Seconds until what did not arrive is sent again: a hall says within a tenth of one what it has, and waits for five
until it says that something is missing. Doubled each time."""


class Way(Struct):
    """About one set of one hall. All of it may be forgotten: it is sent once more then."""

    there: Position | None = None
    """How far the hall was when we looked last."""
    under_way: list[int] = field(default_factory=list[int])
    """The last change in each message that was sent and of which nobody knows whether it arrived."""
    sent_at: float = 0.0
    again_at: float = 0.0
    wait: float = FIRST

    def look(self, there: Position, now: float, *, spoke: bool) -> None:
        """The hall is ``there``. ``spoke``: it has said so just now."""
        moved = there != self.there
        self.there = there
        self.under_way = [upto for upto in self.under_way if upto > there.seq]
        if moved:
            self.wait = FIRST
            self.again_at = now + FIRST if self.under_way else now
        elif spoke and now - self.sent_at >= FIRST:
            # It hears again, and has not what was sent while it did not.
            self.wait = FIRST
            self.again_at = now
        if now >= self.again_at:
            self.under_way.clear()

    @property
    def after(self) -> int:
        """The change behind which to go on."""
        assert self.there is not None
        return self.under_way[-1] if self.under_way else self.there.seq

    @property
    def room(self) -> int:
        """Messages that may be sent now."""
        return WINDOW - len(self.under_way)

    def sent(self, uptos: list[int], now: float) -> None:
        """Messages up to these changes; or, without changes, where the set stands."""
        if not self.under_way:
            # What was sent before this did not help, or was of use.
            self.again_at = now + self.wait
            self.wait = min(LONGEST, self.wait * 2)
        self.under_way += uptos
        self.sent_at = now
