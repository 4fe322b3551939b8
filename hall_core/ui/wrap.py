"""Breaks a text into at most so many lines of so many pixels; what has no room ends in an ellipsis. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

Measure = Callable[[str], float]
"""Width in pixels of a text on one line."""
ELLIPSIS = "…"
BREAKS = re.compile(r"[ \t\n]+")
"""Where a line may end: not at a no-break space."""
SHORT = 0.25
"""A last line of one word takes others down to it until it fills so much of the width."""
UNEVEN = 1.35
"""So many times as wide as the line before may it become by that."""
GUESS = 60
"""Letters measured first; from them it is told how many will fill a line."""


def wrap(text: str, width: float, measure: Measure, most: int = 1000) -> list[str]:
    """The lines of ``text`` at ``width``, broken between words; a word wider than a line is broken inside.

    Once there are more than ``most`` lines the rest is not measured any more, and left out.
    """
    lines: list[str] = []
    words = [word for word in BREAKS.split(text) if word]
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


def accompanied(lines: list[str], width: float, measure: Measure) -> list[str]:
    """``lines`` without a single word alone on the last one, as far as the line before has words to spare: in
    Vietnamese it would be half a word. What stands in brackets is not parted for it. Never more lines, and none is
    wider than ``width``."""
    if len(lines) < 2 or " " in lines[-1]:
        return lines
    *head, before, last = lines
    kept = lines[-2:]
    while measure(last) < width * SHORT or " " not in last or _in_brackets(before):
        rest, _, word = before.rpartition(" ")
        joined = f"{word} {last}"
        if not rest or measure(joined) > min(width, measure(rest) * UNEVEN):
            break
        before, last = rest, joined
        if not _in_brackets(before):
            kept = [before, last]
    return [*head, *kept]


def _in_brackets(line: str) -> bool:
    """Whether a bracket is open at its end."""
    return line.rfind("(") > line.rfind(")")


def _pieces(word: str, width: float, measure: Measure) -> list[str]:
    """``word`` cut into pieces that fit, each at least one letter long."""
    pieces: list[str] = []
    while len(word) > 1 and measure(word) > width:
        # A word of one row of letters is halved again and again: measured letter by letter it would hold up a screen.
        end = max(1, bisect_right(range(1, len(word)), width, key=lambda end: measure(word[:end])))
        while end > 1 and measure(word[:end]) > width:
            end -= 1
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]
