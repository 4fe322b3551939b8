"""The printed ticket against a printer, a text recognition and a QR reader that nobody here wrote."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from demo.paper import PaperPrinter
from kiosk_app.devices.printer import PrintWorker
from kiosk_app.devices.ticket import TicketFace, render

if TYPE_CHECKING:
    from hall_core.contract.messages import Problem
    from tests.kiosk_app.devices.conftest import Emupos, Office

pytestmark = pytest.mark.timeout(40)  # text recognition takes a second, starting the simulator two

Make = Callable[..., PrintWorker]
Print = Callable[[str, str, TicketFace], Image.Image]
DOTS = {"wide": 576, "narrow": 384}


def same_dots(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.logical_xor(one, other).getbbox() is None


@pytest.fixture
def on_paper(emupos: Emupos, office: Office, working: Make, tmp_path: Path) -> Print:
    """Sends a face through the real print worker and gives what the simulator put on its paper."""

    def put(device: str, url: str, face: TicketFace) -> Image.Image:
        before = len(emupos.receipts(device))
        working(url, DOTS[device]).submit("ticket", face)
        assert office.outcome("ticket") is None
        assert len(emupos.receipts(device)) == before + 1
        with Image.open(emupos.newest(device, tmp_path / f"{device}.png")) as paper:
            return paper.convert("1")

    return put


def read_aloud(picture: Image.Image, folder: Path, languages: str, *options: str) -> str:
    """What tesseract reads, all lines in one, with the hyphen and the comma as they are written."""
    if shutil.which("tesseract") is None:
        pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-vie")
    picture.save(folder / "ocr.png")
    command = ["tesseract", str(folder / "ocr.png"), "-", "-l", languages, *options]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    return re.sub(r", ?", ", ", " ".join(said.replace("-", "–").split()))


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


def test_the_same_holds_over_a_serial_line_at_115200_baud(face: TicketFace, emupos: Emupos, on_paper: Print) -> None:
    paper = on_paper("narrow", f"serial:{emupos.serial}?baud=115200", face)
    assert same_dots(paper, render(face, 384))


def test_the_demonstrations_printer_decodes_the_same_bytes_to_the_same_dots(
    *, face: TicketFace, emupos: Emupos, office: Office, on_paper: Print, working: Make, tmp_path: Path
) -> None:
    theirs = on_paper("wide", emupos.url("wide"), face)
    with PaperPrinter(tmp_path / "ours") as printer:
        working(printer.url).submit("ours", face)
        assert office.outcome("ours") is None
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
    if shutil.which("zbarimg") is None:
        pytest.skip("needs zbarimg: apt-get install zbar-tools")
    on_paper(device, emupos.url(device), face).save(tmp_path / "qr.png")
    command = ["zbarimg", "-q", "--raw", str(tmp_path / "qr.png")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{face.qr}\n"


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
        assert office.outcome("refused") == problem
    finally:
        emupos.fault(device, fault, False)
    office.hears(problem, False)
    worker.submit("printed", face)
    assert office.outcome("printed") is None
    assert len(emupos.receipts(device)) == before + 1


def test_low_paper_is_reported_and_prints_on(face: TicketFace, emupos: Emupos, office: Office, working: Make) -> None:
    worker = working(emupos.url("wide"))
    emupos.fault("wide", "paper-near-end", True)
    try:
        office.hears("paper-low", True)
        worker.submit("printed", face)
        assert office.outcome("printed") is None
    finally:
        emupos.fault("wide", "paper-near-end", False)
    office.hears("paper-low", False)
