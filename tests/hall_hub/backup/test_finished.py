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
from hall_hub.backup.copy import NEW, name_of
from hall_hub.backup.finished import BEFORE, FinishedDays, finished_of
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
    follow(data, stick)
    [copy] = stick.glob("ledger-*.sqlite")
    return copy


def epoch_of(data: Path) -> int:
    with closing(sqlite3.connect(data / LEDGER)) as db:
        (epoch,) = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    return epoch


def own_of(data: Path, stick: Path) -> Path:
    return finished_of(stick, epoch_of(data))


def finished(data: Path, stick: Path) -> FinishedDays:
    return FinishedDays(data, own_of(data, stick), lambda: None)


def follow(data: Path, stick: Path) -> None:
    finished(data, stick).follow()


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


def put_on_a_new_card(copy: Path, data: Path, plan: Plan) -> None:
    shutil.rmtree(data)
    data.mkdir()
    put_back(copy, data, plan)


def days_of(data: Path) -> list[str]:
    with closing(Figures(data)) as figures:
        return [kept.day for kept in figures.days()]


def test_the_stick_has_each_day_that_is_over_as_the_hub_has_it(data: Path, stick: Path) -> None:
    follow(data, stick)
    own = own_of(data, stick)
    assert {file.name: file.read_bytes() for file in (own / FOLDER).iterdir()} == {
        file.name: file.read_bytes() for file in (data / FOLDER).iterdir()
    }
    assert days_of(own) == days_of(data) == DAYS


def test_another_stick_gets_all_of_them(data: Path, stick: Path) -> None:
    days = finished(data, stick)
    days.follow()
    own = own_of(data, stick)
    shutil.rmtree(own)  # as it is on one that was never here
    days.follow()
    assert len(list((own / FOLDER).iterdir())) == len(DAYS)
    assert days_of(own) == DAYS


def test_figures_that_could_not_be_copied_are_copied_the_next_time(data: Path, stick: Path) -> None:
    follow(data, stick)
    with closing(Figures(data, write=True)) as figures:
        figures.lay_bare(figures.days()[0])
    own = own_of(data, stick)
    in_the_way = own / f"{FILE}{NEW}"
    in_the_way.mkdir()
    days = finished(data, stick)
    with pytest.raises(OSError, match=in_the_way.name):
        days.follow()
    in_the_way.rmdir()
    days.follow()
    with closing(Figures(own)) as figures:
        assert figures.days()[0].bare


def test_what_a_rule_has_deleted_goes_from_the_stick(data: Path, stick: Path) -> None:
    days = finished(data, stick)
    days.follow()
    own = own_of(data, stick)
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
    put_on_a_new_card(copy, data, plan)
    assert roll_up(data, roster_of(plan)) == []
    assert days_of(data) == DAYS
    assert recount(data) == (4, [])


def test_figures_that_were_on_no_stick_are_made_of_the_ledger_that_was_put_back(
    data: Path, stick: Path, plan: Plan
) -> None:
    copy = copied(data, stick, plan)
    shutil.rmtree(own_of(data, stick))
    put_on_a_new_card(copy, data, plan)
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


def begun_anew(data: Path, plan: Plan, tmp_path: Path) -> Path:
    """Of a new card, whose hub has begun another ledger."""
    new = tmp_path / "new"
    new.mkdir()
    write_days(new / LEDGER, plan, [date(2026, 11, 20)], 2)
    with closing(sqlite3.connect(new / LEDGER, isolation_level=None)) as db:
        db.execute("UPDATE meta SET value = value + 9 WHERE key = 'epoch'")
    return new


