"""The releases of the proof, from the root file system of the image that is proved."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from images import release
from images.tools import run

RELEASE = "usr/lib/os-release"
DROP_IN = """[Service]
ExecStart=
ExecStart=/bin/false
"""
"""As a release must never be: its kiosk ends at once."""
PLACE = "etc/systemd/system/hall-kiosk.service.d"


def made(root: Path, target: Path, arch: str, version: str, keys: Path, *, spoilt: bool = False) -> Path:
    """Signed as any other."""
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        scratch = Path(place)
        copy, named, drop_in = scratch / "root.ext4", scratch / "os-release", scratch / "spoilt.conf"
        shutil.copyfile(root, copy)
        lines = run("debugfs", "-R", f"cat {RELEASE}", copy).splitlines()
        kept = [line for line in lines if not line.startswith("IMAGE_VERSION=")]
        named.write_text("\n".join([*kept, f"IMAGE_VERSION={version}", ""]), "utf-8")
        wanted = [f"rm {RELEASE}", f"write {named} {RELEASE}"]
        if spoilt:
            drop_in.write_text(DROP_IN, "utf-8")
            wanted += [f"mkdir {PLACE}", f"write {drop_in} {PLACE}/spoilt.conf"]
        run("debugfs", "-w", "-f", "-", copy, given="\n".join([*wanted, ""]))
        release.bundle(copy, target, arch, version, keys, scratch)
    return target


def forged(good: Path) -> Path:
    """One byte of what it brings is another."""
    copy = good.with_name("forged.raucb")
    shutil.copyfile(good, copy)
    with copy.open("r+b") as file:
        file.seek(copy.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    return copy


def stick(files: Sequence[Path], target: Path) -> Path:
    """A disk on which they lie, as on a stick that is plugged in."""
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        for file in files:
            Path(place, file.name).hardlink_to(file)
        size = sum(file.stat().st_size for file in files) * 11 // 10 // 1024 + 16_384
        target.unlink(missing_ok=True)
        run("mke2fs", "-q", "-t", "ext4", "-d", place, target, f"{size}k")
    return target
