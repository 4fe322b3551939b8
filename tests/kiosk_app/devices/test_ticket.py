"""The drawn ticket: its size, what changes it, and what it costs before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from msgspec.structs import replace
from PIL import ImageChops

from kiosk_app.devices.ticket import SETTINGS, TicketFace, render

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
def test_the_longest_names_still_give_one_ticket_of_bounded_length(face: TicketFace, dots: int) -> None:
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
    image = render(longest, dots)
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
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_on_the_face_is_on_the_paper(face: TicketFace, change: dict[str, str]) -> None:
    one, other = render(face, 576), render(replace(face, **change), 576)
    assert one.size != other.size or ImageChops.logical_xor(one, other).getbbox() is not None


def test_an_empty_fact_leaves_its_line_out(face: TicketFace) -> None:
    bare = replace(face, address="", hotline="", counters="", zone="", time="", qr="")
    assert render(bare, 576).height < render(face, 576).height - 200


def test_letters_and_marks_in_two_characters_print_like_the_composed_ones(face: TicketFace) -> None:
    apart = replace(face, service="Đăng ký khai sinh".replace("ý", "y\N{COMBINING ACUTE ACCENT}"))
    assert ImageChops.logical_xor(render(apart, 576), render(face, 576)).getbbox() is None


def test_another_width_is_refused(face: TicketFace) -> None:
    with pytest.raises(ValueError, match="there is 384 and 576"):
        render(face, 512)


def test_importing_the_printing_modules_loads_neither_pillow_nor_escpos_nor_the_qr_maker() -> None:
    code = (
        "import sys, threading, kiosk_app.devices.printer, kiosk_app.devices.ticket; "
        "print([name for name in ('PIL', 'escpos', 'segno', 'serial', 'usb') if name in sys.modules], "
        "threading.active_count())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["[]", "1"]