def test_a_hub_that_began_another_ledger_takes_no_day_from_the_stick(
    data: Path, stick: Path, plan: Plan, tmp_path: Path
) -> None:
    copy = copied(data, stick, plan)
    own, days = own_of(data, stick), set((data / FOLDER).iterdir())
    new = begun_anew(data, plan, tmp_path)
    keeping = Keeping(Source(new / LEDGER), stick, plan.hall.id)
    while keeping.turn(1, 1_000.0) or not keeping.as_of:
        pass
    follow(new, stick)
    keeping.tidy()
    keeping.close()
    assert copy.exists()
    assert {file.name for file in (own / FOLDER).iterdir()} == {file.name for file in days}
    assert days_of(own) == DAYS


def test_what_went_into_the_ledger_that_was_put_back_leaves_the_stick_when_that_is_whole_there(
    data: Path, stick: Path, plan: Plan
) -> None:
    copy, own = copied(data, stick, plan), own_of(data, stick)
    (stick / "ledger-77.sqlite.new").write_bytes(b"begun and not ended")
    put_on_a_new_card(copy, data, plan)
    keeping = Keeping(Source(data / LEDGER), stick, plan.hall.id)
    keeping.tidy()
    assert copy.exists(), "the new one is not there yet"
    while keeping.turn(1, 1_000.0) or not keeping.as_of:
        pass
    follow(data, stick)
    keeping.tidy()
    keeping.close()
    own_copy = name_of(epoch_of(data))
    assert {file.name for file in stick.iterdir()} == {own_of(data, stick).name, own_copy, f"{own_copy}-journal"}
    assert not own.exists()
    assert days_of(own_of(data, stick)) == DAYS


@pytest.mark.parametrize("first", [True, False], ids=["no database any more", "all but the first page"])
def test_spoilt_figures_on_the_stick_are_made_anew_and_hold_up_nothing(
    data: Path, stick: Path, plan: Plan, *, first: bool
) -> None:
    copy = copied(data, stick, plan)
    if first:
        (own_of(data, stick) / FILE).write_bytes(b"hello" * 1_000)
    else:
        spoil(own_of(data, stick) / FILE)
    put_on_a_new_card(copy, data, plan)
    assert roll_up(data, roster_of(plan)) == DAYS
    assert recount(data) == (4, [])


def test_figures_that_are_spoilt_where_they_are_go_aside_as_a_whole(
    data: Path, stick: Path, plan: Plan, tmp_path: Path
) -> None:
    copy = copied(as_it_was(data, tmp_path / "before", DAYS[2]), stick, plan)
    spoil(data / FILE)
    put_back(copy, data, plan)
    assert (data / f"{FILE}.before").exists()
    assert roll_up(data, roster_of(plan)) == DAYS[:2]


def test_a_day_that_cannot_be_read_from_the_stick_is_passed_over(data: Path, stick: Path, plan: Plan) -> None:
    copy = copied(data, stick, plan)
    own = own_of(data, stick) / FOLDER
    bad = min(own.iterdir())
    bad.unlink()
    bad.mkdir()  # reading it is an error, even for root
    put_on_a_new_card(copy, data, plan)
    assert len(list((data / FOLDER).iterdir())) == len(DAYS) - 1


def test_two_sticks_that_take_turns_are_each_as_the_hub_is(data: Path, tmp_path: Path) -> None:
    sticks = [tmp_path / "A", tmp_path / "B"]
    place = tmp_path / "mounted"
    days = FinishedDays(data, place / "finished", lambda: None)

    def plug(stick: Path) -> None:
        place.unlink(missing_ok=True)
        stick.mkdir(exist_ok=True)
        place.symlink_to(stick)
        days.follow()

    plug(sticks[0])
    plug(sticks[1])
    with closing(Figures(data, write=True)) as figures:
        figures.lay_bare(figures.days()[0])
    days.follow()
    plug(sticks[0])
    for stick in sticks:
        with closing(Figures(stick / "finished")) as figures:
            assert figures.days()[0].bare, stick.name


def spoil(figures: Path) -> None:
    """All pages but the first."""
    body = bytearray(figures.read_bytes())
    for page in range(4096, len(body), 4096):
        body[page : page + 8] = b"\xff" * 8
    figures.write_bytes(body)
