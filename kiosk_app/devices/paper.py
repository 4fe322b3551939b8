"""A roll of paper that is set from the top down, in black and white dots. Sizes and lengths are in dots."""

from __future__ import annotations

import re

import segno
from PIL import Image, ImageDraw

from kiosk_app.devices.letters import BOLD, HEAVY, REGULAR, Face, balanced, face, wrap

BLACK, WHITE = 0, 255
ROLL = 2000
"""Length to draw on at first, a quarter of a metre: more than nearly every ticket; doubled when it is full."""
QR_QUIET = 4
"""Modules of white around a QR (ISO/IEC 18004)."""
QR_MASK = 3
"""The pattern that breaks up large areas; readers take any of the eight. To find the best for each content costs 6 ms,
10 on a busy box, while somebody waits for the paper, and is a few per cent better by the standard's own count. Of the
two that count best on ticket codes this is the one that text recognition never took for letters."""
QR_MODULE = 3
"""Smallest module: 0.375 mm, what a plain phone camera still reads off thermal paper."""
NUMBER = re.compile(r"(?<=\w) (?=\d{1,2}\b(?![/:.]))")
"""The space before a number of one or two digits that is no time, date or sum."""
_INK = bytes([0, 255, *range(2, 256)])
"""The QR maker says 1 for dark."""


