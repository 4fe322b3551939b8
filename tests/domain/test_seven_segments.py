"""What a seven-segment cell can show."""

from __future__ import annotations

import pytest

from hall_core.domain.seven_segments import CELLS, cells, looks

DRAWN = [
    (
        "0123456789",
        " _       _   _       _   _   _   _   _ ",
        "| |   |  _|  _| |_| |_  |_    | |_| |_|",
        "|_|   | |_   _|   |  _| |_|   | |_|  _|",
    ),
    (
        "ABCDEFHJLNOPRTUY",
        " _       _       _   _                       _                 ",
        "|_| |_  |    _| |_  |_  |_|   | |    _   _  |_|  _  |_  | | |_|",
        "| | |_| |_  |_| |_  |   | | |_| |_  | | |_| |   |   |_  |_|  _|",
    ),
    (
        " -_",
        "           ",
        "     _     ",
        "         _ ",
    ),
]
"""Segments as they stand on the glass, four columns a sign."""
PLACES = ((0, 1), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (1, 1))
"""Row and column of each, from a to g."""


def drawn(rows: list[str], sign: int) -> int:
    """The cell of one of them."""
    lit = [rows[row].ljust(4 * sign + 3)[4 * sign + column] != " " for row, column in PLACES]
    return sum(1 << bit for bit, on in enumerate(lit) if on)


@pytest.mark.parametrize(
    ("signs", "rows"), [(signs, rows) for signs, *rows in DRAWN], ids=["digits", "letters", "rest"]
)
def test_each_sign_has_the_picture_in_which_people_know_it(signs: str, rows: list[str]) -> None:
    assert list(cells(signs)) == [drawn(rows, place) for place in range(len(signs))]


def test_small_letters_have_the_picture_of_the_capital() -> None:
    assert cells("abnort") == cells("ABNORT")


def test_there_is_no_other_sign_and_no_two_look_alike() -> None:
    assert "".join(sorted(CELLS)) == "".join(sorted("".join(signs for signs, *_ in DRAWN)))
    assert len(set(CELLS.values())) == len(CELLS)


def test_what_no_cell_can_show_or_would_show_as_a_digit_is_the_lowest_segment() -> None:
    assert looks("GIKMQSVWXZ") == "_" * 10
    assert looks("k012Đ?") == "_012__"
