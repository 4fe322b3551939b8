"""A kiosk without its hub, by the real program: the citizen gets a number and paper, the hub learns of it, once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_core.mqtt.heard import CallHeard
from tests.flows.at_the_kiosk import HOME, KioskHall
from tests.flows.test_spine import events, opened, wait_for_events

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]
TROUBLE = ("chưa lấy được", "mất kết nối", "nhân viên", "no-link")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[KioskHall]:
    with ExitStack() as undo:
        yield KioskHall(tmp_path, undo)


def numbers(hall: KioskHall) -> list[str]:
    return [event["number"] for event in events(hall, "ticket-issued")]


def test_a_hub_that_dies_under_the_finger_costs_the_citizen_nothing_but_the_estimate(hall: KioskHall) -> None:
    kiosk = hall.start_kiosk()
    kiosk.take()
    kiosk.glass.wait_for("A001")
    kiosk.done()
    hall.hub.kill()
    kiosk.take()
    seen = kiosk.glass.wait_for("Đã in xong", 20)
    assert "A900" in seen
    assert not any(word in text for text in seen for word in (*TROUBLE, "Ước tính"))
    assert len(hall.printer.wait_for(2)) == 2
    kiosk.done()
    hall.start_hub()
    wait_for_events(hall, "ticket-printed", 2)
    kiosk.take()
    kiosk.glass.wait_for("A002", 20)
    assert numbers(hall) == ["A001", "A900", "A002"]
    board, caller = hall.device("bang-1", ("call", "sanh")), opened(hall, 1)
    called = []
    for _ in range(3):
        caller.answer(c.CallNext(counter="quay-1"))
        called.append(board.expect(CallHeard).call.number)
        caller.answer(c.StartService(counter="quay-1"))
    assert called == ["A001", "A900", "A002"], "in the order in which they came"


def test_the_number_on_paper_is_the_one_that_is_called_though_the_hub_had_given_another(hall: KioskHall) -> None:
    kiosk = hall.start_kiosk()
    hall.hub.process.send_signal(signal.SIGSTOP)
    kiosk.take()
    assert "A900" in kiosk.glass.wait_for("Đã in xong", 20)
    hall.hub.process.send_signal(signal.SIGCONT)
    [renumbered] = wait_for_events(hall, "ticket-renumbered", 1)
    assert (renumbered["number"], renumbered["void"]) == ("A900", "A001")
    wait_for_events(hall, "ticket-printed", 1)
    assert numbers(hall) == ["A001"]
    assert "A900" in kiosk.glass.look()["words"], "a late answer changes no number that somebody holds"
    board, caller = hall.device("bang-1", ("call", "sanh")), opened(hall, 1)
    caller.answer(c.CallNext(counter="quay-1"))
    assert board.expect(CallHeard).call.number == "A900"


def test_with_everything_else_dead_and_its_own_power_cut_a_kiosk_gives_no_number_twice(hall: KioskHall) -> None:
    hall.hub.kill()
    hall.broker.kill()
    kiosk = hall.start_kiosk(linked=False)
    assert not any(word in text for text in kiosk.glass.wait_for(HOME) for word in TROUBLE)
    for number in ("A900", "A901"):
        kiosk.take()
        assert number in kiosk.glass.wait_for("Đã in xong", 20)
        kiosk.done()
    kiosk.program.kill()
    kiosk = hall.start_kiosk(linked=False)
    kiosk.take()
    assert "A902" in kiosk.glass.wait_for("Đã in xong", 20)
    assert len(hall.printer.wait_for(3)) == 3
    hall.restart_broker()
    hall.start_hub()
    wait_for_events(hall, "ticket-printed", 3)
    assert numbers(hall) == ["A900", "A901", "A902"]
