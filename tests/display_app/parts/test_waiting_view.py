"""What the waiting board tells: who waits for what, and how long, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from display_app.board import HubClock, Stale
from display_app.parts.waiting.view import WaitingRow, WaitingView
from hall_core.device.hall_file import load
from hall_core.domain.plan_devices import Panel
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import Watched, about_of, hall_state, linked, service_state

PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
MINUTE = 60_000
WARD = load(Path(__file__).parents[3] / "halls" / "ward.toml")


def em(text: str, weight: str) -> float:
    return 0.5 * len(text)


def watched(distance_m: float = 4.0) -> Watched:
    return Watched(about_of(WARD, PANEL, distance_m, em, shows=("waiting",)))


def view(now: int = 1_000, distance_m: float = 4.0, **board: Any) -> WaitingView:
    return dict(watched(distance_m)(linked(**board), now).parts)["waiting"]


def state(waiting: int = 12, **more: Any) -> dict[str, Any]:
    return {"services": {"khai-sinh": service_state("khai-sinh", waiting, **{"staffed": 2, **more})}}


def row(seen: WaitingView) -> WaitingRow:
    assert len(seen.rows) == 1
    return seen.rows[0]


def test_a_service_has_its_letter_its_people_the_longest_wait_an_estimate_and_the_open_counters():
    seen = view(**state(oldest=NINE_IN_THE_MORNING - 25 * MINUTE, estimate_minutes=40))
    assert seen.labels == ("Đang chờ", "Lâu nhất", "Ước tính", "Quầy mở")
    assert (row(seen).badge, row(seen).name, row(seen).values) == (
        "A",
        ("Đăng ký khai sinh,", "khai tử"),
        ("12", "25 phút", "40 phút", "2"),
    )


def test_farther_away_the_same_stands_below_the_name():
    facts = state(oldest=NINE_IN_THE_MORNING - 25 * MINUTE, estimate_minutes=40)
    pages = {row(view(now, 8.0, **facts)).below for now in range(0, 16_000, 1_000)}
    said = " ".join(" ".join(below) for below in pages)
    assert row(view(1_000, 8.0, **facts)).values[0] == "12"
    assert "Lâu nhất 25 phút" in said
    assert "Ước tính 40 phút" in said
    assert "Quầy mở: 2" in said


def test_waits_grow_with_the_minute_of_the_clock_and_not_before():
    facts = state(oldest=NINE_IN_THE_MORNING - 25 * MINUTE)
    board = watched()(linked(**facts), 1_000)
    assert board.until == 1_000 + MINUTE
    assert row(view(1_000 + MINUTE - 1, **facts)).values[1] == "25 phút"
    assert row(view(1_000 + MINUTE, **facts)).values[1] == "26 phút"


def test_long_waits_are_told_in_hours():
    assert row(view(**state(oldest=NINE_IN_THE_MORNING - 200 * MINUTE))).values[1] == "3 giờ"


def test_without_a_clock_to_trust_no_wait_is_told():
    untrusted = HubClock(NINE_IN_THE_MORNING, 1_000, False)
    assert row(view(clock=untrusted, **state(oldest=NINE_IN_THE_MORNING - 25 * MINUTE))).values[1] == "–"


def test_while_the_hub_is_not_heard_waits_stay_as_they_were():
    facts = state(oldest=NINE_IN_THE_MORNING - 25 * MINUTE)
    stale = Stale(NINE_IN_THE_MORNING - 5 * MINUTE)
    for later in (0, 30 * MINUTE):
        assert row(view(1_000 + later, stale=stale, **facts)).values[1] == "20 phút"


def test_a_service_without_an_open_counter_says_so_and_promises_nothing():
    seen = row(view(**state(staffed=0, estimate_minutes=None)))
    assert (seen.below, seen.noted) == (("Chưa mở quầy",), 0)
    assert seen.values[2:] == ("–", "–")


def test_why_no_numbers_are_given_is_told_where_people_look():
    reasons = {
        "numbers-spent": "Đã phát hết số hôm nay",
        "daily-cap": "Đã đủ số lượt nhận trong ngày",
        "too-late": "Đã qua giờ nhận số",
    }
    for issuing, words in reasons.items():
        seen = row(view(1_000, 4.0, **state(issuing=issuing, estimate_minutes=40)))
        assert words[:9] in " ".join(seen.below) or seen.below in (("Hết số hôm nay",), ("Đã đủ lượt",))
        assert seen.values[2] == "–", "whoever gets no number needs no estimate"


def test_a_stopped_service_says_so_and_why_by_turns():
    stopped = state(issuing="service-stopped")
    assert {row(view(now, 4.0, **stopped)).below for now in range(0, 16_000, 1_000)} == {("Tạm ngừng nhận số",)}
    why = state(issuing="service-stopped", reason="Mất điện")
    for distance in (4.0, 8.0):
        seen = {text for now in range(0, 24_000, 1_000) for text in row(view(now, distance, **why)).below}
        assert {"Tạm ngừng nhận số", "Mất điện"} <= seen
    assert row(view(1_000, 4.0, **why)).values[2] == "–"


def test_of_a_long_reason_stands_what_has_room():
    why = state(issuing="service-stopped", reason="Mất kết nối hệ thống hộ tịch " * 6)
    for distance in (4.0, 8.0):
        seen = {text for now in range(0, 24_000, 1_000) for text in row(view(now, distance, **why)).below}
        [shown] = [text for text in seen if text.startswith("Mất kết nối")]
        assert shown.endswith("…")


def test_services_that_nobody_waits_for_step_back():
    services = {"khai-sinh": service_state("khai-sinh", 1, staffed=1), "sao-y": service_state("sao-y", 0, staffed=1)}
    assert [row.idle for row in view(services=services).rows] == [False, True]


def test_when_nobody_waits_it_says_so_and_when_the_hall_is_closed_when_it_opens():
    nobody = view(services={"khai-sinh": service_state("khai-sinh", 0, staffed=1)})
    assert nobody.words is not None
    assert " ".join(nobody.words.rows) == "Hiện không có người chờ"
    at = NINE_IN_THE_MORNING - 90 * MINUTE
    closed = view(hall=hall_state(open=False, changes_at=at))
    assert closed.words is not None
    assert " ".join(closed.words.rows) == "Ngoài giờ làm việc Mở cửa lúc 07:30"


def test_who_still_waits_when_the_hall_has_closed_is_still_shown():
    seen = view(hall=hall_state(open=False, changes_at=NINE_IN_THE_MORNING), **state(3, issuing="hall-closed"))
    assert seen.heading == "Ngoài giờ làm việc"
    assert row(seen).values[0] == "3"
