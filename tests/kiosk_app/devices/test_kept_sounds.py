"""The shelf of sentences that come again: bounded, fair, and silent about what is said."""

from __future__ import annotations

import os
from array import array
from pathlib import Path

import pytest

from hall_core.ui.sound.samples import read_wav, write_wav
from kiosk_app.devices.kept_sounds import KeptSounds


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A sound of 1,044 bytes."""
    file = tmp_path / "made.wav"
    write_wav(file, array("h", range(500)))
    return file


def shelf(tmp_path: Path, **bounds: int) -> KeptSounds:
    return KeptSounds(tmp_path / "spoken", **bounds)


def on_disk(tmp_path: Path) -> int:
    return len(list((tmp_path / "spoken").iterdir()))


def test_a_kept_sound_is_found_again_after_a_restart(tmp_path: Path, made: Path) -> None:
    assert shelf(tmp_path).find("xin chào") is None
    shelf(tmp_path).keep("xin chào", made)
    found = shelf(tmp_path).find("xin chào")
    assert found is not None
    assert read_wav(found) == read_wav(made)


def test_no_file_name_tells_what_is_said(tmp_path: Path, made: Path) -> None:
    shelf(tmp_path).keep("bi-mat", made)
    assert [len(file.stem) for file in (tmp_path / "spoken").iterdir()] == [24]
    assert not list((tmp_path / "spoken").glob("*bi-mat*"))


def test_of_too_many_files_the_longest_unused_goes(tmp_path: Path, made: Path) -> None:
    kept = shelf(tmp_path, files=3)
    for sentence in "abc":
        kept.keep(sentence, made)
    assert kept.find("a")
    kept.keep("d", made)
    assert [bool(kept.find(sentence)) for sentence in "abcd"] == [True, False, True, True]
    assert on_disk(tmp_path) == 3


def test_of_too_many_bytes_the_longest_unused_goes(tmp_path: Path, made: Path) -> None:
    kept = shelf(tmp_path, size=2_500)
    for sentence in "abc":
        kept.keep(sentence, made)
    assert [bool(kept.find(sentence)) for sentence in "abc"] == [False, True, True]
    assert on_disk(tmp_path) == 2


def test_what_was_there_before_a_restart_counts_and_the_oldest_goes_first(tmp_path: Path, made: Path) -> None:
    before = shelf(tmp_path)
    for second, sentence in enumerate("abc"):
        before.keep(sentence, made)
        file = before.find(sentence)
        assert file is not None
        os.utime(file, (second, second))
    kept = shelf(tmp_path, files=3)
    kept.keep("d", made)
    assert [bool(kept.find(sentence)) for sentence in "abcd"] == [False, True, True, True]


def test_a_sound_that_a_power_cut_has_spoilt_is_not_found_and_can_be_kept_anew(tmp_path: Path, made: Path) -> None:
    kept = shelf(tmp_path)
    kept.keep("a", made)
    (file,) = (tmp_path / "spoken").iterdir()
    file.write_bytes(file.read_bytes()[:200])
    assert kept.find("a") is None
    kept.keep("a", made)
    assert kept.find("a") == file


def test_a_full_disk_is_told_as_the_error_it_is(tmp_path: Path, made: Path) -> None:
    (tmp_path / "spoken").write_text("a file stands where the folder should be")
    with pytest.raises(OSError, match="spoken"):
        shelf(tmp_path).keep("a", made)
