"""The centre's messages to everybody, as pages that follow one another. Pure.

Each stands in Vietnamese and then in English; the newest comes first. Nothing of a message is left out: what has no
room on a page comes on the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hall_core.contract.messages import BoardMessage
from hall_core.ui.wrap import Measure, accompanied, wrap

T = TypeVar("T")
ENGLISH_PAGES = 12
"""Where a message comes in a few words at a time, and needs more pages than these in English, it stands in Vietnamese
alone: who waits for the number or the list that it takes turns with waits for both."""
NARROWER = (0.95, 0.9, 0.8)
"""Parts of the width that are tried for the rows of a text on several pages."""


def texts_of(message: BoardMessage) -> list[str]:
    """In each language there is."""
    return [text for text in (message.vi, message.en) if text.strip()]


def in_little_room(message: BoardMessage, paged: Callable[[str], list[T]], width: float, measure: Measure) -> list[T]:
    """The pages of one message where few words have room in a row: in English only if that tears no word. ``paged``
    divides a text into pages, which are as wide as ``width``."""
    whole = message.en.strip() and all(measure(word) <= width for word in message.en.split())
    english = paged(message.en) if whole else []
    return [*paged(message.vi), *(english if len(english) <= ENGLISH_PAGES else [])]


def pages_of(text: str, lines: int, width: float, measure: Measure, more: str = "") -> list[tuple[str, ...]]:
    """``text`` on pages of at most so many rows; none for no words. ``more`` stands at the end of a page that another
    one follows."""
    rows = wrap(text, width, measure, most=lines)
    if len(rows) <= lines:
        return [tuple(accompanied(rows, width, measure))] if rows else []
    rows = _even(text, lines, width, lambda part: measure(part + more))
    pages = [tuple(rows[first : first + lines]) for first in range(0, len(rows), lines)]
    return [*((*page[:-1], _marked(page[-1], more)) for page in pages[:-1]), pages[-1]]


def by_turns(messages: Sequence[Sequence[T]], usual: Sequence[T], *, newest_first: bool) -> list[T]:
    """The pages of each message, and before or after each of them all pages of what else stands there: nobody waits
    for it until the last of five messages is over."""
    if newest_first:
        return [page for message in messages for page in (*message, *usual)]
    return [page for message in messages for page in (*usual, *message)]


def _even(text: str, lines: int, width: float, measure: Measure) -> list[str]:
    """The rows of a text that takes several pages: narrower ones, as long as it takes no more pages, until the last
    page is full. A few words alone on it say little."""
    rows = accompanied(wrap(text, width, measure), width, measure)
    for narrower in (width * share for share in NARROWER):
        if len(rows) % lines == 0:
            break
        tried = accompanied(wrap(text, narrower, measure), narrower, measure)
        if -(-len(tried) // lines) > -(-len(rows) // lines) or " ".join(tried).split() != " ".join(rows).split():
            break
        rows = tried
    return rows


def _marked(row: str, more: str) -> str:
    """A point or a comma tells by itself whether the sentence goes on."""
    return row + more if row[-1].isalnum() else row
