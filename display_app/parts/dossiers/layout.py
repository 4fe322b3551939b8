"""Where dossiers stand: a heading, rows of a list or figures, and at the foot of when the facts are. Pure.

A row is a code (in ``body``, as every list) with its date, and beside it, or below it where that leaves more rows,
what it is about in so many lines.
"""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from display_app.box import Box
from display_app.parts.dossiers.texts import (
    WIDEST_COUNT,
    Section,
    figure,
    labels,
    promised,
    short_statements,
    since,
    titles,
)
from display_app.parts.part import About, Need
from display_app.sizes import Level, Sizes
from hall_core.domain.dossier_board import MASK, TAIL
from hall_core.ui.tokens import FIGURES, Role, Scale

ASKED = {
    Level.ROOMY: (5, 4),
    Level.USUAL: (4, 3),
    Level.PLAIN: (3, 2),
    Level.FEWEST: (2, 1),
    Level.TIGHT: (2, 1),
}
"""Rows of results and of late dossiers that each level asks for: fewer, and somebody waits for minutes."""
MOST_ROWS = 8
"""Rows of a page: more are not read in its time."""
WIDE = 20
"""Width, in parts of the font size, in which nine in ten short names of procedures stand on one line."""
WIDEST = 26
"""The same, in which what an agency says stands on one line."""
READY_LINES, LATE_LINES = 2, 3
"""Lines beside or below a code: the procedure and the agency; the procedure and what the agency says."""
MEASURED = 0.98
"""Part of a line that may be filled by measure: small type is drawn a little wider than large type is measured."""
NARROW = 14
"""The same, under which a text beside its code is broken into pieces too short to read at a glance."""
LEAST_TEXT = 9
"""Least width of these lines, in parts of the font size: two words of a name."""
WIDEST_SIGN = "W"
"""Of those that a masked code may keep."""
WHOLE = "444.44.44.H44-444444-4444"
"""A whole code as long as they are, in the widest digits; of one that is longer the end is shown."""
SHORT_PAGE = "44/44"
SECTIONS: tuple[Section, ...] = ("ready", "late", "today", "month", "overview", "agencies")
FIGURE_MOST: Role = "hero"
FIGURE_LEAST: Role = "title"
TILES = 3


class ListLayout(Struct, frozen=True):
    rows: int
    lines: int
    """Of text in a row."""


class TilesLayout(Struct, frozen=True, kw_only=True):
    bands: int
    """Groups of three figures on a page: 1, or both."""
    beside: bool
    """Whether the three stand side by side, each above its label; otherwise below one another, each beside it."""
    width: int
    """Of one of three side by side."""
    px: int
    """Font size of a figure."""
    lines: int
    """Of its label."""


class Layout(Struct, frozen=True, kw_only=True):
    scale: Scale
    box: Box
    head: Box
    """The heading and the page's number."""
    foot_rule: Box
    """A line is drawn along its upper edge."""
    inner: Box
    """Between them, and within the margins: the rows."""
    foot: Box
    """Of when the facts are, and how many rows there are in all."""
    line: int
    """Height of a line of text."""
    code_line: int
    """Height of a code's line."""
    air: int
    """Between two things side by side."""
    beside: bool
    """Whether a code stands beside its text or above it."""
    code: int
    """Width of the code's column."""
    text: Box
    """Left edge and width of the text's column (its height is the row's)."""
    measured: float
    """Of that width, what may be filled by measure."""
    mark: int
    """Side of the heading's icon, with the space behind it."""
    ready: ListLayout
    late: ListLayout
    agencies: ListLayout
    count: int
    """Width of an agency's count."""
    tiles: TilesLayout


