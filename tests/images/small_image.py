"""An image that has everything one of ours has, and is small; and disks to write it to."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
from pathlib import Path

MIB = 1024 * 1024
STARTS = {"boot": 4 * MIB, "root-a": 16 * MIB, "root-b": 20 * MIB, "data": 24 * MIB}
SIZE = 28 * MIB
TABLE = """label: dos
label-id: {id}
start=4MiB, size=12MiB, type=c, bootable
start=16MiB, size=4MiB, type=83
start=20MiB, size=4MiB, type=83
start=24MiB, size=4MiB, type=83
"""


def run(*words: str | Path, given: str | None = None) -> str:
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    env = {**os.environ, "PATH": path, "MTOOLS_SKIP_CHECK": "1"}
    done = subprocess.run([*map(str, words)], input=given, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make(folder: Path, *, id: str = "0x4d435541") -> Path:
    """``motcua-1.2.3-amd64.img`` with holes: half of slot A, all of slot B, most of the data partition."""
    chance = random.Random(8)
    image = folder / "motcua-1.2.3-amd64.img"
    boot = folder / "boot.vfat"
    boot.write_bytes(b"")
    os.truncate(boot, 12 * MIB)
    run("mkfs.vfat", "--invariant", "-F", "16", "-n", "HALLBOOT", boot)
    (folder / "VERSION.txt").write_text("motcua 1.2.3 amd64\r\n")
    run("mcopy", "-i", boot, folder / "VERSION.txt", "::")
    run("mmd", "-i", boot, "::hall")
    with image.open("wb") as out:
        out.truncate(SIZE)
    run("sfdisk", "-q", image, given=TABLE.format(id=id))
    with image.open("r+b") as out:
        for at, data in (
            (MIB, chance.randbytes(512)),
            (STARTS["boot"], boot.read_bytes()),
            (STARTS["root-a"], chance.randbytes(2 * MIB)),
            (STARTS["data"], chance.randbytes(4096)),
        ):
            out.seek(at)
            out.write(data)
    return image


def map_of(image: Path) -> Path:
    """Its ``.bmap``, by the program that nobody here wrote."""
    made = image.with_suffix(".bmap")
    run("bmaptool", "create", "-o", made, image)
    return made


def packed(image: Path) -> Path:
    run("zstd", "-q", "-f", image, "-o", f"{image}.zst")
    return image.with_name(f"{image.name}.zst")


def blank(file: Path, size: int = 40 * MIB) -> Path:
    """A disk with remains of something else on it."""
    file.write_bytes(hashlib.shake_256(b"remains").digest(MIB) * (size // MIB))
    return file
