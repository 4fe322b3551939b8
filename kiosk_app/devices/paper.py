"""A roll of paper that is set from the top down, in black and white dots. The only place that draws with Pillow."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

import fontpkg_noto_sans
import segno
from PIL import Image, ImageDraw, ImageFont

BLACK, WHITE = 0, 255
ROLL = 4000
"""Dots of length to draw on (half a metre), cut off behind the last line; the longest ticket needs 1,700."""
LEADING = 1.36
"""Line height by size: Noto Sans' own ascent and descent, which hold the stacked marks of Ế and Ặ."""
REGULAR, BOLD, HEAVY = 500, 700, 800
"""Weights: on thermal paper one dot of stem (400 at these sizes) prints pale."""
QR_QUIET = 4
"""Modules of white around a QR (ISO/IEC 18004)."""
QR_MODULE = 3
"""Smallest module in dots: 0.375 mm, what a plain phone camera still reads off thermal paper."""

# Noto Sans and not the screens' face: character recognition reads it without a mistake, so people with poor sight do.
FONT = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"


@lru_cache(maxsize=32)
def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Noto Sans at ``size`` dots; the file holds all weights, so each pair is a font of its own."""
    made = ImageFont.truetype(str(FONT), size)
    made.set_variation_by_axes([weight, 100])
    return made


class Paper:
    """What has been set so far; every method sets something below the last and moves on."""

    def __init__(self, dots: int, margin: int) -> None:
        self._image = Image.new("1", (dots, ROLL), WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.fontmode = "1"  # hinted to whole dots: a printer has no grey
        self._dots = dots
        self._margin = margin
        self._y = 0

    @property
    def _inner(self) -> int:
        return self._dots - 2 * self._margin

    def space(self, dots: int) -> None:
        self._y += dots

    def rule(self, thick: int) -> None:
        """A line from margin to margin."""
        self._fill(thick)
        self._y += thick

    def centred(self, text: str, size: int, *, bold: bool = False, lines: int) -> None:
        """``text`` in the middle, on at most ``lines`` lines of about the same length."""
        face = font(size, BOLD if bold else REGULAR)
        for line in balanced(text, face, self._inner, lines):
            self._draw.text((round((self._dots - face.getlength(line)) / 2), self._y), line, BLACK, face)
            self._y += _line_height(face)

    def facts(self, facts: list[tuple[str, str]], size: int, *, lines: int) -> None:
        """Names in a column as wide as the widest, their values beside them in bold on at most ``lines`` lines."""
        plain, bold = font(size, REGULAR), font(size, BOLD)
        column = round(max((plain.getlength(name) for name, _ in facts), default=0) + size * 0.6)
        left = self._margin + column
        for name, value in facts:
            self._draw.text((self._margin, self._y), name, BLACK, plain)
            for line in wrap(value, bold, self._inner - column, lines):
                self._draw.text((left, self._y), line, BLACK, bold)
                self._y += _line_height(bold)
            self._y += 4

    def large(self, text: str, size: int) -> None:
        """``text`` as large as ``size`` or the width allows, with nothing above and below its ink."""
        face = font(size, HEAVY)
        if face.getlength(text) > self._inner:
            face = font(int(size * self._inner / face.getlength(text)), HEAVY)
        left, top, right, bottom = face.getbbox(text)
        self._draw.text((round((self._dots - right - left) / 2), self._y - top), text, BLACK, face)
        self._y += round(bottom - top)

    def band(self, head: str, text: str, size: int) -> None:
        """White on black across the paper: ``head`` in capitals, and ``text`` below."""
        top = self._y
        self._y += 6
        written = [(line, font(size, HEAVY)) for line in wrap(head, font(size, HEAVY), self._inner - 16, 1)]
        below = font(size - 4, BOLD)
        written += [(line, below) for line in balanced(text, below, self._inner - 16, 2)]
        height = sum(_line_height(face) for _, face in written) + 14
        self._y = top
        self._fill(height)
        self._y += 6
        for line, face in written:
            self._draw.text((round((self._dots - face.getlength(line)) / 2), self._y), line, WHITE, face)
            self._y += _line_height(face)
        self._y = top + height

    def qr(self, payload: str, side: int) -> None:
        """A QR of about ``side`` dots with its quiet zone, every module the same whole number of dots."""
        code = segno.make_qr(payload, error="m")
        modules = code.symbol_size(border=QR_QUIET)[0]
        module = max(QR_MODULE, side // modules)
        if modules * module > self._dots:
            raise ValueError(
                f"a QR of {len(payload)} characters needs {modules * QR_MODULE} dots, the paper has {self._dots}"
            )
        left = (self._dots - modules * module) // 2
        for y, row in enumerate(code.matrix_iter(border=QR_QUIET)):
            for x, dark in enumerate(row):
                if dark:
                    corner = (left + x * module, self._y + y * module)
                    self._draw.rectangle((*corner, corner[0] + module - 1, corner[1] + module - 1), BLACK)
        self._y += modules * module

    def torn_off(self) -> Image.Image:
        """The paper up to where it is set."""
        return self._image.crop((0, 0, self._dots, self._y))

    def _fill(self, height: int) -> None:
        right = self._dots - self._margin - 1
        self._draw.rectangle((self._margin, self._y, right, self._y + height - 1), BLACK)


def _line_height(face: ImageFont.FreeTypeFont) -> int:
    return round(face.size * LEADING)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: int, lines: int) -> list[str]:
    """``text`` on at most ``lines`` lines of ``width`` dots; what does not fit is cut with an ellipsis.

    Breaks between words (never at a no-break space), and inside a word only when that word alone is too wide.
    """
    return _trimmed(_filled(_pieces(text, face, width, lines), face.getlength(" "), width), face, width, lines)


def balanced(text: str, face: ImageFont.FreeTypeFont, width: int, lines: int) -> list[str]:
    """Like :func:`wrap`, with the lines as even as they can be: no last line of a single word."""
    pieces, gap = _pieces(text, face, width, lines), face.getlength(" ")
    needed = len(_filled(pieces, gap, width))
    if needed > lines:
        return wrap(text, face, width, lines)
    narrowest, widest = ceil(max((size for _, size in pieces), default=0)), width
    while narrowest < widest:
        middle = (narrowest + widest) // 2
        if len(_filled(pieces, gap, middle)) <= needed:
            widest = middle
        else:
            narrowest = middle + 1
    return _trimmed(_filled(pieces, gap, widest), face, width, lines)


Piece = tuple[str, float]
"""A word, or as much of one as fits a line, and its width. Measured once: shaping is the slow part of setting."""


def _pieces(text: str, face: ImageFont.FreeTypeFont, width: int, lines: int) -> list[Piece]:
    """The words of ``text``, as far as they can matter on ``lines`` lines."""
    pieces: list[Piece] = []
    room = (lines + 1) * width
    for word in filter(None, text.split(" ")):
        rest = word
        while face.getlength(rest) > width:
            fits = max(1, _fitting(rest, face, width))
            pieces.append((rest[:fits], width))
            rest = rest[fits:]
            room -= width
            if room < 0:
                return pieces
        pieces.append((rest, face.getlength(rest)))
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


def _fitting(text: str, face: ImageFont.FreeTypeFont, width: float) -> int:
    """How many leading characters of ``text`` fit."""
    fits = 0
    while fits < len(text) and face.getlength(text[: fits + 1]) <= width:
        fits += 1
    return fits


def _trimmed(made: list[str], face: ImageFont.FreeTypeFont, width: int, lines: int) -> list[str]:
    return made if len(made) <= lines else [*made[: lines - 1], _cut(made[lines - 1], face, width)]


def _cut(line: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """``line`` with an ellipsis behind the last word that leaves room for it."""
    while face.getlength(f"{line}…") > width:
        shorter = line.rpartition(" ")[0]
        line = shorter or line[:-1]
    return f"{line.rstrip(' ,;')}…"
