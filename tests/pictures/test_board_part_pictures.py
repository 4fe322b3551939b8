"""The parts ``waiting`` and ``counter``, and mixes, on their panels: drawn to tests/pictures/out and measured."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from display_app.board import Board, Hero, HubClock, Stale
from hall_core.contract.messages import CounterState, HallState, ServiceState, TicketInHand
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.pictures.board_shown import LANDSCAPE, LONGEST, NOW, OPEN, PORTRAIT, Shown, call, waiting
from tests.screens_support import Glass, plan_in

pytestmark = pytest.mark.screens

MINUTE, HOUR = 60_000, 3_600_000
ULTRA = Panel(width_px=3840, height_px=2160, width_mm=1880)
SMALL = Panel(width_px=800, height_px=480, width_mm=154)
TEN_INCH = Panel(width_px=800, height_px=480, width_mm=217)


def of_all_kinds(plan: Plan) -> dict[str, ServiceState]:
    """Many wait for some services, nobody for others, and some do not go on."""
    issuing: list[Any] = ["open", "open", "open", "open", "numbers-spent", "service-stopped", "daily-cap", "too-late"]
    return {
        id: replace(
            state,
            oldest=None if n % 4 == 2 else NINE_IN_THE_MORNING - (125, 3, 0, 31)[n % 4] * MINUTE,
            estimate_minutes=(95, 4, 0, 38)[n % 4],
            issuing=issuing[n % 8],
            staffed=(3, 12, 2, 0)[n % 4],
            reason="Hệ thống hộ tịch mất kết nối, chiều có lại" if issuing[n % 8] == "service-stopped" else "",
        )
        for n, (id, state) in enumerate(waiting(plan).items())
    }


def hall(plan: Plan, **more: Any) -> Board:
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    board = Board(voice=True, hall=OPEN, beats=2, stale=None, clock=clock, services=of_all_kinds(plan), turned=NOW)
    return replace(board, **more)


WAITING = [
    ("ward-4m", "ward.toml", "sanh", LANDSCAPE, 4.0),
    ("ward-8m", "ward.toml", "sanh", LANDSCAPE, 8.0),
    ("province-portrait-4m", "province.toml", "khu-a", PORTRAIT, 4.0),
    ("province-portrait-7m", "province.toml", "khu-a", PORTRAIT, 7.0),
    ("province-ultra-6m", "province.toml", "khu-b", ULTRA, 6.0),
    ("ward-small-1m", "ward.toml", "sanh", SMALL, 1.0),
]


@pytest.mark.parametrize(("name", "file", "zone", "panel", "metres"), WAITING, ids=[g[0] for g in WAITING])
def test_the_waiting_board_has_all_its_text_in_its_place(
    glass: Glass, english_too: Words, name: str, file: str, zone: str, panel: Panel, metres: float
):
    plan = plan_in(file)
    shown = Shown(glass, plan, zone, panel, metres, english_too, shows=("waiting",))
    shut = HallState(epoch=1, version=1, day="2026-11-21", open=False, changes_at=NINE_IN_THE_MORNING + 46 * HOUR)
    states = {
        "full": hall(plan),
        "stale": hall(plan, stale=Stale(NINE_IN_THE_MORNING - HOUR)),
        "empty": hall(plan, services={}),
        "closed": hall(plan, services={}, hall=shut),
        "connecting": Board(voice=False),
    }
    for state, board in states.items():
        shown.show(board)
        glass.keep(f"board-waiting-{name}-{state}")
        assert shown.faults() == [], f"{name} {state}"


COUNTERS = [
    ("landscape-8m", "ward.toml", "sanh", "quay-4", LANDSCAPE, 8.0),
    ("landscape-3m", "province.toml", "khu-c", "quay-27", LANDSCAPE, 3.0),
    ("portrait-6m", "ward.toml", "sanh", "quay-4", PORTRAIT, 6.0),
    ("ultra-8m", "province.toml", "khu-c", "quay-27", ULTRA, 8.0),
    ("small-1m", "ward.toml", "sanh", "quay-4", SMALL, 1.2),
    ("small-2.5m", "ward.toml", "sanh", "quay-4", SMALL, 2.5),
    ("ten-inch-3m", "province.toml", "khu-c", "quay-27", TEN_INCH, 3.0),
]


def at_counter(id: str, number: str = "", state: str = "", **more: Any) -> CounterState:
    ticket = None
    if number:
        fields: dict[str, Any] = {"state": state, "since": NINE_IN_THE_MORNING, "calls": 1}
        ticket = TicketInHand(id=call(1, "A1", 1).id, number=number, service="khai-sinh", priority=None, **fields)
    known: dict[str, Any] = {"epoch": 1, "version": 1, "revision": 1, "status": "open", "reason": "", "seen": None}
    return CounterState(**{**known, "counter": id, "ticket": ticket, "since": NINE_IN_THE_MORNING, **more})


@pytest.mark.parametrize(("name", "file", "zone", "id", "panel", "metres"), COUNTERS, ids=[g[0] for g in COUNTERS])
def test_the_counter_board_has_all_its_text_in_its_place(
    glass: Glass, english_too: Words, name: str, file: str, zone: str, id: str, panel: Panel, metres: float
):
    plan = plan_in(file)
    shown = Shown(glass, plan, zone, panel, metres, english_too, shows=("counter",), counter=id)
    counter = plan.counter(id)
    assert counter is not None
    number = "G044" if file == "ward.toml" else "1044"
    made = call(1, number, counter.number, "en")
    shut = HallState(epoch=1, version=1, day="2026-11-21", open=False, changes_at=NINE_IN_THE_MORNING + 46 * HOUR)
    reason = "Cán bộ đi họp giao ban, mời quý vị sang quầy số 2 hoặc trở lại sau 10 giờ"
    states = {
        "called": hall(plan, calls=(made,), counters={}),
        "dark": hall(plan, calls=(replace(made, at=made.at - 20_000, language="vi"),), counters={}),
        "serving": hall(plan, counters={id: at_counter(id, number, "serving")}),
        "free": hall(plan, counters={id: at_counter(id)}),
        "paused": hall(plan, counters={id: at_counter(id, status="paused", reason=reason)}),
        "closed": hall(plan, counters={id: at_counter(id, status="closed")}),
        "shut": hall(plan, hall=shut, counters={id: at_counter(id, status="closed")}),
        "stale": hall(plan, counters={id: at_counter(id, number, "serving")}, stale=Stale(NINE_IN_THE_MORNING - HOUR)),
        "connecting": Board(voice=False),
    }
    for state, board in states.items():
        shown.show(board, NOW if state != "stale" else NOW + 5_000)
        glass.keep(f"board-counter-{name}-{state}")
        assert shown.faults() == [], f"{name} {state}"


MIXES: list[tuple[str, str, str, Panel, float, tuple[BoardPart, ...]]] = [
    ("ultra-6m", "province.toml", "khu-b", ULTRA, 6.0, ("calls", "waiting")),
    ("landscape-4m", "ward.toml", "sanh", LANDSCAPE, 4.0, ("calls", "waiting")),
    ("portrait-4m", "ward.toml", "sanh", PORTRAIT, 4.0, ("waiting", "calls")),
    ("landscape-4m-three", "ward.toml", "sanh", LANDSCAPE, 4.0, ("calls", "counter", "waiting")),
]


@pytest.mark.parametrize(("name", "file", "zone", "panel", "metres", "shows"), MIXES, ids=[g[0] for g in MIXES])
def test_parts_side_by_side_have_all_their_text_in_its_place(
    glass: Glass,
    english_too: Words,
    name: str,
    file: str,
    zone: str,
    panel: Panel,
    metres: float,
    shows: tuple[BoardPart, ...],
):
    plan = plan_in(file)
    more = {"counter": "quay-4"} if "counter" in shows else {}
    shown = Shown(glass, plan, zone, panel, metres, english_too, shows=shows, arrange="beside", **more)
    calls = tuple(call(n, f"{'ABCLMN'[n % 6]}{n:03d}", n % 4 + 1) for n in range(12, 0, -1))
    states = {
        "called": hall(plan, calls=calls, hero=Hero(calls[0], NOW, True)),
        "quiet": hall(plan, calls=calls),
        "empty": hall(plan, services={}),
        "stale": hall(plan, calls=calls, stale=Stale(NINE_IN_THE_MORNING - HOUR)),
    }
    for state, board in states.items():
        shown.show(board)
        glass.keep(f"board-beside-{name}-{state}")
        assert shown.faults() == [], f"{name} {state}"


@pytest.mark.parametrize(
    ("name", "panel", "metres"), [("landscape", LANDSCAPE, 4.0), ("far", LANDSCAPE, 8.0), ("portrait", PORTRAIT, 5.0)]
)
def test_the_longest_names_stay_in_their_place(
    glass: Glass, english_too: Words, name: str, panel: Panel, metres: float
):
    plan = plan_in("ward.toml")
    long = Name(vi=LONGEST, en=LONGEST)
    plan = replace(
        plan,
        hall=replace(plan.hall, name=long),
        services=[replace(service, name=long) for service in plan.services],
        counters=[replace(counter, name=long) for counter in plan.counters],
    )
    parts: list[tuple[BoardPart, ...]] = [("waiting",), ("counter",)]
    for shows in parts:
        more = {"counter": "quay-4"} if shows == ("counter",) else {}
        shown = Shown(glass, plan, "sanh", panel, metres, english_too, shows=shows, **more)
        shown.show(hall(plan, counters={"quay-4": at_counter("quay-4", status="paused", reason=LONGEST[:200])}))
        glass.keep(f"board-longest-{shows[0]}-{name}")
        assert shown.faults() == []
