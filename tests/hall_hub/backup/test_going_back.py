"""The hub's box goes back to its former release, whose hub finds a ledger that the newer one has migrated."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.device.program import WRONG_CONFIGURATION
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.hall import picture
from hall_core.domain.plan import Plan
from hall_core.domain.speaking import Naming
from hall_hub.backup.check import look_through
from hall_hub.backup.copy import Copy, CopyError, name_of
from hall_hub.backup.keeping import ANEW_EVERY
from hall_hub.console.following import Follower
from hall_hub.figures.raw import FiguresError, LedgerDays
from hall_hub.store.ledger import Ledger, LedgerError
from hall_hub.store.tables import MIGRATIONS
from tests.hall_hub.backup.copied import AT, ISSUE, Copied, restored, work
from tests.hall_hub.backup.test_program import Told
from tests.hall_hub.conftest import Bench
from tests.newer import NEXT, every_row, migrated, rebuilt, widened

WARD = Path(__file__).parents[3] / "halls" / "ward.toml"


def gone_back(bench: Bench) -> None:
    """The newer release ran on it for a while."""
    bench.close()
    widened(bench.file, MIGRATIONS)
    bench.start()


def asked(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(query).fetchall()


def test_the_hall_goes_on_with_the_ledger_that_a_newer_release_has_migrated(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    work(bench, 3)
    last = bench.new_id()
    answered, before, rows = bench.ask("kiosk-1", ISSUE, id=last), picture(bench.hub.hall), every_row(bench.file)
    gone_back(bench)
    assert f"release {NEXT}, with which this one works as well" in caplog.text
    assert picture(bench.hub.hall) == before
    for table, had in rows.items():
        assert [row[: len(had[0])] for row in every_row(bench.file)[table]] == had, table
    assert bench.ask("kiosk-1", ISSUE, id=last) == answered, "the same intent is the same ticket"
    assert bench.tell("kiosk-1", 3, f.PaperPrinted(ticket=answered.ticket.id)) == 3, "heard before"
    assert bench.ask("kiosk-1", ISSUE).ticket.number == "A005"
    served = bench.ask("goi-1", c.CallNext(counter="quay-1")).counter.ticket.number
    assert served == "A002"
    live = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == live, "replay is the state"


def test_what_it_does_not_know_of_stays_in_the_rows_that_it_writes_anew(bench: Bench) -> None:
    work(bench)
    with bench.ledger.batch():
        bench.ledger.keep_speaker("sanh", Naming("bang-1", 1))
    gone_back(bench)
    bench.clock.wait(60_000)
    work(bench)
    with bench.ledger.batch():
        bench.ledger.keep_speaker("sanh", Naming("bang-1", 2))
        for kept in bench.ledger.clocks():
            bench.ledger.keep_clock(kept)
    for table in ("inbox", "device_clock", "speaker"):
        assert set(asked(bench.file, f"SELECT later, kept FROM {table}")) == {("known", 8)}, table
    assert (None, 7) in asked(bench.file, "SELECT later, kept FROM answer"), "of its own rows nothing more is known"
    assert asked(bench.file, "SELECT what FROM extra") == [("of the newer release",)]


def test_the_next_release_finds_all_that_was_answered_meanwhile_and_migrates_nothing_twice(bench: Bench) -> None:
    work(bench)
    gone_back(bench)
    work(bench)
    bench.close()
    rows = every_row(bench.file)
    assert rows["extra"], "it was migrated once"
    migrated(bench.file, MIGRATIONS, "CREATE TABLE event (never);", "CREATE TABLE event (never);", fits=len(MIGRATIONS))
    assert every_row(bench.file) == rows
    bench.start()


@pytest.mark.usefixtures("hall_file")
def test_the_copy_of_such_a_ledger_has_all_of_it_and_can_be_put_back_by_either_release(copied: Copied) -> None:
    bench = copied.bench
    work(bench)
    gone_back(bench)
    work(bench)
    copied.follow()
    work(bench, 2)
    copied.follow()
    copy = copied.good().path
    copied.close()
    bench.ledger.close()
    here = every_row(bench.file)
    assert {table: sorted(rows) for table, rows in every_row(copy).items() if table not in ("copied", "held")} == {
        table: sorted(rows) for table, rows in here.items() if table != "held"
    }
    assert restored(copied, "--replace") == 0
    assert every_row(bench.file)["answer"] == here["answer"]
    assert every_row(bench.file)["event"][: len(here["event"])] == here["event"]
    bench.ledger = Ledger(bench.file)


def test_after_an_update_the_copy_is_made_anew_with_the_new_tables_and_the_old_one_stays_until_then(
    copied: Copied,
) -> None:
    bench = copied.bench
    work(bench)
    copied.follow()
    copied.close()
    gone_back(bench)
    again = Copied(bench, copied.folder)
    copied.keeping, copied.source = again.keeping, again.source
    assert again.keeping.turn(AT, again.now), "there is more than a portion"
    assert again.good().seq == bench.ledger.head, "the one before counts meanwhile"
    again.follow()
    again.anew()
    assert asked(again.good().path, "SELECT count(*) FROM extra") == [(1,)]


def test_a_copy_that_cannot_be_made_anew_after_an_update_stays_as_old_as_it_is_and_says_so_until_it_can(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    bench = copied.bench
    work(bench)
    copied.follow()
    copied.close()
    gone_back(bench)
    work(bench)
    again = Copied(bench, copied.folder)
    copied.keeping, copied.source = again.keeping, again.source
    later = AT + 3_600_000
    with monkeypatch.context() as patch:
        patch.setattr(Copy, "begin", full)
        for _ in range(20):
            again.now += ANEW_EVERY / 8
            again.keeping.turn(later, again.now)
            assert again.keeping.trouble == "there is no room left on it"
            assert (again.keeping.as_of, again.good().as_of) == (AT, AT)
            assert again.good().seq < bench.ledger.head
    again.anew()
    assert (again.keeping.trouble, again.good().seq) == ("", bench.ledger.head)


def test_what_was_answered_in_words_that_it_does_not_know_is_answered_again_as_it_stands(bench: Bench) -> None:
    id = bench.new_id()
    number = bench.ask("kiosk-1", ISSUE, id=id).ticket.number
    with closing(sqlite3.connect(bench.file)) as db, db:
        db.execute("UPDATE event SET body = replace(body, 'ticket-issued', 'ticket-folded')")
    again = bench.ask("kiosk-1", ISSUE, id=id)
    assert (again.ticket.number, again.recorded) == (number, None)


def test_an_event_of_today_that_it_does_not_know_is_no_reason_to_put_a_copy_back_at_once(bench: Bench) -> None:
    bench.ask("kiosk-1", ISSUE)
    with closing(sqlite3.connect(bench.file)) as db, db:
        db.execute("UPDATE event SET body = replace(body, 'ticket-issued', 'ticket-folded')")
    with pytest.raises(LedgerError, match=r"ticket-folded.* start the newer one again .*; else put the copy"):
        bench.restart()


@pytest.mark.parametrize(("table", "column"), [("event", "body"), ("day", "first"), ("meta", "value")])
def test_a_ledger_with_which_it_cannot_work_is_left_as_it_is_and_the_release_is_named(
    bench: Bench, table: str, column: str
) -> None:
    work(bench)
    bench.close()
    rebuilt(bench.file, MIGRATIONS, table, column)
    as_it_was = bench.file.read_bytes()
    with pytest.raises(LedgerError, match=rf"changed by release {NEXT} .*nothing in it is lost: start {NEXT}"):
        Ledger(bench.file)
    with pytest.raises(FiguresError, match=NEXT):
        LedgerDays(bench.file)
    assert bench.file.read_bytes() == as_it_was


def test_console_and_copier_say_so_too_and_touch_nothing(bench: Bench, plan: Plan) -> None:
    work(bench)
    bench.close()
    rebuilt(bench.file, MIGRATIONS, "event", "body")
    follower = Follower(plan, bench.file)
    follower.look()
    assert f"start {NEXT} or a later one" in follower.trouble
    follower.close()
    stick = bench.file.parent / "stick"
    stick.mkdir()
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        told = program.after()
    assert (told.newer, told.fault) == (NEXT, "")
    assert list(stick.iterdir()) == []


def test_the_program_ends_with_one_sentence(bench: Bench) -> None:
    bench.close()
    rebuilt(bench.file, MIGRATIONS, "event", "body")
    words = ["--hall", str(WARD), "--data", str(bench.file.parent), "--broker", "127.0.0.1:1"]
    ended = subprocess.run(
        [sys.executable, "-m", "hall_hub", *words], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == WRONG_CONFIGURATION
    [sentence] = ended.stderr.splitlines()
    assert f"changed by release {NEXT}" in sentence
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("hall_file")
def test_a_copy_that_a_newer_release_has_made_is_put_back_where_it_fits_and_refused_by_name_where_not(
    copied: Copied, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = copied.bench
    work(bench)
    copied.follow()
    path = copied.folder / name_of(bench.ledger.epoch)
    copied.close()
    rebuilt(path, MIGRATIONS, "event", "body")
    with pytest.raises(CopyError, match=f"changed by release {NEXT}"):
        look_through(path, bench.plan.hall.id)
    assert restored(copied, "--replace") == 1
    assert f"start {NEXT} or a later one" in capsys.readouterr().err
    assert bench.ask("kiosk-1", ISSUE).ticket, "the ledger is what it was"
