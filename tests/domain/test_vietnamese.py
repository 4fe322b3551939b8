"""Folding Vietnamese to plain letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.vietnamese import fold, nfc

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
ALPHABET = "".join(LETTERS) + "".join(LETTERS).upper() + "bcdghklmnpqrstvxBCDGHKLMNPQRSTVX 0123456789-.,/"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đăng ký khai sinh", "Dang ky khai sinh"),
        ("đường Nguyễn Huệ", "duong Nguyen Hue"),
        ("QUẦY 3: TẠM DỪNG", "QUAY 3: TAM DUNG"),
        ("Ế Ỗ Ặ Ợ Ữ ỵ", "E O A O U y"),
        ("A012 – chờ", "A012 – cho"),
        ("", ""),
    ],
)
def test_words_lose_their_marks_and_keep_their_case(text: str, plain: str) -> None:
    assert fold(text) == plain


def test_every_vietnamese_letter_becomes_one_ascii_letter() -> None:
    assert all(len(fold(letter)) == 1 and fold(letter).isascii() for letter in ALPHABET)
    assert {fold(letter) for letter in LETTERS} == set("aeiouyd")


@given(st.text(ALPHABET))
def test_composed_and_decomposed_spellings_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))


@given(st.text(ALPHABET))
def test_folding_keeps_the_number_of_letters(text: str) -> None:
    """What fits on a display with accents fits without."""
    assert len(fold(text)) == len(nfc(text))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(ALPHABET))
def test_folding_and_capitals_do_not_disturb_each_other(text: str) -> None:
    assert fold(text.upper()) == fold(text).upper()


def test_nfc_is_the_composed_form() -> None:
    assert nfc("e\u0302\u0301") == "ế"
