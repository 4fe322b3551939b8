"""The boot count only goes up, whatever happens to its file."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from hall_core.device.identity import DataFolderError, Identity

IN_1970 = 0.0
AN_HOUR_INTO_2026 = 1_767_225_600 + 3_600.0


def test_each_start_counts_one_more(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    boots = [Identity(folder, lambda: IN_1970).boot for _ in range(3)]
    assert boots == [1, 2, 3]


def test_a_new_disk_counts_on_above_what_the_old_one_reached(tmp_path: Path) -> None:
    """A swapped box is newer than the one it replaces: its count begins at the minutes since 2026."""
    assert Identity(tmp_path, lambda: AN_HOUR_INTO_2026).boot == 61
    assert Identity(tmp_path, lambda: IN_1970).boot == 62


@pytest.mark.parametrize("rubbish", [b"", b"17", b"1x\n", b"-4\n", b"\x00\x00\n", b"9" * 30 + b"\n", b"1\n2\n"])
def test_a_garbled_count_is_told_and_starts_afresh(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, rubbish: bytes
) -> None:
    """Also one whose last digits never reached the disk: 17 may have been 1734."""
    (tmp_path / "boot").write_bytes(rubbish)
    assert Identity(tmp_path, lambda: AN_HOUR_INTO_2026).boot == 61
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "garbled" in record.getMessage()
    assert Identity(tmp_path, lambda: AN_HOUR_INTO_2026).boot == 62


def test_a_write_cut_short_leaves_the_count_as_it_was(tmp_path: Path) -> None:
    """The power went while the new file was written beside the old one."""
    Identity(tmp_path, lambda: IN_1970)
    (tmp_path / "boot.new").write_bytes(b"99")
    assert Identity(tmp_path, lambda: IN_1970).boot == 2


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataFolderError, match=r"file/boot: cannot be kept: (Not a directory|File exists)"):
        Identity(tmp_path / "file")
