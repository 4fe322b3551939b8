"""Text is broken between words, kept whole where it fits, and ends in an ellipsis where it does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hall_core.ui.wrap import ELLIPSIS, accompanied, fit, wrap

WORDS = st.lists(st.text("aăâđ ếỖWMil,.", min_size=1, max_size=14), max_size=12).map(" ".join)


def letters(text: str) -> float:
    """Ten pixels a letter, and five for a narrow one."""
    return sum(5 if letter in "il,. " else 10 for letter in text)


def test_a_text_that_fits_stays_on_one_line() -> None:
    assert wrap("Đất đai", 100, letters) == ["Đất đai"]


def test_lines_break_between_words() -> None:
    assert wrap("Chứng thực bản sao", 100, letters) == ["Chứng thực", "bản sao"]


def test_a_no_break_space_keeps_its_words_on_one_line() -> None:
    assert wrap("Tờ khai (1\u00a0bản)", 130, letters) == ["Tờ khai", "(1\u00a0bản)"]


def test_a_word_wider_than_the_line_is_broken_inside() -> None:
    assert wrap("ABCDEFGH", 30, letters) == ["ABC", "DEF", "GH"]


def test_an_empty_text_has_no_lines() -> None:
    assert wrap("  ", 100, letters) == []
    assert fit("", 100, 2, letters) == []


def test_what_has_no_room_ends_in_an_ellipsis_without_a_stray_comma() -> None:
    assert fit("Môi trường, tài nguyên, nước", 115, 2, letters) == ["Môi trường,", "tài nguyên…"]


@given(text=WORDS, width=st.integers(10, 200), lines=st.integers(1, 4))
def test_no_line_is_wider_than_the_room_and_no_letter_is_lost(text: str, width: int, lines: int) -> None:
    whole = wrap(text, width, letters)
    assert all(letters(line) <= width for line in whole)
    assert "".join("".join(whole).split()) == "".join(text.split())
    fitted = fit(text, width, lines, letters)
    assert len(fitted) <= lines
    if len(whole) <= lines:
        assert fitted == whole
    else:
        assert fitted[-1].endswith(ELLIPSIS)
        assert all(letters(line) <= max(width, letters(ELLIPSIS)) for line in fitted)


@given(text=WORDS, width=st.integers(10, 200), most=st.integers(0, 4))
def test_wrapping_may_stop_once_there_are_too_many_lines(text: str, width: int, most: int) -> None:
    whole, stopped = wrap(text, width, letters), wrap(text, width, letters, most=most)
    assert stopped[: most + 1] == whole[: most + 1]
    assert (len(stopped) > most) == (len(whole) > most)


def test_no_word_is_left_alone_on_the_last_line() -> None:
    lines = wrap("Tra cứu thủ tục", 110, letters)
    assert lines == ["Tra cứu thủ", "tục"]
    assert accompanied(lines, 110, letters) == ["Tra cứu", "thủ tục"]


def test_a_short_last_line_takes_as_many_words_as_make_it_a_quarter_of_the_width() -> None:
    lines = ["A bb cc dd ee ff gg hh ii jj kk ll", "m"]
    assert accompanied(lines, 300, letters) == ["A bb cc dd ee ff gg hh ii", "jj kk ll m"]


def test_what_stands_in_brackets_is_not_parted_for_the_last_word() -> None:
    lines = ["Cấp Giấy chứng nhận (sổ đỏ) lần", "đầu"]
    assert accompanied(lines, 400, letters) == ["Cấp Giấy chứng nhận", "(sổ đỏ) lần đầu"]
    assert accompanied(["Cấp (sổ đỏ) lần", "đầu"], 400, letters) == ["Cấp (sổ đỏ)", "lần đầu"]


def test_a_word_stays_alone_where_company_would_make_the_last_line_much_the_longer() -> None:
    assert accompanied(["Take a", "number"], 80, letters) == ["Take a", "number"]
    assert accompanied(["Take", "number"], 80, letters) == ["Take", "number"]


@given(text=WORDS, width=st.integers(10, 200), lines=st.integers(1, 4))
def test_company_for_the_last_word_costs_no_letter_and_no_room(text: str, width: int, lines: int) -> None:
    fitted = fit(text, width, lines, letters)
    evened = accompanied(fitted, width, letters)
    assert " ".join(evened) == " ".join(fitted)
    assert len(evened) == len(fitted)
    assert all(letters(line) <= max(width, letters(ELLIPSIS)) for line in evened)


def greedy(words: list[str], width: int) -> list[str]:
    """Word by word, for words that all fit on a line."""
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and letters(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


@given(words=st.lists(st.text("aăWMil,.", min_size=1, max_size=9), max_size=60), width=st.integers(90, 900))
def test_a_line_takes_as_many_words_as_it_holds_however_it_is_guessed(words: list[str], width: int) -> None:
    assert wrap(" ".join(words), width, letters) == greedy(words, width)


def test_a_line_is_measured_a_few_times_not_once_a_word() -> None:
    asked: list[str] = []

    def count(text: str) -> float:
        asked.append(text)
        return letters(text)

    text = "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất " * 4
    assert len(wrap(text, 400, count)) == 8
    assert len(asked) < len(text.split())
    asked.clear()
    assert wrap("Đăng ký khai sinh có yếu tố nước ngoài", 900, count) != []
    assert len(asked) == 1


def test_a_row_of_letters_without_a_space_is_measured_a_few_times_for_each_line() -> None:
    measured: list[str] = []

    def measure(text: str) -> float:
        measured.append(text)
        return len(text)

    assert wrap("x" * 160, 20, measure) == ["x" * 20] * 8
    assert len(measured) < 100
