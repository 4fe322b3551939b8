"""What the head is told of devices: trouble first, since when as far as that is known, and in what they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import Alert, DeviceState, Health, Problem
from hall_core.domain.names import HUB
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Led, Sign, SignDisplay
from hall_core.mqtt.heard import AlertHeard, StateHeard
from hall_core.ui.translate import Words
from hall_hub.console.desk import Device, taken
from hall_hub.console.devices import page as device_page
from hall_hub.console.devices.about import about, roles
from hall_hub.console.devices.doctor import doctor
from hall_hub.console.devices.overview import Devices, attention, devices
from hall_hub.console.devices.watch import Known
from hall_hub.console.devices.words import lasting, moment, number, problem_words
from hall_hub.console.diary.store import Event
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.hall_hub.desk_plan import desk_plan

VI, EN = Words().into("vi"), Words().into("en")
MINUTE = 60_000
PLAN = replace(
    desk_plan(),
    devices=[
        *desk_plan().devices,
        Led(id="led-1", zone="sanh", counter="quay-1"),
        Sign(id="bien-1", zone="sanh", line="serial:/dev/x", displays=[SignDisplay(address=1, counter="quay-2")]),
    ],
)


def heard(online: bool = True, *problems: Problem, plan: str = "p", version: str = "0.1", **more: Any) -> Device:
    state = DeviceState(online=online, role="kiosk", version=version, plan=plan, problems=list(problems))
    return Device(state=state, **more)


def there(online: bool = True, since: int = NINE - 30 * MINUTE, **more: Any) -> Known:
    return Known(online=online, since=since, boot=3, **more)


def shown(told: Mapping[str, Device], known: Mapping[str, Known] | None = None) -> Devices:
    return devices(PLAN, {HUB: heard(), **told}, known or {}, "ban-dieu-hanh", VI, NINE)


def status(told: Device, known: Known) -> str:
    return next(row.status for row in shown({"kiosk-1": told}, {"kiosk-1": known}).rows if row.id == "kiosk-1")


def test_trouble_comes_first_then_what_never_came_and_the_console_itself_is_left_out() -> None:
    told = {id: heard() for id in roles(PLAN, VI) if id not in ("goi-3", HUB)}
    rows = shown({**told, "kiosk-1": heard(True, "paper-out"), "bang-1": heard(False)}).rows
    assert [row.id for row in rows][:3] == ["bang-1", "kiosk-1", "goi-3"]
    assert "ban-dieu-hanh" not in [row.id for row in rows]


def test_the_courier_is_one_of_them_where_the_hall_has_a_line() -> None:
    assert "courier" not in roles(PLAN, VI)
    assert roles(replace(PLAN, centre=Centre()), VI)["courier"] == "Kết nối hệ thống cấp trên"


def test_what_needs_somebody_is_counted_and_named_and_nothing_is_said_when_all_is_well() -> None:
    told = {"kiosk-1": heard(True, "paper-out", "sound"), "bang-1": heard(False)}
    ill = attention(shown(told, {"bang-1": there(False)}), VI)
    assert ill is not None
    assert ill.words == "2 thiết bị cần chú ý"
    assert [(one.id, one.what) for one in ill.named] == [
        ("bang-1", "Mất kết nối từ 08:30"),
        ("kiosk-1", "Hết giấy, Lỗi âm thanh"),
    ]
    assert attention(shown({"kiosk-1": heard()}), VI) is None


def test_where_many_are_ill_the_first_are_named_and_the_rest_counted() -> None:
    told = {id: heard(False) for id in roles(PLAN, VI) if id not in ("ban-dieu-hanh", HUB)}
    ill = attention(shown(told), VI)
    assert ill is not None
    assert len(ill.named) + ill.more == len(told)
    assert ill.more > 0


@pytest.mark.parametrize(
    ("told", "known", "words"),
    [
        (heard(), there(), "Đang chạy từ 08:30"),
        (heard(), there(found=True), "Đang chạy từ trước 08:30"),
        (heard(False), there(False, since=NINE - 24 * 60 * MINUTE), "Mất kết nối từ 20/11 09:00"),
        (heard(), there(since=5_000), "Đang chạy lúc đồng hồ chưa chỉnh"),
        (heard(), there(False), "Đang chạy"),
    ],
)
def test_since_when_is_said_as_exactly_as_it_is_known(told: Device, known: Known, words: str) -> None:
    assert status(told, known) == words


def test_in_what_a_device_is_not_as_the_hub_is() -> None:
    [row] = [
        x for x in shown({"kiosk-1": heard(plan="q", version="0.2", clock_trusted=False)}).rows if x.id == "kiosk-1"
    ]
    assert row.differs == ("phiên bản khác máy chủ", "cấu hình khác máy chủ", "đồng hồ chưa tin cậy")


def test_a_problem_stands_with_the_words_and_the_time_of_its_alert() -> None:
    alert = Alert(problem="paper-out", since=NINE - 5 * MINUTE, words="cuộn giấy trống")
    [row] = [x for x in shown({"kiosk-1": heard(True, "paper-out", alerts={"paper-out": alert})}).rows if x.problems]
    [problem] = row.problems
    assert (problem.name, problem.words, problem.since) == ("Hết giấy", "cuộn giấy trống", "từ 08:55")


def test_an_alert_stays_until_it_is_taken_back() -> None:
    alert = Alert(problem="paper-out", since=NINE)
    one = taken(heard(), AlertHeard("kiosk-1", "paper-out", alert), NINE)
    assert one.alerts == {"paper-out": alert}
    assert taken(one, AlertHeard("kiosk-1", "sound", None), NINE).alerts == one.alerts
    assert taken(one, AlertHeard("kiosk-1", "paper-out", None), NINE).alerts == {}


def test_health_is_dated_by_our_own_clock() -> None:
    told = taken(heard(), StateHeard(Health(uptime_s=1), 77, False, "kiosk-1"), NINE)
    assert (told.health_at, told.clock_trusted) == (NINE, False)


@pytest.mark.parametrize("say", [VI, EN], ids=["vi", "en"])
def test_every_device_says_what_it_is_and_every_problem_has_words(say: Any) -> None:
    for device in PLAN.devices:
        assert about(PLAN, device.id, say), device.id
    words = [problem_words(say, problem) for problem in get_args(Problem)]
    assert not set(words) & set(get_args(Problem)), "each has words"


def test_a_page_tells_all_that_health_has() -> None:
    health = Health(uptime_s=93_784, temperature_c=61.5, disk_free_mb=4_321, memory_mb=142, outbox=3)
    device = heard(health=health, health_at=NINE)
    view = device_page.now(PLAN, "kiosk-1", device, there(), heard(), VI, NINE)
    assert dict(view.measured) == {
        "Chờ gửi về máy chủ": "3 bản ghi",
        "Nhiệt độ": "62 °C",
        "Đĩa còn trống": "4,3 GB",
        "Bộ nhớ chương trình dùng": "142 MB",
        "Máy đã bật được": "1 ngày 2 giờ",
    }
    assert dict(view.facts)["Cấu hình"] == "giống máy chủ"
    assert dict(view.facts)["Số lần khởi động"] == "3"


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (Health(uptime_s=9, temperature_c=61.5, disk_free_mb=4_321, outbox=3), "62 °C, trống 4,3 GB, chờ gửi 3"),
        (Health(uptime_s=9, disk_free_mb=4_321), "trống 4,3 GB"),
        (Health(uptime_s=9, temperature_c=61.5), "62 °C"),
        (Health(uptime_s=9), ""),
    ],
)
def test_a_row_tells_what_the_box_can_measure_and_what_waits(health: Health, words: str) -> None:
    [row] = [x for x in shown({"kiosk-1": heard(health=health)}).rows if x.id == "kiosk-1"]
    assert row.health == words


def test_the_hubs_page_tells_how_many_messages_it_refused() -> None:
    hub = heard(health=Health(uptime_s=60, refused=7), health_at=NINE)
    measured = dict(device_page.now(PLAN, HUB, hub, there(), hub, VI, NINE).measured)
    assert measured["Bản tin không nhận được"] == "7"
    kiosk = device_page.now(PLAN, "kiosk-1", hub, there(), hub, VI, NINE)
    assert "Bản tin không nhận được" not in dict(kiosk.measured)


@pytest.mark.parametrize(("id", "box"), [("kiosk-1", True), (HUB, True), ("authority", False), ("courier", False)])
def test_only_a_box_has_a_doctor(id: str, box: bool) -> None:
    assert (doctor(PLAN, id, None, None, None, VI, NINE) is not None) == box


def test_numbers_are_written_as_the_language_does() -> None:
    assert (number(VI, 4.25), number(EN, 4.25)) == ("4,2", "4.2")


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (59_999, "59 giây"),
        (60_000, "1 phút"),
        (3_600_000, "1 giờ"),
        (3_780_000, "1 giờ 3 phút"),
        (86_460_000, "1 ngày"),
        (90_000_000, "1 ngày 1 giờ"),
    ],
)
def test_how_long_is_told_in_the_two_largest_units(milliseconds: int, words: str) -> None:
    assert lasting(VI, milliseconds) == words


def test_a_moment_has_its_day_when_that_is_another_and_its_year_too() -> None:
    assert moment(VI, NINE, NINE) == "09:00"
    assert moment(VI, NINE - 24 * 60 * MINUTE, NINE) == "20/11 09:00"
    assert moment(VI, NINE, NINE + 366 * 24 * 60 * MINUTE) == "21/11/2026 09:00"


def event(what: str, at: int, until: int | None, about: str = "", *, found: bool = False, late: bool = False) -> Event:
    return Event(1, "kiosk-1", what, at, until, about, "", 3, found, late)


@pytest.mark.parametrize(
    ("row", "when", "what", "lasts"),
    [
        (event("gone", NINE - 30 * MINUTE, NINE - 18 * MINUTE), "08:30 – 08:42", "Mất kết nối", "12 phút"),
        (event("gone", NINE, None), "từ 09:00", "Mất kết nối", "đang tiếp diễn"),
        (event("gone", NINE, NINE + MINUTE, found=True), "trước 09:00 – 09:01", "Mất kết nối", "ít nhất 1 phút"),
        (
            event("problem", NINE, NINE + MINUTE, "paper-out", late=True),
            "09:00 – trước 09:01",
            "Hết giấy",
            "nhiều nhất 1 phút",
        ),
        (event("worded", NINE, NINE, "paper-out"), "09:00", "Hết giấy, chi tiết mới", ""),
        (event("started", NINE, NINE, "0.1"), "09:00", "Khởi động lại, phiên bản 0.1", ""),
        (event("gone", 5_000, 9_000), "lúc đồng hồ chưa chỉnh", "Mất kết nối", ""),
        (event("gone", 5_000, NINE), "lúc đồng hồ chưa chỉnh – 09:00", "Mất kết nối", ""),
        (
            event("away", NINE, NINE + MINUTE, "stop"),
            "09:00 – 09:01",
            "Không theo dõi: trang điều hành đã tắt",
            "1 phút",
        ),
        (event("clock", NINE, NINE + MINUTE), "09:00 → 09:01", "Đồng hồ của máy chủ được chỉnh", ""),
    ],
)
def test_what_happened_is_told_with_both_ends_and_how_sure_they_are(
    row: Event, when: str, what: str, lasts: str
) -> None:
    told = device_page._event(row, VI, NINE)
    assert (told.when, told.what, told.lasts) == (when, what, lasts)