class Place:
    """See :class:`display_app.parts.part.Place`."""

    def __init__(self, about: About) -> None:
        say, em = about.words.into("vi"), about.em
        self._whole = about.plan.policy.dossier_codes == "whole"
        self._code = em(WHOLE if self._whole else MASK + WIDEST_SIGN * TAIL, "Bold")
        self._date = max(em(text, "Regular") for text in (since(say, "12/2028"), promised(say, "12/2028")))
        self._statement = max(LEAST_TEXT, *(em(text, "Regular") for text in short_statements(say)))
        self._title = max(em(titles(say, section, "12")[-1], "SemiBold") for section in SECTIONS)
        self._labels = [label for band in labels(say).values() for label in band]
        self._count = figure(WIDEST_COUNT)

    def __call__(self, sizes: Sizes, box: Box, level: Level) -> Layout | None:
        beside, above = (self._try(sizes, box, level, beside) for beside in (True, False))
        if beside is None or above is None:
            return beside or above
        return beside if beside.text.width >= NARROW * sizes.scale.font("caption") else above

    def least(self, sizes: Sizes, box: Box) -> Need:
        ready, late = ASKED[Level.TIGHT]
        beside = self._row_width(sizes, True) + sizes.pad * 2 <= box.width
        width = max(self._least_width(sizes), self._row_width(sizes, beside)) + sizes.pad * 2
        rows = max(
            ready * self._row(sizes, READY_LINES, beside=beside), late * self._row(sizes, LATE_LINES, beside=beside)
        )
        return Need(f"a page of {ready} dossiers", width, rows + _head(sizes) + _foot(sizes))

    def _try(self, sizes: Sizes, box: Box, level: Level, beside: bool) -> Layout | None:
        inner, scale = box.width - sizes.pad * 2, sizes.scale
        if inner < max(self._least_width(sizes), self._row_width(sizes, beside)):
            return None
        head = Box(box.x, box.top - _head(sizes), box.width, _head(sizes))
        foot = Box(box.x, box.y, box.width, _foot(sizes))
        body = Box(box.x + sizes.pad, foot.top, inner, head.y - foot.top)
        date = ceil(self._date * scale.font("caption"))
        code = self._column(sizes) if beside else inner - sizes.air - date
        left = body.x + (code + sizes.air if beside else 0)
        text = Box(left, body.y, body.right - left, body.height)
        whole = code >= self._code * scale.font("body") and text.width >= NARROW * scale.font("caption")
        if level == Level.ROOMY and not whole:
            return None
        ready, late = (
            ListLayout(min(MOST_ROWS, max(0, body.height) // self._row(sizes, lines, beside=beside)), lines)
            for lines in self._lines(text.width / scale.font("caption"), level)
        )
        tiles = self._tiles(sizes, inner, body.height)
        if ready.rows < ASKED[level][0] or late.rows < ASKED[level][1] or tiles is None:
            return None
        return Layout(
            scale=scale,
            box=box,
            head=head,
            foot_rule=Box(body.x, foot.y, inner, foot.height),
            inner=body,
            foot=foot,
            line=sizes.caption,
            code_line=sizes.row,
            air=sizes.air,
            beside=beside,
            code=code,
            text=text,
            measured=text.width * MEASURED,
            mark=_mark(sizes),
            ready=ready,
            late=late,
            count=sizes.width(self._count, "body", "Bold"),
            agencies=self._agencies(sizes, inner, body.height),
            tiles=tiles,
        )

    def _lines(self, em: float, level: Level) -> tuple[int, int]:
        """Lines of a result and of a late dossier in a text of such a width."""
        if em >= WIDE:
            return READY_LINES, LATE_LINES - (1 if em >= WIDEST else 0)
        more = 1 if level <= Level.USUAL else 0
        return READY_LINES + more, LATE_LINES + more

    def _column(self, sizes: Sizes) -> int:
        """Width of the column of codes, the dates below them."""
        return ceil(max(self._code * sizes.scale.font("body"), self._date * sizes.scale.font("caption")))

    def _row_width(self, sizes: Sizes, beside: bool) -> int:
        caption = sizes.scale.font("caption")
        text = ceil(self._statement * caption)
        if beside:
            return self._column(sizes) + sizes.air + text
        code = text if self._whole else ceil(self._code * sizes.scale.font("body"))
        return max(text, code + sizes.air + ceil(self._date * caption))

    def _least_width(self, sizes: Sizes) -> int:
        """What heading and figures need."""
        caption = sizes.scale.font("caption")
        title = ceil(self._title * caption) + _mark(sizes) + sizes.air + sizes.width(SHORT_PAGE)
        label = sizes.widest(self._labels) + sizes.air + sizes.width(self._count, "body", "Bold")
        return max(title, label)

    def _row(self, sizes: Sizes, lines: int, *, beside: bool) -> int:
        """Least height of a row, with the air above and below it."""
        text, code = sizes.caption * lines, sizes.row
        return (max(text, code + sizes.label) if beside else text + code) + sizes.scale.space("xs")

    def _agencies(self, sizes: Sizes, width: int, height: int) -> ListLayout:
        """One line for an agency, two where names are long for the width."""
        name = width - sizes.air - sizes.width(self._count, "body", "Bold")
        lines = 1 if name >= WIDE * sizes.scale.font("caption") else 2
        row = max(sizes.caption * lines, sizes.row) + sizes.scale.space("xs")
        return ListLayout(max(1, min(MOST_ROWS, height // row)), lines)

    def _tiles(self, sizes: Sizes, width: int, height: int) -> TilesLayout | None:
        """Both bands on a page if they have room, side by side rather than below one another; large figures."""
        scale = sizes.scale
        wide = (width - sizes.air * (TILES - 1)) // TILES
        for bands in (2, 1):
            room = height // bands - (sizes.caption if bands > 1 else 0) - sizes.scale.space("xs")
            lines = 1 if sizes.widest(self._labels) <= wide else 2
            most = (room - sizes.caption * lines) / FIGURES
            px = min(scale.font(FIGURE_MOST), int(most), int(wide / sizes.em(self._count, "Bold")))
            if px >= scale.font(FIGURE_LEAST) and sizes.widest(self._words()) <= wide:
                return TilesLayout(bands=bands, beside=True, width=wide, px=px, lines=lines)
            px = min(scale.font(FIGURE_LEAST), int(room / TILES / FIGURES), self._beside_label(sizes, width))
            if px >= scale.font("body") and room // TILES >= sizes.caption:
                return TilesLayout(bands=bands, beside=False, width=wide, px=px, lines=1)
        return None

    def _beside_label(self, sizes: Sizes, width: int) -> int:
        room = width - sizes.widest(self._labels) - sizes.air
        return int(room / sizes.em(self._count, "Bold"))

    def _words(self) -> list[str]:
        return [word for label in self._labels for word in label.split()]


def _head(sizes: Sizes) -> int:
    return sizes.caption + sizes.scale.space("xs")


def _foot(sizes: Sizes) -> int:
    return sizes.label + sizes.scale.space("hair")


def _mark(sizes: Sizes) -> int:
    return sizes.scale.font("caption") + sizes.gap
