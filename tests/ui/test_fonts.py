"""The numbers about the font are those of its files, and it has every Vietnamese letter."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from PIL import ImageFont

from hall_core.ui import fonts, tokens
from hall_core.ui.fonts import WEIGHTS, FontMissingError, Weight

SIZE = 1000
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = [
    unicodedata.normalize("NFC", letter + tone)
    for vowel in VOWELS
    for letter in (vowel, vowel.upper())
    for tone in TONES
] + ["đ", "Đ"]


@pytest.fixture(params=WEIGHTS)
def font(request: pytest.FixtureRequest) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.path(request.param)), SIZE)


def box(font: ImageFont.FreeTypeFont, text: str) -> tuple[float, float]:
    """(rise above, fall below the base line) in parts of the font size."""
    _, top, _, bottom = font.getbbox(text, anchor="ls")
    return -top / SIZE, bottom / SIZE


def test_a_capital_has_the_height_that_the_tokens_say(font: ImageFont.FreeTypeFont) -> None:
    assert box(font, "H")[0] == pytest.approx(tokens.CAPITAL, abs=0.002)


def test_no_letter_rises_or_falls_out_of_its_row(font: ImageFont.FreeTypeFont) -> None:
    for letter in LETTERS:
        rise, fall = box(font, letter)
        assert rise <= tokens.STACKED
        assert fall <= tokens.TAIL <= tokens.DESCENT
    assert box(font, "Ẵ")[0] > tokens.ASCENT, "else rows would need no height of their own"


def test_ticket_numbers_stay_in_their_lower_row(font: ImageFont.FreeTypeFont) -> None:
    beside = (tokens.FIGURES - tokens.CAPITAL) / 2
    for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        rise, fall = box(font, sign)
        assert rise <= tokens.CAPITAL + beside
        assert fall <= beside


def test_the_font_has_every_vietnamese_letter(font: ImageFont.FreeTypeFont) -> None:
    small = font.font_variant(size=40)
    missing = bytes(small.getmask("\uffff"))
    for sign in [*LETTERS, *"–…·“”0123456789"]:
        assert bytes(small.getmask(sign)) != missing, sign


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PACKAGE", "fontpkg_that_is_not_there")
    fonts.folder.cache_clear()
    with pytest.raises(FontMissingError, match=r"fontpkg-that-is-not-there is not installed: run \./run setup"):
        fonts.path("Bold")
    fonts.folder.cache_clear()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "folder", lambda: tmp_path)
    weight: Weight = "SemiBold"
    with pytest.raises(FontMissingError, match=r"BeVietnamPro-SemiBold\.ttf is missing"):
        fonts.path(weight)
