"""How a page is divided on one panel: pure, from millimetres; refuses a panel on which a page has no room."""

from __future__ import annotations

from msgspec import Struct

from hall_core.ui.tokens import GAP_MM, Scale

MOST_TILES = 8
"""More on one page are not looked over at a glance."""
TILE_LETTERS = 20
"""A tile is at least so many average letters wide, or names fall to pieces."""
LETTER = 0.57
"""Width of an average letter of Be Vietnam Pro, as a part of the font size."""
LOW_MM = 150
"""A panel that is lower than this is compact: the question stands in the header, the buttons at the side."""
TALL_TILE = 3.0
"""On a page that is not full a tile grows to so many times the least height, not to fill a tall panel."""
SIDE_MM = 34.0
"""Width of the buttons of a compact page: "Quay lại" below its icon."""
NAME_ROWS = 2
"""Rows of a name that a tile on a full page has room for, beside its detail."""
CODE_MM = 60.0
"""A code that is photographed across an arm's length, with its white edge; on a page that has the room."""


class Layout(Struct, frozen=True, kw_only=True):
    """All in pixels."""

    compact: bool
    wide: bool
    """Landscape: what belongs together stands side by side."""
    tall: bool
    """Portrait, and with room for everything about a ticket one below the other, its code too."""
    header: int
    title: int
    """Height of the question's row; 0 when it stands in the header."""
    margin: int
    """At the sides and on top."""
    bottom: int
    gap: int
    columns: int
    rows: int
    tile_height: int
    """Height of one tile on a full page."""
    tallest: int
    """What a tile may grow to on a page that is not full."""
    side: int
    """Width of the column of buttons of a compact page, else 0."""

    @property
    def tiles(self) -> int:
        return self.columns * self.rows


def layout(scale: Scale) -> Layout:
    """IllegibleError when not even two tiles, or a message with its button, have room."""
    compact = scale.mm(scale.height) < LOW_MM
    margin = scale.space("s" if compact else "l")
    gap = max(scale.px(GAP_MM), scale.space("s"))
    touch, tile = scale.least, scale.tile
    # Two rows hold the name of any hall, or the question of a compact page.
    header = max(touch + 2 * scale.space("xs" if compact else "s"), scale.row("caption", 2))
    bottom = scale.space("s" if compact else "m")
    title = 0 if compact else scale.row("title") + scale.space("s")
    side = scale.px(SIDE_MM) if compact else 0
    buttons = 0 if compact else scale.primary + gap
    least = TILE_LETTERS * LETTER * scale.font("body")
    inner_width = scale.width - 2 * margin - (side + gap if side else 0)
    inner_height = scale.height - header - title - buttons - margin - bottom
    # Two tiles are the least; beyond them there is room for names of two rows, which is most of them.
    named = tile if compact else max(tile, scale.row("body", NAME_ROWS) + scale.row("caption") + scale.space("s"))
    rows = max(int((inner_height + gap) // (named + gap)), min(2, int((inner_height + gap) // (tile + gap))))
    columns = 2 if scale.landscape and inner_width >= 2 * least + gap else 1
    scale.require(
        "a page with two tiles to touch",
        width=least + 2 * margin + (side + gap if side else 0),
        height=header + title + buttons + margin + bottom + (2 * tile + gap if columns == 1 else tile),
    )
    message = scale.row("body", 2) + scale.row("caption", 4) + scale.primary
    scale.require("a message with its button", height=message + margin + bottom)
    if not compact:  # which has a ticket's page of its own
        scale.require("a ticket with its facts", height=header + margin + _ticket_height(scale, gap) + bottom)
    rows = min(rows, MOST_TILES // columns)
    tile_height = (inner_height - (rows - 1) * gap) // rows
    return Layout(
        compact=compact,
        wide=scale.landscape,
        tall=not scale.landscape and scale.height >= header + margin + buttons + bottom + _tall_ticket_height(scale),
        header=header,
        title=title,
        margin=margin,
        bottom=bottom,
        gap=gap,
        columns=columns,
        rows=rows,
        tile_height=tile_height,
        tallest=max(tile_height, int(tile * TALL_TILE)),
        side=side,
    )


def _number_height(scale: Scale, names: int) -> int:
    """Of the number of a ticket, with so many rows of names below it."""
    return scale.row("action") + scale.figures("hero") + scale.row("caption", names) + 3 * scale.space("m")


def _facts_height(scale: Scale) -> int:
    """Of its four facts."""
    return scale.row("caption", 4) + scale.row("action", 4) + 5 * scale.space("m")


def _tall_ticket_height(scale: Scale) -> int:
    """Of all that, with the longest names, and the code below it."""
    code = scale.px(CODE_MM) + scale.row("caption") + 4 * scale.space("l")
    return _number_height(scale, 8) + _facts_height(scale) + scale.row("action") + code


def _ticket_height(scale: Scale, gap: int) -> int:
    """The least of a ticket's page below its header: number and facts, beside or below each other, and what became of
    the paper, with the buttons."""
    number, facts, paper = _number_height(scale, 2), _facts_height(scale), max(scale.primary, scale.row("caption", 2))
    if scale.landscape:
        return max(number, facts) + gap + paper
    return number + facts + paper + scale.primary + 3 * gap
