"""Which devices tell that a call was seen or heard by those who wait, and that an apology has stood on a board."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.plan_devices import Board, Device, Led, Sign, SignDisplay
from tests.domain.a_day import Day, make_plan

DAY = 24 * 3600 * 1000
DEAF = Board(id="x", zone="sanh", voice=False)
SIGN = Sign(id="x", zone="sanh", line="serial:/dev/ttyUSB0", displays=[SignDisplay(address=3, counter="quay-1")])


@pytest.mark.parametrize(
    ("device", "painted", "spoken"),
    [
        (Board(id="x", zone="sanh"), True, True),
        (DEAF, True, False),
        (Board(id="x", zone="sanh", shows=["waiting"]), False, False),
        (Board(id="x", zone="tang-2"), False, False),
        (Led(id="x", zone="sanh"), True, False),
        (Led(id="x", zone="tang-2"), False, False),
        (SIGN, False, False),
    ],
)
def test_a_call_is_seen_where_all_who_wait_look_and_heard_where_it_is_read_too(
    device: Device, painted: bool, spoken: bool
) -> None:
    plan = make_plan()
    day = Day(replace(plan, devices=[*plan.devices, device]))
    day.open()
    day.issue()
    [called] = day.done(day.ask(c.CallNext(counter="quay-1")))
    for how, counts in (("painted", painted), ("spoken", spoken)):
        told = day.hear(f.CallWasShown(call=called.call, how=how), "x")
        assert told == ([e.CallShown(call=called.call, board="x", how=how)] if counts else [])
    call = day.hall.calls[called.call]
    assert (call.painted, call.spoken) == (painted, spoken)


def test_of_a_device_that_is_not_in_the_hall_file_nothing_was_seen() -> None:
    day = Day()
    day.open()
    day.issue()
    [called] = day.done(day.ask(c.CallNext(counter="quay-1")))
    assert day.hear(f.CallWasShown(call=called.call, how="painted"), "ai-do") == []


LATE = ShownApology(code="H08.12-261102-0007", agency="Tư pháp", due="2026-11-16", new_due="2026-11-24")
OTHER = replace(LATE, code="H08.12-261102-0008")


def apologised(day: Day, *apologies: ShownApology, board: str = "bang-1", ago: int = 0) -> list[e.Event]:
    return day.hear(f.ApologiesShown(refs=["a1b2c3d4e5f6"]), board, ago=ago, apologies=apologies)


def test_an_apology_is_recorded_once_a_day_whatever_board_was_the_first() -> None:
    day = Day()
    shown = apologised(day, LATE, ago=5)
    assert shown == [e.ApologiesShown(apologies=[LATE], board="bang-1", at=day.at - 5)]
    assert apologised(day, LATE, board="bang-2") == []
    [more] = apologised(day, LATE, OTHER, board="bang-2")
    assert isinstance(more, e.ApologiesShown)
    assert more.apologies == [OTHER]


def test_of_a_day_that_is_over_a_board_tells_with_the_day_and_today_it_may_stand_again() -> None:
    day = Day()
    apologised(day, LATE)
    day.tick(DAY)
    [told] = apologised(day, LATE, ago=DAY)
    assert isinstance(told, e.ApologiesShown)
    assert (told.day, told.apologies) == ("2026-11-21", [LATE])
    [today] = apologised(day, LATE)
    assert isinstance(today, e.ApologiesShown)
    assert today.day is None
