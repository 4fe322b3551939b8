"""The hub's card dies, and another one goes on: real Mosquitto, real hubs, the program that copies, boxes that hold."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from demo.programs import Program
from hall_core.contract.ids import new_id
from hall_core.contract.messages import HallState
from hall_core.domain import commands as c
from hall_core.domain.facts import IssuedHere, PaperPrinted
from hall_core.mqtt.heard import StateHeard
from hall_hub.backup.restore import main as restore
from tests.flows.conftest import Device, RunningHall
from tests.flows.test_spine import ISSUE, events, opened, wait_for_events

pytestmark = pytest.mark.timeout(120)
BACKUP = """
[backup]
folder = "{folder}"
"""


class Copying:
    def __init__(self, hall: RunningHall) -> None:
        self.hall, self.stick = hall, hall.folder / "stick"
        self.stick.mkdir(exist_ok=True)
        hall.file.write_text(hall.file.read_text("utf-8") + BACKUP.format(folder=self.stick), encoding="utf-8")
        self.start()

    def start(self) -> None:
        where = ["--hub", str(self.hall.folder / "hub"), "--box", str(self.hall.folder / "run")]
        arguments = ["--hall", str(self.hall.file), "--data", str(self.hall.folder / "backup"), *where, "--same-disk"]
        log = self.hall.folder / "backup.log"
        self.program = Program("backup", "hall_hub.backup.__main__", arguments, log)

    def has(self, count: int) -> None:
        """Until the copy has so many events."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for path in self.stick.glob("ledger-*.sqlite"):
                with closing(sqlite3.connect(path)) as db:
                    if db.execute("SELECT count(*) FROM event").fetchone()[0] >= count:
                        return
            threading.Event().wait(0.05)
        raise AssertionError(f"the copy has no {count} events: {self.program.log.read_text('utf-8')}")


@pytest.fixture
def copying(hall: RunningHall) -> Iterator[Copying]:
    copying = Copying(hall)
    yield copying
    copying.program.stop()


def lost_and_put_back(hall: RunningHall, copying: Copying) -> None:
    """kill -9, and nothing of the card is left."""
    hall.hub.kill()
    shutil.rmtree(hall.folder / "hub")
    (hall.folder / "hub").mkdir()
    data = str(hall.folder / "hub")
    assert restore(["--hall", str(hall.file), "--from", str(copying.stick), "--data", data]) == 0
    hall.start_hub()


def recovering(heard: StateHeard, *, still: bool) -> bool:
    state = heard.state
    return isinstance(state, HallState) and state.restored is not None and state.restored.recovering is still


def total(hall: RunningHall) -> int:
    with closing(sqlite3.connect(hall.folder / "hub" / "ledger.sqlite")) as db:
        return int(db.execute("SELECT count(*) FROM event").fetchone()[0])


def called(device: Device, n: int) -> str:
    reply = device.answer(c.CallNext(counter=f"quay-{n}"))
    assert reply.counter is not None
    assert reply.counter.ticket is not None
    return reply.counter.ticket.number


def test_what_the_copy_missed_is_told_by_the_boxes_and_calls_go_on_after_the_last_of_them(
    hall: RunningHall, copying: Copying
) -> None:
    kiosk, first, second = hall.device("kiosk-1", ("hall",)), opened(hall, 1), opened(hall, 2)
    numbers = [ticket.number for ticket in (kiosk.answer(ISSUE).ticket for _ in range(6)) if ticket]
    assert called(first, 1) == "A001"
    copying.has(total(hall))
    copying.program.stop()
    # From here on only the boxes know.
    for _ in range(4):
        ticket = kiosk.answer(ISSUE).ticket
        assert ticket is not None
        numbers.append(ticket.number)
        kiosk.station.tell(PaperPrinted(ticket=ticket.id))
    assert called(second, 2) == "A002"
    first.answer(c.StartService(counter="quay-1"))
    assert called(first, 1) == "A003"
    wait_for_events(hall, "ticket-printed", 4)
    second.stop()
    hall.forget(second)
    lost_and_put_back(hall, copying)
    kiosk.expect(StateHeard, lambda heard: recovering(heard, still=True), seconds=30)
    refused = kiosk.answer(ISSUE).refusal
    assert refused is not None
    assert refused.reason == "recovering"
    alone = IssuedHere(ticket=new_id(), number="A901", value=901, service="khai-sinh", day="2026-11-21")
    kiosk.station.tell(alone)
    refused = first.answer(c.CallNext(counter="quay-1")).refusal
    assert refused is not None
    assert refused.reason == "recovering", "one box has not told yet"
    second = hall.device("goi-2", ("hall",))
    second.expect(StateHeard, lambda heard: recovering(heard, still=False), seconds=30)
    wait_for_events(hall, "ticket-printed", 4)
    issued = events(hall, "ticket-issued")
    assert (
        [event["number"] for event in issued if not event["reserve"]] == numbers == [f"A{n:03d}" for n in range(1, 11)]
    )
    second.answer(c.StartService(counter="quay-2"))
    first.answer(c.StartService(counter="quay-1"))
    assert (called(first, 1), called(second, 2)) == ("A004", "A005")
    ticket = kiosk.answer(ISSUE).ticket
    assert ticket is not None
    assert ticket.number == "A011"
    calls = [event["ticket"] for event in events(hall, "ticket-called")]
    assert len(calls) == len(set(calls)) == 5
    assert events(hall, "answer-unfit") == []


def test_the_copy_follows_a_hub_at_work_and_is_itself_a_ledger(hall: RunningHall, copying: Copying) -> None:
    kiosk = hall.device("kiosk-1")
    for _ in range(20):
        kiosk.answer(ISSUE)
    copying.has(total(hall))
    copying.program.kill()
    copying.start()
    for _ in range(5):
        kiosk.answer(ISSUE)
    copying.has(total(hall))
    copying.program.stop()
    lost_and_put_back(hall, copying)
    assert len(events(hall, "ticket-issued")) == 25
