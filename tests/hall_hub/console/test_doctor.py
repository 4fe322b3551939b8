"""What the head is told of a box by its doctor, and what he gets of it: over a real broker, from a station that has a
screen of the test's own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from hall_core.contract.doctor import Denial, Finding, Report
from hall_core.contract.messages import DeviceState
from hall_core.device.clock import Clock
from hall_core.mqtt.caring import Answer, Ways, packed
from hall_core.mqtt.station import Station
from tests.hall_hub.console.conftest import Centre, Person, until

HOT = Finding(check="temperature", verdict="alarm", case="hot", about={"celsius": 91.0}, words="91 °C")
WELL = Finding(check="disk-space", verdict="good", about={"free_mb": 5_000, "whole_mb": 8_000})


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((600, 400), 60).save(out, "JPEG")
    return out.getvalue()


class Box:
    """kiosk-1, with files of its own."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.run = folder / "run"
        (self.run / "kiosk").mkdir(parents=True)
        self.screen: bytes | Denial = jpeg()
        self._station = Station(
            hall="thu",
            device="kiosk-1",
            state=DeviceState(online=True, role="kiosk", version="0.1"),
            boot=1,
            clock=Clock(),
            outbox=folder / "outbox.sqlite",
            broker=centre.broker.address,
            listen=(),
            hear=lambda _: None,
            ways=Ways(
                folder=self.run / "kiosk",
                report=self.run / "doctor.json",
                lines=lambda: packed(["2026-11-21 09:00:00.000 kiosk INFO <b>linked</b> to the broker"]),
                picture=self._take,
            ),
        )
        self.stop = self._station.start()

    def _take(self, answer: Answer) -> None:
        answer(self.screen)

    def found(self, *findings: Finding) -> None:
        new = self.run / "new"
        new.write_bytes(msgspec.json.encode(Report(at=1_795_226_400_000, findings=list(findings))))
        new.replace(self.run / "doctor.json")


@pytest.fixture
def box(centre: Centre, tmp_path: Path) -> Iterator[Box]:
    running = Box(centre, tmp_path)
    yield running
    running.stop()


PAGE = "/devices/kiosk-1"


def test_what_was_found_stands_on_the_page_with_what_it_means_and_what_to_do(box: Box, head: Person) -> None:
    box.found(HOT, WELL)
    page = head.wait_for(PAGE, "91 °C", "Còn trống 5000 MB trong 8000 MB")
    assert "Máy đang tự chạy chậm lại" in page
    assert "Lau bụi lỗ thông gió" in page
    head.wait_for("/head", "Máy quá nóng")
    assert "Clean the vents" in head.see(f"{PAGE}?lang=en")
    head.see(f"{PAGE}?lang=vi")
    box.found(WELL)
    head.wait_for(PAGE, "Máy tốt, không có gì phải làm")


def test_the_head_sees_the_screen_and_the_audit_knows_it(box: Box, head: Person) -> None:
    head.see(PAGE)
    assert head.wire.get(f"{PAGE}/screen").status_code == 404
    assert head.do("look-screen", PAGE, device="kiosk-1") == "Đã chụp màn hình."
    assert f'src="{PAGE}/screen' in head.page
    answer = head.wire.get(f"{PAGE}/screen")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert answer.content == box.screen
    head.wait_for("/audit", "<strong>Chụp màn hình thiết bị</strong>", "kiosk-1")


def test_while_a_citizen_stands_there_nobody_sees_the_screen(box: Box, head: Person, centre: Centre) -> None:
    box.screen = "somebody-there"
    head.see("/devices/bang-1")
    assert head.wire.get("/devices/bang-1/screen").status_code == 404
    assert head.do("look-screen", PAGE, device="kiosk-1").startswith("Có người đang dùng máy")


def test_the_head_reads_the_last_lines_of_the_log_as_plain_text(box: Box, head: Person) -> None:
    head.see(PAGE)
    assert head.do("look-log", PAGE, device="kiosk-1") == "Đã lấy nhật ký."
    answer = head.wire.get(f"{PAGE}/log")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "<b>linked</b> to the broker" in answer.text
    head.wait_for("/audit", "<strong>Xem nhật ký thiết bị</strong>")


def test_the_head_has_a_box_looked_at_now(box: Box, head: Person) -> None:
    head.see(PAGE)
    assert head.do("look-again", PAGE, device="kiosk-1").startswith("Máy đang tự kiểm tra")
    assert (box.run / "kiosk" / "look").exists()


def test_an_officer_has_nothing_looked_at_and_sees_no_picture(box: Box, head: Person, officer: Person) -> None:
    head.see(PAGE)
    head.do("look-screen", PAGE, device="kiosk-1")
    officer.see("/")
    for kind in ("look-screen", "look-log", "look-again"):
        assert officer.do(kind, "/", device="kiosk-1") == "Việc này chỉ dành cho lãnh đạo trung tâm."
    for what in ("screen", "log"):
        assert officer.wire.get(f"{PAGE}/{what}").status_code == 403


def test_a_device_that_is_none_is_not_asked(head: Person) -> None:
    head.see("/head")
    for device in ("nobody", "authority", "dieu-hanh", "+", "#", ""):
        assert "Máy" not in head.do("look-screen", "/head", device=device), device


def test_the_hub_s_own_box_shows_what_its_doctor_found_and_the_hub_reports_what_is_bad(
    centre: Centre, head: Person
) -> None:
    (centre.run / "box").mkdir(parents=True, exist_ok=True)
    (centre.run / "console").mkdir(exist_ok=True)
    new = centre.run / "box" / "new"
    new.write_bytes(msgspec.json.encode(Report(at=1_795_226_400_000, findings=[HOT])))
    new.replace(centre.run / "box" / "doctor.json")
    head.wait_for("/devices/hub", "Máy quá nóng", "Lau bụi lỗ thông gió")
    assert head.do("look-again", "/devices/hub", device="hub").startswith("Máy đang tự kiểm tra")
    assert (centre.run / "console" / "look").exists()
    assert head.do("look-log", "/devices/hub", device="hub") == "Đã lấy nhật ký."
    assert "linked to the broker" in head.wire.get("/devices/hub/log").text
    assert (
        head.do("look-screen", "/devices/hub", device="hub") == "Thiết bị này không có màn hình nào đang bật để chụp."
    )
    until((centre.run / "console" / "program.json").exists, "the console's own word to the doctor")
