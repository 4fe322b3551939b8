"""The printed ticket against a printer, a text recognition and a QR reader that nobody here wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from demo.paper import PaperPrinter
from kiosk_app.devices.papers_list import PaperLine, PapersFace
from kiosk_app.devices.printer import Outcome, PrintWorker
from kiosk_app.devices.slip import Slip, render
from kiosk_app.devices.ticket import TicketFace
from tests.kiosk_app.devices.reading import read_aloud, scanned

if TYPE_CHECKING:
    from hall_core.contract.messages import Problem
    from tests.kiosk_app.devices.conftest import Emupos, Office

pytestmark = pytest.mark.timeout(40)  # text recognition takes a second, starting the simulator two

Make = Callable[..., PrintWorker]
Print = Callable[[str, str, Slip], Image.Image]
DOTS = {"wide": 576, "narrow": 384}


def same_dots(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.logical_xor(one, other).getbbox() is None


@pytest.fixture
def on_paper(emupos: Emupos, office: Office, working: Make, tmp_path: Path) -> Print:
    """Sends a face through the real print worker and gives what the simulator put on its paper."""

    def put(device: str, url: str, face: Slip) -> Image.Image:
        before = len(emupos.receipts(device))
        working(url, DOTS[device]).submit("ticket", face)
        assert office.reason("ticket") is None
        assert len(emupos.receipts(device)) == before + 1
        with Image.open(emupos.newest(device, tmp_path / f"{device}.png")) as paper:
            return paper.convert("1")

    return put


def number_of(ticket: Image.Image) -> tuple[int, int]:
    """First and last row of the number: the first run of inked rows that is more than 10 mm high."""
    top = None
    for y in range(ticket.height):
        inked = ImageChops.invert(ticket.crop((0, y, ticket.width, y + 1))).getbbox() is not None
        if inked and top is None:
            top = y
        if not inked and top is not None:
            if y - top > 80:
                return top, y
            top = None
    raise AssertionError("there is no number on this ticket")


@pytest.mark.parametrize("device", DOTS)
def test_every_dot_that_was_drawn_is_on_the_paper(
    device: str, face: TicketFace, emupos: Emupos, on_paper: Print
) -> None:
    paper = on_paper(device, emupos.url(device), replace(face, priority="Người cao tuổi"))
    assert same_dots(paper, render(replace(face, priority="Người cao tuổi"), DOTS[device]))


def test_a_metre_of_paper_loses_no_dot(emupos: Emupos, on_paper: Print) -> None:
    papers = tuple(PaperLine(f"Giấy tờ số {number} của hồ sơ, theo mẫu", 1, 1) for number in range(90))
    long = PapersFace(hall="Trung tâm", procedure="Đăng ký khai sinh", code="1.001193", papers=papers, qr="MOTCUA:1")
    paper = on_paper("wide", emupos.url("wide"), long)
    assert paper.height > 6000
    assert same_dots(paper, render(long, 576))


def test_the_same_holds_over_a_serial_line_at_115200_baud(face: TicketFace, emupos: Emupos, on_paper: Print) -> None:
    paper = on_paper("narrow", f"serial:{emupos.serial}?baud=115200", face)
    assert same_dots(paper, render(face, 384))


def test_the_demonstrations_printer_decodes_the_same_bytes_to_the_same_dots(
    *, face: TicketFace, emupos: Emupos, office: Office, on_paper: Print, working: Make, tmp_path: Path
) -> None:
    theirs = on_paper("wide", emupos.url("wide"), face)
    with PaperPrinter(tmp_path / "ours") as printer:
        working(printer.url).submit("ours", face)
        assert office.reason("ours") is None
        with Image.open(printer.wait_for(1)[0]) as ours:
            assert same_dots(ours.convert("1"), theirs)


@pytest.mark.parametrize("device", DOTS)
def test_text_recognition_reads_a_vietnamese_ticket_word_for_word(
    device: str, face: TicketFace, emupos: Emupos, on_paper: Print, tmp_path: Path
) -> None:
    paper = on_paper(device, emupos.url(device), face)
    top, bottom = number_of(paper)
    number = paper.crop((0, top - 12, paper.width, bottom + 12))
    assert read_aloud(number, tmp_path, "vie", "--psm", "7") == "A012"
    paper.paste(255, (0, top, paper.width, bottom))
    assert read_aloud(paper, tmp_path, "vie", "--psm", "4") == (
        "Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa 28 Đại lộ Lê Lợi, phường Hạc Thành "
        "Đường dây nóng: 1900 0000 PHIẾU SỐ THỨ TỰ Đăng ký khai sinh "
        "Nơi phục vụ Quầy 1, 2, 5 Khu vực chờ Khu A – Tầng 1 Phía trước 7 người chờ "
        "Dự kiến khoảng 25 phút (ước tính) Giờ lấy số 08:05, 23/11/2026 Quá lượt, xin liên hệ quầy."
    )


@pytest.mark.parametrize("device", DOTS)
def test_text_recognition_reads_an_english_ticket_word_for_word(
    device: str, face: TicketFace, emupos: Emupos, on_paper: Print, tmp_path: Path
) -> None:
    english = replace(
        face,
        hall="Public Service Centre",
        address="28 Le Loi Avenue",
        service="Birth registration",
        counters="Counters 1, 2, 5",
        zone="Main hall",
        language="en",
    )
    paper = on_paper(device, emupos.url(device), english)
    top, bottom = number_of(paper)
    paper.paste(255, (0, top, paper.width, bottom))
    assert read_aloud(paper, tmp_path, "eng+vie", "--psm", "4") == (
        "Public Service Centre 28 Le Loi Avenue Hotline: 1900 0000 QUEUE TICKET PHIẾU SỐ THỨ TỰ "
        "Birth registration Served at Counters 1, 2, 5 Wait here Main hall Ahead 7 people waiting "
        "Expected about 25 min (estimate) Taken at 08:05, 23/11/2026 "
        "If you miss your turn, please speak to the counter."
    )


@pytest.mark.parametrize("device", DOTS)
def test_a_qr_reader_reads_the_payload(
    device: str, face: TicketFace, emupos: Emupos, on_paper: Print, tmp_path: Path
) -> None:
    assert scanned(on_paper(device, emupos.url(device), face), tmp_path) == face.qr


@pytest.mark.parametrize("way", ["wide", "serial"])
@pytest.mark.parametrize(
    ("fault", "problem"),
    [("paper-out", "paper-out"), ("cover-open", "printer-cover"), ("offline", "printer-offline")],
)
def test_a_fault_is_reported_refuses_the_ticket_and_is_over_when_it_is_over(
    *, way: str, fault: str, problem: Problem, face: TicketFace, emupos: Emupos, office: Office, working: Make
) -> None:
    device, url = ("wide", emupos.url("wide")) if way == "wide" else ("narrow", f"serial:{emupos.serial}")
    before = len(emupos.receipts(device))
    worker = working(url, DOTS[device])
    emupos.fault(device, fault, True)
    try:
        office.hears(problem, True)
        worker.submit("refused", face)
        assert office.reason("refused") == problem
    finally:
        emupos.fault(device, fault, False)
    office.hears(problem, False)
    worker.submit("printed", face)
    assert office.reason("printed") is None
    assert len(emupos.receipts(device)) == before + 1


def test_low_paper_is_reported_and_prints_on(face: TicketFace, emupos: Emupos, office: Office, working: Make) -> None:
    worker = working(emupos.url("wide"))
    emupos.fault("wide", "paper-near-end", True)
    try:
        office.hears("paper-low", True)
        worker.submit("printed", face)
        assert office.reason("printed") is None
    finally:
        emupos.fault("wide", "paper-near-end", False)
    office.hears("paper-low", False)


@pytest.mark.parametrize("fault", ["cover-open", "paper-out", "offline"])
def test_the_spare_prints_what_its_own_printer_cannot(
    *, fault: str, face: TicketFace, emupos: Emupos, office: Office, working: Make, tmp_path: Path
) -> None:
    before = len(emupos.receipts("wide"))
    emupos.fault("wide", fault, True)
    try:
        working(emupos.url("wide"), spare=emupos.url("narrow"), spare_dots=384).submit("ticket", face)
        assert office.outcome("ticket") == Outcome(printer=1)
    finally:
        emupos.fault("wide", fault, False)
    with Image.open(emupos.newest("narrow", tmp_path / "spare.png")) as paper:
        assert same_dots(paper.convert("1"), render(face, 384))
    assert len(emupos.receipts("wide")) == before


def test_when_both_are_broken_the_reason_is_that_of_its_own(
    face: TicketFace, emupos: Emupos, office: Office, working: Make
) -> None:
    faults = (("wide", "cover-open"), ("narrow", "paper-out"))
    for device, fault in faults:
        emupos.fault(device, fault, True)
    try:
        working(emupos.url("wide"), spare=emupos.url("narrow"), spare_dots=384).submit("ticket", face)
        assert office.outcome("ticket") == Outcome(reason="printer-cover")
        office.hears("spare-printer", True)
    finally:
        for device, fault in faults:
            emupos.fault(device, fault, False)