class Paper:
    """What has been set so far; every method sets something below the last and moves on."""

    def __init__(self, dots: int, margin: int) -> None:
        self._image = Image.new("1", (dots, ROLL), WHITE)
        self._draw = ImageDraw.Draw(self._image)
        self.dots = dots
        self._margin = margin
        self.length = 0
        """Set so far."""

    @property
    def _inner(self) -> int:
        return self.dots - 2 * self._margin

    def space(self, dots: int) -> None:
        self.length += dots

    def rule(self, thick: int) -> None:
        """A line from margin to margin."""
        self.bar(self._margin, thick)

    def bar(self, margin: int, thick: int) -> None:
        """Black from ``margin`` to ``margin``, which may be 0: right across the paper."""
        self._fill(margin, self.length, thick)
        self.length += thick

    def centred(self, text: str, size: int, *, bold: bool = False, lines: int | None = None) -> None:
        """``text`` in the middle, on at most ``lines`` lines of about the same length; None: on as many as it needs."""
        type = face(size, BOLD if bold else REGULAR)
        self._middle(balanced(text, type, self._inner, lines), type, BLACK)

    def text(self, text: str, size: int, *, bold: bool = False, left: int = 0) -> None:
        """``text`` whole, ``left`` of the margin, every line beginning there."""
        type = face(size, BOLD if bold else REGULAR)
        for line in wrap(text, type, self._inner - left):
            self._put(line, type, self._margin + left)
            self.length += type.line_height

    def item(self, mark: str, text: str, size: int, *, left: int) -> None:
        """``text`` as :meth:`text` sets it, with ``mark`` before its first line."""
        self._put(mark, face(size, BOLD), self._margin)
        self.text(text, size, left=left)

    def facts(self, facts: list[tuple[str, str]], size: int, *, lines: int | None = None) -> None:
        """Names in a column as wide as the widest, their values beside them in bold on at most ``lines`` lines.

        A fact without a value takes no line; its name counts for the column, so that lists below each other align.
        """
        plain, bold = face(size, REGULAR), face(size, BOLD)
        column = round(max((plain.width(name) for name, _ in facts), default=0) + size * 0.6)
        for name, value in filter(lambda fact: fact[1], facts):
            self._put(name, plain, self._margin)
            for line in wrap(bound(value), bold, self._inner - column, lines):
                self._put(line, bold, self._margin + column)
                self.length += bold.line_height
            self.length += 4

    def large(self, text: str, size: int) -> None:
        """``text`` as large as ``size`` or the width allows, with nothing above and below its ink."""
        type = face(size, HEAVY)
        if type.width(text) > self._inner:
            type = face(int(size * self._inner / type.width(text)), HEAVY)
        ink, _, _ = type.draw(text)  # not kept: the next number is another one
        self._stamp(ink, (self.dots - ink.width) // 2, self.length, BLACK)
        self.length += ink.height

    def band(self, head: str, text: str, size: int) -> None:
        """White on black from margin to margin: ``head`` on one line, and ``text`` smaller below it."""
        above, below = face(size, HEAVY), face(size - 4, BOLD)
        heads = wrap(head, above, self._inner - 16, 1)
        texts = balanced(text, below, self._inner - 16, 2)
        height = len(heads) * above.line_height + len(texts) * below.line_height + 14
        end = self.length + height
        self._fill(self._margin, self.length, height)
        self.length += 6
        self._middle(heads, above, WHITE)
        self._middle(texts, below, WHITE)
        self.length = end

    def ruler(self, size: int) -> None:
        """Every millimetre from the first dot to the last, longer at 5 and 10, which have their number below.

        The line above it has no margin: where it does not reach both edges of the picture, dots are cut off.
        """
        self.bar(0, 3)
        type = face(size, REGULAR)
        for dot in range(0, self.dots, 8):
            tick = 28 if dot % 80 == 0 else 20 if dot % 40 == 0 else 12
            self._rectangle((dot, self.length, dot, self.length + tick))
            if dot % 80 == 0 and 0 < dot < self.dots - 40:
                ink, right, _ = type.ink(str(dot // 8))
                self._stamp(ink, dot - (ink.width + right) // 2, self.length + 34, BLACK)
        self._rectangle((self.dots - 1, self.length, self.dots - 1, self.length + 28))
        self.length += 34 + type.line_height

    def qr(self, payload: str, side: int) -> None:
        """A QR of about ``side`` dots with its quiet zone, every module the same whole number of dots."""
        ink, across = self._code(payload, side)
        self._stamp(ink, (self.dots - ink.width) // 2, self.length + (across - ink.width) // 2, BLACK)
        self.length += across

    def qr_beside(self, payload: str, side: int, text: str, size: int) -> None:
        """The same at the left, and ``text`` beside it in bold, half way down."""
        ink, across = self._code(payload, side)
        quiet = (across - ink.width) // 2
        top, left = self.length, self._margin + quiet + ink.width + quiet
        self._stamp(ink, self._margin + quiet, top + quiet, BLACK)
        type = face(size, BOLD)
        lines = balanced(text, type, self.dots - self._margin - left)
        self.length += max(0, (across - len(lines) * type.line_height) // 2)
        for line in lines:
            self._put(line, type, left)
            self.length += type.line_height
        self.length = max(self.length, top + across)

    def _code(self, payload: str, side: int) -> tuple[Image.Image, int]:
        """A QR, and how many dots it takes with its quiet zone."""
        code = segno.make_qr(payload, error="m", mask=QR_MASK)
        dark = len(code.matrix)
        modules = dark + 2 * QR_QUIET
        module = max(QR_MODULE, side // modules)
        if modules * module > self.dots:
            raise ValueError(
                f"a QR of {len(payload)} characters needs {modules * QR_MODULE} dots, the paper has {self.dots}"
            )
        ink = Image.frombytes("L", (dark, dark), b"".join(code.matrix).translate(_INK))
        ink = ink.resize((dark * module, dark * module), Image.Resampling.NEAREST).convert("1")
        return ink, modules * module

    def take_back(self, length: int) -> None:
        """White again behind ``length``, and go on from there."""
        if self.length > length:
            self._rectangle((0, length, self.dots, self._image.height - 1), WHITE)
        self.length = length

    def torn_off(self) -> Image.Image:
        """The paper up to where it is set."""
        self._reach(self.length)
        return self._image.crop((0, 0, self.dots, self.length))

    def _middle(self, lines: list[str], type: Face, colour: int) -> None:
        for line in lines:
            self._put(line, type, round((self.dots - type.width(line)) / 2), colour)
            self.length += type.line_height

    def _put(self, line: str, type: Face, x: int, colour: int = BLACK) -> None:
        ink, right, down = type.ink(line)
        self._stamp(ink, x + right, self.length + down, colour)

    def _stamp(self, ink: Image.Image, x: int, y: int, colour: int) -> None:
        self._reach(y + ink.height)
        self._image.paste(colour, (x, y), ink)

    def _fill(self, margin: int, y: int, height: int) -> None:
        self._rectangle((margin, y, self.dots - margin - 1, y + height - 1))

    def _rectangle(self, corners: tuple[int, int, int, int], colour: int = BLACK) -> None:
        self._reach(corners[3] + 1)
        self._draw.rectangle(corners, colour)

    def _reach(self, length: int) -> None:
        """Make the roll long enough."""
        if length > (height := self._image.height):
            longer = Image.new("1", (self.dots, max(length, 2 * height)), WHITE)
            longer.paste(self._image)
            self._image, self._draw = longer, ImageDraw.Draw(longer)


def bound(text: str) -> str:
    """``text`` with every number held to the word before it: no line begins with the 1 of "Tầng 1"."""
    return NUMBER.sub("\u00a0", text)
