"""Draws a view lamp by lamp: every lamp is dark or has one of four colours, and none is half lit."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw

from display_app.led import letters
from display_app.led.layout import MARK, Layout, arrow_width, beside, gap
from display_app.led.view import Called, LedView, Line, Tone

Colour = tuple[int, int, int]
DARK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
AMBER: Colour = (255, 170, 0)
GREEN: Colour = (0, 255, 60)
RED: Colour = (255, 40, 20)

NUMBER: dict[Tone, Colour] = {"plain": AMBER, "lit": WHITE, "old": RED, "told": WHITE}
COUNTER: dict[Tone, Colour] = {"plain": GREEN, "lit": WHITE, "old": RED}
DASH = 4
"""Lamps from one dash of the mark of old facts to the next; half of them are on."""

Piece = tuple[Image.Image, Colour]
"""Lamps that are on, and their colour."""


def draw(view: LedView, layout: Layout) -> Image.Image:
    """An RGB image of exactly the matrix' size."""
    image = Image.new("RGB", (layout.width, layout.height + MARK), DARK)
    if view.percent == 0:
        return image
    rows = _rows(view, layout)
    high = layout.height // max(1, _most_rows(view, layout))
    top = (layout.height - high * len(rows)) // 2
    for place, pieces in enumerate(rows):
        _row(image, (top + place * high, high), pieces)
    if view.stale:
        _mark(image)
    return image


def _rows(view: LedView, layout: Layout) -> list[list[Piece]]:
    size = layout.call if view.large else layout.listed
    rows: list[list[Piece]] = []
    for line in view.lines:
        match line:
            case Called() if view.large and layout.stacked and line.counter:
                rows += [_figures(line.number, size, layout, NUMBER[line.tone]), _pointing(line, size, layout)]
            case Called():
                rows.append(_beside(line, size, layout))
            case Line(figures=True):
                rows.append(_figures(line.text, layout.call, layout, NUMBER[line.tone]))
            case Line():
                above, below = letters.extent(letters.STACKED, layout.words)
                rows.append([(letters.bitmap(line.text, layout.words, above, below), NUMBER[line.tone])])
    return rows


def _most_rows(view: LedView, layout: Layout) -> int:
    """How many rows a page like this one has when it is full."""
    calls = any(isinstance(line, Called) for line in view.lines)
    if view.large:
        return 2 if calls and layout.stacked else 1
    return layout.rows if calls else layout.word_rows


def _beside(call: Called, size: int, layout: Layout) -> list[Piece]:
    size = _fitting(size, layout, lambda size: beside(call.number, call.counter, size))
    number = _figures(call.number, size, layout, NUMBER[call.tone])
    return [*number, _space(size), *_pointing(call, size, layout)] if call.counter else number


def _pointing(call: Called, size: int, layout: Layout) -> list[Piece]:
    colour = COUNTER[call.tone]
    arrow = _arrow(letters.capital(size), *letters.extent(layout.figures, size))
    return [(arrow, colour), _space(size), *_figures(call.counter, size, layout, colour)]


def _figures(text: str, size: int, layout: Layout, colour: Colour) -> list[Piece]:
    size = _fitting(size, layout, lambda size: letters.width(text, size))
    return [(letters.bitmap(text, size, *letters.extent(layout.figures, size)), colour)]


def _fitting(size: int, layout: Layout, taken: Callable[[int], int]) -> int:
    """The layout's size; less for a number that the hall file does not know, before it runs over the edge."""
    return size if taken(size) <= layout.width else min(size, letters.largest(layout.width, taken))


def _row(image: Image.Image, box: tuple[int, int], pieces: list[Piece]) -> None:
    """``pieces`` side by side in the middle of a row of the image: (its top, its height)."""
    top, high = box
    x = (image.width - sum(lamps.width for lamps, _ in pieces)) // 2
    for lamps, colour in pieces:
        image.paste(colour, (x, top + (high - lamps.height) // 2), lamps)
        x += lamps.width


def _space(size: int) -> Piece:
    """Beside an arrow."""
    return Image.new(letters.ON_OFF, (gap(letters.capital(size)), 1)), DARK


def _arrow(capital: int, above: int, below: int) -> Image.Image:
    """To the right, as high as two thirds of a capital."""
    width = arrow_width(capital)
    image = Image.new(letters.ON_OFF, (width, above + below))
    drawer = ImageDraw.Draw(image)
    middle = above - (capital + 1) // 2
    half = max(2, capital // 3)
    thick = max(0, capital // 12)
    drawer.rectangle((0, middle - thick, width - half // 2 - 1, middle + thick), fill=1)
    for step in range(half + 1):
        x = width - 1 - step
        drawer.line((x, middle - step, x, middle + step), fill=1)
    return image


def _mark(image: Image.Image) -> None:
    """What stands here is old: a dashed line along the lower edge."""
    drawer = ImageDraw.Draw(image)
    for x in range(0, image.width, DASH):
        drawer.line((x, image.height - 1, x + DASH // 2 - 1, image.height - 1), fill=RED)
