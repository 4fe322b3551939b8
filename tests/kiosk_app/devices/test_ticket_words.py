"""The words of a ticket, as they are in both languages that are shipped."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest

from hall_core.ui.translate import Words
from kiosk_app.devices.ticket_words import ahead_words, estimate_words, words_of


@pytest.mark.parametrize(
    ("people", "vi", "en"),
    [
        (0, "không có ai chờ", "nobody"),
        (1, "1 người chờ", "1 person waiting"),
        (12, "12 người chờ", "12 people waiting"),
    ],
)
def test_the_people_ahead_are_counted(english_too: Words, people: int, vi: str, en: str) -> None:
    assert ahead_words(english_too.into("vi"), people) == vi
    assert ahead_words(english_too.into("en"), people) == en


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (None, "chưa có ước tính", "not known yet"),
        (0, "được mời ngay (ước\xa0tính)", "straight away (estimate)"),
        (1, "khoảng 1 phút (ước\xa0tính)", "about 1 min (estimate)"),
        (25, "khoảng 25 phút (ước\xa0tính)", "about 25 min (estimate)"),
    ],
)
def test_an_estimate_is_called_one(english_too: Words, minutes: int | None, vi: str, en: str) -> None:
    assert estimate_words(english_too.into("vi"), minutes) == vi
    assert estimate_words(english_too.into("en"), minutes) == en


def test_an_english_ticket_carries_the_vietnamese_title_for_the_officer(english_too: Words) -> None:
    vietnamese, english = (words_of(english_too.into(language)) for language in ("vi", "en"))
    assert english.title_below == vietnamese.title == "PHIẾU SỐ THỨ TỰ"
    assert vietnamese.title_below == ""


def test_what_the_officer_must_find_stands_in_both_languages(english_too: Words) -> None:
    english = words_of(english_too.into("en"))
    assert (english.priority, english.copy) == ("PRIORITY · ƯU TIÊN", "REPRINT · BẢN IN LẠI")


def test_the_words_of_a_ticket_are_these(english_too: Words) -> None:
    assert msgspec.structs.astuple(words_of(english_too.into("vi"))) == (
        "PHIẾU SỐ THỨ TỰ", "", "Đường dây nóng:", "ƯU TIÊN", "Nơi phục vụ", "Khu vực chờ", "Phía trước", "Dự kiến",
        "Giờ lấy số", "Quét mã để xem còn bao nhiêu người phía trước", "Quá lượt, xin liên hệ quầy.", "BẢN IN LẠI",
        "Chỉ một lượt phục vụ", "Giờ in lại",
    )  # fmt: skip
    assert msgspec.structs.astuple(words_of(english_too.into("en"))) == (
        "QUEUE TICKET", "PHIẾU SỐ THỨ TỰ", "Hotline:", "PRIORITY · ƯU TIÊN", "Served at", "Wait here", "Ahead",
        "Expected", "Taken at", "Scan to see how many people are ahead of you",
        "If you miss your turn, please speak to the counter.", "REPRINT · BẢN IN LẠI",
        "One number, served once", "Reprinted at",
    )  # fmt: skip


def test_all_words_are_in_composed_letters(english_too: Words) -> None:
    for language in ("vi", "en"):
        for text in msgspec.structs.astuple(words_of(english_too.into(language))):
            assert unicodedata.is_normalized("NFC", text)
