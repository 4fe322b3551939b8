"""Knows mke2fs, mtools and sfdisk: trees become file systems, and those a disk, without a mount or a loop device."""

from __future__ import annotations

import os
import re
from pathlib import Path

from images.layout import BLOCK, BOOT_LABEL, BOOT_UUID, DATA_LABEL, DATA_UUID, MIB, ROOT_LABEL, ROOT_UUID, SEED, Layout
from images.state import FRESH, OFFSET, as_grub, as_uboot
from images.tools import EPOCH, BuildError, run

FAT_HEAD = 16 * MIB
"""Where a FAT file system keeps what is free: zeros that count."""
GROWS_TO = 1 << 28
"""Blocks (1 TiB) up to which the data partition can grow while it is mounted."""


def root_file_system(tree: Path, target: Path, layout: Layout) -> None:
    """GRUB and U-Boot read it, so without what they do not know."""
    features = "^metadata_csum_seed,^orphan_file"
    options = ("-L", ROOT_LABEL, "-U", ROOT_UUID, "-O", features, "-i", "12288")
    _ext4(tree, target, layout.root, f"hash_seed={SEED},lazy_itable_init=0,root_owner=0:0", *options)


def data_file_system(tree: Path, target: Path, layout: Layout) -> None:
    options = ("-L", DATA_LABEL, "-U", DATA_UUID, "-J", "size=16", "-O", "^orphan_file")
    _ext4(tree, target, layout.data, f"hash_seed={SEED},lazy_itable_init=0,root_owner=0:0,resize={GROWS_TO}", *options)


def _ext4(tree: Path, target: Path, size: int, extended: str, *options: str) -> None:
    target.unlink(missing_ok=True)
    common = ("-q", "-F", "-t", "ext4", "-b", str(BLOCK), "-m", "0", "-E", extended)
    run("mke2fs", *common, *options, "-d", tree, target, f"{size}M")
    _same_times(tree, target)


def _same_times(tree: Path, target: Path) -> None:
    """mke2fs takes the times of change and of reading from the tree: of unpacking. Nobody can set the first there."""
    names = ["/", *(f"/{path.relative_to(tree)}" for path in tree.rglob("*"))]
    said = [f'set_inode_field "{name}" {field} @{EPOCH}\n' for name in names for field in ("ctime", "atime")]
    told = run("debugfs", "-w", "-f", "-", target, given="".join(sorted(said)))
    if "not found" in told:
        raise BuildError(f"{target}: debugfs does not find all files of {tree}")


def boot_file_system(folder: Path, target: Path, layout: Layout) -> None:
    with target.open("wb") as file:
        file.truncate(layout.boot * MIB)
    run("mkfs.vfat", "--invariant", "-F", "32", "-n", BOOT_LABEL, "-i", BOOT_UUID, target)
    # One by one and sorted: mcopy takes a folder in the order in which its files happen to lie.
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            run("mmd", "-i", target, f"::/{name}")
        else:
            run("mcopy", "-m", "-i", target, path, f"::/{name}")


def assemble(target: Path, layout: Layout, boot: Path, root: Path, data: Path, *, first: bytes | None) -> None:
    """The whole disk; slot B stays empty. ``first`` begins it where GRUB starts it; U-Boot needs nothing there."""
    half = target.with_name(f"{target.name}.half")
    half.unlink(missing_ok=True)
    with half.open("wb") as disk:
        disk.truncate(layout.whole * MIB)
    run("sfdisk", "-q", half, given=layout.table())
    with half.open("r+b") as disk:
        if first:
            # All of it but the table, which is sfdisk's.
            disk.write(first[:440])
            disk.seek(512)
            disk.write(first[512:OFFSET])
        disk.seek(OFFSET)
        disk.write(as_uboot(FRESH) if first is None else as_grub(FRESH))
        at_boot, at_a, _, at_data = layout.starts()
        _copy(boot, disk.fileno(), at_boot * MIB, range(FAT_HEAD // BLOCK, layout.boot * MIB // BLOCK))
        _copy(root, disk.fileno(), at_a * MIB, *_free(root))
        _copy(data, disk.fileno(), at_data * MIB, *_free(data))
        disk.flush()
        os.fsync(disk.fileno())
    half.rename(target)


def _free(file_system: Path) -> list[range]:
    """The blocks of an ext4 that belong to nothing. Zeros in the others count, even if nothing seems to be there."""
    said = run("dumpe2fs", file_system)
    found = re.findall(r"^  Free blocks: (.*)$", said, re.MULTILINE)
    pairs = [pair.partition("-") for pair in ", ".join(found).split(", ") if pair]
    return [range(int(first), int(last or first) + 1) for first, _, last in pairs]


def _copy(source: Path, disk: int, at: int, *free: range) -> None:
    """Blocks of zeros become holes where they belong to nothing: a map of the image leaves those out, and what lay on
    the card before stays there."""
    loose = {block for blocks in free for block in blocks}
    with source.open("rb") as file:
        block = 0
        while found := file.read(BLOCK):
            if block not in loose or found.count(0) != len(found):
                os.pwrite(disk, found, at + block * BLOCK)
            block += 1
