"""What a hall file says, as values: parts by their ids, what a device is made of."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Caller, Desk, Matrix


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("service", "services"),
        ("counter", "counters"),
        ("device", "devices"),
        ("field", "fields"),
        ("agency", "agencies"),
        ("officer", "officers"),
    ],
)
def test_each_part_of_a_hall_is_found_by_its_id_and_by_no_other(plan: Plan, one: str, many: str) -> None:
    parts: list[Any] = getattr(plan, many)
    two = replace(plan, **{many: [*parts, replace(parts[0], id="khac")]})
    found = getattr(two, one)
    assert [found(id) for id in (parts[0].id, "khac", "khong-co")] == [parts[0], replace(parts[0], id="khac"), None]


def test_a_board_speaks_where_it_has_a_loudspeaker_and_a_call_can_be_read() -> None:
    def speaks(*shows: Any, voice: bool) -> bool:
        return Board(id="bang", zone="sanh", shows=list(shows), voice=voice).speaks

    assert speaks("notices", "calls", voice=True)
    assert not speaks("notices", "calls", voice=False)
    assert not speaks("notices", "counter", voice=True)


def test_panels_of_lamps_stand_side_by_side_in_chains_and_chains_one_below_the_other() -> None:
    matrix = Matrix(rows=16, columns=32, chain=5, parallel=3)
    assert (matrix.width, matrix.height) == (160, 48)


def test_a_call_box_has_desks_whichever_way_they_are_written() -> None:
    parts: dict[str, Any] = {
        "keypad": "gpio:",
        "keys": {"GPIO1": "next"},
        "to_service": {"GPIO2": "sao-y"},
        "to_counter": {"GPIO3": "quay-2"},
        "lights": {"lone": "GPIO4"},
        "buzzer": "GPIO5",
        "line_display": "serial:/dev/ttyUSB0",
    }
    desk = Desk(counter="quay-1", officer="can-bo-1", **parts)
    other = Desk(counter="quay-2", officer="can-bo-2")
    here = Caller(id="goi", counter="quay-1", officer="can-bo-1", **parts)
    assert (here.all_desks, here.counters) == ([desk], ["quay-1"])
    several = Caller(id="goi", desks=[desk, other])
    assert (several.all_desks, several.counters) == ([desk, other], ["quay-1", "quay-2"])
    assert Caller(id="goi", counter="quay-1").all_desks == Caller(id="goi", officer="can-bo-1").all_desks == []
