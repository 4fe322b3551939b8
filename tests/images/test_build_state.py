"""The sector that says which slot starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from images import state
from images.build import SOURCE
from images.state import FRESH, PROVED, SIZE, TRIES, State, StateError

FORMS = {"uboot": state.as_uboot, "grub": state.as_grub}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kept", [FRESH, State(), State(("B", "A"), 0, 2)])
def test_it_is_one_sector_and_reads_back(form: str, kept: State) -> None:
    sector = FORMS[form](kept)
    assert len(sector) == SIZE
    assert state.read(sector) == (kept, form == "grub")


@pytest.mark.parametrize("sector", [bytes(SIZE), b"\xff" * SIZE, bytes([1]) + state.as_uboot(FRESH)[1:]])
def test_what_no_boot_loader_could_read_is_said(sector: bytes) -> None:
    with pytest.raises(StateError):
        state.read(sector)


def test_what_makes_no_sense_counts_as_it_does_for_the_boot_loader() -> None:
    sector = state.as_grub(FRESH).replace(b"LEFT=3", b"LEFT=x").replace(b"ORDER=A B", b"ORDER=Z Q")
    assert state.read(sector)[0] == State(("A", "B"), 3, 0)


def test_the_slot_that_was_written_goes_first_until_its_tries_are_used_up() -> None:
    fresh = FRESH.preferring("B")
    assert (fresh.primary(), fresh.order) == ("B", ("B", "A"))
    assert fresh.marked("B", good=False).primary() == "A"
    assert fresh.marked("A", good=False).marked("B", good=False).primary() is None


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """What the image has for RAUC, and a disk."""
    shutil.copyfile(SOURCE / "images/state.py", tmp_path / "state.py")
    shutil.copy(SOURCE / "images/overlay/all/usr/lib/motcua/slots", tmp_path / "slots")
    with (tmp_path / "disk").open("wb") as disk:
        disk.truncate(state.OFFSET + 2 * SIZE)
    return tmp_path


def asked(box: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", box / "slots", *words],
        env={**os.environ, "MOTCUA_DISK": str(box / "disk")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def put(box: Path, sector: bytes) -> None:
    with (box / "disk").open("r+b") as disk:
        disk.seek(state.OFFSET)
        disk.write(sector)


def kept(box: Path) -> tuple[State, bool]:
    return state.read((box / "disk").read_bytes()[state.OFFSET : state.OFFSET + SIZE])


@pytest.mark.parametrize("form", FORMS)
def test_rauc_installs_into_the_other_slot_and_marks_it_good(box: Path, form: str) -> None:
    put(box, FORMS[form](State(left_a=2, left_b=0)))
    assert asked(box, "get-primary") == (0, "A")
    assert asked(box, "get-state", "B") == (0, "bad")
    assert asked(box, "set-state", "B", "bad") == (0, "")
    assert asked(box, "set-primary", "B") == (0, "")
    assert asked(box, "get-primary") == (0, "B")
    assert asked(box, "set-state", "A", "good") == (0, "")
    assert kept(box) == (State(("B", "A"), PROVED, TRIES), form == "grub")


def test_a_broken_sector_is_made_anew_and_nothing_beside_it_is_touched(box: Path) -> None:
    put(box, b"\xaa" * (2 * SIZE))
    assert asked(box, "set-state", "A", "good") == (0, "")
    assert kept(box) == (State(left_a=PROVED), True)
    assert (box / "disk").read_bytes()[state.OFFSET + SIZE :] == b"\xaa" * SIZE
    assert (box / "disk").read_bytes()[: state.OFFSET] == bytes(state.OFFSET)


def test_a_question_nobody_knows_is_refused(box: Path) -> None:
    assert asked(box, "set-state", "C", "good")[0] == 2


def test_rauc_gives_a_board_as_many_tries_as_its_own_helper_gives_a_computer() -> None:
    said = (SOURCE / "images/overlay/arm64/etc/rauc/system.conf").read_text("utf-8")
    assert f"boot-attempts={PROVED}\n" in said
    assert f"boot-attempts-primary={TRIES}\n" in said
