"""What the program that copies tells of itself."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from hall_core.contract.copied import CopyTold, read_told
from hall_core.domain.plan_backup import Backup as BackupPlan
from hall_hub.backup.__main__ import Backup
from tests.hall_hub.backup.copied import AT, work
from tests.hall_hub.conftest import Bench


def told(bench: Bench, folder: Path, *, same_disk: bool, rounds: int = 20) -> CopyTold:
    """After some rounds."""
    file = folder.parent / "copy.json"
    plan = replace(bench.plan, backup=BackupPlan(folder=str(folder)))
    backup = Backup(plan, bench.file.parent, file, lambda: None, same_disk=same_disk, now=0.0)
    for n in range(rounds):
        backup.round(AT + n * 1_000, n * 1.0)
    backup.close()
    found = read_told(file)
    assert found is not None
    return found


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
    (stick / f"finished-{bench.plan.hall.id}").write_text("in the way")
    found = told(bench, stick, same_disk=True)
    assert found.trouble.startswith("days that are over are not copied")
    assert found.as_of > AT
