"""The kiosk's file: whole, or the one before."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.contract.edition import digest, pack
from kiosk_app.catalogue.building import BuildError, before, build
from kiosk_app.catalogue.store import Store, StoreError, open_newest
from tests.catalogues import catalogue, procedure

FIRST, SECOND = pack(catalogue()), pack(catalogue(procedure("NB-9", "Mới")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    build(FIRST, tmp_path / "catalogue.sqlite")
    return tmp_path / "catalogue.sqlite"


def edition(file: Path) -> str:
    """Digest of the edition that a kiosk would open now."""
    store = open_newest(file)
    assert store is not None
    store.close()
    return store.digest


def test_a_new_edition_takes_the_place_of_the_one_in_use_which_stays_as_the_copy_before(file: Path) -> None:
    in_use = Store(file)
    build(SECOND, file)
    assert edition(file) == digest(SECOND)
    assert edition(before(file)) == digest(FIRST)
    assert in_use.count == len(catalogue().procedures)
    assert in_use.row(0).code  # what is open stays readable
    in_use.close()


@pytest.mark.parametrize("data", [b"", b"xyz", SECOND[:-10]], ids=["nothing", "no edition", "cut off"])
def test_what_is_no_edition_changes_nothing(data: bytes, file: Path) -> None:
    with pytest.raises(BuildError):
        build(data, file)
    assert edition(file) == digest(FIRST)


def test_two_procedures_of_one_code_are_no_edition(file: Path) -> None:
    with pytest.raises(BuildError):
        build(pack(catalogue(procedure("1.001193", "Hai"))), file)
    assert edition(file) == digest(FIRST)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _smeared(data: bytes) -> bytes:
    """Zeros where a card has lost a block in the middle."""
    middle = len(data) // 2 // 4096 * 4096
    return data[:middle] + bytes(16_384) + data[middle + 16_384 :]


@pytest.mark.parametrize("spoil", [_cut, _smeared, lambda _: b"", lambda _: b"no database at all" * 999])
def test_a_broken_file_is_noticed_and_the_copy_before_is_used(spoil: Callable[[bytes], bytes], file: Path) -> None:
    build(SECOND, file)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(StoreError):
        Store(file)
    assert edition(file) == digest(FIRST)


def test_without_any_good_file_there_is_no_catalogue(file: Path) -> None:
    file.write_bytes(b"")
    assert open_newest(file) is None


KILLED_AT = {
    "with the first procedure written": ("_Writer._procedure", 2, FIRST),
    "with all of them written": ("_Writer._phrase", 1, FIRST),
    "before the file is flushed": ("sync", 1, FIRST),
    "before the copy of the one in use is made": ("os.link", 1, FIRST),
    "before it takes its place": ("Path.replace", 1, FIRST),
    "when it has taken its place": ("sync", 2, SECOND),
}
BUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from kiosk_app.catalogue import building
name, number = sys.argv[1].rpartition("."), int(sys.argv[2])
place = eval("building." + name[0]) if name[0] else building
real, calls = getattr(place, name[2]), 0
def count(*args):
    global calls
    calls += 1
    if calls == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args)
setattr(place, name[2], count)
building.build(Path(sys.argv[3]).read_bytes(), Path(sys.argv[4]))
"""


@pytest.mark.parametrize(("step", "number", "kept"), KILLED_AT.values(), ids=KILLED_AT)
def test_a_kiosk_killed_while_it_builds_opens_a_whole_edition(
    step: str, number: int, kept: bytes, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "edition").write_bytes(SECOND)
    argv = [sys.executable, "-c", BUILD_AND_DIE, step, str(number), str(tmp_path / "edition"), str(file)]
    assert subprocess.run(argv, check=False, timeout=9).returncode == -signal.SIGKILL
    assert edition(file) == digest(kept)
    build(SECOND, file)
    assert edition(file) == digest(SECOND)
