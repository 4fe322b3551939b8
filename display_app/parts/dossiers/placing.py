"""Where each text of a view stands. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from display_app.box import Box
from display_app.parts.dossiers.layout import TILES, Layout, ListLayout
from display_app.parts.dossiers.rows import CountView, RowView
from display_app.parts.dossiers.view import BandView, DossiersView
from hall_core.ui.colours import ColourRole
from hall_core.ui.fonts import Weight
from hall_core.ui.tokens import FIGURES


class Text(Struct, frozen=True):
    """One line of text in the middle of the height of ``box``."""

    text: str
    box: Box
    px: int
    weight: Weight = "Regular"
    tone: ColourRole = "ink"
    align: Literal["left", "center", "right"] = "left"


class Drawing(Struct, frozen=True):
    texts: tuple[Text, ...]
    rules: tuple[Box, ...]
    """Thin lines, each along the upper edge of its box."""


def placed(layout: Layout, view: DossiersView) -> Drawing:
    drawn = list(_heading(layout, view))
    rules: list[Box] = []
    if view.rows:
        size = layout.late if view.section == "late" else layout.ready
        for box, row in zip(_rows(layout, size.rows), view.rows, strict=False):
            rules.append(box)
            drawn += _row(layout, box, row, size)
    for box, count in zip(_rows(layout, layout.agencies.rows), view.counts, strict=False):
        rules.append(box)
        drawn += _count(layout, box, count)
    for box, band in zip(_bands(layout, len(view.bands)), view.bands, strict=True):
        rules.append(box)
        drawn += _band(layout, box, band)
    drawn += _block(layout, layout.inner, view.empty)
    # In the first one's place is the heading's own, which the screen draws in the section's colour.
    return Drawing(tuple(drawn), (*rules[1:], *([layout.foot_rule] if view.age else [])))


def _heading(layout: Layout, view: DossiersView) -> Iterator[Text]:
    caption, head, foot = layout.scale.font("caption"), layout.head, layout.foot
    inner = layout.inner
    title = Box(inner.x + layout.mark, head.y, inner.width - layout.mark, head.height)
    yield Text(view.title, title, caption, "SemiBold")
    yield Text(view.page, title, caption, tone="quiet", align="right")
    below = Box(inner.x, foot.y, inner.width, foot.height)
    yield Text(view.age, below, caption, "SemiBold" if view.old else "Regular", "ink" if view.old else "quiet")
    yield Text(view.count, below, caption, tone="quiet", align="right")


def _rows(layout: Layout, rows: int) -> list[Box]:
    """The body, divided evenly from its top."""
    body = layout.inner
    height = body.height // max(rows, 1)
    return [Box(body.x, body.top - height * place, body.width, height) for place in range(1, rows + 1)]


def _row(layout: Layout, box: Box, row: RowView, size: ListLayout) -> Iterator[Text]:
    caption, body = layout.scale.font("caption"), layout.scale.font("body")
    line, code = layout.line, layout.code_line
    if layout.beside:
        left = _middle(box, code + line if row.date else code)
        below = Box(left.x, left.top - code, layout.code, code)
        yield Text(row.code, below, body, "Bold", "figure")
        yield Text(row.date, Box(left.x, left.y, layout.code, line), caption, tone="quiet")
        yield from _block(layout, Box(layout.text.x, box.y, layout.text.width, box.height), row.procedure, row.more)
        return
    block = _middle(box, code + line * (len(row.procedure) + len(row.more)))
    top = Box(box.x, block.top - code, box.width, code)
    yield Text(row.code, top, body, "Bold", "figure")
    yield Text(row.date, top, caption, tone="quiet", align="right")
    yield from _block(layout, Box(box.x, block.y, box.width, block.height - code), row.procedure, row.more)


def _count(layout: Layout, box: Box, count: CountView) -> Iterator[Text]:
    yield from _block(layout, box, (), count.name, tone="ink")
    yield Text(count.count, box, layout.scale.font("body"), "Bold", "figure", "right")


def _bands(layout: Layout, bands: int) -> list[Box]:
    return _rows(layout, bands) if bands else []


def _band(layout: Layout, box: Box, band: BandView) -> Iterator[Text]:
    caption, tiles = layout.scale.font("caption"), layout.tiles
    figure = round(tiles.px * FIGURES)
    if tiles.beside:
        box = _middle(box, figure + layout.line * (tiles.lines + bool(band.title)))
    if band.title:
        head = Box(box.x, box.top - layout.line, box.width, layout.line)
        yield Text(band.title, head, caption, tone="quiet")
        box = Box(box.x, box.y, box.width, box.height - layout.line)
    for place, (count, label) in enumerate(band.tiles):
        if tiles.beside:
            tile = Box(box.x + (tiles.width + layout.air) * place, box.y, tiles.width, box.height)
            upper = Box(tile.x, tile.top - figure, tile.width, figure)
            lower = Box(tile.x, upper.y - layout.line * len(label), tile.width, layout.line * len(label))
            yield Text(count, upper, tiles.px, "Bold", "figure")
            yield from _block(layout, lower, (), label)
        else:
            height = box.height // TILES
            tile = Box(box.x, box.top - height * (place + 1), box.width, height)
            yield from _block(layout, tile, (), label)
            yield Text(count, tile, tiles.px, "Bold", "figure", "right")


def _block(
    layout: Layout, box: Box, first: tuple[str, ...], more: tuple[str, ...] = (), tone: ColourRole = "quiet"
) -> Iterator[Text]:
    """Lines in the middle of ``box``: ``first`` in bold, ``more`` below them."""
    block = _middle(box, layout.line * (len(first) + len(more)))
    for place, text in enumerate((*first, *more), start=1):
        line = Box(box.x, block.top - layout.line * place, box.width, layout.line)
        bold = place <= len(first)
        yield Text(text, line, layout.scale.font("caption"), "SemiBold" if bold else "Regular", "ink" if bold else tone)


def _middle(box: Box, height: int) -> Box:
    return Box(box.x, box.y + (box.height - height) // 2, box.width, height)
