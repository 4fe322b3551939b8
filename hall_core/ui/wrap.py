"""Breaks a text into at most so many lines of so many pixels; what has no room ends in an ellipsis. Pure."""

from __future__ import annotations

from collections.abc import Callable

Measure = Callable[[str], float]
"""Width in pixels of a text on one line."""
ELLIPSIS = "…"


def wrap(text: str, width: float, measure: Measure, most: int = 1000) -> list[str]:
    """The lines of ``text`` at ``width``, broken between words; a word wider than a line is broken inside.

    Once there are more than ``most`` lines the rest is not measured any more, and left out.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        if len(lines) > most:
            return lines
        *whole, line = _pieces(word, width, measure)
        lines += whole
    return [*lines, line] if line else lines


def fit(text: str, width: float, lines: int, measure: Measure) -> list[str]:
    """At most ``lines`` lines; the last of them ends in an ellipsis when there is more text than room."""
    broken = wrap(text, width, measure, most=lines)
    if len(broken) <= lines:
        return broken
    last = broken[lines - 1]
    while last and measure(last + ELLIPSIS) > width:
        # A syllable that is cut short is another word, so whole ones go first.
        last = last.rpartition(" ")[0] or last[:-1]
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
