"""What a screen shows, read aloud: one table a language, and the rules that hold for any text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.announcement import WORDS, Manner
from hall_core.domain.names import Language
from hall_core.domain.spoken import LARGEST, LONGEST, number_words, sentences, spoken_text

YEAR = "hai nghìn không trăm hai mươi sáu"
VIETNAMESE = {
    # tickets and codes
    "Số của quý vị là A001.": "Số của quý vị là a không không một.",
    "AB12": "a bê một hai",
    "007": "không không bảy",
    "khổ A4": "khổ a bốn",
    "Mã H56.12-241121-0012": "Mã hát năm sáu, một hai, hai bốn một một hai một, không không một hai",
    "Thủ tục 1.001193": "Thủ tục một, không không một một chín ba",
    "012345678901": "không một hai ba bốn năm sáu bảy tám chín không một",
    "Đường dây nóng 1900 0000": "Đường dây nóng một chín không không, không không không không",
    "Đ12": "đê một hai",
    # times
    "Mở cửa lúc 07:30": "Mở cửa lúc bảy giờ ba mươi",
    "13:00": "mười ba giờ",
    "7:05": "bảy giờ năm phút",
    "7:10": "bảy giờ mười",
    "7h30, 8g15, 9h": "bảy giờ ba mươi, tám giờ mười lăm, chín giờ",
    "7:30–11:30": "từ bảy giờ ba mươi đến mười một giờ ba mươi",
    "Từ 7:30 - 11:30, 13:30-17:00.": (
        "Từ bảy giờ ba mươi đến mười một giờ ba mươi, từ mười ba giờ ba mươi đến mười bảy giờ."
    ),
    # dates
    "26/11/2026": "ngày 26 tháng 11 năm hai nghìn không trăm hai mươi sáu",
    "Trả kết quả ngày 01/02/2026": "Trả kết quả ngày 1 tháng 2 năm hai nghìn không trăm hai mươi sáu",
    "26/11/2026 – 30/11/2026": f"từ ngày 26 tháng 11 năm {YEAR} đến ngày 30 tháng 11 năm {YEAR}",
    "từ ngày 1/4": "từ ngày 1 tháng 4",
    "tháng 11/2026": "tháng 11 năm hai nghìn không trăm hai mươi sáu",
    # money and numbers
    "Lệ phí 50.000 đồng": "Lệ phí năm mươi nghìn đồng",
    "8.000đ": "tám nghìn đồng",
    "1.500.000 VNĐ": "một triệu năm trăm nghìn đồng",
    "VND 75.000": "bảy mươi lăm nghìn đồng",
    "1.000.000.000.000 đồng": "một không không không không không không không không không không không không đồng",
    "1.823 thủ tục": "một nghìn tám trăm hai mươi ba thủ tục",
    "15 người đang chờ": "15 người đang chờ",
    "0, 100, 110 người": "0, 100, 110 người",
    "101, 109, 1000 người": "một trăm linh một, một trăm linh chín, một nghìn người",
    "123456": "một trăm hai mươi ba nghìn bốn trăm năm mươi sáu",
    "1234567": "một hai ba bốn năm sáu bảy",
    "96,24 %": "96,24 %",
    "3–5 ngày": "từ 3 đến 5 ngày",
    # pages and parts
    "1/2": "trang 1 trên 2",
    "1/1": "trang 1 trên 1",
    "Trang 2/3": "Trang 2 trên 3",
    "1/2 ngày làm việc": "1 phần 2 ngày làm việc",
    "24/7": "24 trên 7",
    # abbreviations and signs
    "UBND phường, CCCD, TTHC": "Ủy ban nhân dân phường, căn cước công dân, thủ tục hành chính",
    "UBND TP. Huế": "Ủy ban nhân dân thành phố Huế",
    "HĐND, CMND, HCC": "Hội đồng nhân dân, chứng minh nhân dân, hành chính công",
    "BHXH, BHYT, GPLX": "bảo hiểm xã hội, bảo hiểm y tế, giấy phép lái xe",
    "VietQR, VNeID": "Việt Q R, vi en e ai đi",
    "Quét QR": "Quét mã Q R",
    "Quét mã QR bằng điện thoại": "Quét mã Q R bằng điện thoại",
    "123/2015/NĐ-CP": "123 năm hai nghìn không trăm mười lăm, en nờ đê, xê pê",
    "Quầy 3 · Tư pháp & Hộ tịch": "Quầy 3, Tư pháp và Hộ tịch",
    # what no rule knows stays
    "Mời quý vị chạm vào màn hình.": "Mời quý vị chạm vào màn hình.",
    "XIN KÍNH CHÀO QUÝ VỊ": "XIN KÍNH CHÀO QUÝ VỊ",
    "50 đêm, 10:30:15": "50 đêm, 10:30:15",
    "٣:15": "٣:15",
}
ENGLISH = {
    "Your number is A001.": "Your number is eh zero zero one.",
    "G07": "G zero seven",
    "07:30": "seven thirty AM",
    "Opens at 13:05": "Opens at one oh five PM",
    "12:00, 24:00": "noon, midnight",
    "0:00, 0:15, 24:30": "midnight, twelve fifteen AM, twelve thirty AM",
    "12:30, 7:10, 7:21": "twelve thirty PM, seven ten AM, seven twenty one AM",
    "7:30–11:30": "from seven thirty AM to eleven thirty AM",
    "from 13:30-17:00": "from one thirty PM to five PM",
    "26/11/2026": "26 November 2026",
    "1/1/2026, 1/2/2026, 1/3/2026, 1/4/2026": "1 January 2026, 1 February 2026, 1 March 2026, 1 April 2026",
    "1/5/2026, 1/6/2026, 1/7/2026, 1/8/2026": "1 May 2026, 1 June 2026, 1 July 2026, 1 August 2026",
    "1/9/2026, 1/10/2026, 1/12/2026": "1 September 2026, 1 October 2026, 1 December 2026",
    "1/0/2026, 1/13/2026": "1 0 2026, 1 13 2026",
    "ngày 1/4": "1 April",
    "26/11/2026 – 30/11/2026": "from 26 November 2026 to 30 November 2026",
    "tháng 11/2026": "month 11 of 2026",
    "50.000 đồng": "50,000 dong",
    "50,000 VND": "50,000 dong",
    "VND 75.000": "75,000 dong",
    "1.823, 96.24, 7": "1,823, 96.24, 7",
    "1900 0000": "one nine zero zero, zero zero zero zero",
    "Page 1/2": "Page 1 of 2",
    "1/2": "page 1 of 2",
    "24/7": "24 of 7",
    "1/2 day": "1 over 2 day",
    "123/2015/NĐ-CP": "123 of 2015, N D, C P",
    "Counter 3 · Justice & Registry": "Counter 3, Justice and Registry",
    "HĐND, CMND, HCC": "People's Council, identity card, public administration",
    "BHXH, BHYT, GPLX": "social insurance, health insurance, driving licence",
    "TP. Huế, VietQR, VNeID": "city Huế, Viet Q R, V N E I D",
    "UBND, CCCD, TTHC": "People's Committee, citizen identity card, administrative procedures",
    "Scan the QR code": "Scan the Q R code",
    "QR": "Q R code",
    "3-5 days": "from 3 to 5 days",
    "105–110 days since 2026": "from 105 to 110 days since 2026",
    "Touch here to begin": "Touch here to begin",
}


@pytest.mark.parametrize(("written", "read"), VIETNAMESE.items())
def test_vietnamese_is_read_as_a_person_would(written: str, read: str) -> None:
    assert spoken_text(written, "vi") == read


@pytest.mark.parametrize(("written", "read"), ENGLISH.items())
def test_english_is_read_as_a_person_would(written: str, read: str) -> None:
    assert spoken_text(written, "en") == read


@given(st.from_regex(r"\A[A-Z]{1,2}[0-9]{1,5}\Z"))
def test_every_letter_and_digit_of_a_ticket_is_said_as_the_board_says_it(number: str) -> None:
    clips = [f"vi-{sign}" if sign.isdigit() else f"vi-letter-{sign.lower()}" for sign in number]
    assert spoken_text(number, "vi") == " ".join(WORDS[clip] for clip in clips)


@given(st.text(alphabet="aAđĐ0123456789 .,/:–-hQR٣²\n[]&", max_size=40), st.sampled_from(["vi", "en"]))
def test_no_text_is_too_odd_to_be_read(text: str, language: Language) -> None:
    read = spoken_text(text, language)
    assert not re.search(r"\b0[0-9]{2,4}\b(?![./,:-])", read), "a zero that espeak-ng would drop"


def test_letters_in_pieces_are_read_like_whole_ones() -> None:
    assert (
        spoken_text(unicodedata.normalize("NFD", "HĐND: 50.000 đồng"), "vi") == "Hội đồng nhân dân: năm mươi nghìn đồng"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (1_005, "một nghìn không trăm linh năm"),
        (50_000, "năm mươi nghìn"),
        (1_050_000, "một triệu không trăm năm mươi nghìn"),
        (2_000_000_015, "hai tỷ không trăm mười lăm"),
        (LARGEST - 1, " ".join(f"chín trăm chín mươi chín{unit}" for unit in (" tỷ", " triệu", " nghìn", ""))),
    ],
)
def test_large_numbers_are_read_in_groups(value: int, words: str) -> None:
    assert number_words(value) == words


def test_a_text_is_said_sentence_by_sentence() -> None:
    text = "Xin chào!\nSố của quý vị: A1. Còn 3 người…  Mời chờ?\n\n — \nNghỉ 11.30"
    assert sentences(text) == ["Xin chào!", "Số của quý vị:", "A1.", "Còn 3 người…", "Mời chờ?", "Nghỉ 11.30"]


def test_what_has_no_end_is_said_in_parts_of_240_letters() -> None:
    assert [len(part) for part in sentences("a" * 481)] == [240, 240, 1]


@given(st.text(alphabet="ab. \n,đ", max_size=2000))
def test_sentences_hold_every_word_and_none_is_too_long(text: str) -> None:
    parts = sentences(text)
    assert all(0 < len(part) <= LONGEST for part in parts)
    assert re.findall(r"\w", "".join(parts)) == re.findall(r"\w", text)


def test_the_signs_of_another_language_are_left_to_its_voice() -> None:
    assert spoken_text("Numéro A001, 07:30–11:30", "fr") == "Numéro A001, 07:30–11:30"


SOUTH = Manner(zero_tens="lẻ", thousand="ngàn")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("105", "một trăm lẻ năm"),
        ("205.000 đồng", "hai trăm lẻ năm ngàn đồng"),
        ("01/02/2026", "ngày 1 tháng 2 năm hai ngàn không trăm hai mươi sáu"),
        ("1001–1005", "từ một ngàn không trăm lẻ một đến một ngàn không trăm lẻ năm"),
        ("một nghìn lẻ một đêm", "một nghìn lẻ một đêm"),
    ],
)
def test_a_page_is_read_in_the_manner_of_the_site(written: str, read: str) -> None:
    assert spoken_text(written, "vi", SOUTH) == read
