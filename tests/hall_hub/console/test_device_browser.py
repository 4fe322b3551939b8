"""The head's pages of devices and of the audit in a real browser, with a fortnight behind them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.contract.messages import DeviceState, Health
from hall_core.device.clock import Clock
from hall_core.mqtt.station import Station
from hall_hub.console.devices.watch import Began, Ended, Started
from hall_hub.console.diary import diary
from hall_hub.console.diary.store import ALIVE, DAY, SAMPLE_EVERY, DiaryStore, Sample
from hall_hub.console.passwords import FOLDER
from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre, Person
from tests.hall_hub.console.test_morning import SIZES, SMALLER, SMALLEST, axe, reach, signed_in

pytestmark = [pytest.mark.timeout(120), pytest.mark.skipif(b.missing() != "", reason=b.missing())]
LONGEST = "card hdmi:0: Device or resource busy (device plughw:CARD=vc4hdmi0 is held by another program), " * 2
PAGES = ["/head", "/devices/bang-1", "/devices/bang-1?before=20", "/devices/goi-2", "/audit", "/audit?number=A001"]


def fortnight(file: Path) -> None:
    """Of a board that came and went and had trouble, and of a console that was not always there."""
    now = time.time_ns() // 1_000_000
    store = DiaryStore(file)
    store.begin()
    store.away(now - 13 * DAY, now - 13 * DAY, "first")
    store.keep(Started(device="bang-1", at=now - 13 * DAY, boot=1, version="0.1.0", first=True, found=True))
    for day in range(1, 13):
        at, minute = now - day * DAY, 60_000
        store.keep(Began(device="bang-1", what="gone", at=at, boot=1))
        store.keep(Ended(device="bang-1", what="gone", at=at + day * minute))
        store.keep(Began(device="bang-1", what="problem", about="sound", words=LONGEST[:200], at=at))
        store.keep(Ended(device="bang-1", what="problem", about="sound", at=at + 90 * minute, found=day == 3))
        store.away(at + 120 * minute, at + 150 * minute, "broken")
    store.clock(5_000, now - DAY)
    for n in range(7 * DAY // SAMPLE_EVERY):
        hot = 50 + 10 * math.sin(n / 20)
        store.sample("bang-1", Sample(now - n * SAMPLE_EVERY, hot, 9_000 - n, 120, n % 7))
    for n in range(150):
        store.act(now - n * 60_000, "can-bo-1", "report-downloaded", "Quý III năm 2026, XLSX")
    store.put_note(ALIVE, str(now))
    store.commit()
    store.close()


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("fortnight")
    (folder / "hub" / FOLDER).mkdir(parents=True)
    fortnight(folder / "hub" / FOLDER / diary.FILE)
    running = Centre(folder)
    running.let_everybody_in()
    board = Station(
        hall="thu",
        device="bang-1",
        state=DeviceState(online=True, role="board", version="0.0.9", plan="x"),
        boot=2,
        clock=Clock(),
        outbox=folder / "bang-1.sqlite",
        broker=running.broker.address,
        listen=(),
        hear=lambda heard: None,
        health=lambda: Health(uptime_s=93_784, temperature_c=61.5, disk_free_mb=4_321, memory_mb=142),
    )
    stop = board.start()
    board.report("sound", True, LONGEST[:200])
    board.report("clips-missing", True, "vi/quay-12.wav")
    head = Person(running.address)
    head.sign_in("lanh-dao")
    head.do("issue", back="/lists", service="khai-sinh")
    head.do("recall", counter="quay-1")
    head.wait_for("/devices/bang-1", "Số đo lúc", "Thiếu tệp giọng đọc", "vi/quay-12.wav", LONGEST[:200])
    head.close()
    yield running
    stop()
    running.close()


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory, centre: Centre) -> Iterator[b.Browser]:
    """The head's window."""
    driver = b.Driver(tmp_path_factory.mktemp("driver") / "log")
    window = signed_in(driver.browser(), centre, "lanh-dao")
    yield window
    assert window.complaints() == []
    driver.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_everybody_and_fits_every_screen(
    head: b.Browser, centre: Centre, path: str, language: str
) -> None:
    head.size(*SIZES[0])
    head.go(f"{centre.address}{path}{'&' if '?' in path else '?'}lang={language}")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(head)] == []
    for size in SIZES:
        head.size(*size)
        assert head.run("return document.documentElement.scrollWidth") <= size[0], size
        assert head.run(SMALLER, SMALLEST) == [], size


def test_the_head_finds_what_is_wrong_with_the_keyboard_alone(head: b.Browser, centre: Centre) -> None:
    head.size(*SIZES[0])
    head.go(f"{centre.address}/head?lang=vi")
    assert "thiết bị cần chú ý" in head.text("[data-part=attention]")
    reach(head, "document.activeElement.closest('.ill')")
    head.press("Enter")
    head.wait("h1", "bang-1 · Bảng hiển thị")
    head.wait("[data-part=now]", "Thiếu tệp giọng đọc")
    lines = "return document.querySelectorAll('[data-part=trends] svg').length"
    head.until(lambda: head.run(lines) == 6, what="the lines of how it went")
    reach(head, "document.activeElement.innerText === 'Cũ hơn'")
    head.press("Enter")
    head.wait("[data-part=events]", "Thấy lần đầu")


def test_the_audit_is_searched_and_turned_with_the_keyboard_alone(head: b.Browser, centre: Centre) -> None:
    head.size(*SIZES[0])
    head.go(f"{centre.address}/audit?lang=vi")
    reach(head, "document.activeElement.id === 'who'")
    head.press(*"can-bo-1", "Enter")
    head.until(lambda: "who=can-bo-1" in head.run("return location.search"))
    head.wait(".acts", "Tải báo cáo")
    assert "Lãnh đạo trung tâm" not in head.text(".acts")
    first = head.text(".acts tbody tr")
    reach(head, "document.activeElement.innerText === 'Cũ hơn'")
    head.press("Enter")
    head.wait("main", "Mới hơn")
    assert head.run("return document.querySelectorAll('.acts tbody tr').length") == 50
    reach(head, "document.activeElement.innerText === 'Mới nhất'")
    head.press("Enter")
    head.until(lambda: head.text(".acts tbody tr") == first)


def test_what_happens_to_a_device_comes_to_its_open_page(head: b.Browser, centre: Centre, tmp_path: Path) -> None:
    head.size(*SIZES[0])
    head.go(f"{centre.address}/devices/goi-1?lang=vi")
    assert "Chưa thấy" in head.text("[data-part=now]")
    caller = Station(
        hall="thu",
        device="goi-1",
        state=DeviceState(online=True, role="caller", version="0.1.0"),
        boot=1,
        clock=Clock(),
        outbox=tmp_path / "goi-1.sqlite",
        broker=centre.broker.address,
        listen=(),
        hear=lambda heard: None,
    )
    stop = caller.start()
    head.wait("[data-part=now]", "Đang chạy")
    head.wait("[data-part=events]", "Thấy lần đầu")
    stop()
    head.wait("[data-part=now]", "Mất kết nối")
    head.wait("[data-part=events]", "đang tiếp diễn")
