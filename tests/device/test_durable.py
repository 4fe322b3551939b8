"""A file is replaced as a whole and reaches the disk, or it stays as it was."""

from __future__ import annotations

import os
import stat
from errno import ENOSPC
from pathlib import Path

import pytest

from hall_core.durable import replace_durably, write_durably


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was synced, and how many bytes were seen under the name ``x`` at that time."""
    said: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        folder = path if path.is_dir() else path.parent
        said.append(f"{path.name}: {(folder / 'x').read_text()}")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return said


def test_file_and_folder_reach_the_disk_in_that_order(tmp_path: Path, synced: list[str]) -> None:
    (tmp_path / "x").write_bytes(b"old")
    write_durably(tmp_path / "x", b"1")
    assert synced == ["x.new: old", f"{tmp_path.name}: 1"]
    assert (tmp_path / "x").read_bytes() == b"1"


def test_what_somebody_else_has_written_takes_the_place_in_the_same_way(tmp_path: Path, synced: list[str]) -> None:
    (tmp_path / "x").write_bytes(b"old")
    (tmp_path / "y").write_bytes(b"1")
    replace_durably(tmp_path / "y", tmp_path / "x")
    assert synced == ["y: old", f"{tmp_path.name}: 1"]
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_a_disk_that_does_not_take_it_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    write_durably(tmp_path / "x", b"old")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_durably(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"
    write_durably(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"new"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "none" / "x", b"1")


def test_others_may_read_what_is_secret_at_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a power cut has left half a file that all may read."""
    modes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode)))
    (tmp_path / "x.new").write_bytes(b"half")
    (tmp_path / "x.new").chmod(0o644)
    write_durably(tmp_path / "x", b"secret", mode=0o600)
    assert modes[0] == 0o600
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_writes_belongs_to_whom_its_folder_belongs(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir()
    os.chown(folder, 12_345, 23_456)
    write_durably(folder / "x", b"1", 0o600)
    stat_of = (folder / "x").stat()
    assert (stat_of.st_uid, stat_of.st_gid) == (12_345, 23_456)
    assert stat.S_IMODE(stat_of.st_mode) == 0o600
