"""The hall's secret is made once; what took its place is never used."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.device.identity import DataFolderError
from hall_hub.secret import FILE, LENGTH, hall_key


def test_it_is_made_at_the_first_start_for_the_hub_alone_and_stays(tmp_path: Path) -> None:
    key = hall_key(tmp_path)
    assert len(key) == LENGTH and hall_key(tmp_path) == key
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("data", [b"", b"short", b"x" * (LENGTH + 1)])
def test_one_that_was_cut_or_exchanged_stops_the_start(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(DataFolderError, match="put the right one back"):
        hall_key(tmp_path)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    with pytest.raises(DataFolderError, match=r"id\.key"):
        hall_key(tmp_path / "data")
