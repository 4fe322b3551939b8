"""Breaks a text into at most so many lines of so many pixels; what has no room ends in an ellipsis. Pure."""

from __future__ import annotations

from collections.abc import Callable

Measure = Callable[[str], float]
"""Width in pixels of a text on one line."""
ELLIPSIS = "…"
GUESS = 60
"""Letters measured first; from them it is told how many will fill a line."""


def wrap(text: str, width: float, measure: Measure, most: int = 1000) -> list[str]:
    """The lines of ``text`` at ``width``, broken between words; a word wider than a line is broken inside.

    Once there are more than ``most`` lines the rest is not measured any more, and left out.
    """
    lines: list[str] = []
    words = text.split()
    first = 0
    while first < len(words) and len(lines) <= most:
        count = _fitting(words, first, width, measure)
        if count:
            lines.append(" ".join(words[first : first + count]))
            first += count
        else:
            # The last piece of a broken word begins a line that others may join.
            *whole, words[first] = _pieces(words[first], width, measure)
            lines += whole
            if not whole:
                lines.append(words[first])
                first += 1
    return lines


def _fitting(words: list[str], first: int, width: float, measure: Measure) -> int:
    """How many words from ``first`` on have room on one line. Measuring is what costs, so it begins with a guess."""

    def taken(count: int) -> float:
        return measure(" ".join(words[first : first + count])) if count else 0

    left = len(words) - first
    count = max(1, _within(words, first, GUESS))
    used = taken(count)
    if count < left or used > width:
        # So many letters take so much room: as many words as will about fill the line.
        letters = sum(map(len, words[first : first + count])) + count - 1
        count = _within(words, first, letters * width / max(1, used))
        used = taken(count)
    while count and used > width:
        count -= 1
        used = taken(count)
    while count < left and taken(count + 1) <= width:
        count += 1
    return count


def _within(words: list[str], first: int, letters: float) -> int:
    """How many words from ``first`` on have so many letters, with the spaces between them."""
    count = 0
    while first + count < len(words) and len(words[first + count]) <= letters:
        letters -= len(words[first + count]) + 1
        count += 1
    return count


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
