"""Where a notice stands: its words and its picture above, the hotline and the place among its pages below. Pure."""

from __future__ import annotations

from msgspec import Struct

from display_app.box import Box
from display_app.parts.part import About, Need
from display_app.sizes import Level, Sizes
from hall_core.ui.tokens import Role, Scale

STYLES: tuple[tuple[Role, Role], ...] = (("title", "action"), ("action", "body"), ("body", "caption"))
"""Type of a title and of its text, the largest first: what has room in it on one page stands in it. Only the last one
pages."""
TITLE_ROLE, TEXT_ROLE = STYLES[-1]
ASKED = {Level.ROOMY: 7, Level.USUAL: 5, Level.PLAIN: 4, Level.FEWEST: 3, Level.TIGHT: 2}
"""Rows of text below a title of one row that each level asks for."""
TEXT_LEAST = 11.0
"""Room for a row of text, in parts of its font size: four or five words."""
DOTS_MOST = 7
"""Pages that are counted by dots; more are told in figures."""
DOT = 0.3
"""Width of a dot, in parts of the font size of a caption; they stand twice as far apart."""


class Layout(Struct, frozen=True, kw_only=True):
    scale: Scale
    box: Box
    content: Box
    """For words and pictures."""
    foot: Box
    """The row of the hotline and the dots."""
    air: int
    """Between a picture and the words beside it."""
    gap: int
    """Between a title and its text, and between a picture and the words below it."""
    lines: int
    """Rows of text there can be at most, in any type."""


class Place:
    """See :class:`display_app.parts.part.Place`."""

    def __init__(self, about: About) -> None:
        self._hotline = about.plan.hall.hotline

    def __call__(self, sizes: Sizes, box: Box, level: Level) -> Layout | None:
        width, height = self._least(sizes, ASKED[level])
        if box.width < width or box.height < height:
            return None
        foot = Box(box.x + sizes.pad, box.y, box.width - sizes.pad * 2, sizes.caption)
        content = Box(foot.x, foot.top + sizes.gap, foot.width, box.top - sizes.gap - foot.top - sizes.gap)
        return Layout(
            scale=sizes.scale,
            box=box,
            content=content,
            foot=foot,
            air=sizes.air,
            gap=sizes.gap,
            lines=content.height // sizes.caption,
        )

    def least(self, sizes: Sizes, box: Box) -> Need:
        rows = ASKED[Level.TIGHT]
        return Need(f"a notice of a title and {rows} rows", *self._least(sizes, rows))

    def _least(self, sizes: Sizes, rows: int) -> tuple[int, int]:
        """Width and height of a box that holds so many rows below a title of one row."""
        caption = sizes.scale.font("caption")
        # The hotline's icon, and the dots beside it.
        hotline = sizes.width(self._hotline, weight="SemiBold") + 2 * caption + DOTS_MOST * 2 * round(DOT * caption)
        text = round(TEXT_LEAST * sizes.scale.font(TEXT_ROLE))
        height = sizes.scale.row(TITLE_ROLE) + sizes.gap + sizes.scale.row(TEXT_ROLE, rows)
        return max(hotline, text) + sizes.pad * 2, height + sizes.caption + sizes.gap * 2
