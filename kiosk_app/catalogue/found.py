"""What a search gives, as values: for screens, which need nothing else of the catalogue."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Slug
from hall_core.domain.procedure import Text, Title

How = Literal["words", "synonym", "guess"]
"""By the words of names or the code, by everyday words, or by guessing at what was meant."""


class Row(Struct, frozen=True, array_like=True):
    """What a list shows of a procedure. Names collide: show the code and the level with them."""

    code: str
    name: Title
    short: Text
    agency: Slug
    field: Slug
    level: str
    service: Slug | None
    joint: bool = False
    """Whether other agencies take part (liên thông)."""


class Found(Struct, frozen=True):
    rows: list[Row]
    """The page asked for."""
    total: int
    how: How
    """What the first of all was found by."""


class Shelf(Struct, frozen=True):
    """An agency or a field, and how many procedures it has to show."""

    id: Slug
    name: Title
    count: int
