"""Where the services stand: a table as far as there is width for columns, the other facts below the names. Pure."""

from __future__ import annotations

from math import ceil
from typing import Literal

from msgspec import Struct

from display_app.box import Box
from display_app.parts.part import About, Need
from display_app.parts.waiting.words import BETWEEN, Words
from display_app.sizes import Level, Sizes
from display_app.texts import badges_of, services_of
from hall_core.ui.tokens import Scale

Fact = Literal["waiting", "longest", "estimate", "counters"]
TABLES: list[tuple[Fact, ...]] = [
    ("waiting", "longest", "estimate", "counters"),
    ("waiting", "longest", "estimate"),
    ("waiting", "estimate"),
    ("waiting",),
    (),
]
"""Columns, from the widest table to the narrowest; what has no column stands below the name."""
ASKED = {Level.ROOMY: 5, Level.USUAL: 4, Level.PLAIN: 3, Level.FEWEST: 2, Level.TIGHT: 2}
"""Services on a page that each level asks for."""
MOST = 8
"""Services on a page, however large the panel: a page is read in ten seconds."""
NAME_LEAST = 9.0
"""Room for a name, in parts of the font size: three or four syllables."""
NAME_LINES = 2
"""Rows of a name that has no facts below it."""


class Column(Struct, frozen=True):
    fact: Fact
    right: int
    """Its right edge; what stands in it ends there."""
    width: int


class Layout(Struct, frozen=True, kw_only=True):
    scale: Scale
    box: Box
    pad: int
    label: int
    """Height of the row of headings."""
    rows: int
    """Services on a page."""
    lines: int
    """Rows of text that a service has; what stands below its name pages in those it does not take."""
    name_lines: int
    badge_width: int
    text_x: int
    """Where names begin."""
    name_width: int
    text_width: int
    """Of what stands below a name that has facts there: as far as the right end."""
    columns: tuple[Column, ...]
    below: tuple[tuple[Fact, ...], ...]
    """Rows of facts that stand below the name."""


class Place:
    """See :class:`display_app.parts.part.Place`."""

    def __init__(self, about: About) -> None:
        self._words = Words(about.words.into("vi"))
        self._badges = badges_of(about.plan, about.board.zone)
        self._services = max(1, len(services_of(about.plan, about.board.zone)))

    def __call__(self, sizes: Sizes, box: Box, level: Level) -> Layout | None:
        asked = min(ASKED[level], self._services)
        # Larger type is for boards that lose nothing by it.
        shapes = [(NAME_LINES, False)] if level == Level.ROOMY else [(NAME_LINES, False), (1, False), (1, True)]
        layouts = (self._with(sizes, box, facts, *shape) for shape in shapes for facts in TABLES)
        return next((layout for layout in layouts if layout and layout.rows >= asked), None)

    def least(self, sizes: Sizes, box: Box) -> Need:
        """Without columns, and one row below each name."""
        count = min(ASKED[Level.TIGHT], self._services)
        texts = [*(self._words.widest_below(fact) for fact in TABLES[0]), *self._words.tersest_notes]
        left = sizes.pad * 2 + self._badge(sizes) + sizes.gap
        text = max(sizes.widest(texts) + sizes.scale.font("caption"), ceil(NAME_LEAST * sizes.scale.font("caption")))
        height = sizes.label + sizes.gap + count * _row(sizes, 2)
        return Need(f"a list of {count} services", left + text, height)

    def _with(self, sizes: Sizes, box: Box, facts: tuple[Fact, ...], name_lines: int, paged: bool) -> Layout | None:
        """The table with columns for ``facts``. ``paged``: what stands below a name has one row, in which it pages."""
        badge = self._badge(sizes)
        left, right = box.x + sizes.pad + badge + sizes.gap, box.right - sizes.pad
        columns: list[Column] = []
        edge = right
        for fact in reversed(facts):
            width = self._column(sizes, fact)
            columns.insert(0, Column(fact, edge, width))
            edge -= width + sizes.air
        name, text = edge - left, right - left
        below = self._below(sizes, facts, text)
        notes = sizes.widest(self._words.tersest_notes) + sizes.scale.font("caption")
        if below is None or name < NAME_LEAST * sizes.scale.font("caption") or notes > (text if below else name):
            return None
        total = max(name_lines + (min(1, len(below)) if paged else len(below)), 1 if below else NAME_LINES)
        return Layout(
            scale=sizes.scale,
            box=box,
            pad=sizes.pad,
            label=sizes.label,
            rows=min(MOST, (box.height - sizes.label - sizes.gap) // _row(sizes, total)),
            lines=total,
            name_lines=name_lines if below else NAME_LINES,
            badge_width=badge,
            text_x=left,
            name_width=name,
            text_width=text,
            columns=tuple(columns),
            below=below,
        )

    def _below(self, sizes: Sizes, facts: tuple[Fact, ...], width: int) -> tuple[tuple[Fact, ...], ...] | None:
        """The facts without a column, in as few rows as hold them at their widest; None when one alone is too wide."""
        rows: list[tuple[Fact, ...]] = []
        for fact in TABLES[0]:
            if fact in facts:
                continue
            joined = (*rows[-1], fact) if rows else (fact,)
            if rows and self._joined(sizes, joined) <= width:
                rows[-1] = joined
            elif self._joined(sizes, (fact,)) <= width:
                rows.append((fact,))
            else:
                return None
        return tuple(rows)

    def _joined(self, sizes: Sizes, facts: tuple[Fact, ...]) -> int:
        return sizes.width(BETWEEN.join(self._words.widest_below(fact) for fact in facts))

    def _column(self, sizes: Sizes, fact: Fact) -> int:
        value = sizes.width(self._words.widest(fact), "body", "Bold")
        return max(value, sizes.width(self._words.heading(fact)))

    def _badge(self, sizes: Sizes) -> int:
        widest = max(1.0, *(sizes.em(badge, "Bold") for badge in self._badges))
        return ceil(widest * sizes.scale.font("caption")) + sizes.gap


def _row(sizes: Sizes, lines: int) -> int:
    return sizes.scale.row("caption", lines) + sizes.scale.space("hair") * 2
