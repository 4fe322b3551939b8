"""What the program that copies tells of itself."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from hall_core.contract.copied import CopyTold, read_told
from hall_core.domain.plan_backup import Backup as BackupPlan
from hall_hub.backup.__main__ import Backup
from tests.hall_hub.backup.copied import AT, work
from tests.hall_hub.conftest import Bench


class Told:
    """What the program says after some rounds."""

    def __init__(self, bench: Bench, folder: Path, *, same_disk: bool = True) -> None:
        self._file, self._second = folder.parent / "copy.json", 0
        plan = replace(bench.plan, backup=BackupPlan(folder=str(folder)))
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
    in_the_way = stick / f"finished-{bench.plan.hall.id}"
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
    (stick / f"finished-{bench.plan.hall.id}").write_text("in the way")
    with closing(Told(bench, stick)) as program:
        assert program.after().trouble
        shutil.rmtree(stick)
        work(bench)
        assert "is the stick plugged in?" in program.after().trouble
        stick.mkdir()
        assert program.after(6).trouble == ""
