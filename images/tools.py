"""Runs the programs an image is made with, and says what is missing before the first of them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

EPOCH = 1767225600
"""1 January 2026: every time in an image that is not somebody else's is this one, so that two builds are alike."""

PACKAGES = {
    "mmdebstrap": "mmdebstrap",
    "mke2fs": "e2fsprogs",
    "mkfs.vfat": "dosfstools",
    "debugfs": "e2fsprogs",
    "dumpe2fs": "e2fsprogs",
    "mcopy": "mtools",
    "mmd": "mtools",
    "depmod": "kmod",
    "systemctl": "systemd",
    "sfdisk": "fdisk",
    "mkimage": "u-boot-tools",
    "grub-mkimage": "grub-common",
    "rauc": "rauc",
    "mksquashfs": "squashfs-tools",
    "bmaptool": "bmap-tools",
    "zstd": "zstd",
    "openssl": "openssl",
}
"""Whose package each is in Debian."""


class BuildError(Exception):
    """Why there is no image: what, where, and what to do."""


def run(*words: str | Path, given: str | bytes | None = None, where: Path | None = None) -> str:
    """What the program said on its standard output. Its own words are the error when it fails."""
    name = str(words[0])
    environment: Mapping[str, str] = {
        **os.environ,
        "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": str(EPOCH),
        "E2FSPROGS_FAKE_TIME": str(EPOCH),
        "MTOOLS_SKIP_CHECK": "1",
    }
    try:
        done = subprocess.run(
            [str(word) for word in words],
            input=given.encode() if isinstance(given, str) else given or b"",
            capture_output=True,
            check=False,
            cwd=where,
            env=environment,
        )
    except FileNotFoundError as error:
        raise BuildError(f"{name} is missing: apt-get install {PACKAGES.get(name, name)}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-12:]
        raise BuildError("\n".join([f"{shlex.join(map(str, words))[:300]} failed ({done.returncode}):", *said]))
    return done.stdout.decode(errors="replace")


def needed(*names: str) -> None:
    missing = [name for name in names if not shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")]
    if missing:
        packages = sorted({PACKAGES.get(name, name) for name in missing})
        raise BuildError(f"{', '.join(missing)} missing here: apt-get install {' '.join(packages)}")
