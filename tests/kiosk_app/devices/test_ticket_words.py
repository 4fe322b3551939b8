"""The words of a ticket in both languages."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest

from kiosk_app.devices.ticket_words import ENGLISH, VIETNAMESE, ahead_words, estimate_words, words_of


@pytest.mark.parametrize(
    ("people", "vi", "en"),
    [
        (0, "không có ai chờ", "nobody"),
        (1, "1 người chờ", "1 person waiting"),
        (12, "12 người chờ", "12 people waiting"),
    ],
)
def test_the_people_ahead_are_counted(people: int, vi: str, en: str) -> None:
    assert ahead_words("vi", people) == vi
    assert ahead_words("en", people) == en


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (None, "chưa có ước tính", "not known yet"),
        (0, "được mời ngay (ước\xa0tính)", "straight away (estimate)"),
        (1, "khoảng 1 phút (ước\xa0tính)", "about 1 min (estimate)"),
        (25, "khoảng 25 phút (ước\xa0tính)", "about 25 min (estimate)"),
    ],
)
def test_an_estimate_is_called_one(minutes: int | None, vi: str, en: str) -> None:
    assert estimate_words("vi", minutes) == vi
    assert estimate_words("en", minutes) == en


def test_an_english_ticket_carries_the_vietnamese_title_for_the_officer() -> None:
    assert words_of("en").title_below == words_of("vi").title


def test_all_words_are_in_composed_letters() -> None:
    for words in (VIETNAMESE, ENGLISH):
        for text in msgspec.structs.astuple(words):
            assert unicodedata.is_normalized("NFC", text)
