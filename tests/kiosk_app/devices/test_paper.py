"""Setting text on paper: where lines break, and what is cut."""

from __future__ import annotations

import pytest
from PIL import ImageChops

from kiosk_app.devices.paper import BLACK, BOLD, REGULAR, Paper, balanced, font, wrap

FACE = font(24, REGULAR)
WIDTH = 300
LONG = "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu " * 12


def test_all_words_are_kept_in_order_while_there_is_room() -> None:
    lines = wrap("Đăng ký khai sinh có yếu tố nước ngoài", FACE, WIDTH, 4)
    assert len(lines) > 1
    assert " ".join(lines) == "Đăng ký khai sinh có yếu tố nước ngoài"


@pytest.mark.parametrize("setting", [wrap, balanced])
def test_no_line_is_wider_than_the_paper_and_the_last_is_cut_with_an_ellipsis(setting: type) -> None:
    lines = setting(LONG, FACE, WIDTH, 6)
    assert len(lines) == 6
    assert all(FACE.getlength(line) <= WIDTH for line in lines)
    assert lines[-1].endswith("…")
    assert LONG.startswith(" ".join(lines)[:-1])


def test_a_word_wider_than_the_paper_is_broken_and_nothing_of_it_lost() -> None:
    word = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    lines = wrap(word, FACE, WIDTH, 9)
    assert "".join(lines) == word
    assert all(FACE.getlength(line) <= WIDTH for line in lines)


def test_a_no_break_space_holds_its_words_together() -> None:
    lines = wrap("khoảng 25 phút (ước\xa0tính)", FACE, round(FACE.getlength("khoảng 25 phút (ước")), 2)
    assert lines == ["khoảng 25 phút", "(ước\xa0tính)"]


def test_balanced_lines_need_no_more_lines_and_leave_no_word_alone() -> None:
    text = "Cấp lại Giấy khai sinh cho người đã có bản chính và bản sao"
    plain, even = wrap(text, FACE, WIDTH, 5), balanced(text, FACE, WIDTH, 5)
    assert len(even) == len(plain)
    assert max(map(FACE.getlength, even)) <= max(map(FACE.getlength, plain))
    assert min(map(FACE.getlength, even)) > min(map(FACE.getlength, plain))
    assert " ".join(even) == text


@pytest.mark.parametrize("lines", range(1, 8))
def test_a_text_that_is_cut_uses_the_whole_paper(lines: int) -> None:
    assert balanced(LONG, FACE, WIDTH, lines) == wrap(LONG, FACE, WIDTH, lines)


def test_bold_is_bolder() -> None:
    assert font(24, BOLD).getlength("Quầy") > font(24, REGULAR).getlength("Quầy")


def test_nothing_to_say_takes_no_line() -> None:
    assert wrap("", FACE, WIDTH, 3) == []
    assert balanced("  ", FACE, WIDTH, 3) == []


def test_every_module_of_a_qr_is_a_whole_number_of_dots_with_four_modules_of_white_around() -> None:
    paper = Paper(384, 8)
    paper.qr("https://motcua.example/p/1", 190)
    image = paper.torn_off()
    left, top, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    side, module = right - left, top // 4
    assert (bottom - top, image.height - bottom) == (side, top)
    assert module >= 3
    assert (side % module, (side // module - 17) % 4) == (0, 0)
    for y in range(top, bottom, module):
        for x in range(left, right, module):
            dots = image.crop((x, y, x + module, y + module)).getcolors()
            assert dots is not None
            assert len(dots) == 1, f"a module at {x},{y} is torn"
    assert image.getpixel((left, top)) == BLACK


def test_a_qr_that_does_not_fit_in_three_dots_a_module_is_refused() -> None:
    with pytest.raises(ValueError, match="a QR of 2000 characters needs"):
        Paper(384, 8).qr("x" * 2000, 190)
