"""The drawn ticket: its size, what changes it, and what it costs before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import ImageChops

from hall_core.domain.names import Language
from hall_core.ui.translate import Words
from kiosk_app.devices.setting import SETTINGS
from kiosk_app.devices.slip import render
from kiosk_app.devices.ticket import TicketFace
from tests.kiosk_app.devices.reading import read_aloud

LONGEST = ("Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu cho " * 13)[:1094]


@pytest.mark.parametrize("dots", SETTINGS)
def test_a_ticket_is_black_and_white_as_wide_as_the_paper_and_holds_its_ink_inside(face: TicketFace, dots: int) -> None:
    image = render(face, dots)
    margin = SETTINGS[dots].margin
    assert (image.mode, image.width) == ("1", dots)
    left, top, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    assert (left, right) == (margin, dots - margin)  # the rules reach from margin to margin, and nothing beyond
    assert top > 0
    assert bottom < image.height


@pytest.mark.parametrize("dots", SETTINGS)
def test_the_longest_names_still_give_one_ticket_of_bounded_length(
    face: TicketFace, dots: int, english_too: Words
) -> None:
    longest = replace(
        face,
        hall=LONGEST,
        address=LONGEST,
        number="AB12345",
        service=LONGEST,
        counters=LONGEST,
        zone=LONGEST,
        priority=LONGEST,
        language="en",
    )
    image = render(longest, dots, english_too)
    left, _, right, _ = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    assert left >= SETTINGS[dots].margin
    assert right <= dots - SETTINGS[dots].margin
    assert image.height < 2000


@pytest.mark.parametrize(
    "change",
    [
        {"hall": "UBND phường Hàm Rồng"},
        {"address": "Số 1"},
        {"hotline": "1022"},
        {"number": "A013"},
        {"service": "Đăng ký kết hôn"},
        {"counters": "Quầy 3"},
        {"zone": "Khu B"},
        {"time": "08:06, 23/11/2026"},
        {"ahead": 8},
        {"estimate_minutes": 26},
        {"estimate_minutes": None},
        {"priority": "Người cao tuổi"},
        {"qr": "https://motcua.example/p/2"},
        {"language": "en"},
        {"ahead": None},
        {"copy": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_on_the_face_is_on_the_paper(face: TicketFace, change: dict[str, str], english_too: Words) -> None:
    one, other = render(face, 576), render(replace(face, **change), 576, english_too)
    assert one.size != other.size or ImageChops.logical_xor(one, other).getbbox() is not None


def test_an_empty_fact_leaves_its_line_out(face: TicketFace) -> None:
    bare = replace(face, address="", hotline="", counters="", zone="", time="", qr="")
    assert render(bare, 576).height < render(face, 576).height - 200


@pytest.mark.parametrize("dots", SETTINGS)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "BẢN IN LẠI Chỉ một lượt phục vụ"),
        ("en", "REPRINT – BẢN IN LẠI One number, served once"),
    ],
)
def test_a_reprint_says_so_white_on_black_above_all_else(
    *, dots: int, language: Language, words: str, face: TicketFace, tmp_path: Path, english_too: Words
) -> None:
    image = render(replace(face, copy=True, language=language), dots, english_too)
    inside = SETTINGS[dots].margin + 4
    height = next(y for y in range(image.height) if image.getpixel((inside, y)))
    band = ImageChops.invert(image.crop((inside, 0, dots - inside, height)))
    assert read_aloud(band, tmp_path, "vie" if language == "vi" else "vie+eng", "--psm", "6") == words


def test_a_reprint_is_the_ticket_with_the_band_above(face: TicketFace) -> None:
    plain, again = render(face, 576), render(replace(face, copy=True), 576)
    below = again.crop((0, again.height - plain.height, 576, again.height))
    assert ImageChops.logical_xor(plain, below).getbbox() is None


def test_the_time_of_the_reprint_stands_below_the_time_of_the_ticket_and_only_on_a_reprint(face: TicketFace) -> None:
    timed = replace(face, copy=True, copied="08:21, 23/11/2026")
    assert render(timed, 576).height > render(replace(face, copy=True), 576).height
    assert render(replace(timed, copy=False), 576).height == render(face, 576).height


def test_letters_and_marks_in_two_characters_print_like_the_composed_ones(face: TicketFace) -> None:
    apart = replace(face, service="Đăng ký khai sinh".replace("ý", "y\N{COMBINING ACUTE ACCENT}"))
    assert ImageChops.logical_xor(render(apart, 576), render(face, 576)).getbbox() is None


def test_another_width_is_refused(face: TicketFace) -> None:
    with pytest.raises(ValueError, match="there is 384 and 576"):
        render(face, 512)


def test_importing_the_printing_modules_loads_neither_pillow_nor_escpos_nor_the_qr_maker() -> None:
    code = (
        "import sys, threading, kiosk_app.devices.printer, kiosk_app.devices.slip; "
        "print([name for name in ('PIL', 'escpos', 'segno', 'serial', 'usb') if name in sys.modules], "
        "threading.active_count())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["[]", "1"]
