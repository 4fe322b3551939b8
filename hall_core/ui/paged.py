"""Breaks a long text into pages of one height, at line boundaries: nobody scrolls in public. Pure.

A heading is never left alone at the foot of a page, and neither is the first or the last line of a paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hall_core.ui.wrap import Measure, wrap

Kind = Literal["heading", "text", "item", "fact"]


class Block(Struct, frozen=True):
    """A piece of text that stands for itself."""

    kind: Kind
    text: str
    mark: str = ""
    """The number or bullet of an item, the name of a fact; empty where either goes on from the page before."""


class Metrics(Struct, frozen=True, kw_only=True):
    """What paging must know of the type, by kind, in pixels."""

    width: dict[Kind, Measure]
    """Of a text on one line."""
    row: dict[Kind, int]
    """Height of one line."""
    above: dict[Kind, int]
    """Space above a block that does not stand first on its page."""
    indent: dict[Kind, int]
    """From the left edge to the text."""
    name: int
    """Height of the line with the name of a fact, which stands above its text."""


def pages(blocks: Sequence[Block], width: int, height: int, metrics: Metrics) -> list[list[Block]]:
    """``blocks`` dealt out to pages of ``width`` x ``height`` pixels, those that do not fit cut in two or more. Where
    not even one line has room a page holds one line all the same."""
    pieces = [(block, broken(block, width, metrics)) for block in blocks]
    dealt: list[list[Block]] = [[]]
    used = place = 0
    while place < len(pieces):
        block, lines = pieces[place]
        page = dealt[-1]
        top = metrics.above[block.kind] if page else 0
        name, row = _name(block, metrics), metrics.row[block.kind]
        room = (height - used - top - name) // row
        count = _fitting(len(lines), room)
        # Below nothing but headings there is nowhere better to begin: the next page would have no more room.
        led = bool(page) and all(one.kind == "heading" for one in page) and room > 0
        if page and not led and (count == 0 or used + top + _start(pieces, place, metrics) > height):
            dealt.append([])
            used = 0
            continue
        count = max(count, min(room, len(lines) - 1) if led else 1, 1)
        if count == len(lines):
            page.append(block)
            used += top + name + count * row
            place += 1
        else:
            page.append(replace(block, text=" ".join(lines[:count])))
            pieces[place] = (replace(block, text=" ".join(lines[count:]), mark=""), lines[count:])
            used = height
    return dealt if blocks else []


def broken(block: Block, width: int, metrics: Metrics) -> list[str]:
    """The lines of a block; at least one, if an empty one, so that a mark without a text has its place."""
    return wrap(block.text, width - metrics.indent[block.kind], metrics.width[block.kind]) or [""]


def _name(block: Block, metrics: Metrics) -> int:
    return metrics.name if block.kind == "fact" and block.mark else 0


def _fitting(lines: int, room: int) -> int:
    """How many of so many lines may stand where ``room`` have room: all, or as many as leave none alone here or
    there; 0 when that cannot be."""
    if room >= lines:
        return lines
    count = min(room, lines - 2)
    return count if count > 1 else 0


def _start(pieces: Sequence[tuple[Block, list[str]]], place: int, metrics: Metrics) -> int:
    """Height of the least of a block that may stand at the foot of a page: a heading with what follows it, two lines
    of anything else, or all when there are no more than three."""
    needed = 0
    for block, lines in pieces[place:]:
        count = len(lines) if block.kind == "heading" or len(lines) <= 3 else 2
        above = metrics.above[block.kind] if needed else 0
        needed += above + _name(block, metrics) + count * metrics.row[block.kind]
        if block.kind != "heading":
            break
    return needed
