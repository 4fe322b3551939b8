"""A few words in the largest type that has room: what is said where figures would stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from display_app.sizes import Em
from display_app.turns import Turns
from hall_core.ui.tokens import Role, Scale
from hall_core.ui.wrap import accompanied, wrap

WORDS_PAGE = 4_000
"""Milliseconds a page of words stands that have no room at once: one or two short rows."""
ROLES: tuple[Role, ...] = ("title", "action", "body", "caption")


class LargeWords(Struct, frozen=True):
    rows: tuple[str, ...]
    px: int = 0
    """Font size."""
    row: int = 0
    """Height of a row."""


def large_words(texts: Sequence[str], scale: Scale, em: Em, width: int, height: int, turns: Turns) -> LargeWords:
    """``texts``, each beginning a row of its own, in ``width`` x ``height`` pixels. What even the smallest type has no
    room for comes page by page."""
    return turns.of([(page, WORDS_PAGE) for page in word_pages(texts, scale, em, width, height)])


def word_pages(texts: Sequence[str], scale: Scale, em: Em, width: int, height: int) -> list[LargeWords]:
    """The same, all its pages: one at least."""
    for role in ROLES:
        size, row = scale.font(role), scale.row(role)

        def measure(text: str, size: int = size) -> float:
            return em(text, "Regular") * size

        rows = [line for text in texts for line in accompanied(wrap(text, width, measure), width, measure)]
        # A word broken inside is a sign of too large a type.
        whole = all(measure(word) <= width for text in texts for word in text.split())
        if whole and len(rows) * row <= height:
            return [LargeWords(tuple(rows), size, row)]
        if role == ROLES[-1]:
            lines = max(1, height // row)
            return [LargeWords(tuple(rows[at : at + lines]), size, row) for at in range(0, len(rows), lines)]
    raise AssertionError("the smallest type is the last")
