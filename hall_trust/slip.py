"""A claim for eyes and scanners: on a terminal, and on a slip of paper or a phone's screen."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from msgspec import Struct

from hall_core.domain.business_day import HANOI
from hall_core.domain.names import Millis, Name
from hall_core.durable import write_durably
from hall_core.keys import SECRET
from hall_core.ui import fonts
from hall_core.ui.translate import Words
from hall_trust.error import TrustError

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH = 384
"""Dots: 48 mm, what a 58 mm printer prints across, at 8 dots a millimetre."""
DPI = 203
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""
TERMINAL_QUIET = 2
"""Enough on a screen that is dark around it, and every column counts."""
LARGE, SMALL = 34, 19
"""Dots, of letters."""
TALLEST = 2_000
MARGIN = 12
GAP = 8
KINDS = (".png", ".pdf")


class Slip(Struct, frozen=True, kw_only=True):
    text: str
    """The claim."""
    hall: Name
    device: str
    until: Millis


def terminal(text: str) -> str:
    """Lines of half blocks, one column a module."""
    told = StringIO()
    _code(text, "l").terminal(told, border=TERMINAL_QUIET, compact=True)
    return told.getvalue()


def columns(text: str) -> int:
    """How wide :func:`terminal` is."""
    return int(_code(text, "l").symbol_size(1, TERMINAL_QUIET)[0])


def save(slip: Slip, file: Path) -> None:
    """A PNG or a PDF by the ending of ``file``, 48 mm wide. TrustError for another one. OSError."""
    if file.suffix.lower() not in KINDS:
        raise TrustError(f"{file}: a slip is a picture or a page: give a name that ends in {' or '.join(KINDS)}")
    out = BytesIO()
    if file.suffix.lower() == ".pdf":
        picture(slip).convert("L").save(out, "PDF", resolution=DPI)
    else:
        picture(slip).save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    write_durably(file, out.getvalue(), SECRET)


def picture(slip: Slip) -> Image:
    """Black on white, :data:`WIDTH` dots wide."""
    from PIL import Image, ImageDraw, ImageFont

    large = ImageFont.truetype(str(fonts.path("Bold")), LARGE)
    whole = (WIDTH - 2 * MARGIN) / large.getlength(slip.device)
    if whole < 1:  # it is one word, and a device's whole name tells it from another
        large = large.font_variant(size=int(LARGE * whole))
    small = ImageFont.truetype(str(fonts.path("Regular")), SMALL)
    page = Image.new("1", (WIDTH, TALLEST), 1)
    draw = ImageDraw.Draw(page)
    draw.fontmode = "1"
    words = Words()
    end = datetime.fromtimestamp(slip.until / 1000, HANOI)
    y = _written(draw, GAP, small, slip.hall.vi)
    y = _written(draw, y, large, slip.device)
    code = _code(slip.text, "m")  # paper gets creased and stained
    scale = WIDTH // int(code.symbol_size(1, QUIET)[0])
    drawn = Image.open(_png(code, scale))
    page.paste(drawn, ((WIDTH - drawn.width) // 2, y))
    y += drawn.height
    for language in ("vi", "en"):
        y += GAP
        say = words.into(language)
        once = say("Mã ghi danh, dùng một lần, đến {time} ngày {day}.")
        y = _written(draw, y, small, once.format(time=f"{end:%H:%M}", day=f"{end:%d/%m/%Y}"))
        y = _written(draw, y, small, say("Ai quét trước thì được xin làm thiết bị này: giữ kín, dùng xong thì hủy."))
    return page.crop((0, 0, WIDTH, y + GAP))


def _code(text: str, level: str) -> segno.QRCode:
    return segno.make_qr(text, error=level, boost_error=False)


def _png(code: segno.QRCode, scale: int) -> BytesIO:
    out = BytesIO()
    code.save(out, kind="png", scale=scale, border=QUIET)
    out.seek(0)
    return out


def _written(draw: ImageDraw, y: int, font: FreeTypeFont, text: str) -> int:
    """In the middle, on as many lines as it takes; where the next one begins."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    for line in filter(None, lines):
        draw.text((WIDTH / 2, y), line, font=font, fill=0, anchor="ma")
        y += round(font.size * 1.3)
    return y
