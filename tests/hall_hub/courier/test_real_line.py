"""The courier as a process of its own, beside a real hub on a real broker, killed as a power cut would."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from demo.programs import Program, start_courier
from hall_core.contract.centre.records import Transaction
from hall_core.contract.messages import DeviceState
from hall_core.device.hall_file import load
from hall_core.device.program import WRONG_CONFIGURATION
from hall_core.domain.commands import CancelTicket, IssueTicket
from hall_core.mqtt.heard import StateHeard
from hall_hub.figures.raw import LEDGER
from tests.flows.conftest import Device, RunningHall
from tests.hall_hub.courier.played_centre import PlayedCentre, key_of
from tests.hall_hub.courier.played_line import PlayedLine, played
from tests.hall_hub.courier.test_reading import epoch_of
from tests.hall_hub.courier.told_days import all_records

pytestmark = pytest.mark.timeout(120)


class Hall(RunningHall):
    """With a line to the centre."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 1, "\n[centre]\nbrings = []\n", rush=True)
        self.data = folder / "hub"
        self.courier: Program | None = None

    def start_courier(self) -> Program:
        self.courier = start_courier(self.file, self.data, self.folder / "courier", self.broker.address)
        return self.courier

    def close(self) -> None:
        if self.courier is not None:
            self.courier.stop()
        super().close()

    def visits(self, kiosk: Device, count: int) -> None:
        """People who take a number and give it back: a transaction each."""
        for _ in range(count):
            ticket = kiosk.answer(IssueTicket(service="khai-sinh")).ticket
            assert ticket is not None
            kiosk.answer(CancelTicket(ticket=ticket.id))

    def all_told(self, centre: PlayedCentre) -> bool:
        plan = load(self.file)
        return centre.bodies() == {key_of(record): record for _, record in all_records(self.data, plan)}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.close()


def told(line: PlayedLine, count: int) -> None:
    line.until(lambda centre: len(centre.rows) == count)


def test_what_happens_in_the_hall_reaches_the_centre(hall: Hall) -> None:
    hall.start_courier()
    kiosk = hall.device("kiosk-1")
    with played(hall.broker.address) as line:
        hall.visits(kiosk, 3)
        told(line, 3)
        [(_, record), *_] = line.centre.rows.values()
        assert isinstance(record.body, Transaction)
        assert (record.body.outcome, record.body.channel) == ("void", "kiosk")
        assert hall.all_told(line.centre)


def test_while_the_line_is_away_nothing_goes_and_then_everything(hall: Hall) -> None:
    courier = hall.start_courier()
    kiosk = hall.device("kiosk-1")
    with played(hall.broker.address) as line:
        hall.visits(kiosk, 2)
        told(line, 2)
        line.stands(so=False)
        courier.wait_for("the line to the centre is away", 30)
        hall.visits(kiosk, 40)
        assert len(line.centre.rows) == 2
        line.stands(so=True)
        told(line, 42)
        assert len(line.centre.came) == 42


def test_killed_again_and_again_on_a_bad_line_it_tells_each_thing_once(hall: Hall) -> None:
    kiosk = hall.device("kiosk-1")
    with played(hall.broker.address, loses=0.03) as line:
        people = threading.Thread(target=hall.visits, args=(kiosk, 80))
        people.start()
        for killed in range(3):
            courier = hall.start_courier()
            line.until(lambda centre, least=killed * 10: len(centre.rows) > least)
            courier.kill()
        people.join()
        hall.start_courier()
        line.loses = 0.0
        told(line, 80)
        assert hall.all_told(line.centre)
        assert len(line.centre.came) == 80


def test_a_centre_that_has_lost_what_it_had_gets_it_again(hall: Hall) -> None:
    kiosk = hall.device("kiosk-1")
    with played(hall.broker.address) as line:
        hall.visits(kiosk, 20)
        courier = hall.start_courier()
        told(line, 20)
        line.forget(0.3)
        assert len(line.centre.rows) == 6
        courier.stop()
        hall.start_courier()
        told(line, 20)
        assert hall.all_told(line.centre)


def test_a_ledger_that_is_put_back_from_a_copy_goes_on_under_its_epoch(hall: Hall) -> None:
    kiosk = hall.device("kiosk-1")
    with played(hall.broker.address) as line:
        hall.start_courier()
        hall.visits(kiosk, 10)
        told(line, 10)
        copy = hall.folder / "copy.sqlite"
        with closing(sqlite3.connect(hall.data / LEDGER)) as db, closing(sqlite3.connect(copy)) as other:
            db.backup(other)
            with other:
                other.execute("UPDATE meta SET value = value + 1 WHERE key = 'epoch'")
        hall.visits(kiosk, 5)
        told(line, 15)
        old = epoch_of(hall.data)
        hall.hub.stop()
        for file in hall.data.glob(f"{LEDGER}*"):
            file.unlink()
        shutil.move(copy, hall.data / LEDGER)
        hall.start_hub()
        hall.visits(kiosk, 3)
        line.until(lambda centre: centre.heard["transactions"].epoch == old + 1 and len(centre.rows) == 18)
        now = {key_of(record): record for _, record in all_records(hall.data, load(hall.file))}
        assert len(now) == 13
        assert now.items() <= line.centre.bodies().items(), "and five of whom only the centre knows"


def of_the_courier(heard: StateHeard) -> bool:
    return isinstance(heard.state, DeviceState) and heard.name == "courier"


def online(heard: StateHeard) -> bool:
    assert isinstance(heard.state, DeviceState)
    return heard.state.online


def test_it_says_that_it_is_there_and_by_its_will_that_it_is_gone(hall: Hall) -> None:
    courier = hall.start_courier()
    head = hall.device("kiosk-1", ("device-state", "courier"))
    assert online(head.expect(StateHeard, of_the_courier))
    courier.kill()
    assert not online(head.expect(StateHeard, of_the_courier, 30))


def test_without_a_line_in_the_hall_file_it_says_so_and_ends(tmp_path: Path, hall: Hall) -> None:
    file = tmp_path / "without.toml"
    file.write_text(hall.file.read_text("utf-8").replace("[centre]", "# [centre]").replace("brings = []", ""), "utf-8")
    arguments = ["--hall", str(file), "--hub", str(hall.data), "--data", str(tmp_path / "other")]
    courier = Program("courier", "hall_hub.courier", arguments, tmp_path / "other.log")
    assert courier.process.wait(30) == WRONG_CONFIGURATION
    assert "has no [centre]" in courier.log.read_text("utf-8")
