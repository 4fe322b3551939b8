"""Where everything stands on a matrix, in lamps, and whether it can be read from where people stand. Pure but for
measuring letters.

A called number and its counter are as large as the matrix holds. Two lines of Vietnamese with their marks do not fit
32 lamps: a line has at least 32, and a matrix lower than that shows no words.
"""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from display_app.led import letters
from display_app.texts import counters_of, numbers_of
from hall_core.domain.names import Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led
from hall_core.ui.tokens import BOARD_CALL, BOARD_LIST, MIN_CAPITAL_PX, IllegibleError

COARSE = 4 / 3
"""How much larger a capital of a few lamps has to be than one of many pixels: 167 mm instead of 125 mm at 10 m."""
LED_CALL = BOARD_CALL * COARSE
LED_LIST = BOARD_LIST * COARSE
"""Of words, and of calls that stand in a list."""
MARK = 2
"""Lamps at the lower edge that are kept for the mark of old facts, and the dark ones above it."""
LINE = 32
"""Lamps of a line with all its marks."""
AIR = 3
"""Dark lamps between two calls, one above the other; above a single one a third of it."""


class Layout(Struct, frozen=True, kw_only=True):
    width: int
    height: int
    """Of all that is written: what is below it is kept for the mark of old facts."""
    call: int
    """Font size of a call that has the matrix for itself."""
    stacked: bool
    """Its number stands above its counter, not beside it."""
    rows: int
    """Calls of a list on one page."""
    listed: int
    """Their font size."""
    word_rows: int
    """Lines of words on one page; 0 where no words could be read."""
    words: int
    """Their font size."""
    figures: str
    """What numbers are made of here."""


def arrow_width(capital: int) -> int:
    """Of an arrow beside letters of that height."""
    return max(5, round(capital * 0.6))


def gap(capital: int) -> int:
    """Dark lamps on either side of an arrow."""
    return max(2, capital // 5)


def pointing(counter: str, size: int) -> int:
    """Lamps across of an arrow and a counter."""
    capital = letters.capital(size)
    return arrow_width(capital) + gap(capital) + letters.width(counter, size)


def beside(number: str, counter: str, size: int) -> int:
    """Lamps across of a number and, in a row with it, an arrow and a counter if there is one."""
    more = gap(letters.capital(size)) + pointing(counter, size) if counter else 0
    return letters.width(number, size) + more


def place(plan: Plan, led: Led) -> Layout:
    """IllegibleError, which says why, when a called number could not be read from ``led.distance_m``."""
    matrix = led.matrix
    calls = [(number, counter) for number in numbers_of(plan, led.zone) for counter in _counters(plan, led)]
    figures = "".join(sorted({*"".join(number for number, _ in calls), *"0123456789"}))
    wide, high = matrix.width, matrix.height - MARK
    flat = _flat(calls, figures, wide, high - AIR // 3)
    upright = 0 if led.counter else _upright(calls, figures, wide, high // 2 - AIR)
    call = max(flat, upright)
    _require(led, call, calls)
    rows, listed = _list(led, calls, figures, high)
    word_rows, words = _words(led, high)
    return Layout(
        width=wide,
        height=high,
        call=call,
        stacked=upright > flat,
        rows=rows,
        listed=listed,
        word_rows=word_rows,
        words=words,
        figures=figures,
    )


def capital_mm(led: Led, size: int) -> float:
    return letters.capital(size) * led.matrix.pitch_mm if size else 0.0


def _counters(plan: Plan, led: Led) -> list[Slug]:
    return [""] if led.counter else counters_of(plan, led.zone)


def _flat(calls: list[tuple[str, str]], figures: str, wide: int, high: int) -> int:
    across = letters.largest(wide, lambda size: max(beside(*call, size) for call in calls))
    return min(across, letters.largest(high, lambda size: letters.height(figures, size)))


def _upright(calls: list[tuple[str, str]], figures: str, wide: int, high: int) -> int:
    """The same with the number above, and arrow and counter below it."""

    def taken(size: int) -> int:
        return max(max(letters.width(number, size), pointing(counter, size)) for number, counter in calls)

    return min(letters.largest(wide, taken), letters.largest(high, lambda size: letters.height(figures, size)))


def _list(led: Led, calls: list[tuple[str, str]], figures: str, high: int) -> tuple[int, int]:
    """(calls on a page, font size): as many as can be read; one when not even two can."""
    least = led.distance_m * 1000 * LED_LIST
    for rows in range(max(1, led.matrix.height // LINE), 1, -1):
        size = _flat(calls, figures, led.matrix.width, high // rows - AIR)
        if capital_mm(led, size) >= least:
            return rows, size
    return 1, _flat(calls, figures, led.matrix.width, high - AIR // 3)


def _words(led: Led, high: int) -> tuple[int, int]:
    """(lines on a page, font size); (0, 0) where no line could be read."""
    least = led.distance_m * 1000 * LED_LIST
    for rows in range(led.matrix.height // LINE, 0, -1):
        size = letters.largest(high // rows, lambda size: letters.height(letters.STACKED, size))
        if capital_mm(led, size) >= least and letters.capital(size) >= MIN_CAPITAL_PX:
            return rows, size
    return 0, 0


def _require(led: Led, size: int, calls: list[tuple[str, str]]) -> None:
    matrix, needed = led.matrix, led.distance_m * 1000 * LED_CALL
    number, counter = max(calls, key=lambda call: len(call[0] + call[1]))
    what = f"the number {number} and the counter {counter}" if counter else f"the number {number}"
    if size == 0 or letters.capital(size) < MIN_CAPITAL_PX:
        raise IllegibleError(
            f"the matrix has {matrix.width} x {matrix.height} lamps; for {what} it needs more: letters of fewer than "
            f"{MIN_CAPITAL_PX} lamps cannot be read"
        )
    if capital_mm(led, size) < needed:
        pitch = needed / letters.capital(size)
        raise IllegibleError(
            f"the matrix ({matrix.width} x {matrix.height} lamps, {matrix.pitch_mm:g} mm apart) shows {what} "
            f"{capital_mm(led, size):.0f} mm high; to be read at {led.distance_m:g} m they must be {needed:.0f} mm: "
            f"use a larger matrix, lamps {ceil(pitch * 10) / 10:g} mm apart, or bring the readers nearer"
        )
