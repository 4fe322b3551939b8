"""``motcua board`` for a sign as a process of its own in a real hall: broker, hub, presses, and displays on a line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.hall_file import device
from demo.programs import Program
from hall_core.contract.codec import decode
from hall_core.contract.messages import Alert
from hall_core.contract.topics import Topics
from hall_core.domain import commands as c
from hall_core.mqtt.link import Arrived, Link
from tests.flows.conftest import Device, RunningHall

from .hardware import PATIENCE, SegmentDisplays

pytestmark = pytest.mark.timeout(90)

DISPLAYS = [{"address": 3, "counter": "quay-1"}, {"address": 4, "counter": "quay-2"}]


@pytest.fixture
def displays(tmp_path: Path) -> Iterator[SegmentDisplays]:
    displays = SegmentDisplays(tmp_path / "line", [3, 4])
    yield displays
    displays.line.unplug()


@pytest.fixture
def hall(tmp_path: Path, displays: SegmentDisplays) -> Iterator[RunningHall]:
    sign = device("sign", "bien-1", line=f"serial:{displays.path}?baud=38400", displays=DISPLAYS)
    hall = RunningHall(tmp_path, counters=2, more=sign)
    yield hall
    hall.close()


@pytest.fixture
def program(hall: RunningHall) -> Iterator[Program]:
    data = hall.folder / "sign"
    data.mkdir()
    address = f"{hall.broker.host}:{hall.broker.port}"
    arguments = ["--hall", str(hall.file), "--device", "bien-1", "--data", str(data), "--broker", address]
    program = Program("sign", "display_app", arguments, data / "output.log")
    yield program
    program.stop()


def open_counter(hall: RunningHall, n: int) -> Device:
    desk = hall.device(f"goi-{n}", ("counter", f"quay-{n}"))
    assert desk.answer(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}")).refusal is None
    return desk


def press_next(desk: Device, n: int) -> str:
    reply = desk.answer(c.CallNext(counter=f"quay-{n}"))
    assert reply.counter is not None, reply.refusal
    assert reply.counter.ticket is not None
    return reply.counter.ticket.number


class Technician:
    """Reads what the sign says of its displays."""

    def __init__(self, hall: RunningHall) -> None:
        topic = Topics("thu").to("device-alert", "bien-1", "display-missing")
        self.link = Link("technician", hall.broker.address, [(topic, 1)])

    def comes_to_read(self, words: str) -> bool:
        """Whether an alert with these words comes; with none: whether the alert is taken back."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            for item in self.link.turn(0.1):
                if isinstance(item, Arrived):
                    body = decode("device-alert", item.payload).body if item.payload else None
                    if words == (body.words if isinstance(body, Alert) else ""):
                        return True
        return False


@pytest.fixture
def technician(hall: RunningHall) -> Iterator[Technician]:
    technician = Technician(hall)
    yield technician
    technician.link.close()


def test_a_press_is_shown_at_its_counter_from_the_call_to_the_end_of_the_day(
    hall: RunningHall, program: Program, displays: SegmentDisplays
) -> None:
    kiosk = hall.device("kiosk-1")
    tickets = [kiosk.answer(c.IssueTicket(service="khai-sinh")).ticket for _ in range(2)]
    assert displays.line.comes_to(lambda: {(3, ""), (4, "")} <= set(displays.frames))
    first, second = open_counter(hall, 1), open_counter(hall, 2)
    assert displays.show(a3="--", a4="--")
    assert press_next(first, 1) == tickets[0].number == "A001"
    assert displays.show(a3="A001!", a4="--")
    assert press_next(second, 2) == "A002"
    assert displays.show(a3="A001", a4="A002")
    assert first.answer(c.StartService(counter="quay-1")).refusal is None
    assert displays.show(a3="A001")
    assert first.answer(c.CompleteService(counter="quay-1")).refusal is None
    assert displays.show(a3="--")
    assert first.answer(c.CloseCounter(counter="quay-1")).refusal is None
    assert displays.show(a3="", a4="A002")
    assert program.stop() == 0
    assert displays.show(a3="", a4="")


def test_a_line_pulled_out_between_press_and_number_is_told_and_shows_it_when_it_is_back(
    hall: RunningHall, program: Program, displays: SegmentDisplays, technician: Technician
) -> None:
    kiosk = hall.device("kiosk-1")
    kiosk.answer(c.IssueTicket(service="khai-sinh"))
    desk = open_counter(hall, 1)
    assert displays.show(a3="--")
    displays.line.unplug()
    press_next(desk, 1)
    assert technician.comes_to_read(f"serial:{displays.path}?baud=38400")
    displays.plug_in_again()
    assert displays.show(a3="A001")
    assert technician.comes_to_read("")


def test_a_dead_display_is_named_and_the_other_counter_is_shown(
    hall: RunningHall, program: Program, displays: SegmentDisplays, technician: Technician
) -> None:
    displays.deaf = {4}
    kiosk = hall.device("kiosk-1")
    kiosk.answer(c.IssueTicket(service="khai-sinh"))
    desk = open_counter(hall, 1)
    press_next(desk, 1)
    assert displays.show(a3="A001")
    assert technician.comes_to_read("quay-2 #4")
