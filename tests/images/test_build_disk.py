"""The disk, as every program sees it that did not make it."""

from __future__ import annotations

import hashlib
import re
import subprocess
import time
from pathlib import Path

import pytest

from images import state
from images.layout import DISK_ID, Layout, filled
from images.state import FRESH, OFFSET, SIZE
from images.tools import BuildError, run
from tests.images.conftest import NEEDED, SMALL, small_disk, there, uboot

MIB = 1 << 20
pytestmark = pytest.mark.skipif(not there(*NEEDED, "mkimage"), reason="needs what an image is made with")


def part(disk: Path, number: int, place: Path, layout: Layout = SMALL) -> Path:
    start = layout.starts()[number - 1]
    size = (layout.boot, layout.root, layout.root, layout.data)[number - 1]
    target = place / f"part-{number}"
    with disk.open("rb") as file:
        file.seek(start * MIB)
        target.write_bytes(file.read(size * MIB))
    return target


def test_the_table_is_what_every_box_has(pi_disk: Path) -> None:
    said = run("sfdisk", "-d", pi_disk)
    assert f"label-id: 0x{DISK_ID}" in said
    found = re.findall(r"start= *(\d+), size= *(\d+), type=(\w+)", said)
    sectors = [
        (start * 2048, size * 2048, kind)
        for start, size, kind in [(4, 36, "c"), (40, 16, "83"), (56, 16, "83"), (72, 64, "83")]
    ]
    assert [(int(a), int(b), kind) for a, b, kind in found] == sectors


def test_the_real_one_has_room_for_two_slots_of_1280_mib() -> None:
    assert Layout().starts() == (4, 196, 1476, 2756)
    assert Layout().whole == 2820


def test_every_file_system_is_whole(pi_disk: Path, tmp_path: Path) -> None:
    run("fsck.vfat", "-n", part(pi_disk, 1, tmp_path))
    for number in (2, 4):
        run("e2fsck", "-fn", part(pi_disk, number, tmp_path))
    assert not any(part(pi_disk, 3, tmp_path).read_bytes()), "slot B is empty"


def test_a_technicians_computer_finds_the_boot_files_on_it(pc_disk: Path) -> None:
    at = f"{pc_disk}@@4M"
    assert "HALLBOOT" in run("mdir", "-i", at, "::/")
    assert "BOOTX64  EFI" in run("mdir", "-i", at, "::/EFI/BOOT")
    assert "hall" in run("mdir", "-i", at, "::/")


def test_the_root_keeps_modes_links_and_holes(pi_disk: Path, tmp_path: Path) -> None:
    root = part(pi_disk, 2, tmp_path)
    assert "0600" in run("debugfs", "-R", "stat /etc/secret", root)
    assert 'Fast link dest: "hostname"' in run("debugfs", "-R", "stat /etc/link", root)
    run("debugfs", "-R", f"dump /big {tmp_path}/big", root)
    assert (tmp_path / "big").read_bytes() == b"x" * 100_000 + bytes(300_000) + b"y"


@pytest.mark.parametrize(("disk", "form"), [("pi_disk", state.as_uboot), ("pc_disk", state.as_grub)])
def test_a_new_disk_starts_slot_a_in_its_boot_loaders_form(
    request: pytest.FixtureRequest, disk: str, form: object
) -> None:
    with request.getfixturevalue(disk).open("rb") as file:
        file.seek(OFFSET)
        assert file.read(SIZE) == (form(FRESH) if callable(form) else None)


@pytest.mark.timeout(60)
def test_the_same_files_make_the_same_disk(tmp_path: Path) -> None:
    sums: list[str] = []
    for name in ("one", "two"):
        place = tmp_path / name
        place.mkdir()
        disk = small_disk(place, uboot)
        sums.append(hashlib.sha256(disk.read_bytes()).hexdigest())
        # FAT counts in steps of two seconds: what depended on the clock would differ from here on.
        until = int(time.time()) // 2 + 1
        while int(time.time()) // 2 < until:
            time.sleep(0.05)
    assert sums[0] == sums[1]


@pytest.mark.skipif(not there("bmaptool"), reason="needs bmap-tools")
def test_written_by_its_map_over_an_old_card_it_is_as_whole(pi_disk: Path, tmp_path: Path) -> None:
    """What the map leaves out keeps what lay there."""
    card, plan = tmp_path / "card", tmp_path / "disk.bmap"
    card.write_bytes(b"\xff" * SMALL.whole * MIB)
    run("bmaptool", "-q", "create", "-o", plan, pi_disk)
    _write(pi_disk, card, plan.read_text("utf-8"))
    assert card.read_bytes().count(b"\xff") > 40 * MIB
    run("fsck.vfat", "-n", part(card, 1, tmp_path))
    for number in (2, 4):
        run("e2fsck", "-fn", part(card, number, tmp_path))


def _write(image: Path, card: Path, plan: str) -> None:
    """Nothing but what the map names, block by block of 4096 bytes."""
    with image.open("rb") as source, card.open("r+b") as target:
        for first, last in re.findall(r"<Range[^>]*>\s*(\d+)(?:-(\d+))?\s*<", plan):
            for block in range(int(first), int(last or first) + 1):
                source.seek(block * 4096)
                target.seek(block * 4096)
                target.write(source.read(4096))


def test_the_data_partition_can_grow_to_a_large_disk_while_it_is_mounted(pi_disk: Path, tmp_path: Path) -> None:
    said = run("dumpe2fs", "-h", part(pi_disk, 4, tmp_path))
    found = re.search(r"Reserved GDT blocks: +(\d+)", said)
    assert found
    # Each block of 4 KiB describes 64 groups of 128 MiB.
    assert int(found[1]) * 64 * 128 * MIB >= 1000 << 30


def test_what_a_program_says_is_the_error(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"mke2fs .* failed \(1\)"):
        run("mke2fs", "-q", "-t", "ext4", tmp_path / "nothing" / "there", "1M")
    with pytest.raises(BuildError, match="no-such-program is missing: apt-get install no-such-program"):
        run("no-such-program")


def test_no_number_of_the_disk_is_left_open() -> None:
    for name in ("boot/boot.cmd", "boot/grub.cfg", "overlay/all/etc/fstab"):
        text = filled((Path("images") / name).read_text("utf-8"))
        assert "@" not in text.replace("systemd-fsck@", "")
        assert DISK_ID in text


def test_the_scripts_of_the_box_are_scripts() -> None:
    subprocess.run(["sh", "-n", "images/overlay/all/usr/lib/motcua/grow"], check=True)
