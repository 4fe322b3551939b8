"""What the numbers of a hall file tell about its boards, before anybody knows a font."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_boards import board_faults
from hall_core.domain.plan_devices import Board, Panel
from tests.domain.mistaken_hall import UNREADABLE, Edits, assert_told, mistake, told


def faults(plan: Plan, **board: Any) -> list[tuple[str, str]]:
    """(last key, what is wrong) for a hall whose one board has these keys."""
    devices = [device for device in plan.devices if not isinstance(device, Board)]
    plan = replace(plan, devices=[*devices, Board(id="bang", zone="sanh", **board)])
    return [(str(fault.where[-1]), fault.wrong) for fault in board_faults(plan)]


def test_a_board_that_shows_calls_is_as_good_as_it_was(plan: Plan):
    assert faults(plan) == []


@pytest.mark.parametrize(("metres", "refused"), [(8.0, False), (30.0, False), (50.0, True)])
def test_a_number_that_nobody_could_read_from_so_far_is_told(plan: Plan, metres: float, refused: bool):
    wide = Panel(width_px=1920, height_px=1080, width_mm=1210)
    assert bool(faults(plan, panel=wide, distance_m=metres)) is refused


def test_a_board_without_numbers_may_stand_anywhere(plan: Plan):
    small = Panel(width_px=800, height_px=480, width_mm=154)
    assert all(key != "distance_m" for key, _ in faults(plan, panel=small, distance_m=8, shows=["notices"]))


FAR = {"panel": {"width_px": 800, "height_px": 480, "width_mm": 154}, "distance_m": 8}
UPSTAIRS = {"id": "tang-2", "name": {"vi": "Tầng 2", "en": "Upper floor"}}
LED = {"role": "led", "id": "led-1", "zone": "tang-2", "counter": "quay-1"}


def board(**keys: Any) -> dict[str, Any]:
    return {f"devices[2].{key}": value for key, value in keys.items()}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            board(shows=["notices", "calls", "waiting", "calls"]),
            'devices[2] "bang-1".shows: "calls" stands in it twice; must name each part once',
            "devices[2].shows",
        ),
        mistake(
            board(arrange="beside"),
            'devices[2] "bang-1".arrange: "beside" needs something to stand beside; must be turns',
            *("devices[2].arrange", "devices[2].shows"),
        ),
        mistake(
            board(shows=["calls", "counter"]),
            'devices[2] "bang-1".counter: is missing; must be the counter that this board stands at',
            *("devices[2].counter", "devices[2].shows"),
        ),
        mistake(
            board(counter="quay-1"),
            'devices[2] "bang-1".counter: is not shown; put "counter" into "shows", or take it out',
            *("devices[2].counter", "devices[2].shows"),
        ),
        mistake(
            board(**FAR | {"distance_m": 20}),
            'devices[2] "bang-1".distance_m: 20 is too far to read a number on 154 x 92 mm; must be at most 5.1, or '
            "on a larger panel",
            *("devices[2].distance_m", "devices[2].panel.width_mm", "devices[2].zone", "services[1].numbers.digits"),
        ),
        mistake(
            board(**FAR, shows=["counter"], counter="quay-1") | {"devices[6]": LED | {"zone": "sanh"}},
            'devices[2] "bang-1".distance_m: 8 is too far to read a number on 154 x 92 mm; must be at most 5.1, or '
            "on a larger panel",
        ),
        mistake(
            {"zones[2]": UPSTAIRS, "devices[6]": LED},
            'devices[6] "led-1".zone: counter "quay-1" is in the zone "sanh"; must be "sanh"',
            *("devices[6].zone", "counters[1].zone"),
        ),
        mistake(
            {"zones[2]": UPSTAIRS, "devices[6]": {**LED, "role": "board", "shows": ["calls", "counter"]}},
            'devices[6] "led-1".zone: counter "quay-1" is in the zone "sanh"; must be "sanh"',
        ),
        mistake(
            {"zones[2]": UPSTAIRS, "counters[3].zone": "tang-2"},
            'zones[2] "tang-2": has counters but no board; add a device with role = "board" and zone = "tang-2"',
            *("devices[1].role", "zones[2].id", "counters[3].zone"),
        ),
        mistake(
            {"zones[2]": UPSTAIRS, "counters[3].zone": "tang-2", "devices[6]": {**LED, "zone": "sanh"}}
            | {"devices[7]": {"role": "board", "id": "bang-2", "zone": "tang-2", "shows": ["waiting"]}},
            'zones[2] "tang-2": has counters but no board; add a device with role = "board" and zone = "tang-2"',
        ),
    ],
)
def test_a_board_that_could_not_be_what_it_should_is_told(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


def test_side_by_side_is_good_with_two_parts_and_a_counters_board_beside_its_counter() -> None:
    assert told(board(arrange="beside", shows=["calls", "waiting"])) == []
    assert told(board(counter="quay-1", shows=["calls", "counter"])) == []


def test_an_led_matrix_is_a_board_for_calls_too() -> None:
    upstairs = {"zones[2]": UPSTAIRS, "counters[3].zone": "tang-2", "devices[6]": {**LED, "counter": "quay-3"}}
    assert told(upstairs) == []


def test_where_neither_a_zone_nor_whose_counters_are_in_it_can_be_read_no_board_is_missed() -> None:
    unread = {"zones[2]": UPSTAIRS, "zones[2].id": UNREADABLE, "counters[3].zone": UNREADABLE}
    assert [line.partition(": ")[0] for line in told(unread)] == ["zones[2].id", 'counters[3] "quay-3".zone']


@pytest.mark.parametrize(
    ("width_px", "width_mm", "longest", "most"),
    [
        # Four signs, three fifths as wide as high, stand in the width: each as high as a 2.4th of it, 80 times as far.
        (800, 154, 3, "5.1"),
        # On a glass that is wider than high it is the height that counts.
        (4800, 924, 3, "7.3"),
        # A longer number is written smaller: of six signs each is as wide as a sixth.
        (800, 154, 5, "3.4"),
    ],
)
def test_how_far_a_number_is_read_follows_from_the_glass_and_the_longest_number(
    width_px: int, width_mm: int, longest: int, most: str
) -> None:
    panel = {"width_px": width_px, "height_px": 480, "width_mm": width_mm}
    edits = board(panel=panel, distance_m=20) | {"services[1].numbers.digits": longest}
    (line,) = told(edits)
    assert line.endswith(f"; must be at most {most}, or on a larger panel")
    assert told({**edits, "devices[2].distance_m": float(most)}) == []


def test_numbers_that_are_not_called_in_its_zone_count_for_nothing_on_a_board() -> None:
    elsewhere = {f"counters[{n}].serves": {"sao-y": 0} for n in (1, 2)} | {"counters[3].serves": {"khai-sinh": 0}}
    upstairs = {"zones[2]": UPSTAIRS, "counters[3].zone": "tang-2", "devices[6]": {**LED, "counter": "quay-3"}}
    for digits in (3, 5):
        (line,) = told({**elsewhere, **upstairs, **board(**FAR), "services[1].numbers.digits": digits})
        assert line.endswith("must be at most 6.8, or on a larger panel")


def test_a_number_is_read_from_as_far_as_is_said_and_no_farther() -> None:
    panel = {"width_px": 800, "height_px": 480, "width_mm": 150}
    assert told(board(panel=panel, distance_m=5)) == []
    assert told(board(panel=panel, distance_m=5.01))


def test_a_board_in_a_zone_without_counters_is_judged_by_a_single_sign() -> None:
    upright = {"width_px": 320, "height_px": 800, "width_mm": 50}
    nowhere = {"role": "board", "id": "bang-2", "zone": "tang-2", "panel": upright, "distance_m": 30}
    (line,) = told({"zones[2]": UPSTAIRS, "devices[6]": nowhere})
    assert line.endswith("must be at most 6.6, or on a larger panel")
