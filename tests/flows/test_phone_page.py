"""The one code on a ticket: a phone finds its page by it, and the hall's own scanners still find the ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from PIL import Image

from demo.programs import Program
from hall_core.domain import commands as c
from tests.flows.at_the_kiosk import KioskHall
from tests.flows.test_rating import Screen
from tests.flows.test_spine import opened, wait_for_events
from tests.kiosk_app.devices.reading import scanned

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]
ADDRESS = "https://xep-hang.example.gov.vn/p01"
MORE = """
[[devices]]
role = "kiosk"
id = "kiosk-2"
[[devices]]
role = "console"
id = "dieu-hanh"
listen = "127.0.0.1"
[[officers]]
id = "lanh-dao"
name = "Lãnh đạo"
role = "head"
"""


class PhoneHall(KioskHall):
    """With a console, whose pages stand at :data:`ADDRESS`, and a second kiosk."""

    def _printers(self) -> None:
        super()._printers()
        text = self.file.read_text("utf-8").replace('id = "thu"\n', f'id = "thu"\nphone_pages = "{ADDRESS}"\n', 1)
        self.file.write_text(text + MORE, "utf-8")

    def start_console(self, undo: ExitStack) -> str:
        """Where it is reached on this box."""
        host, port = self.broker.address
        given = [
            "--hall",
            self.file,
            "--data",
            self.folder / "hub",
            "--broker",
            f"{host}:{port}",
            "--device",
            "dieu-hanh",
        ]
        console = Program("console", "hall_hub.console", [*map(str, given), "--port", "0"], self.folder / "console.log")
        undo.callback(console.stop)
        address = console.wait_for(r"console at (http://\S+)", 20).group(1)
        console.wait_for("linked to the broker", 20)
        return address


@pytest.fixture
def undo() -> Iterator[ExitStack]:
    with ExitStack() as undo:
        yield undo


def printed(hall: KioskHall, folder: Path) -> str:
    """What the code on the last paper says, as zbar reads it."""
    with Image.open(hall.printer.wait_for(1)[-1]) as picture:
        return scanned(picture.convert("L"), folder)


def page(console: str, link: str) -> httpx.Response:
    """As the hall's proxy asks for it."""
    assert link.startswith(f"{ADDRESS}/t/"), link
    return httpx.get(console + link.removeprefix(ADDRESS))


def test_the_printed_code_leads_a_phone_to_its_page_and_is_rated_at_a_kiosks_scanner(
    tmp_path: Path, undo: ExitStack
) -> None:
    hall = PhoneHall(tmp_path, undo)
    console = hall.start_console(undo)
    kiosk = hall.start_kiosk()
    kiosk.take()
    kiosk.glass.wait_for("Đã in xong", 20)
    link = printed(hall, tmp_path)
    answer = page(console, link)
    assert answer.status_code == 200
    assert re.findall(r'class="number">(\w+)<', answer.text) == ["A001"]

    caller = opened(hall, 1)
    for command, seen in ((c.CallNext, "Quầy 1"), (c.StartService, "Đang được phục vụ tại quầy số 1")):
        assert caller.answer(command(counter="quay-1")).refusal is None
        assert seen in page(console, link).text
    assert caller.answer(c.CompleteService(counter="quay-1")).refusal is None
    assert "Đã phục vụ xong" in page(console, link).text

    rated = Screen(hall, undo, "kiosk-2", scanner=True)
    rated.glass.wait_for("Đánh giá")
    rated.scanner.scan(link.upper())  # as one does with Caps Lock on
    rated.rate("Rất hài lòng")
    [vote] = wait_for_events(hall, "vote-recorded", 1)
    assert (vote["level"], vote["device"]) == ("very-satisfied", "kiosk-2")


def test_a_number_of_the_kiosks_own_has_its_page_once_the_hub_is_back(tmp_path: Path, undo: ExitStack) -> None:
    hall = PhoneHall(tmp_path, undo)
    console = hall.start_console(undo)
    kiosk = hall.start_kiosk()
    hall.hub.kill()
    kiosk.take()
    kiosk.glass.wait_for("Đã in xong", 20)
    link = printed(hall, tmp_path)
    assert "số trên phiếu vẫn có giá trị" in page(console, link).text.lower()
    hall.start_hub()
    wait_for_events(hall, "ticket-issued", 1)
    assert 'class="number">A900<' in page(console, link).text


def test_without_paper_the_screen_shows_the_same_code(tmp_path: Path, undo: ExitStack) -> None:
    hall = PhoneHall(tmp_path, undo)
    console = hall.start_console(undo)
    hall.printer.fault = "paper-out"
    kiosk = hall.start_kiosk()
    kiosk.take()
    seen = kiosk.glass.wait_for("Không in được phiếu. Số vẫn dùng được", 20)
    assert "Quét mã để xem còn bao nhiêu người phía trước" in seen
    with Image.open(kiosk.glass.picture) as picture:
        assert 'class="number">A001<' in page(console, scanned(picture.convert("L"), tmp_path)).text
