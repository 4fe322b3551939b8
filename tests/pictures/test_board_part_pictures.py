"""The parts ``waiting`` and ``counter``, and mixes, on their panels: drawn to tests/pictures/out and measured."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from display_app.board import Board, HubClock, Stale
from hall_core.contract.messages import HallState, ServiceState
from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Panel
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.pictures.board_shown import HALLS, LANDSCAPE, NOW, OPEN, PORTRAIT, Shown
from tests.screens_support import Glass

pytestmark = pytest.mark.screens

MINUTE, HOUR = 60_000, 3_600_000
ULTRA = Panel(width_px=3840, height_px=2160, width_mm=1880)
SMALL = Panel(width_px=800, height_px=480, width_mm=154)


def waiting(plan: Plan) -> dict[str, ServiceState]:
    """Many wait for some services, nobody for others, and some do not go on."""
    issuing: list[Any] = ["open", "open", "open", "open", "numbers-spent", "open", "daily-cap", "too-late"]
    return {
        service.id: ServiceState(
            epoch=1,
            version=1,
            service=service.id,
            waiting=(127, 3, 0, 41)[n % 4],
            oldest=None if n % 4 == 2 else NINE_IN_THE_MORNING - (125, 3, 0, 31)[n % 4] * MINUTE,
            estimate_minutes=(95, 4, 0, 38)[n % 4],
            issuing=issuing[n % 8],
            staffed=(3, 12, 2, 0)[n % 4],
        )
        for n, service in enumerate(plan.services)
    }


def hall(plan: Plan, **more: Any) -> Board:
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    board = Board(voice=True, hall=OPEN, beats=2, stale=None, clock=clock, services=waiting(plan), turned=NOW)
    return replace(board, **more)


WAITING = [
    ("ward-4m", "ward.toml", "sanh", LANDSCAPE, 4.0),
    ("ward-8m", "ward.toml", "sanh", LANDSCAPE, 8.0),
    ("province-portrait-4m", "province.toml", "khu-a", PORTRAIT, 4.0),
    ("province-portrait-8m", "province.toml", "khu-a", PORTRAIT, 8.0),
    ("province-ultra-6m", "province.toml", "khu-b", ULTRA, 6.0),
    ("ward-small-1m", "ward.toml", "sanh", SMALL, 1.0),
]


@pytest.mark.parametrize(("name", "file", "zone", "panel", "metres"), WAITING, ids=[g[0] for g in WAITING])
def test_the_waiting_board_has_all_its_text_in_its_place(
    glass: Glass, english_too: Words, name: str, file: str, zone: str, panel: Panel, metres: float
):
    plan = load(HALLS / file)
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
        glass.picture(f"board-waiting-{name}-{state}")
        assert shown.faults() == [], f"{name} {state}"
