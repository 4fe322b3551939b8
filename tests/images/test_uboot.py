"""Which slot the boot loaders start, in a machine that really runs them: U-Boot of a board, GRUB under a BIOS and UEFI.

The disks have no kernel: each start ends with "cannot be loaded" and a restart, at which the machine is switched off.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from images import state
from images.state import OFFSET, PROVED, SIZE, State
from tests.images.conftest import GRUB_IS_THERE, NEEDED, SBIN, there

FIRMWARE = Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")
OVMF = Path("/usr/share/OVMF")
SECONDS = 100
"""What the machine may take at most; it takes three."""

ARM = there("qemu-system-aarch64", "mkimage", *NEEDED) and FIRMWARE.exists()
PC = there("qemu-system-x86_64", *NEEDED) and GRUB_IS_THERE

PAINTED = re.compile(r"\x1b(?:\[[0-9;?=]*[A-Za-z]|c)")
SAID = re.compile(r"motcua: slot (\w) \(partition (\d)\) A=(\d) B=(\d) order=(\w \w)")

pytestmark = pytest.mark.timeout(120)

FRESH = State(left_b=0)
CASES = [
    pytest.param(FRESH, ("A", "2", 2, 0, "A B"), id="as-flashed"),
    pytest.param(State(left_a=PROVED, left_b=0), ("A", "2", 8, 0, "A B"), id="A-was-good"),
    pytest.param(State(("A", "B"), 0, 2), ("B", "3", 0, 1, "A B"), id="A-has-no-try-left"),
    pytest.param(State(("B", "A"), 1, 3), ("B", "3", 1, 2, "B A"), id="B-was-installed"),
]
GONE = State(("B", "A"), 0, 0)


def started(disk: Path, place: Path, sector: bytes, *, arm: bool, uefi: bool = False) -> tuple[str, bytes]:
    """What the machine said until it wanted to start anew, and the sector then."""
    own = place / "own.img"
    shutil.copyfile(disk, own)
    with own.open("r+b") as file:
        file.seek(OFFSET)
        file.write(sector)
    done = subprocess.run(
        [*(_board() if arm else _computer(place, uefi)), "-drive", f"file={own},format=raw,if=none,id=d"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=True,
        env={"PATH": SBIN},
    )
    with own.open("rb") as file:
        file.seek(OFFSET)
        # GRUB goes back to the beginning of a line when it likes, also in the middle of a word.
        said = PAINTED.sub("", done.stdout.decode(errors="replace")).replace("\r", "")
        return said, file.read(SIZE)


def _common() -> list[str]:
    return ["-m", "256", "-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio"]


def _board() -> list[str]:
    machine = ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-bios", str(FIRMWARE)]
    return [*machine, *_common(), "-device", "virtio-blk-pci,drive=d"]


def _computer(place: Path, uefi: bool) -> list[str]:
    machine = ["qemu-system-x86_64", "-M", "q35,graphics=off", "-accel", "tcg", *_common()]
    if uefi:
        shutil.copyfile(OVMF / "OVMF_VARS_4M.fd", place / "vars.fd")
        for file, settings in ((OVMF / "OVMF_CODE_4M.fd", ",readonly=on"), (place / "vars.fd", "")):
            machine += ["-drive", f"if=pflash,format=raw,file={file}{settings}"]
    return [*machine, "-device", "virtio-blk-pci,drive=d,bootindex=0"]


def chosen(said: str) -> tuple[str, str, int, int, str]:
    found = SAID.search(said)
    assert found, said
    return found[1], found[2], int(found[3]), int(found[4]), found[5]


@pytest.mark.skipif(not ARM, reason="needs qemu-system-arm and u-boot-qemu")
@pytest.mark.parametrize(("kept", "slot"), CASES)
def test_a_boards_start_takes_one_try_off_the_slot_whose_turn_it_is(
    pi_disk: Path, tmp_path: Path, kept: State, slot: tuple[str, str, int, int, str]
) -> None:
    said, sector = started(pi_disk, tmp_path, state.as_uboot(kept), arm=True)
    assert (chosen(said), "cannot be loaded" in said) == (slot, True)
    assert state.read(sector) == (State(kept.order, slot[2], slot[3]), False)


@pytest.mark.skipif(not ARM, reason="needs qemu-system-arm and u-boot-qemu")
def test_a_board_whose_sector_is_garbage_starts_slot_a_and_makes_it_anew(pi_disk: Path, tmp_path: Path) -> None:
    said, sector = started(pi_disk, tmp_path, b"\x5a" * SIZE, arm=True)
    assert "state bad" in said
    assert (chosen(said)[0], state.read(sector)) == ("A", (State(left_a=2), False))


@pytest.mark.skipif(not ARM, reason="needs qemu-system-arm and u-boot-qemu")
def test_a_board_without_a_try_left_begins_again_in_the_same_order_and_never_stands_still(
    pi_disk: Path, tmp_path: Path
) -> None:
    said, sector = started(pi_disk, tmp_path, state.as_uboot(GONE), arm=True)
    assert "no tries left" in said
    assert state.read(sector) == (State(GONE.order), False)


@pytest.mark.skipif(not PC, reason="needs qemu-system-x86, grub-pc-bin and grub-efi-amd64-bin")
@pytest.mark.parametrize(("kept", "slot"), CASES)
def test_a_computers_start_takes_one_try_off_the_slot_whose_turn_it_is(
    pc_disk: Path, tmp_path: Path, kept: State, slot: tuple[str, str, int, int, str]
) -> None:
    said, sector = started(pc_disk, tmp_path, state.as_grub(kept), arm=False)
    assert (chosen(said), "cannot be loaded" in said) == (slot, True)
    assert state.read(sector) == (State(kept.order, slot[2], slot[3]), True)


@pytest.mark.skipif(not PC or not (OVMF / "OVMF_CODE_4M.fd").exists(), reason="needs qemu-system-x86 and ovmf")
def test_the_same_disk_starts_under_uefi(pc_disk: Path, tmp_path: Path) -> None:
    said, sector = started(pc_disk, tmp_path, state.as_grub(FRESH), arm=False, uefi=True)
    assert chosen(said) == ("A", "2", 2, 0, "A B")
    assert state.read(sector) == (State(left_a=2, left_b=0), True)


@pytest.mark.skipif(not PC, reason="needs qemu-system-x86, grub-pc-bin and grub-efi-amd64-bin")
def test_a_computer_whose_sector_is_garbage_starts_slot_a_and_leaves_it(pc_disk: Path, tmp_path: Path) -> None:
    """GRUB writes over nothing that it cannot read; the box does when it marks its slot as good."""
    said, sector = started(pc_disk, tmp_path, b"\x5a" * SIZE, arm=False)
    assert "state bad" in said
    assert (chosen(said)[0], sector) == ("A", b"\x5a" * SIZE)


@pytest.mark.skipif(not PC, reason="needs qemu-system-x86, grub-pc-bin and grub-efi-amd64-bin")
def test_a_computer_without_a_try_left_begins_again_in_the_same_order_and_never_stands_still(
    pc_disk: Path, tmp_path: Path
) -> None:
    said, sector = started(pc_disk, tmp_path, state.as_grub(GONE), arm=False)
    assert "no tries left" in said
    assert state.read(sector) == (State(GONE.order, left_b=2), True)
