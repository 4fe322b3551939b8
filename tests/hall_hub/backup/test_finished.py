"""Days that are over outlive the hub's card, and are counted once, whatever was put back: real files."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.backup import finish, place
from hall_hub.backup.check import look_through
from hall_hub.backup.copy import NEW
from hall_hub.backup.finished import BEFORE, FinishedDays
from hall_hub.backup.keeping import Keeping
from hall_hub.backup.portion import Source
from hall_hub.figures.archive import FOLDER
from hall_hub.figures.roll_up import archive_days, recount, roll_up
from hall_hub.figures.store import FILE, Figures
from hall_hub.store.ledger import Ledger
from hall_sim.days import working_days, write_days

DAYS = [day.isoformat() for day in working_days(date(2026, 11, 16), date(2026, 11, 19))]
LEDGER = "ledger.sqlite"


@pytest.fixture
def data(tmp_path: Path, plan: Plan) -> Path:
    """Of a hub with four days that are over, of all of which there are figures."""
    folder = tmp_path / "hub"
    folder.mkdir()
    write_days(folder / LEDGER, plan, [date.fromisoformat(day) for day in DAYS], 12)
    roll_up(folder, roster_of(plan))
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def copied(data: Path, stick: Path, plan: Plan) -> Path:
    source = Source(data / LEDGER)
    keeping = Keeping(source, stick, plan.hall.id)
    now = 1_000.0
    while keeping.turn(1, now) or not keeping.as_of:
        now += 1
    keeping.close()
    source.close()
    follow(data, stick, plan)
    [copy] = stick.glob("ledger-*.sqlite")
    return copy


def follow(data: Path, stick: Path, plan: Plan) -> None:
    FinishedDays(data, stick, plan.hall.id, lambda: None).follow()


def as_it_was(data: Path, before: Path, day: str) -> Path:
    """Of a hub on whose ledger that day still ran."""
    shutil.copytree(data, before)
    with closing(sqlite3.connect(before / LEDGER, isolation_level=None)) as db:
        (first,) = db.execute("SELECT first FROM day WHERE day = ?", (day,)).fetchone()
        db.execute("DELETE FROM event WHERE seq > ?", (first + 40,))
        db.execute("DELETE FROM day WHERE first > ?", (first,))
    with closing(Figures(before, write=True)) as figures:
        late = [kept.stretch for kept in figures.days() if kept.day >= day]
        figures.take_out(late[0])
    for file in (before / FOLDER).iterdir():
        if file.name >= day:
            file.unlink()
    return before


def put_back(copy: Path, data: Path, plan: Plan) -> None:
    """… and the next day begins, as it does in the hall."""
    place.put(look_through(copy, plan.hall.id), data, list)
    finish(data)
    Ledger(data / LEDGER).close()


def days_of(data: Path) -> list[str]:
    with closing(Figures(data)) as figures:
        return [kept.day for kept in figures.days()]


def test_the_stick_has_each_day_that_is_over_as_the_hub_has_it(data: Path, stick: Path, plan: Plan) -> None:
    follow(data, stick, plan)
    own = stick / f"finished-{plan.hall.id}"
    assert {file.name: file.read_bytes() for file in (own / FOLDER).iterdir()} == {
        file.name: file.read_bytes() for file in (data / FOLDER).iterdir()
    }
    assert days_of(own) == days_of(data) == DAYS


def test_another_stick_gets_all_of_them(data: Path, stick: Path, plan: Plan) -> None:
    days = FinishedDays(data, stick, plan.hall.id, lambda: None)
    days.follow()
    own = stick / f"finished-{plan.hall.id}"
    shutil.rmtree(own)  # as it is on one that was never here
    days.follow()
    assert len(list((own / FOLDER).iterdir())) == len(DAYS)
    assert days_of(own) == DAYS


def test_figures_that_could_not_be_copied_are_copied_the_next_time(data: Path, stick: Path, plan: Plan) -> None:
    follow(data, stick, plan)
    with closing(Figures(data, write=True)) as figures:
        figures.lay_bare(figures.days()[0])
    own = stick / f"finished-{plan.hall.id}"
    in_the_way = own / f"{FILE}{NEW}"
    in_the_way.mkdir()
    days = FinishedDays(data, stick, plan.hall.id, lambda: None)
    with pytest.raises(OSError, match=in_the_way.name):
        days.follow()
    in_the_way.rmdir()
    days.follow()
    with closing(Figures(own)) as figures:
        assert figures.days()[0].bare


def test_what_a_rule_has_deleted_goes_from_the_stick(data: Path, stick: Path, plan: Plan) -> None:
    days = FinishedDays(data, stick, plan.hall.id, lambda: None)
    days.follow()
    own = stick / f"finished-{plan.hall.id}"
    [gone] = (data / FOLDER).glob(f"{DAYS[0]}.*")
    gone.unlink()
    with closing(Figures(data, write=True)) as figures:
        figures.lay_bare(figures.days()[0])
    days.follow()
    assert not (own / FOLDER / gone.name).exists()
    with closing(Figures(own)) as figures:
        assert figures.days()[0].bare


def test_a_new_card_has_the_days_that_its_ledger_keeps_no_longer(
    data: Path, stick: Path, plan: Plan, tmp_path: Path
) -> None:
    assert list(archive_days(data, DAYS[2])) == DAYS[:2]
    copy = copied(data, stick, plan)
    shutil.rmtree(data)
    data.mkdir()
    put_back(copy, data, plan)
    assert roll_up(data, roster_of(plan)) == []
    assert days_of(data) == DAYS
    assert recount(data) == (4, [])


def test_figures_that_were_on_no_stick_are_made_of_the_ledger_that_was_put_back(
    data: Path, stick: Path, plan: Plan
) -> None:
    copy = copied(data, stick, plan)
    shutil.rmtree(stick / f"finished-{plan.hall.id}")
    shutil.rmtree(data)
    data.mkdir()
    put_back(copy, data, plan)
    assert roll_up(data, roster_of(plan)) == DAYS
    assert recount(data) == (4, [])


def test_a_ledger_that_is_put_back_beside_its_figures_counts_no_day_twice(
    data: Path, stick: Path, plan: Plan, tmp_path: Path
) -> None:
    copy = copied(as_it_was(data, tmp_path / "before", DAYS[2]), stick, plan)
    put_back(copy, data, plan)
    assert days_of(data) == DAYS[:2]
    assert sorted(file.name[:10] for file in (data / BEFORE).iterdir()) == DAYS[2:], "aside, should somebody want them"
    assert roll_up(data, roster_of(plan)) == []
    assert recount(data) == (2, [])


def test_a_day_that_ran_when_it_was_copied_ends_as_one_day(data: Path, stick: Path, plan: Plan, tmp_path: Path) -> None:
    copy = copied(as_it_was(data, tmp_path / "before", DAYS[2]), stick, plan)
    put_back(copy, data, plan)
    with closing(sqlite3.connect(data / LEDGER, isolation_level=None)) as db:
        seq, at = db.execute("SELECT max(seq), max(at) FROM event").fetchone()
        db.execute("INSERT INTO event VALUES (?, ?, NULL, ?)", (seq + 1, at, '{"type":"hub-recovered","answers":0}'))
        began = f'{{"type":"day-began","day":"{DAYS[3]}","provisional":false}}'
        db.execute("INSERT INTO event VALUES (?, ?, NULL, ?)", (seq + 2, at + 1, began))
        db.execute("INSERT INTO day (first, day) VALUES (?, ?)", (seq + 2, DAYS[3]))
    assert roll_up(data, roster_of(plan)) == [DAYS[2]]
    assert days_of(data) == DAYS[:3]
    assert recount(data) == (3, [])
    assert list(archive_days(data, DAYS[3])) == DAYS[:3]
    assert recount(data) == (3, [])
