"""The type on paper: Noto Sans, how wide a text is in it, and where its lines break. All sizes in dots."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

import fontpkg_noto_sans
from PIL import Image, ImageDraw, ImageFont

LEADING = 1.36
"""Line height by size: Noto Sans' own ascent and descent, which hold the stacked marks of Ế and Ặ."""
REGULAR, BOLD, HEAVY = 500, 700, 800
"""Weights: on thermal paper one dot of stem (400 at these sizes) prints pale."""
WORDS_KEPT = 1024
"""Widths remembered of each face. Shaping is the slow part of setting, and tickets say the same words all day."""
LINES_KEPT = 24
"""Drawn lines remembered of each face, 10 to 20 kB each: what does not change from ticket to ticket is ten."""

# Noto Sans and not the screens' face: character recognition reads it without a mistake, so people with poor sight do.
FONT = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"


class Face:
    """One size and weight. It remembers what it has measured and drawn."""

    def __init__(self, size: int, weight: int) -> None:
        self._font = ImageFont.truetype(str(FONT), size)
        self._font.set_variation_by_axes([weight, 100])
        self.size = size
        self.line_height = round(size * LEADING)
        self.width = lru_cache(WORDS_KEPT)(self._font.getlength)
        self.ink = lru_cache(LINES_KEPT)(self.draw)

    def draw(self, text: str) -> tuple[Image.Image, int, int]:
        """``text`` as a mask of its inked dots, and how far right of and below the pen that begins."""
        image = Image.new("1", (ceil(self.width(text)) + 2 * self.size, 2 * self.size + self.line_height))
        pen = ImageDraw.Draw(image)
        pen.fontmode = "1"  # hinted to whole dots: a printer has no grey
        pen.text((self.size, self.size), text, 1, self._font)
        left, top, right, bottom = image.getbbox() or (0, 0, 1, 1)
        return image.crop((left, top, right, bottom)), left - self.size, top - self.size


@lru_cache(maxsize=32)
def face(size: int, weight: int) -> Face:
    """The font file holds all weights, so each pair is a face of its own."""
    return Face(size, weight)


def wrap(text: str, face: Face, width: int, lines: int | None = None) -> list[str]:
    """``text`` on at most ``lines`` lines of ``width`` dots; what does not fit is cut with an ellipsis.

    Breaks between words (never at a no-break space), and inside a word only when that word alone is too wide.
    """
    made = _filled(_pieces(text, face, width, lines), face.width(" "), width)
    return made if lines is None else _trimmed(made, face, width, lines)


def balanced(text: str, face: Face, width: int, lines: int | None = None) -> list[str]:
    """Like :func:`wrap`, with the lines as even as they can be: no last line of a single word."""
    pieces, gap = _pieces(text, face, width, lines), face.width(" ")
    needed = len(_filled(pieces, gap, width))
    if lines is not None and needed > lines:
        return wrap(text, face, width, lines)
    narrowest, widest = ceil(max((size for _, size in pieces), default=0)), width
    while narrowest < widest:
        middle = (narrowest + widest) // 2
        if len(_filled(pieces, gap, middle)) <= needed:
            widest = middle
        else:
            narrowest = middle + 1
    return _filled(pieces, gap, widest)


Piece = tuple[str, float]
"""A word, or as much of one as fits a line, and its width."""


def _pieces(text: str, face: Face, width: int, lines: int | None) -> list[Piece]:
    """The words of ``text``, as far as they can matter on ``lines`` lines."""
    pieces: list[Piece] = []
    room = float("inf") if lines is None else (lines + 1) * width
    for word in filter(None, text.split(" ")):
        rest = word
        while face.width(rest) > width:
            fits = max(1, _fitting(rest, face, width))
            pieces.append((rest[:fits], width))
            rest = rest[fits:]
            room -= width
            if room < 0:
                return pieces
        pieces.append((rest, face.width(rest)))
        room -= pieces[-1][1]
        if room < 0:
            break
    return pieces


def _filled(pieces: list[Piece], gap: float, width: float) -> list[str]:
    """The pieces set one behind the other, as many on a line as it holds."""
    made: list[str] = []
    used = width
    for word, size in pieces:
        if made and used + gap + size <= width:
            made[-1] += f" {word}"
            used += gap + size
        else:
            made.append(word)
            used = size
    return made


def _fitting(text: str, face: Face, width: float) -> int:
    """How many leading characters of ``text`` fit."""
    fits = 0
    while fits < len(text) and face.width(text[: fits + 1]) <= width:
        fits += 1
    return fits


def _trimmed(made: list[str], face: Face, width: int, lines: int) -> list[str]:
    return made if len(made) <= lines else [*made[: lines - 1], _cut(made[lines - 1], face, width)]


def _cut(line: str, face: Face, width: float) -> str:
    """``line`` with an ellipsis behind the last word that leaves room for it."""
    while face.width(f"{line}…") > width:
        shorter = line.rpartition(" ")[0]
        line = shorter or line[:-1]
    return f"{line.rstrip(' ,;')}…"
