"""The paper by the real program and a printer that can be made to fail: never called printed when it was not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image

from tests.flows.at_the_kiosk import HOME, KioskHall
from tests.flows.test_spine import events, wait_for_events
from tests.kiosk_app.devices.reading import read_aloud

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]
FAILED = "Không in được phiếu. Số vẫn dùng được"


@pytest.fixture
def undo() -> Iterator[ExitStack]:
    with ExitStack() as undo:
        yield undo


def test_a_kiosk_cut_off_while_it_prints_shows_the_number_again_and_prints_it_as_a_copy(
    tmp_path: Path, undo: ExitStack
) -> None:
    hall = KioskHall(tmp_path, undo)
    kiosk = hall.start_kiosk()
    hall.printer.fault = "slow"
    kiosk.take()
    seen = kiosk.glass.wait_for("Đang in phiếu")
    assert "A001" in seen
    kiosk.program.kill()
    kiosk = hall.start_kiosk()
    seen = kiosk.glass.wait_for(FAILED, 20)
    assert "A001" in seen
    [failed] = wait_for_events(hall, "ticket-print-failed", 1)
    assert failed["reason"] == "the kiosk stopped"
    hall.printer.fault = "none"
    kiosk.glass.tap("In lại")
    kiosk.glass.wait_for("Đã in xong", 20)
    wait_for_events(hall, "ticket-reprinted", 1)
    assert events(hall, "ticket-printed") == events(hall, "ticket-cancelled") == []
    assert len(events(hall, "ticket-issued")) == 1
    paper = hall.printer.wait_for(1)[-1]
    with Image.open(paper) as picture:
        assert "BẢN IN LẠI" in read_aloud(picture.convert("L"), tmp_path, "vie", "--psm", "4")


def test_trouble_is_told_before_the_tap_and_little_paper_is_none(tmp_path: Path, undo: ExitStack) -> None:
    hall = KioskHall(tmp_path, undo)
    hall.printer.fault = "paper-low"
    kiosk = hall.start_kiosk()
    assert not any("giấy" in text or "máy in" in text.lower() for text in kiosk.glass.wait_for(HOME))
    kiosk.take()
    kiosk.glass.wait_for("Đã in xong", 20)
    kiosk.done()
    hall.printer.fault = "paper-out"
    kiosk.glass.wait_for("Máy in hết giấy. Số sẽ hiện trên màn hình", 20)
    kiosk.take()
    assert "A002" in kiosk.glass.wait_for(FAILED, 20)
    [failed] = wait_for_events(hall, "ticket-print-failed", 1)
    assert failed["reason"] == "paper-out"
    kiosk.done()
    hall.printer.fault = "none"
    kiosk.glass.wait_until(lambda words: not any("hết giấy" in text for text in words), "that all is well", 20)
    assert len(events(hall, "ticket-printed")) == 1


def test_a_spare_printer_takes_over_and_the_screen_says_where_the_paper_is(tmp_path: Path, undo: ExitStack) -> None:
    hall = KioskHall(tmp_path, undo, spare=True)
    assert hall.spare is not None
    hall.printer.fault = "cover-open"
    kiosk = hall.start_kiosk()
    kiosk.glass.wait_for("Nắp máy in đang mở. Phiếu sẽ in tại bàn hướng dẫn.", 20)
    kiosk.take()
    assert "A001" in kiosk.glass.wait_for("Phiếu đã in tại bàn hướng dẫn. Mời quý vị đến lấy.", 30)
    assert len(hall.spare.wait_for(1)) == 1
    wait_for_events(hall, "ticket-printed", 1)
    assert events(hall, "ticket-print-failed") == []
