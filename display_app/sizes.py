"""The pixels of one scale that all parts of a board share, and how much room is asked for. Pure.

A called number and its counter are at least ``title`` high (1/80 of the distance), lists ``body`` (1/150), all else
``caption`` (1/200). What has no room is paged, never made smaller; a panel that cannot hold even that is refused. On a
panel with room to spare everything grows until it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from math import ceil

from hall_core.ui.fonts import Weight
from hall_core.ui.tokens import Role, Scale

Em = Callable[[str, Weight], float]
"""Width of a text on one line, in parts of the font size."""

LABEL = 1.25
"""Height of a label such as "Quầy", in parts of the font size: it has no capital with two marks."""


class Level(IntEnum):
    """How much a part asks for where it stands; the first level that all parts of a board can hold is taken."""

    ROOMY = 0
    """As much as is pleasant. Only at this level may type be larger than the distance asks."""
    USUAL = 1
    """As much as people expect."""
    PLAIN = 2
    """Without what can be missed."""
    FEWEST = 3
    """The least that makes sense."""
    TIGHT = 4
    """That, with narrow margins."""


class Sizes:
    """The pixels of one scale, and the widths of texts in it."""

    def __init__(self, scale: Scale, em: Em, *, tight: bool = False) -> None:
        self.scale = scale
        self.em = em
        self.gap = scale.space("xs")
        """Between two boxes, and from a box to the edge of the glass."""
        self.pad = scale.space("xs" if tight else "s")
        """From a box's edge to what stands in it."""
        self.air = scale.space("s" if tight else "m")
        """Between two things side by side."""
        self.caption = scale.row("caption")
        """Height of a row of small text."""
        self.label = ceil(scale.font("caption") * LABEL)
        """Height of a label above the content of a box."""
        self.row = scale.figures("body") + scale.space("hair")
        """Height of a row of a list of numbers."""

    def width(self, text: str, role: Role = "caption", weight: Weight = "Regular") -> int:
        """Pixels of ``text`` on one line."""
        return ceil(self.em(text, weight) * self.scale.font(role))

    def widest(self, texts: Iterable[str], role: Role = "caption", weight: Weight = "Regular") -> int:
        return max((self.width(text, role, weight) for text in texts), default=0)
