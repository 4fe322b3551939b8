"""A release as it must never be: signed, and its kiosk ends at once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from images import release
from images.tools import run

DROP_IN = """[Service]
ExecStart=
ExecStart=/bin/false
"""
PLACE = "/etc/systemd/system/hall-kiosk.service.d"


def spoilt(root: Path, target: Path, arch: str, version: str, keys: Path) -> Path:
    """From the root file system of a good one."""
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        scratch = Path(place)
        copy, drop_in = scratch / "root.ext4", scratch / "spoilt.conf"
        shutil.copyfile(root, copy)
        drop_in.write_text(DROP_IN, "utf-8")
        run("debugfs", "-w", "-f", "-", copy, given=f"mkdir {PLACE}\nwrite {drop_in} {PLACE}/spoilt.conf\n")
        release.bundle(copy, target, arch, version, keys, scratch)
    return target
