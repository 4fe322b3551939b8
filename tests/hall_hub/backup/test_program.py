"""What the program that copies tells of itself."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.contract.copied import CopyTold, read_told
from hall_core.domain.plan import Plan
from hall_core.domain.plan_backup import Backup as BackupPlan
from hall_hub.backup.__main__ import FAULT_EVERY, QUIET, Backup, run
from hall_hub.backup.copy import Copy
from hall_hub.backup.finished import finished_of
from hall_hub.backup.keeping import SPOILT
from tests.conftest import HandClock
from tests.hall_hub.backup.copied import AT, lose, rows, work
from tests.hall_hub.conftest import Bench


class Told:
    """What the program says after some rounds."""

    def __init__(
        self,
        plan: Plan,
        data: Path,
        folder: Path | None,
        *,
        same_disk: bool = True,
        turned: Callable[[], None] = lambda: None,
    ) -> None:
        self.file, self._second = data / "copy.json", 0
        plan = replace(plan, backup=None if folder is None else BackupPlan(folder=str(folder)))
        self.backup = Backup(plan, data, self.file, turned, same_disk=same_disk, now=0.0)

    def wait(self, seconds: float) -> None:
        """Nothing goes round meanwhile."""
        self._second += int(seconds)

    def rounds(self, seconds: float) -> None:
        for _ in range(int(seconds)):
            self._second += 1
            self.backup.round(AT + self._second * 1_000, self._second * 1.0)

    def after(self, seconds: float = 20) -> CopyTold:
        self.rounds(seconds)
        found = read_told(self.file)
        assert found is not None
        return found

    def close(self) -> None:
        self.backup.close()


def told(bench: Bench, folder: Path, *, same_disk: bool) -> CopyTold:
    with closing(Told(bench.plan, bench.file.parent, folder, same_disk=same_disk)) as program:
        return program.after()


def test_a_folder_in_the_box_memory_or_on_its_disk_is_no_second_place(bench: Bench, tmp_path: Path) -> None:
    work(bench)
    (tmp_path / "stick").mkdir()
    assert "no stick is mounted" in told(bench, tmp_path / "stick", same_disk=False).trouble
    assert told(bench, tmp_path / "stick", same_disk=True).trouble == ""


def test_days_that_cannot_be_copied_are_told_of_and_the_ledger_is_copied_all_the_same(
    bench: Bench, tmp_path: Path
) -> None:
    work(bench)
    stick = tmp_path / "stick"
    stick.mkdir()
    in_the_way = finished_of(stick, bench.ledger.epoch)
    in_the_way.write_text("in the way")
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        found = program.after()
        assert found.trouble.startswith("days that are over are not copied")
        assert found.as_of > AT
        in_the_way.unlink()
        assert program.after(60).trouble == "", "a minute later it is tried again"


def test_what_was_wrong_with_one_stick_is_not_said_of_the_next(bench: Bench, tmp_path: Path) -> None:
    work(bench)
    stick = tmp_path / "stick"
    stick.mkdir()
    finished_of(stick, bench.ledger.epoch).write_text("in the way")
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        assert program.after().trouble
        shutil.rmtree(stick)
        work(bench)
        assert "is the stick plugged in?" in program.after().trouble
        stick.mkdir()
        assert program.after(6).trouble == ""


def test_a_stick_without_room_is_told_of_until_it_has_some_and_is_not_written_without_end(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        nonlocal tried
        tried += 1
        raise sqlite3.OperationalError("database or disk is full")

    tried = 0
    work(bench)
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(Copy, "take", full)
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        program.after(5)
        assert [program.after(1).trouble for _ in range(300)] == ["there is no room left on it"] * 300
        assert tried == 1
        assert list(stick.iterdir()) == []
        monkeypatch.undo()
        assert program.after(600).trouble == ""


def test_a_spoilt_ledger_is_told_of_also_where_there_is_no_stick(bench: Bench, tmp_path: Path) -> None:
    work(bench)
    with closing(sqlite3.connect(bench.file, isolation_level=None)) as db:
        db.execute("DELETE FROM event WHERE seq = 5")
    assert "are missing" in told(bench, tmp_path / "stick", same_disk=True).fault
    with closing(Told(bench.plan, bench.file.parent, None)) as program:
        found = program.after()
    assert "are missing" in found.fault
    assert found.trouble == ""


def test_a_ledger_that_does_not_exist_yet_is_trouble_and_no_spoilt_one(
    plan: Plan, clock: HandClock, tmp_path: Path
) -> None:
    (stick := tmp_path / "stick").mkdir()
    (data := tmp_path / "data").mkdir()
    with closing(Told(plan, data, stick)) as program:
        found = program.after()
        assert (bool(found.trouble), found.fault, found.as_of) == (True, "", 0)
        with closing(Bench(plan, data / "ledger.sqlite", clock)) as bench:
            work(bench)
            found = program.after()
        assert (found.trouble, found.fault) == ("", "")
        assert found.as_of > AT


@pytest.mark.parametrize("while_it_runs", [True, False])
def test_a_ledger_that_is_no_database_any_more_is_told_as_spoilt_at_once(
    bench: Bench, tmp_path: Path, *, while_it_runs: bool
) -> None:
    work(bench)
    (stick := tmp_path / "stick").mkdir()
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        if while_it_runs:
            assert program.after().fault == ""
        lose(bench)
        bench.file.write_bytes(b"hello" * 1_000)
        assert program.after().fault == "file is not a database"


def test_once_a_day_and_when_it_is_quiet_the_copy_itself_is_looked_through(bench: Bench, tmp_path: Path) -> None:
    work(bench)
    (stick := tmp_path / "stick").mkdir()
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        program.after()
        [copy] = stick.glob("ledger-*.sqlite")
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            db.execute("DELETE FROM event WHERE seq = 5")
        program.wait(FAULT_EVERY)
        work(bench, 2)
        program.after(QUIET - 5)
        assert not list(stick.glob(f"*{SPOILT}")), "it holds up copying"
        program.after()
        assert rows(copy) == rows(bench.file)


def test_a_copy_that_is_taken_from_under_the_program_is_told_of_and_made_anew(bench: Bench, tmp_path: Path) -> None:
    work(bench)
    (stick := tmp_path / "stick").mkdir()
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        program.after()
        [copy] = stick.glob("ledger-*.sqlite")
        copy.unlink()
        work(bench, 2)
        assert program.after(1).trouble == "it cannot be written"
        assert program.after().trouble == ""
        assert rows(copy) == rows(bench.file)


def test_in_long_work_it_says_that_it_lives(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall_hub.backup.portion.STEPS", 100)
    monkeypatch.setattr("hall_hub.backup.__main__.TELL_EVERY", 0.002)
    work(bench, 40)
    heard: list[int] = []

    def turned() -> None:
        time.sleep(0.003)
        heard.extend([] if (told := read_told(program.file)) is None else [told.at])

    with closing(Told(bench.plan, bench.file.parent, None, turned=turned)) as program:
        program.after(4)
        before = len(heard)
        program.after(1)
    assert len(set(heard[before:])) > 2, "while it looks the ledger through"


def test_what_it_cannot_tell_holds_up_no_copy(bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    work(bench)
    (stick := tmp_path / "stick").mkdir()
    (bench.file.parent / "copy.json").mkdir()
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        program.rounds(20)
    [copy] = stick.glob("ledger-*.sqlite")
    assert rows(copy) == rows(bench.file)
    assert "copy.json" in caplog.text


def test_a_stick_that_answers_nothing_but_errors_is_none(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.stat

    def stat(self: Path, **how: bool) -> os.stat_result:
        if self.name == "stick":
            raise OSError(5, "Input/output error", str(self))
        return real(self, **how)

    work(bench)
    (stick := tmp_path / "stick").mkdir()
    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        monkeypatch.setattr(Path, "stat", stat)
        assert "Input/output error" in program.after().trouble
        monkeypatch.undo()
        assert program.after().trouble == ""


def test_it_goes_round_until_it_is_stopped_and_is_seen_alive_each_time(bench: Bench, tmp_path: Path) -> None:
    work(bench)
    (stick := tmp_path / "stick").mkdir()
    stop, rounds = threading.Event(), list[bool]()

    def turned() -> None:
        rounds.append(bool(list(stick.iterdir())))
        if len(rounds) == 3:
            stop.set()

    with closing(Told(bench.plan, bench.file.parent, stick)) as program:
        run(program.backup, stop, lambda: (AT, 0, True), turned)
    assert rounds == [True] * 3
