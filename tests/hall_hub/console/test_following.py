"""The console's hall is the hub's, read beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.decide import decide, decide_tick
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.plan import Plan
from hall_hub.console.following import Follower
from hall_hub.store.ledger import Ledger
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.hall_hub.conftest import uid


class Writer:
    """A hub in small: decides, and writes into a real ledger."""

    def __init__(self, plan: Plan, file: Path) -> None:
        self.hall, self.ledger, self._asked = Hall(plan), Ledger(file), 0
        self.record(decide_tick(self.hall, NINE, trusted=True), None)

    def do(self, command: c.Command, device: str) -> str:
        self._asked += 1
        id = uid(self._asked)
        events = decide(
            self.hall, command, c.Asked(id, device, NINE + self._asked * 10_000, offer=uid(9_000 + self._asked))
        )
        assert isinstance(events, list), events
        self.record(events, id)
        return id

    def record(self, events: list[e.Event], command: str | None) -> None:
        at = NINE + self._asked * 10_000
        with self.ledger.batch():
            for event in events:
                self.ledger.append(event, at, command)
                evolve(self.hall, event, at)


@pytest.fixture
def write(plan: Plan, tmp_path: Path) -> Iterator[Callable[[], Writer]]:
    made: list[Writer] = []

    def make() -> Writer:
        made.append(Writer(plan, tmp_path / "ledger.sqlite"))
        return made[-1]

    yield make
    for writer in made:
        writer.ledger.close()


@pytest.fixture
def follower(plan: Plan, tmp_path: Path) -> Iterator[Follower]:
    made = Follower(plan, tmp_path / "ledger.sqlite")
    yield made
    made.close()


def some_work(hub: Writer) -> None:
    for service in ("khai-sinh", "sao-y", "khai-sinh"):
        hub.do(c.IssueTicket(service=service), "kiosk-1")
    hub.do(c.OpenCounter(counter="quay-1", officer="can-bo-1"), "goi-1")
    hub.do(c.CallNext(counter="quay-1"), "goi-1")
    hub.do(c.StartService(counter="quay-1"), "goi-1")


def test_it_takes_a_day_that_has_begun_and_every_step_after(write: Callable[[], Writer], follower: Follower) -> None:
    hub = write()
    some_work(hub)
    assert follower.look()
    assert picture(follower.hall) == picture(hub.hall)
    hub.do(c.CompleteService(counter="quay-1", then=["sao-y"]), "goi-1")
    assert follower.look()
    assert picture(follower.hall) == picture(hub.hall)
    assert not follower.look(), "nothing is new"


def test_it_follows_into_the_next_day(write: Callable[[], Writer], follower: Follower) -> None:
    hub = write()
    some_work(hub)
    follower.look()
    hub.record(decide_tick(hub.hall, NINE + 24 * 3_600_000, trusted=True), None)
    follower.look()
    assert follower.hall.tickets == {}
    assert picture(follower.hall) == picture(hub.hall)


def test_it_waits_for_a_ledger_that_is_not_there_yet(write: Callable[[], Writer], follower: Follower) -> None:
    assert follower.look(), "that is news, once"
    assert follower.trouble
    assert not follower.look()
    hub = write()
    assert follower.look()
    assert not follower.trouble
    assert follower.hall.day == hub.hall.day


def test_another_ledger_in_its_place_is_read_anew(
    write: Callable[[], Writer], follower: Follower, tmp_path: Path
) -> None:
    hub = write()
    hub.do(c.IssueTicket(service="sao-y"), "kiosk-1")
    hub.ledger.close()
    shutil.copy(tmp_path / "ledger.sqlite", tmp_path / "copy")
    again = write()
    some_work(again)
    follower.look()
    again.ledger.close()
    for end in ("-wal", "-shm"):  # as whoever puts a copy back must
        (tmp_path / f"ledger.sqlite{end}").unlink()
    (tmp_path / "copy").replace(tmp_path / "ledger.sqlite")
    assert follower.look()
    assert picture(follower.hall) == picture(hub.hall)


def test_a_garbled_ledger_is_told_once_and_read_when_it_is_mended(
    write: Callable[[], Writer], follower: Follower, tmp_path: Path
) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database" * 100)
    assert follower.look()
    assert not follower.look()
    assert "ledger.sqlite" in follower.trouble
    (tmp_path / "ledger.sqlite").unlink()
    write()
    assert follower.look()
    assert not follower.trouble
