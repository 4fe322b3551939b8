"""Cuts what a scanner sends into codes, and shuts out one that has gone mad. Pure: what the clock says comes in."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

PAUSE = 0.3
"""Seconds of silence that end a code without a line end; a scanner sends its characters within milliseconds."""
ENOUGH = 6
"""Characters that a pause may end. Fewer are the beginning of a code on a bad radio, or noise."""
LONGEST = 4_096
"""Bytes that may come without an end; a QR code holds less than 3,000."""
MOST, WITHIN = 20, 2.0
"""Codes in seconds: no hand holds papers out faster."""
SILENCE = 2.0
"""Seconds after which a scanner that was shut out is heard again, and the rest of a broken code is forgotten."""
ONCE = 1.0
"""Seconds within which the same code is one scan: many scanners read again and again what is held out to them."""

_END = re.compile(rb"[\r\n]")


class Gatherer:
    """Give it everything that comes (:meth:`take`); and call :meth:`silent` when nothing has come for
    :meth:`patience` seconds. Both answer the codes that are whole by then."""

    def __init__(self, shut_out: Callable[[str], None]) -> None:
        """``shut_out`` is told why, once, whenever the scanner stops being heard; never with what was read."""
        self._shut_out = shut_out
        self._rest = b""
        self._out = False
        self._times: deque[float] = deque(maxlen=MOST)
        self._last: tuple[int, float] = (0, float("-inf"))
        """Hash and time of the last code: the code itself may be somebody's card, and is not kept."""

    def patience(self) -> float | None:
        """None: for ever."""
        if self._out:
            return SILENCE
        if not self._rest:
            return None
        return PAUSE if len(self._rest) >= ENOUGH else SILENCE

    def take(self, data: bytes, now: float) -> list[str]:
        if self._out:
            return []
        *whole, self._rest = _END.split(self._rest + data)
        if max(map(len, (*whole, self._rest))) > LONGEST:
            self.drop(f"more than {LONGEST} characters without an end")
            return []
        codes = [code for piece in whole if piece for code in self._code(piece, now)]
        return [] if self._out else codes

    def silent(self, now: float) -> list[str]:
        self._out = False
        piece, self._rest = self._rest, b""
        return self._code(piece, now) if len(piece) >= ENOUGH else []

    def drop(self, why: str) -> None:
        """Forget what has come, and hear nothing until there was a silence."""
        self._rest = b""
        if not self._out:
            self._out = True
            self._shut_out(why)

    def _code(self, piece: bytes, now: float) -> list[str]:
        """The code that ``piece`` is, or none when it was there just now, or is one too many."""
        if len(self._times) == MOST and now - self._times[0] < WITHIN:
            self.drop(f"more than {MOST} codes in {WITHIN:.0f} s")
            return []
        self._times.append(now)
        (last, at), self._last = self._last, (hash(piece), now)
        if last == hash(piece) and now - at < ONCE:
            return []
        # In whatever encoding: what is no UTF-8 becomes question marks, and the digits of a card stay.
        return [piece.decode("utf-8", "replace")]
