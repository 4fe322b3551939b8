"""Releases as whoever makes images signs them: small ones, by a key of the test's own, through the real rauc."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

needs_rauc = pytest.mark.skipif(
    shutil.which("rauc") is None or shutil.which("mksquashfs") is None, reason="needs rauc and squashfs-tools"
)


class Signer:
    def __init__(self, folder: Path, name: str = "release") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._key, self.keyring = folder, folder / f"{name}.key", folder / f"{name}.pem"
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        where = ["-keyout", str(self._key), "-out", str(self.keyring), "-days", "3650", "-subj", f"/CN={name}"]
        subprocess.run([*made, *where], check=True, capture_output=True)

    def release(self, version: str, machine: str = "motcua-amd64", size: int = 50_000) -> Path:
        content = self._folder / f"{version}-{machine}"
        content.mkdir()
        (content / "root.img").write_bytes(random.Random(version).randbytes(size))
        (content / "manifest.raucm").write_text(
            f"[update]\ncompatible={machine}\nversion={version}\n\n[bundle]\nformat=verity\n\n"
            "[image.rootfs]\nfilename=root.img\n",
            encoding="ascii",
        )
        file = self._folder / f"{version}-{machine}.raucb"
        words = ["rauc", "bundle", f"--cert={self.keyring}", f"--key={self._key}", str(content), str(file)]
        subprocess.run(words, check=True, capture_output=True)
        return file
