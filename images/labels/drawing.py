"""A label as a picture in black and white, each point a dot of the printer."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import segno
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from hall_core.ui import fonts
from hall_core.ui.fonts import Weight
from images.labels.label import Label

INCH = 25.4
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""
MARGIN = 2.0
"""Millimetres: rolls wander by that much under the head."""
LEAST = 1.5
"""Millimetres from one line to the next: 4 point, what can still be read on a sticker held in the hand."""
CUT = "…"


class Paper(Struct, frozen=True, kw_only=True):
    name: str
    wide: float
    """Millimetres that are printed on."""
    high: float
    dpi: int

    def dots(self, mm: float) -> int:
        return round(mm * self.dpi / INCH)


ROLLS = (
    Paper(name="50x30-203dpi", wide=50, high=30, dpi=203),
    Paper(name="50x30-300dpi", wide=50, high=30, dpi=300),
    Paper(name="62mm-300dpi", wide=58.93, high=30, dpi=300),  # 696 dots: what is printed of a tape of 62 mm
)
"""What label printers take."""


class Box(Struct, frozen=True):
    """A place on the label, in dots."""

    x: int
    y: int
    wide: int
    high: int


def picture(label: Label, paper: Paper, margin: float = MARGIN) -> Image.Image:
    """Id across the whole width; below it words on the left and the code on the right."""
    edge = paper.dots(margin)
    wide, high = paper.dots(paper.wide), paper.dots(paper.high)
    page = Image.new("1", (wide, high), 1)
    draw = ImageDraw.Draw(page)
    draw.fontmode = "1"
    least = paper.dots(LEAST)
    inside = Box(edge, edge, wide - 2 * edge, high - 2 * edge)
    top = round(inside.high * 0.36)
    _written(draw, Box(inside.x, inside.y, inside.wide, top), label.id, "Bold", least, most_lines=2)
    below = Box(inside.x, inside.y + top, inside.wide, inside.high - top)
    # The label's own margin is part of the white that a code needs around it.
    room = below.high + min(edge, paper.dots(MARGIN))
    code = _code(label.code, room)
    page.paste(code, (wide - edge // 2 - code.width, below.y + (room - code.height) // 2))
    words = wide - edge // 2 - code.width - inside.x
    for box, text, weight, lines in _words(label, Box(below.x, below.y, words, below.high)):
        _written(draw, box, text, weight, least, most_lines=lines)
    return page


def _words(label: Label, box: Box) -> Iterator[tuple[Box, str, Weight, int]]:
    version = f"v{label.version}" if label.version else ""
    rows: list[tuple[str, Weight, int, float]] = [
        (label.what, "Bold", 1, 0.23),
        (label.what_en, "Regular", 1, 0.13),
        (label.where, "SemiBold", 2, 0.22),
        (label.centre, "Regular", 3, 0.30),
        (version, "Regular", 1, 0.12),
    ]
    there = [row for row in rows if row[0]]
    whole = sum(share for *_, share in there)
    y = box.y
    for text, weight, lines, share in there:
        high = int(box.high * share / max(whole, 0.8))
        yield Box(box.x, y, box.wide, high), text, weight, lines
        y += high


def _written(draw: ImageDraw.ImageDraw, box: Box, text: str, weight: Weight, least: int, *, most_lines: int) -> None:
    """As large as it has room, on as few lines; what has none even small is cut."""
    line, font, lines = _fitted(text, weight, box, least, most_lines)
    for number, words in enumerate(lines):
        draw.text((box.x, box.y + number * line + line / 2), words, font=font, fill=0, anchor="lm")


def _fitted(text: str, weight: Weight, box: Box, least: int, most_lines: int) -> tuple[int, FreeTypeFont, list[str]]:
    """(dots from one line to the next, font, lines)."""
    best: tuple[int, FreeTypeFont, list[str]] | None = None
    for count in range(1, most_lines + 1):
        for line in range(box.high // count, least - 1, -1):
            if best is not None and line <= best[0]:
                break
            font = _font(weight, line)
            lines = _wrapped(text, font, box.wide)
            if lines is not None and len(lines) <= count:
                best = line, font, lines
                break
    if best is not None:
        return best
    font = _font(weight, least)
    rows = max(1, min(box.high // least, most_lines))
    return least, font, _cut(text, font, box.wide, rows)


def _font(weight: Weight, line: int) -> FreeTypeFont:
    """Of Be Vietnam Pro, whose capitals carry two marks: its lines are 1.27 times its size apart."""
    return ImageFont.truetype(str(fonts.path(weight)), max(1, int(line / 1.27)))


def _wrapped(text: str, font: FreeTypeFont, wide: int) -> list[str] | None:
    """None when a word is wider than the line. An id may be broken behind its hyphens."""
    lines = [""]
    for word in _parts(text):
        longer = lines[-1] + word
        if font.getlength(longer.strip()) <= wide:
            lines[-1] = longer
        elif font.getlength(word.strip()) <= wide:
            lines.append(word)
        else:
            return None
    return [line.strip() for line in lines if line.strip()]


def _parts(text: str) -> list[str]:
    """Words with the space or hyphen behind them."""
    parts = [""]
    for sign in text:
        parts[-1] += sign
        if sign in " -":
            parts.append("")
    return [part for part in parts if part]


def _cut(text: str, font: FreeTypeFont, wide: int, rows: int) -> list[str]:
    lines: list[str] = []
    left = text
    while left and len(lines) < rows:
        last = len(lines) == rows - 1
        room = len(left)
        while room > 1 and font.getlength(left[:room].strip() + (CUT if room < len(left) and last else "")) > wide:
            room -= 1
        if room < len(left) and not last and " " in left[:room]:
            room = left[:room].rindex(" ") + 1
        lines.append(left[:room].strip() + (CUT if room < len(left) and last else ""))
        left = left[room:].strip()
    return lines


def _code(text: str, high: int) -> Image.Image:
    """As large as ``high`` dots allow, each module a whole number of dots."""
    code = segno.make_qr(text, error="m", boost_error=False)
    out = BytesIO()
    code.save(out, kind="png", scale=max(1, high // int(code.symbol_size(1, QUIET)[0])), border=QUIET)
    out.seek(0)
    return Image.open(out).convert("1")
