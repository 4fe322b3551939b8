"""How a page is divided on one panel: pure, from millimetres; refuses a panel on which a page has no room."""

from __future__ import annotations

from msgspec import Struct

from hall_core.ui.tokens import GAP_MM, PRIMARY_MM, TILE_MM, TOUCH_MM, Scale

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


class Layout(Struct, frozen=True, kw_only=True):
    """All in pixels."""

    compact: bool
    wide: bool
    """Landscape: what belongs together stands side by side."""
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
    touch, tile = scale.px(TOUCH_MM), scale.px(TILE_MM)
    # Two rows hold the name of any hall, or the question of a compact page.
    header = max(touch + 2 * scale.space("xs" if compact else "s"), scale.row("caption", 2))
    bottom = scale.space("s" if compact else "m")
    title = 0 if compact else scale.row("title") + scale.space("s")
    side = scale.px(SIDE_MM) if compact else 0
    buttons = 0 if compact else scale.px(PRIMARY_MM) + gap
    least = TILE_LETTERS * LETTER * scale.font("body")
    inner_width = scale.width - 2 * margin - (side + gap if side else 0)
    inner_height = scale.height - header - title - buttons - margin - bottom
    rows = int((inner_height + gap) // (tile + gap))
    columns = 2 if scale.landscape and inner_width >= 2 * least + gap else 1
    scale.require(
        "a page with two tiles to touch",
        width=least + 2 * margin + (side + gap if side else 0),
        height=header + title + buttons + margin + bottom + (2 * tile + gap if columns == 1 else tile),
    )
    message = scale.row("body", 2) + scale.row("caption", 4) + scale.px(PRIMARY_MM)
    scale.require("a message with its button", height=message + margin + bottom)
    rows = min(rows, MOST_TILES // columns)
    tile_height = (inner_height - (rows - 1) * gap) // rows
    return Layout(
        compact=compact,
        wide=scale.landscape,
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
