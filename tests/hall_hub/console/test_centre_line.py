"""How the line to the centre is, as the head of the hall reads it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.contract.access import COURIER
from hall_core.contract.messages import Alert, DeviceState, Health, Problem
from hall_core.domain.plan_centre import Centre
from hall_core.ui.translate import Say, Words
from hall_hub.console.desk import Device
from hall_hub.console.devices import page as device_page
from hall_hub.console.devices.history import history
from hall_hub.console.devices.overview import DeviceRow, devices
from hall_hub.console.diary.store import Event
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.hall_hub.desk_plan import desk_plan

VI, EN = Words().into("vi"), Words().into("en")
MINUTE = 60_000
PLAN = replace(desk_plan(), centre=Centre())


def courier(*problems: Problem, behind: int | None = 0, online: bool = True) -> Device:
    state = DeviceState(online=online, role="courier", version="0.1", plan="p", problems=list(problems))
    health = None if behind is None else Health(uptime_s=9, outbox=behind)
    alerts = {problem: Alert(problem=problem, words="away", since=NINE - 12 * MINUTE) for problem in problems}
    return Device(state=state, health=health, health_at=NINE, alerts=alerts)


def row(device: Device, say: Say = VI) -> DeviceRow:
    return next(one for one in devices(PLAN, {COURIER: device}, {}, "", say, NINE).rows if one.id == COURIER)


def facts(device: Device, lost: Event | None = None) -> dict[str, str]:
    now = device_page.now(PLAN, COURIER, device, None, Device(), VI, NINE, lost)
    return dict((*now.facts, *now.measured))


def was_lost(until: int | None, *, found_until: bool = False) -> Event:
    return Event(7, COURIER, "problem", NINE - 60 * MINUTE, until, "centre-line", "away", 3, False, found_until)


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (VI, "đường truyền bình thường, chờ cấp trên ghi nhận: 0 bản ghi"),
        (EN, "line in order, not acknowledged by the centre: 0 records"),
    ],
)
def test_a_line_in_order_is_said_with_how_many_records_wait(say: Say, words: str) -> None:
    assert row(courier(), say).health == words


def test_a_courier_that_has_not_counted_yet_claims_no_number() -> None:
    assert row(courier(behind=None)).health == "đường truyền bình thường"
    assert facts(courier(behind=None)).keys() & {"Chờ cấp trên ghi nhận"} == set()


def test_a_line_that_is_away_is_a_trouble_since_then_and_records_pile_up_in_words() -> None:
    told = row(courier("centre-line", behind=21_215))
    assert told.health == "chờ cấp trên ghi nhận: 21215 bản ghi"
    assert [(one.name, one.since) for one in told.problems] == [("Mất liên lạc với hệ thống cấp trên", "từ 08:48")]


def test_of_a_courier_that_is_gone_nobody_says_how_the_line_is() -> None:
    assert row(courier(online=False)).health == ""
    assert "Đường truyền lên cấp trên" not in facts(courier(online=False))


def test_the_couriers_own_page_says_since_when() -> None:
    name, waits = "Đường truyền lên cấp trên", "Chờ cấp trên ghi nhận"
    assert facts(courier())[name] == "bình thường"
    assert facts(courier(), was_lost(NINE - 5 * MINUTE))[name] == "bình thường từ 08:55"
    assert facts(courier(), was_lost(NINE - 5 * MINUTE, found_until=True))[name] == "bình thường từ trước 08:55"
    assert facts(courier("centre-line", behind=3), was_lost(None))[name] == "có sự cố từ 08:48"
    assert facts(courier("centre-line", behind=3))[waits] == "3 bản ghi"


def test_only_the_newest_page_of_the_history_tells_when_the_line_was_away_last() -> None:
    newest = history(COURIER, None, [was_lost(NINE)], (), [], NINE)
    assert device_page.line_lost(newest) == was_lost(NINE)
    assert device_page.line_lost(history(COURIER, 9, [was_lost(NINE)], (), [], NINE)) is None
    assert device_page.line_lost(None) is None
