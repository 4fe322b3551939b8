"""Every number from 0 to 9,999 and every letter, against tables made another way: digit by digit, as a school book
explains it, and not as the code does it."""

from __future__ import annotations

import pytest

from hall_core.domain.announcement import WORDS, Manner, announce, read_number

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
MANNERS = [
    Manner(zero_tens=zero_tens, thousand=thousand)  # pyright: ignore[reportArgumentType]
    for zero_tens in ("linh", "lẻ")
    for thousand in ("nghìn", "ngàn")
]
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
LETTERS_VI = {
    "A": "a", "B": "bê", "C": "xê", "D": "đê", "E": "e", "F": "ép phờ", "G": "gờ", "H": "hát", "I": "i", "J": "ji",
    "K": "ca", "L": "e lờ", "M": "em mờ", "N": "en nờ", "O": "o", "P": "pê", "Q": "quy", "R": "e rờ", "S": "ét sì",
    "T": "tê", "U": "u", "V": "vê", "W": "vê kép", "X": "ích xì", "Y": "i dài", "Z": "dét",
}  # fmt: skip


def by_the_book(value: int, manner: Manner) -> str:
    """Written out place by place, every place named; then what is not said is struck out, and the changed digits put
    in."""
    thousands, hundreds, tens, ones = (int(digit) for digit in f"{value:04d}")
    words: list[str] = []
    if thousands:
        words += [DIGITS[thousands], manner.thousand]
    if value >= 100 and (hundreds or tens or ones):
        words += [DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones and value >= 10:
            words.append(manner.zero_tens)
        if ones or value == 0:
            words.append(DIGITS[ones])
    else:
        words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
        if ones == 5:
            words.append("lăm")
        elif ones == 1 and tens > 1:
            words.append("mốt")
        elif ones == 4 and tens > 1:
            words.append("tư")
        elif ones:
            words.append(DIGITS[ones])
    return " ".join(words)


def in_english(value: int) -> str:
    thousands, hundreds, rest = value // 1000, value // 100 % 10, value % 100
    words = f"{ONES[thousands]} thousand " if thousands else ""
    words += f"{ONES[hundreds]} hundred " if hundreds else ""
    if rest or not words:
        words += "and " if words else ""
        words += ONES[rest] if rest < 20 else f"{TENS[rest // 10]} {ONES[rest % 10]}".removesuffix(" zero")
    return words.strip()


def said(value: int, language: str, manner: Manner) -> str:
    return " ".join(WORDS[clip] for clip in read_number(value, language, manner))


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: f"{manner.zero_tens} {manner.thousand}")
def test_every_number_is_read_by_the_book_in_vietnamese(manner: Manner) -> None:
    wrong = {n: said(n, "vi", manner) for n in range(10_000) if said(n, "vi", manner) != by_the_book(n, manner)}
    assert wrong == {}


def test_every_number_is_read_in_english() -> None:
    plain = Manner()
    assert {n: said(n, "en", plain) for n in range(10_000) if said(n, "en", plain) != in_english(n)} == {}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (31, "ba mươi mốt"),
        (45, "bốn mươi lăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1010, "một nghìn không trăm mười"),
        (1111, "một nghìn một trăm mười một"),
        (2024, "hai nghìn không trăm hai mươi tư"),
        (5555, "năm nghìn năm trăm năm mươi lăm"),
        (9999, "chín nghìn chín trăm chín mươi chín"),
    ],
)
def test_the_book_itself_says_what_people_say(value: int, words: str) -> None:
    """Rows written by hand, for the table above as well as for the voice."""
    assert by_the_book(value, Manner()) == words
    assert said(value, "vi", Manner()) == words


def test_every_ticket_to_9999_is_read_digit_by_digit_in_both_languages() -> None:
    for value in range(10_000):
        for number in {str(value), f"{value:03d}", f"{value:04d}"}:
            vi, en = announce(number, 1, "en", Manner())
            assert [WORDS[clip] for clip in vi.phrases[1]] == [DIGITS[int(digit)] for digit in number]
            assert [WORDS[clip] for clip in en.phrases[1]] == [ONES[int(digit)] for digit in number]


@pytest.mark.parametrize(("letter", "name"), LETTERS_VI.items())
def test_every_letter_has_its_name(letter: str, name: str) -> None:
    vi, en = announce(f"{letter}1", 1, "en", Manner())
    assert WORDS[vi.phrases[1][0]] == name
    assert WORDS[en.phrases[1][0]] == letter
