"""Adapters beside one another, each in its own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from central_gateway.adapters import running
from central_gateway.adapters.face import Adapter, AdapterError, Clock, Desk, Round, TryLater
from central_gateway.adapters.running import Running
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config
from central_gateway.store import adapters
from central_gateway.store.connection import open_
from central_gateway.store.run import Postgres
from demo.vendors.igate import Igate
from demo.vendors.made import made
from tests.central_gateway.adapters.conftest import Rig, oauth

DEADLINE = 20.0
Step = Callable[[Desk], Round]


class Played:
    """An adapter that does what a test says: one step for each round, and then nothing."""

    def __init__(self, *steps: Step | Exception) -> None:
        self.steps = list(steps)
        self.rounds = 0
        self.opened = 0
        self.over = threading.Event()
        """All steps are done."""

    def open(self, config: Config, entry: Entry, clock: Clock) -> Adapter:
        self.opened += 1
        return self

    def round(self, desk: Desk) -> Round:
        self.rounds += 1
        if not self.steps:
            self.over.set()
            return Round(wait=0.05)
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step(desk)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FIRST", 0.01)
    monkeypatch.setattr(running, "LONGEST", 0.05)
    monkeypatch.setattr(running, "STANDBY", 0.05)


Start = Callable[..., Running]


@pytest.fixture
def start(rig: Rig) -> Iterator[Start]:
    """Gives a running one for adapters by their ids."""
    begun: list[Running] = []

    def start(played: dict[str, Played], **more: Any) -> Running:
        config = rig.config(*(Entry(id=id, kind="file-drop") for id in played))
        made_ = Running(
            config,
            lambda: rig.now,
            rig.take,
            open=lambda config, entry, clock: played[entry.id].open(config, entry, clock),
            **more,
        )
        begun.append(made_)
        made_.start()
        return made_

    yield start
    for each in begun:
        each.stop()


def until(holds: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(int(DEADLINE / 0.02)):
        if holds():
            return
        waiting.wait(0.02)
    pytest.fail("it did not happen")


def well(desk: Desk) -> Round:
    return Round(taken=2, wait=0)


def test_each_one_goes_on_when_another_has_a_mistake_in_it(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    bad = Played(*[ZeroDivisionError("lỗi")] * 3)
    good = Played(*[well] * 5)
    start({"bad": bad, "good": good})
    assert good.over.wait(DEADLINE)
    assert bad.over.wait(DEADLINE)
    assert bad.opened == 4
    assert "adapter bad: has a mistake of ours in it" in caplog.text


def test_how_each_one_stands_is_kept_for_a_person(rig: Rig, start: Start) -> None:
    start({"tinh": Played(well, AdapterError("mật khẩu sai"), TryLater("bận"))})
    until(lambda: any(standing.taken == 2 for standing in adapters.standings(rig.db)))
    until(lambda: rig.db.execute("SELECT faults FROM adapter_state").fetchall() == [(2,)])
    until(lambda: [standing.fault_since for standing in adapters.standings(rig.db)] == [None])


def test_a_fault_is_told_once_while_it_lasts_and_so_is_its_end(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    played = Played(*[TryLater("cổng bận")] * 4)
    start({"tinh": played})
    assert played.over.wait(DEADLINE)
    until(lambda: "after 4 rounds that went badly" in caplog.text)
    assert caplog.text.count("cổng bận") == 1


def test_who_says_for_how_long_it_is_busy_is_left_alone_so_long(rig: Rig, start: Start) -> None:
    played = Played(TryLater("bận", after=3_600))
    start({"tinh": played})
    until(lambda: [standing.fault for standing in adapters.standings(rig.db)] == ["bận"])
    assert played.rounds == 1


def test_of_two_processes_one_runs_it_and_the_other_takes_over(rig: Rig, start: Start) -> None:
    first, second = Played(), Played()
    one = start({"tinh": first})
    assert first.over.wait(DEADLINE)
    start({"tinh": second})
    assert not second.over.wait(0.3)
    one.stop()
    assert second.over.wait(DEADLINE)


def test_what_breaks_while_it_is_held_lets_another_in(rig: Rig, start: Start) -> None:
    """A session that PostgreSQL has ended holds nothing any more."""
    first = Played()
    start({"tinh": first})
    assert first.over.wait(DEADLINE)
    rig.db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'motcua adapter tinh' AND datname = current_database()"
    )
    until(lambda: first.opened == 2)


def test_without_postgres_it_waits_and_then_goes_on(rig: Rig, postgres: Postgres, start: Start) -> None:
    from central_gateway.store.connection import StoreAway

    away = threading.Event()
    tries = 0

    def connect(name: str) -> Any:
        nonlocal tries
        tries += 1
        if not away.is_set():
            raise StoreAway("PostgreSQL: đi vắng")
        return open_(rig.url, name)

    played = Played()
    start({"tinh": played}, connect=connect)
    until(lambda: tries >= 3)
    away.set()
    assert played.over.wait(DEADLINE)


def test_a_real_one_reads_a_real_list_in_its_own_thread(rig: Rig) -> None:
    with Igate(dossiers=made(30)) as igate:
        igate.faults.next("error", None, "broken-off")
        settings = {
            "line": oauth(rig, igate.url),
            "table": "igate",
            "list": "/ho-so/danh-sach",
            "items": "data.items",
            "count": 10,
        }
        config = rig.config(Entry(id="tinh", kind="rest-pull", settings=settings))
        made_ = Running(config, lambda: rig.now, rig.take)
        made_.start()
        until(lambda: len(rig.states()) == 30)
        made_.stop()
    assert rig.changes() == 30


def test_a_system_whose_every_row_is_bad_fills_no_disk(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "ASIDE_MOST", 2)
    rig.desk().commit({}, aside=[(f"row {n}", "code: is empty") for n in range(3)])
    rig.desk().commit({}, aside=[("row 9", "code: is empty"), ("row 9", "code: is empty")])
    assert len(rig.aside()) == 2
    assert "row 9" in rig.aside()
