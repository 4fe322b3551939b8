"""Setting text on paper: where lines break, and what is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import ImageChops

from kiosk_app.devices.letters import BOLD, REGULAR, balanced, face, wrap
from kiosk_app.devices.paper import BLACK, ROLL, Paper, bound

FACE = face(24, REGULAR)
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
    assert all(FACE.width(line) <= WIDTH for line in lines)
    assert lines[-1].endswith("…")
    assert LONG.startswith(" ".join(lines)[:-1])


def test_a_word_wider_than_the_paper_is_broken_and_nothing_of_it_lost() -> None:
    word = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    lines = wrap(word, FACE, WIDTH, 9)
    assert "".join(lines) == word
    assert all(FACE.width(line) <= WIDTH for line in lines)


def test_a_no_break_space_holds_its_words_together() -> None:
    lines = wrap("khoảng 25 phút (ước\xa0tính)", FACE, round(FACE.width("khoảng 25 phút (ước")), 2)
    assert lines == ["khoảng 25 phút", "(ước\xa0tính)"]


def test_balanced_lines_need_no_more_lines_and_leave_no_word_alone() -> None:
    text = "Cấp lại Giấy khai sinh cho người đã có bản chính và bản sao"
    plain, even = wrap(text, FACE, WIDTH, 5), balanced(text, FACE, WIDTH, 5)
    assert len(even) == len(plain)
    assert max(map(FACE.width, even)) <= max(map(FACE.width, plain))
    assert min(map(FACE.width, even)) > min(map(FACE.width, plain))
    assert " ".join(even) == text


@pytest.mark.parametrize("lines", range(1, 8))
def test_a_text_that_is_cut_uses_the_whole_paper(lines: int) -> None:
    assert balanced(LONG, FACE, WIDTH, lines) == wrap(LONG, FACE, WIDTH, lines)


def test_bold_is_bolder() -> None:
    assert face(24, BOLD).width("Quầy") > face(24, REGULAR).width("Quầy")


def test_nothing_to_say_takes_no_line() -> None:
    assert wrap("", FACE, WIDTH, 3) == []
    assert balanced("  ", FACE, WIDTH, 3) == []


def test_without_a_limit_a_text_is_set_whole() -> None:
    assert " ".join(wrap(LONG, FACE, WIDTH)) == LONG.strip()
    assert " ".join(balanced(LONG, FACE, WIDTH)) == LONG.strip()


def test_the_roll_is_as_long_as_what_is_set_on_it() -> None:
    paper = Paper(384, 8)
    paper.text("đầu", 24)
    while paper.length < 3 * ROLL:
        paper.text(LONG, 24)
    paper.text("cuối", 24)
    image = paper.torn_off()
    assert image.height == paper.length
    rows = [y for y in range(image.height) if ImageChops.invert(image.crop((0, y, 384, y + 1))).getbbox()]
    assert rows[0] < 30 < image.height - 40 < rows[-1]
    assert max(b - a for a, b in pairwise(rows)) < 30, "a piece of the middle is missing"


def test_what_is_taken_back_leaves_the_paper_white() -> None:
    paper, once = Paper(384, 8), Paper(384, 8)
    for sheet in (paper, once):
        sheet.text("giữ lại", 24)
    kept = paper.length
    paper.text(LONG, 24)
    paper.take_back(kept)
    for sheet in (paper, once):
        sheet.text("tiếp", 24)
    assert ImageChops.logical_xor(paper.torn_off(), once.torn_off()).getbbox() is None


def test_a_line_drawn_before_is_drawn_the_same_again() -> None:
    first, again = Paper(384, 8), Paper(384, 8)
    for paper in (first, again):
        paper.centred("Trung tâm Phục vụ hành chính công", 26, bold=True, lines=2)
    assert ImageChops.logical_xor(first.torn_off(), again.torn_off()).getbbox() is None


def test_a_fact_without_a_value_takes_no_line_and_holds_the_column() -> None:
    one, other = Paper(576, 20), Paper(576, 20)
    one.facts([("Thời hạn", ""), ("Phí", "Miễn phí")], 27)
    other.facts([("Thời hạn", "Miễn phí")], 27)
    assert one.length == other.length
    values = [image.crop((150, 0, 576, 37)) for image in (one.torn_off(), other.torn_off())]
    assert ImageChops.logical_xor(*values).getbbox() is None


@pytest.mark.parametrize("dots", [384, 576])
def test_the_ruler_has_ink_in_the_first_and_the_last_dot_and_ten_millimetres_are_eighty(dots: int) -> None:
    paper = Paper(dots, 20)
    paper.ruler(24)
    image = paper.torn_off()
    assert ImageChops.invert(image).getbbox() == (0, 0, dots, ImageChops.invert(image).getbbox()[3])
    long = [x for x in range(dots - 1) if image.getpixel((x, 27)) == BLACK]
    assert long == list(range(0, dots - 1, 80))


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


def test_no_line_begins_with_the_number_of_a_floor() -> None:
    type = face(24, BOLD)
    room = round(type.width("Area A – Floor")) + 2
    assert wrap(bound("Area A – Floor 1"), type, room) == ["Area A –", "Floor\xa01"]
    assert bound("08:05, 23/11/2026") == "08:05, 23/11/2026"
    assert bound("Miễn phí 24.000 đồng") == "Miễn phí 24.000 đồng"
