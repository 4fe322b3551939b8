"""The units, put where a box has them, in a folder of the test's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from demo.programs import ROOT

SYSTEMD = ROOT / "systemd"
STARTED = (
    "opt/motcua/bin/motcua",
    "usr/sbin/mosquitto",
    "usr/bin/stunnel4",
    "bin/sh",
    "bin/kill",
    "bin/rm",
    "bin/systemctl",
)
"""Programs that the units start, which must be there to be verified."""


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("box"))


def furnished(root: Path) -> Path:
    """What ``systemd/install`` makes of an empty box with Debian's own targets."""
    subprocess.run([SYSTEMD / "install", root], check=True)
    for name in STARTED:
        program = root / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    debian = root / "usr/lib/systemd/system"
    debian.mkdir(parents=True)
    for target in Path("/lib/systemd/system").glob("*.target"):
        if not target.is_symlink():
            (debian / target.name).write_bytes(target.read_bytes())
    return root
