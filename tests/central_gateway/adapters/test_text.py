from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_gateway.adapters.text import NoText, decode
from demo.vendors.file_drop import Encoding, encoded

WORDS = "Đăng ký khai sinh, Bộ phận Tư pháp - Hộ tịch; Chứng thực bản sao từ bản chính. Ăn quả nhớ kẻ trồng cây"


@pytest.mark.parametrize(
    ("encoding", "called"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("nfd", "UTF-8"),
        ("windows-1258", "windows-1258"),
        ("tcvn3", "TCVN3"),
    ],
)
def test_each_encoding_in_use_is_recognised_and_read(encoding: Encoding, called: str) -> None:
    text = decode(encoded(WORDS, encoding))
    assert (text.text, text.encoding, text.in_pieces) == (WORDS, called, encoding == "nfd")


def test_utf_16_is_recognised_without_a_mark() -> None:
    assert decode(WORDS.encode("utf-16-le")).text == WORDS
    assert decode(("code;state\n" + WORDS).encode("utf-16-be")).text == "code;state\n" + WORDS


def test_what_is_in_no_known_encoding_is_told_with_its_line() -> None:
    with pytest.raises(NoText, match="line 2: is neither UTF-8"):
        decode(b"code;state\n" + encoded("Đăng", "unknown"))


def test_a_letter_cut_in_the_middle_is_told_as_that() -> None:
    with pytest.raises(NoText, match="ends in the middle"):
        decode("Mở".encode()[:-1])


@given(st.binary(max_size=300))
def test_whatever_bytes_come_it_is_text_or_is_said_to_be_none(data: bytes) -> None:
    try:
        text = decode(data).text
    except NoText:
        return
    assert "\0" not in text


@given(st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=200))
def test_utf_8_is_never_taken_for_something_else(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).encoding == "UTF-8"
