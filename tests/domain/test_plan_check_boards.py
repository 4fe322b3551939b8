"""What the numbers of a hall file tell about its boards, before anybody knows a font."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_boards import board_faults
from hall_core.domain.plan_devices import Board, Panel


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


def test_it_is_told_how_far_at_most(plan: Plan):
    small = Panel(width_px=800, height_px=480, width_mm=154)
    devices = [Board(id="bang", zone="sanh", panel=small, distance_m=8)]
    fault = next(iter(board_faults(replace(plan, devices=devices))))
    assert fault.where == ("devices", 0, "distance_m")
    assert fault.wrong == "8 is too far to read a number on 154 x 92 mm"
    assert fault.right == "must be at most 5.1, or on a larger panel"


def test_a_board_without_numbers_may_stand_anywhere(plan: Plan):
    small = Panel(width_px=800, height_px=480, width_mm=154)
    assert all(key != "distance_m" for key, _ in faults(plan, panel=small, distance_m=8, shows=["notices"]))


def test_side_by_side_needs_two_parts_and_none_stands_twice(plan: Plan):
    assert faults(plan, arrange="beside") == [("arrange", '"beside" needs something to stand beside')]
    assert faults(plan, shows=["calls", "calls"]) == [("shows", '"calls" stands in it twice')]


def test_a_counter_board_names_its_counter_and_no_other_board_does(plan: Plan):
    assert ("counter", "is missing") in faults(plan, shows=["calls", "counter"])
    assert faults(plan, counter="quay-1") == [("counter", "is not shown")]
