"""A small disk, made by what makes the real ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from images import disk, firmware, system
from images.layout import Layout

SMALL = Layout(boot=36, root=16, data=64)
NEEDED = ("mke2fs", "mkfs.vfat", "mcopy", "sfdisk")
SBIN = "/usr/sbin:/sbin:/usr/bin:/bin"

Fill = Callable[[Path], bytes | None]


def there(*programs: str) -> bool:
    return all(shutil.which(program, path=SBIN) for program in programs)


GRUB_IS_THERE = there("grub-mkimage") and all((firmware.GRUB / name).is_dir() for name in (firmware.EFI, firmware.BIOS))


def small_disk(place: Path, fill: Fill) -> Path:
    """``fill`` puts the boot loader into the folder of the boot partition and says with what the disk begins."""
    boot, root, data = (place / name for name in ("boot", "root", "data"))
    for folder in (boot / "hall", root / "etc", root / "boot", data / "motcua/etc"):
        folder.mkdir(parents=True)
    (root / "etc/hostname").write_text("motcua\n")
    (root / "etc/secret").write_text("no\n")
    (root / "etc/secret").chmod(0o600)
    (root / "etc/link").symlink_to("hostname")
    (root / "big").write_bytes(b"x" * 100_000 + bytes(300_000) + b"y")
    # What packs to nothing is too small for an update.
    (root / "noise").write_bytes(Random(8).randbytes(50_000))
    first = fill(boot)
    for part in (boot, root, data):
        system.same_times(part)
    disk.root_file_system(root, place / "root.ext4", SMALL)
    disk.boot_file_system(boot, place / "boot.vfat", SMALL)
    disk.data_file_system(data, place / "data.ext4", SMALL)
    target = place / "disk.img"
    disk.assemble(target, SMALL, place / "boot.vfat", place / "root.ext4", place / "data.ext4", first=first)
    return target


def uboot(boot: Path) -> None:
    firmware.script(boot / "boot.scr")


def grub(boot: Path) -> bytes:
    firmware.of_amd64(boot, boot.parent)
    return firmware.beginning(boot.parent)


@pytest.fixture(scope="session")
def pi_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_disk(tmp_path_factory.mktemp("pi"), uboot)


@pytest.fixture(scope="session")
def pc_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not GRUB_IS_THERE:
        pytest.skip("needs grub-pc-bin and grub-efi-amd64-bin")
    return small_disk(tmp_path_factory.mktemp("pc"), grub)
