"""What time alone changes on a board: pages and pulses. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from hall_core.domain.names import Millis

T = TypeVar("T")
PULSE = 500
"""Milliseconds between two changes of a new call's colours: 1 Hz, far below what troubles epileptics."""
PULSES_FOR = 5_000
"""Milliseconds a new call pulses."""
LETTERS = 14
"""Read in a second from afar, by slow readers."""


def reading(rows: Iterable[str]) -> Millis:
    """How long it takes to read them, besides finding them."""
    return sum(map(len, rows)) * 1_000 // LETTERS


class Turns:
    """The moment of one view (the board's own clock), and the next moment at which it is out of date."""

    def __init__(self, now: Millis) -> None:
        self.now = now
        self.until: Millis | None = None

    def changes_at(self, moment: Millis) -> None:
        """The view has to be made anew at ``moment``, which lies ahead."""
        self.until = moment if self.until is None else min(self.until, moment)

    def turn(self, period: Millis, since: Millis = 0) -> int:
        """How many periods have passed since ``since``; the view changes with the next one."""
        turns = (self.now - since) // period
        self.changes_at(since + (turns + 1) * period)
        return turns

    def lit(self, since: Millis) -> bool:
        """Whether a call that is new since then is in the bright half of its pulse."""
        return 0 <= self.now - since < PULSES_FOR and self.turn(PULSE, since) % 2 == 0

    def of(self, pages: Sequence[tuple[T, Millis]], since: Millis = 0) -> T:
        """Of several pages, each with how long it stands, the one whose turn it is; they follow one another over and
        over from ``since`` on. One alone never changes."""
        if len(pages) > 1:
            left = (self.now - since) % sum(stands for _, stands in pages)
            for page, stands in pages:
                if left < stands:
                    self.changes_at(self.now + stands - left)
                    return page
                left -= stands
        return pages[0][0]

    def page(self, items: Sequence[T], size: int, period: Millis, since: Millis = 0) -> tuple[tuple[T, ...], int, int]:
        """One page of ``items`` after another, each for ``period``: (what is on it, its place, how many there are)."""
        if size < 1:
            return (), 0, 1
        pages = max(1, -(-len(items) // size))
        place = self.turn(period, since) % pages if pages > 1 else 0
        return tuple(items[place * size : (place + 1) * size]), place, pages
