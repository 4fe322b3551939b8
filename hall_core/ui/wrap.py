"""Breaks a text into at most so many lines of so many pixels; what has no room ends in an ellipsis. Pure."""

from __future__ import annotations

from collections.abc import Callable

Measure = Callable[[str], float]
"""Width in pixels of a text on one line."""
ELLIPSIS = "…"


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """All lines of ``text`` at ``width``, broken between words; a word wider than a line is broken inside."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width, measure)
        lines += whole
    return [*lines, line] if line else lines


def fit(text: str, width: float, lines: int, measure: Measure) -> list[str]:
    """At most ``lines`` lines; the last of them ends in an ellipsis when there is more text than room."""
    # No glyph is narrower than a tenth of a digit: what cannot possibly fit is not even measured.
    most = int(width / max(measure("0") / 10, 1)) * lines
    broken = wrap(text[:most], width, measure)
    if len(broken) <= lines and len(text) <= most:
        return broken
    last = broken[lines - 1]
    while last and measure(last + ELLIPSIS) > width:
        last = last[:-1].rstrip()
    return [*broken[: lines - 1], last.rstrip(" ,.;:(–-") + ELLIPSIS]


def _pieces(word: str, width: float, measure: Measure) -> list[str]:
    """``word`` cut into pieces that fit, each at least one letter long."""
    pieces: list[str] = []
    while len(word) > 1 and measure(word) > width:
        end = len(word) - 1
        while end > 1 and measure(word[:end]) > width:
            end -= 1
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]
