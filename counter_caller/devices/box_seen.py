"""What is known of one box on a line: what it was told, whether it answers, and that it is alone with its address."""

from __future__ import annotations

import logging
from collections.abc import Callable

from counter_caller.devices import box_frames as f
from counter_caller.patterns import DARK, Lamp, Tone
from hall_core.device.line_frame import Frame

log = logging.getLogger(__name__)

SILENT_AFTER = 0.5
"""Seconds without a good answer: noise seldom lasts so long, and nobody has pressed twice by then."""
LOOK_AGAIN = 1.0
"""Seconds between two questions to a box that is silent: it costs the others one wait for an answer."""
ALONE_EVERY = 10.0
"""Seconds between two questions whether somebody else has its address. Two alike may answer alike, at the same time,
and be heard as one."""


class BoxSeen:
    """Told ``missing(address, why)`` once for each change."""

    def __init__(self, address: int, path: str, missing: Callable[[int, str], None], look_again: float) -> None:
        self.address = address
        self.tone: Tone | None = None
        self.there = False
        self.again = 0.0
        """When it should be asked the next time, while it is not there."""
        self._path, self._missing, self._look_again = path, missing, look_again
        self._lamp: Lamp = DARK
        self._wish, self._told = 0, -1
        """How often its lamps were to change, and which of those it was told; -1: none."""
        self._number = self._taken = 0
        self._name: bytes | None = None
        self._heard = False
        """Somebody has this address; who, is not known."""
        self._good = 0.0
        """When it gave a good answer last, while it is there."""
        self._noisy = False
        self._alone_at = 0.0
        self._why: str | None = None

    def show(self, lamp: Lamp) -> None:
        """Also what it shows already is told again when something else was wished in between: its rhythm begins anew,
        and a finger sees that it was felt."""
        if lamp != self._lamp:
            self._lamp, self._wish = lamp, self._wish + 1

    def news(self) -> bool:
        return self._wish != self._told or self.tone is not None

    def question(self, now: float) -> tuple[Frame, Callable[[], None]]:
        """What it is asked or told next, and what follows once it has answered."""
        if self._name is None:
            # Names take a while to be told one after the other: they are asked where somebody is.
            return f.who(self.address) if self._heard else f.poll(self.address, 0), _nothing
        if (wish := self._wish) != self._told:
            return f.lamps(self.address, self._next(), self._lamp), lambda: self._was_told(wish)
        if (tone := self.tone) is not None:
            return f.tone(self.address, self._next(), tone), lambda: self._has_sounded(tone)
        if now >= self._alone_at:
            self._alone_at = now + ALONE_EVERY
            return f.who(self.address, self._name), _nothing
        return f.poll(self.address, self._taken), _nothing

    def named(self, names: set[bytes] | None, now: float) -> None:
        """Who has said to have this address; None: nothing that could be understood."""
        if self._name is not None:  # anybody else was asked
            if names is None or names:
                self.suspect()
            return
        if not names:
            self._heard = False
            self._unanswered(now, noise=names is None)
        elif len(names) == 1:
            (self._name,) = names
            self._alone_at = now + ALONE_EVERY
            self.answered(now)
        else:
            both = " and ".join(sorted(name.hex() for name in names))
            self.lost(f"{self._path}: {len(names)} boxes have the address {self.address} ({both})", now)

    def answered(self, now: float) -> None:
        self._heard = True
        if self._name is not None:
            self._good, self._noisy, self.there = now, False, True
            self._say("")

    def started(self) -> None:
        """It had no power, and may be another one."""
        if self._told >= 0:
            self.forget()
            self._heard = True

    def unanswered(self, now: float, *, noise: bool) -> None:
        if noise and self._name is None:  # two may have spoken at once: one after the other they can be understood
            self._heard = True
        else:
            self._unanswered(now, noise=noise)

    def _unanswered(self, now: float, *, noise: bool) -> None:
        self._noisy |= noise
        if not self.there or now - self._good >= SILENT_AFTER:
            how = "cannot be understood" if self._noisy else "is silent"
            self.lost(f"{self._path}: the box with the address {self.address} {how}", now)

    def lost(self, why: str, now: float) -> None:
        self.forget()
        self.there, self._noisy, self.again = False, False, now + self._look_again
        self._say(why)

    def suspect(self) -> None:
        """Somebody else may have its address: all are asked for their names."""
        self._name, self._heard = None, True

    def forget(self) -> None:
        """It may be another box, or may have been without power."""
        self._told, self._name, self.tone, self._heard = -1, None, None, False
        self._taken, self.again = 0, 0.0

    def is_new(self, number: int) -> bool:
        """Whether the movement with this number was not taken before; it is now."""
        new = number != self._taken
        self._taken = number
        return new

    def _next(self) -> int:
        self._number = self._number % 127 + 1
        return self._number

    def _was_told(self, wish: int) -> None:
        self._told = wish

    def _has_sounded(self, tone: Tone) -> None:
        if self.tone is tone:
            self.tone = None

    def _say(self, why: str) -> None:
        if why == self._why:
            return
        if why or self._why:
            log.warning("%s", why or f"{self._path}: the box with the address {self.address} is back")
        self._why = why
        self._missing(self.address, why)


def _nothing() -> None:
    """A question that changes nothing here."""
