"""A ledger that was put back from a copy: under a higher epoch it goes on, under the old one it is noticed."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.contract.centre.messages import Mark
from hall_core.domain.plan import Plan
from hall_hub.courier.marks import FILE
from hall_hub.courier.tellings import STREAMS
from hall_hub.figures.raw import LEDGER
from tests.hall_hub.courier.lived_days import PLAN, LivedDays, append
from tests.hall_hub.courier.played_centre import key_of
from tests.hall_hub.courier.test_reading import epoch_of, new_epoch
from tests.hall_hub.courier.told_courier import Courier, has_all
from tests.hall_hub.courier.told_days import all_records, write_ledger


@pytest.fixture
def hub(tmp_path: Path, plan: Plan) -> Path:
    write_ledger(tmp_path, plan)
    return tmp_path


@pytest.mark.parametrize("turned", [False, True], ids=["on the same day", "a day later"])
def test_a_ledger_from_a_copy_is_told_under_its_own_epoch_and_doubles_nothing(tmp_path: Path, turned: bool) -> None:
    was, now = (LivedDays(5, days=2, wishes=40, last=last).events for last in (25, 50))
    alike = next(n for n, (one, other) in enumerate(zip(was, now, strict=False)) if one != other)
    data, copy = tmp_path / "hub", tmp_path / "copy.sqlite"
    data.mkdir()
    append(data / LEDGER, now[: alike - 10])
    shutil.copy(data / LEDGER, copy)
    append(data / LEDGER, was[alike - 10 :] if turned else now[alike - 10 : alike])
    with closing(Courier(data, PLAN)) as courier:
        courier.until_told()
        courier.tellings.keep()
        old, before = epoch_of(data), len(courier.centre.came)
        # The disk is gone; a copy that is a little older takes its place, and the day goes on otherwise.
        courier.close()
        for file in data.glob(f"{LEDGER}*"):
            file.unlink()
        shutil.copy(copy, data / LEDGER)
        new_epoch(data)
        append(data / LEDGER, now[alike - 10 :])
        courier.start()
        courier.until_told()
        has_all(courier.centre, data, PLAN)
        again = courier.centre.came[before:]
        assert {mark.epoch for _, mark, _ in again} == {old + 1}
        days = {record.day for _, _, record in again}
        assert len(days) == (2 if turned else 1), "days that the centre is known to have are not told again"


def test_a_ledger_that_is_replaced_while_it_is_read_is_noticed(hub: Path, plan: Plan) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.greet()
        courier.turn()
        new_epoch(hub)
        courier.until_told()
        has_all(courier.centre, hub, plan)
        assert courier.tellings.epoch == epoch_of(hub)


def test_an_old_ledger_whose_epoch_nobody_raised_is_noticed(hub: Path, plan: Plan) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        assert not courier.tellings.ahead()
        courier.centre.heard["ratings"] = Mark(epoch_of(hub), 10_000_000)
        courier.greet()
        courier.turn()
        assert courier.tellings.ahead()


class PutBack:
    """A hall whose ledger was put back from a copy of yesterday, and went on otherwise."""

    def __init__(self, folder: Path) -> None:
        was, self.now = (LivedDays(5, days=2, wishes=40, last=last).events for last in (25, 50))
        alike = next(n for n, (one, other) in enumerate(zip(was, self.now, strict=False)) if one != other)
        self.data, self._copied = folder / "hub", alike - 10
        self.data.mkdir()
        append(self.data / LEDGER, was[: self._copied])
        shutil.copy(self.data / LEDGER, folder / "copy.sqlite")
        append(self.data / LEDGER, was[self._copied :])
        self.copy = folder / "copy.sqlite"
        self.last = len(was)

    def put_back(self, upto: int) -> None:
        for file in self.data.glob(f"{LEDGER}*"):
            file.unlink()
        shutil.copy(self.copy, self.data / LEDGER)
        append(self.data / LEDGER, self.now[self._copied : upto])

    def goes_on(self, since: int) -> None:
        append(self.data / LEDGER, self.now[since:])


def tells_nothing(courier: Courier) -> None:
    taken = len(courier.centre.came)
    courier.until_told()
    assert courier.tellings.ahead()
    assert len(courier.centre.came) == taken


def test_a_copy_that_has_outgrown_what_was_told_while_no_courier_ran_is_noticed(tmp_path: Path) -> None:
    hall = PutBack(tmp_path)
    with closing(Courier(hall.data, PLAN)) as courier:
        courier.until_told()
        courier.tellings.keep()
        courier.close()
        hall.put_back(len(hall.now))
        assert len(hall.now) > hall.last
        for _ in range(2):
            courier.start()
            tells_nothing(courier)
            courier.tellings.keep()
            courier.close()
        new_epoch(hall.data)
        courier.start()
        courier.until_told()
        assert not courier.tellings.ahead()
        now = {key_of(record): record for _, record in all_records(hall.data, PLAN)}
        assert now.items() <= courier.centre.bodies().items()


@pytest.mark.parametrize("remembers", [True, False])
def test_a_copy_that_was_noticed_is_not_forgotten_when_it_outgrows_what_was_told(
    tmp_path: Path, *, remembers: bool
) -> None:
    hall = PutBack(tmp_path)
    with closing(Courier(hall.data, PLAN)) as courier:
        courier.until_told()
        courier.close()
        hall.put_back(hall.last - 5)
        if not remembers:
            (courier.own / FILE).unlink(missing_ok=True)
        courier.start()
        tells_nothing(courier)
        hall.goes_on(hall.last - 5)
        tells_nothing(courier)
        courier.restart()
        tells_nothing(courier)


def test_what_happened_under_an_epoch_that_was_too_low_is_told_once_it_is_raised(tmp_path: Path) -> None:
    lived = LivedDays(5, days=3)
    append(tmp_path / LEDGER, lived.events, epoch=1)
    with closing(Courier(tmp_path, PLAN)) as courier:
        for stream in STREAMS:
            courier.centre.heard[stream] = Mark(2, 4)
        tells_nothing(courier)
        courier.tellings.keep()
        for _ in range(2):
            new_epoch(tmp_path)
        courier.restart()
        courier.until_told()
        has_all(courier.centre, tmp_path, PLAN)
