"""What the program that copies tells of itself."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.contract.copied import CopyTold, read_told
from hall_core.domain.plan_backup import Backup as BackupPlan
from hall_hub.backup.__main__ import Backup
from hall_hub.backup.copy import Copy
from hall_hub.backup.finished import finished_of
from tests.hall_hub.backup.copied import AT, work
from tests.hall_hub.conftest import Bench


class Told:
    """What the program says after some rounds."""

    def __init__(self, bench: Bench, folder: Path | None, *, same_disk: bool = True) -> None:
        self._file, self._second = bench.file.parent / "copy.json", 0
        plan = replace(bench.plan, backup=None if folder is None else BackupPlan(folder=str(folder)))
        self._backup = Backup(plan, bench.file.parent, self._file, lambda: None, same_disk=same_disk, now=0.0)

    def after(self, seconds: int = 20) -> CopyTold:
        for _ in range(seconds):
            self._second += 1
            self._backup.round(AT + self._second * 1_000, self._second * 1.0)
        found = read_told(self._file)
        assert found is not None
        return found

    def close(self) -> None:
        self._backup.close()


def told(bench: Bench, folder: Path, *, same_disk: bool) -> CopyTold:
    with closing(Told(bench, folder, same_disk=same_disk)) as program:
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
    with closing(Told(bench, stick)) as program:
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
    with closing(Told(bench, stick)) as program:
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
    with closing(Told(bench, stick)) as program:
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
    with closing(Told(bench, None)) as program:
        found = program.after()
    assert "are missing" in found.fault
    assert found.trouble == ""
