"""A root shell for the proof, without touching the image that is proved: a file on the card's FAT partition adds words
to the kernel's command line, and systemd takes a unit from there. A shipped card has no such file; whoever holds a card
can make one, as he can read all else on it (docs/images.md)."""

from __future__ import annotations

import base64
from pathlib import Path

from images.layout import Layout
from images.proving.vm import Kind
from images.tools import run

UNIT = """[Unit]
DefaultDependencies=no
After=systemd-udevd.service local-fs.target
[Service]
StandardOutput=journal+console
ExecStart=/bin/sh -c 'exec </dev/{line} >/dev/{line} 2>/dev/null; stty raw -echo; \
echo "rig: ready" >/dev/console; {kick}exec /bin/sh'
Restart=always
"""
KICK = '(while sleep 0.5; do printf "\\\\0"; done) & '
"""QEMU's small UART loses the interrupt of what comes in now and then; one of what goes out has it looked at."""
READY = "rig: ready"
"""Said to the kernel's console: on a Raspberry Pi 3 that is a line which no program can open, for Bluetooth has it."""


def words(console: str, line: str, *, deaf: bool = False) -> str:
    """What the kernel's command line gets besides."""
    unit = base64.b64encode(UNIT.format(line=line, kick=KICK if deaf else "").encode()).decode()
    return (
        f"console={console} systemd.set_credential_binary=systemd.extra-unit.rig.service:{unit} "
        "systemd.wants=rig.service"
    )


def put(disk: Path, kind: Kind, more: str = "") -> None:
    """Both boot loaders' files: GRUB's and U-Boot's."""
    said = f"{words(kind.console, kind.shell, deaf=kind.bare)} {kind.more} {more}".rstrip()
    copy(disk, "extra.cfg", f'set extraargs="{said}"\n'.encode())
    copy(disk, "extra.txt", f"extraargs={said}\n".encode())


def copy(disk: Path, name: str, data: bytes) -> None:
    """Puts a file on the FAT partition of a disk that is not in use."""
    image = f"{disk}@@{Layout().gap}M"
    run("mcopy", "-o", "-i", image, "-", f"::/{name}", given=data)
