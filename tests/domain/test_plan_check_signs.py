"""Signs on which a call could not be read, or not soon enough, are refused before anything is started."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Numbers, Plan, Zone
from hall_core.domain.plan_check import cross_check
from hall_core.domain.plan_devices import Sign, SignDisplay


def with_sign(plan: Plan, **changes: Any) -> Plan:
    sign = Sign(
        id="bien-1",
        zone="sanh",
        line="serial:/dev/ttyUSB0?baud=9600",
        displays=[SignDisplay(address=n, counter=f"quay-{n}") for n in (1, 2)],
    )
    return replace(plan, devices=[*plan.devices, replace(sign, **changes)])


def many(count: int) -> list[SignDisplay]:
    return [SignDisplay(address=n, counter="quay-1") for n in range(1, count + 1)]


def only(plan: Plan) -> tuple[Any, str, str]:
    (fault,) = cross_check(plan)
    return fault.where, fault.wrong, fault.right


HERE = ("devices", 5)
"""The sign, behind a kiosk, a board and three callers."""


@pytest.mark.parametrize("protocol", ["segments", "alpha"])
def test_a_sound_sign_has_no_fault(plan: Plan, protocol: str) -> None:
    assert cross_check(with_sign(plan, protocol=protocol)) == []


def test_a_line_that_is_none_is_told_with_what_would_be_right(plan: Plan) -> None:
    assert only(with_sign(plan, line="serial:/dev/ttyUSB0?baud=42")) == (
        (*HERE, "line"),
        '"serial:/dev/ttyUSB0?baud=42" has the speed 42',
        "use one of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200",
    )


def test_more_displays_than_a_line_can_tell_in_time_are_refused_with_two_ways_out(plan: Plan) -> None:
    assert only(with_sign(plan, displays=many(60))) == (
        (*HERE, "line"),
        "60 displays called at once are told in 3.5 s at 9600 baud",
        "must be 3 s or less: at most 51 of them on one line, or at least 19200 baud",
    )
    assert cross_check(with_sign(plan, displays=many(51))) == []


def test_where_no_speed_would_do_there_is_one_way_out(plan: Plan) -> None:
    _, _, right = only(with_sign(plan, protocol="alpha", displays=many(40)))
    assert right == "must be 3 s or less: at most 22 of them on one line"


def test_a_display_stands_at_a_counter_of_its_signs_zone(plan: Plan) -> None:
    other = Zone(id="tang-2", name=plan.zones[0].name)
    counters = [replace(plan.counters[0], zone="tang-2"), *plan.counters[1:]]
    boards = [*plan.devices, replace(plan.devices[1], id="bang-2", zone="tang-2")]
    moved = with_sign(replace(plan, zones=[*plan.zones, other], counters=counters, devices=boards))
    assert only(moved) == (
        ("devices", 6, "displays", 0, "counter"),
        'counter "quay-1" is in the zone "tang-2", not in "sanh"',
        "must be a counter of the sign's zone",
    )


def test_every_number_called_there_has_room(plan: Plan) -> None:
    displays = [SignDisplay(address=1, counter="quay-1", digits=3)]
    assert only(with_sign(plan, displays=displays)) == (
        (*HERE, "displays", 0, "digits"),
        "3 places cannot hold A001",
        "must be at least 4",
    )


@pytest.mark.parametrize(("protocol", "faults"), [("segments", 1), ("alpha", 0)])
def test_two_letters_that_seven_segments_cannot_tell_apart_are_not_called_at_one_counter(
    plan: Plan, protocol: str, faults: int
) -> None:
    first, second = plan.services
    numbers = Numbers(prefix="Z", digits=2, first=10, last=13)
    alike = replace(
        plan,
        services=[replace(first, numbers=replace(first.numbers, prefix="S")), replace(second, numbers=numbers)],
    )
    found = cross_check(with_sign(alike, protocol=protocol, displays=many(1)))
    assert len(found) == faults
    for fault in found:
        assert fault.where == (*HERE, "displays", 0)
        assert fault.wrong == 'seven segments show "Z" as they show "S", both of which are called at quay-1'
