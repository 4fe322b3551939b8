"""Every paper of the kiosk on both widths and in both languages, drawn to tests/pictures/out and measured.

What no measure tells is looked at by a person; what one does tell (ink beyond the margin, a tongue of paper that is
not blank, a code that does not scan) is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from msgspec.structs import replace
from PIL import ImageChops

from hall_core.domain.ticket_link import ADDRESS_MOST, link_of
from hall_core.ui.translate import Words
from kiosk_app.devices.paper import QR_QUIET
from kiosk_app.devices.papers_list import ChannelLine, PaperLine, PapersFace
from kiosk_app.devices.setting import SETTINGS
from kiosk_app.devices.slip import Slip, render
from kiosk_app.devices.ticket import TicketFace
from kiosk_app.devices.trial import TrialFace
from tests.kiosk_app.devices.reading import scanned

OUT = Path(__file__).parent / "out"
NO_CODE = 10
"""Dots that are left free in its place."""
# As long as the longest procedure name in the country, 1,094 characters.
LONGEST = ("Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất; " * 12)[:1094]

TICKET = TicketFace(
    hall="Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa",
    address="28 Đại lộ Lê Lợi, phường Hạc Thành",
    hotline="1900 0000",
    number="A012",
    service="Đăng ký khai sinh",
    counters="Quầy 1, 2, 5",
    zone="Khu A – Tầng 1",
    time="08:05, 23/11/2026",
    ahead=7,
    estimate_minutes=25,
    qr="MOTCUA:1:THU:20261123:A012:01938F7E-2C41-7B3A-9D55-0C1F2A3B4C5D",
)
TICKET_EN = replace(
    TICKET,
    hall="Thanh Hoa Public Service Centre",
    service="Birth registration",
    counters="Counters 1, 2, 5",
    zone="Area A – Floor 1",
    language="en",
)
PAPERS = PapersFace(
    hall=TICKET.hall,
    hotline=TICKET.hotline,
    procedure="Đăng ký khai sinh",
    code="1.001193",
    case="Cha mẹ có đăng ký kết hôn",
    papers=(
        PaperLine("Tờ khai đăng ký khai sinh theo mẫu quy định", 1),
        PaperLine("Giấy chứng sinh; không có thì nộp văn bản của người làm chứng xác nhận về việc sinh", 1, 1),
        PaperLine("Giấy tờ tùy thân của người đi đăng ký (xuất trình)"),
    ),
    channels=(
        ChannelLine("Trực tiếp", "Ngay trong ngày làm việc; nhận sau 15 giờ thì ngày làm việc tiếp theo", "Miễn phí"),
        ChannelLine("Bưu chính", "", "Theo bảng giá của bưu điện"),
    ),
    where="Quầy 1, 2, 5, Khu A – Tầng 1",
    edition="20/11/2026",
    time="08:05, 23/11/2026",
    qr="https://motcua.example/t/1.001193",
)
PAPERS_EN = replace(
    PAPERS,
    hall=TICKET_EN.hall,
    procedure="Birth registration",
    case="Married parents",
    papers=(PaperLine("Birth registration form", 1), PaperLine("Birth certificate of the hospital", 1, 2)),
    channels=(ChannelLine("In person", "The same working day", "Free"),),
    where="Counters 1, 2, 5, Area A – Floor 1",
    language="en",
)
JOINT: dict[str, dict[str, object]] = {
    "vi": {
        "joint": "Thủ tục liên thông: quý vị chỉ nộp một bộ hồ sơ, 3 cơ quan cùng giải quyết.",
        "agencies": (
            "Ủy ban nhân dân phường",
            "Văn phòng đăng ký đất đai tỉnh và Chi nhánh Văn phòng đăng ký đất đai khu vực Thượng Sông Xanh",
            "Bảo hiểm xã hội",
        ),
    },
    "en": {
        "joint": "A joint procedure: you hand in one file, and 3 agencies deal with it together.",
        "agencies": (
            "Ward People's Committee",
            "Provincial Land Registration Office and its Branch of the Upper Green River Area",
            "Social Insurance",
        ),
    },
}
TRIAL = TrialFace(
    hall=TICKET.hall,
    device="kiosk-1",
    printer="serial:/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0?baud=115200",
    time="08:05, 23/11/2026",
    qr="MOTCUA:TEST:KIOSK-1",
)


LINK = link_of("https://xep-hang.example.gov.vn/".ljust(ADDRESS_MOST, "p"), "01938f7e-2c41-7b3a-9d55-0c1f2a3b4c5d")
"""At the longest address that a hall file may give."""


def every_paper() -> Iterator[tuple[str, Slip]]:
    for language, ticket, papers in (("vi", TICKET, PAPERS), ("en", TICKET_EN, PAPERS_EN)):
        elderly = "Elderly people" if language == "en" else "Người cao tuổi"
        yield f"ticket-{language}", ticket
        yield f"ticket-priority-{language}", replace(ticket, priority=elderly)
        yield f"ticket-reserve-{language}", replace(ticket, ahead=None, estimate_minutes=None)
        yield f"ticket-again-{language}", replace(ticket, priority=elderly, copy=True, copied="08:21, 23/11/2026")
        yield f"ticket-link-{language}", replace(ticket, qr=LINK, followed=True)
        yield f"papers-{language}", papers
        yield f"papers-joint-{language}", replace(papers, **JOINT[language])
        yield f"trial-{language}", replace(TRIAL, hall=ticket.hall, language=ticket.language)
    names = dict.fromkeys(("hall", "address", "service", "counters", "zone", "priority"), LONGEST)
    yield "ticket-longest", replace(TICKET, number="AB12345", copy=True, **names)
    yield "ticket-link-longest", replace(TICKET, number="AB12345", copy=True, qr=LINK, followed=True, **names)
    forty = PAPERS.papers[1:2] * 40
    yield "papers-longest", replace(PAPERS, hall=LONGEST, procedure=LONGEST, case=LONGEST, where=LONGEST, papers=forty)


@pytest.mark.parametrize("dots", SETTINGS)
@pytest.mark.parametrize("name", dict(every_paper()))
def test_the_ink_keeps_to_the_paper_and_the_code_scans(
    name: str, dots: int, tmp_path: Path, english_too: Words
) -> None:
    slip = dict(every_paper())[name]
    image = render(slip, dots, english_too)
    OUT.mkdir(exist_ok=True)
    image.save(OUT / f"paper-{name}-{dots}.png")
    left, _, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    margin = 0 if isinstance(slip, TrialFace) else SETTINGS[dots].margin
    assert (left, right) == (margin, dots - margin)
    assert bottom < image.height
    assert scanned(image, tmp_path) == slip.qr


@pytest.mark.parametrize("dots", SETTINGS)
@pytest.mark.parametrize("qr", [TICKET.qr, LINK])
def test_every_module_of_a_tickets_code_is_half_a_millimetre_at_least(qr: str, dots: int) -> None:
    """Four dots of 203 to the inch: what it was before there were links."""
    with_code = render(replace(TICKET, qr=qr), dots)
    without = render(replace(TICKET, qr=""), dots)
    modules = len(segno.make_qr(qr, error="m").matrix) + 2 * QR_QUIET
    assert (with_code.height - without.height + NO_CODE) / modules >= 4
