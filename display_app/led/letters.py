"""The letters of a matrix. The only module here that knows where Noto Sans lies.

A lamp is on or off: letters are drawn without grey edges, in bold, whose strokes are two lamps wide and more from 20
lamps on. Thinner ones break where a stroke falls between two lamps.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from hall_core.errors import MotcuaError

PACKAGE = "fontpkg_noto_sans"
BOLD = [700.0, 100.0]
"""Weight and width, as the variable font names its axes."""
ON_OFF = "1"
"""Pillow's font mode and image mode without grey."""
MEASURED = 4_096
"""Widths that are remembered: each view asks for those of the last one again."""
STACKED = "ẲẾỖẶỴỵgjpq"
"""The highest and the lowest of all Vietnamese letters."""


class LettersMissingError(MotcuaError):
    """The font that a matrix is written in is not installed."""

    key = "font-missing"


@cache
def _file() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LettersMissingError(f"the Python package {PACKAGE.replace('_', '-')} is not installed: run ./run setup")
    return Path(spec.origin).parent / "files" / "NotoSans[wdth,wght].ttf"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    letters = ImageFont.truetype(str(_file()), size)
    letters.set_variation_by_axes(BOLD)
    return letters


@lru_cache(MEASURED)
def width(text: str, size: int) -> int:
    """Lamps from the first that ``text`` lights to the last."""
    left, _, right, _ = font(size).getbbox(text, mode=ON_OFF)
    return int(right) - int(left)


def extent(sample: str, size: int) -> tuple[int, int]:
    """Lamps that ``sample`` lights above and below its base line."""
    _, top, _, bottom = font(size).getbbox(sample, mode=ON_OFF, anchor="ls")
    return -int(top), max(0, int(bottom))


def height(sample: str, size: int) -> int:
    return sum(extent(sample, size))


def capital(size: int) -> int:
    """Height of a capital without marks."""
    return extent("H", size)[0]


def largest(lamps: int, taken: Callable[[int], int]) -> int:
    """The largest font size that takes no more than so many ``lamps``; 0 when none does. ``taken`` says how many a size
    takes, which grows about as the size does."""
    sample = 2 * max(1, lamps)  # sizes are guessed from a large one, where a rounded lamp matters least
    guess = lamps * sample // max(1, taken(sample)) + 2
    return next((size for size in range(guess, 0, -1) if taken(size) <= lamps), 0)


def bitmap(text: str, size: int, above: int, below: int) -> Image.Image:
    """``text`` as lamps that are on, cut at its left and right end, with its base line ``above`` lamps from the top."""
    left, _, right, _ = font(size).getbbox(text, mode=ON_OFF)
    image = Image.new(ON_OFF, (max(1, int(right) - int(left)), above + below))
    drawer = ImageDraw.Draw(image)
    drawer.fontmode = ON_OFF
    drawer.text((-int(left), above), text, fill=1, font=font(size), anchor="ls")
    return image
