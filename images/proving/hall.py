"""A whole hall of machines on one cable: the hub's box, a kiosk, a board, a call box; and the rig as a second kiosk."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from hall_core.keys import Keys
from images.layout import Layout
from images.proving import cable, rig
from images.proving.vm import Box, Kind, VmError, amd64, arm64, raspberry_pi_3
from images.tools import run

HALL_FILE = Path(__file__).with_name("hall.toml")
HUB, KIOSK, BOARD, CALLER = "hub", "kiosk-1", "board-1", "caller-1"
RIG, RIGS_CALLER = "kiosk-2", "caller-2"
ALL = (HUB, KIOSK, BOARD, CALLER)
"""The machines."""
ADDRESSES = {HUB: "10.77.0.1", KIOSK: "10.77.0.11", BOARD: "10.77.0.12", CALLER: "10.77.0.13"}
EMPTY = "2000-01-01"
"""Where a battery clock begins whose battery is empty."""
BROKER = (ADDRESSES[HUB], 8883)
LOADER, TREE = "u-boot.bin", "bcm2837-rpi-3-b.dtb"
DISK, HUBS_DISK = 4 << 30, 8 << 30
"""Bytes: the least cards; the hub's also holds two releases."""


def motcua(*words: str | Path) -> str:
    return run(sys.executable, "-m", "motcua", *words)


def kind_of(arch: str, folder: Path) -> Kind:
    """VmError: a program or its firmware is missing."""
    try:
        if arch == "amd64":
            found = Path("/usr/share/OVMF")
            own = folder / "vars.fd"
            shutil.copyfile(found / "OVMF_VARS_4M.fd", own)
            return amd64(found / "OVMF_CODE_4M.fd", own)
        firmware = Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")
        firmware.stat()
        return arm64(firmware)
    except OSError as error:
        need = "ovmf qemu-system-x86" if arch == "amd64" else "u-boot-qemu qemu-system-arm"
        raise VmError(f"{error.filename} is missing: apt-get install {need}") from error


def pi_kind(disk: Path, folder: Path) -> Kind:
    """Its boot loader and its description are those of the card, where the board's own firmware finds them."""
    for name in (LOADER, TREE):
        run("mcopy", "-n", "-i", f"{disk}@@{Layout().gap}M", f"::/{name}", folder / name)
    return raspberry_pi_3(folder / LOADER, folder / TREE)


class Hall:
    """``folder`` holds everything: keys, disks, what the machines said."""

    def __init__(self, image: Path, arch: str, folder: Path) -> None:
        self.folder, self._image, self._arch = folder, image, arch
        self._trust = folder / "trust"

    def found(self) -> None:
        """The hall's authority, on the technician's computer."""
        motcua(
            *("hall", "init", "--hall", HALL_FILE, "--trust", self._trust, "--keys", self.folder / "keys"),
            *("--broker", f"{BROKER[0]}:{BROKER[1]}", "--name", BROKER[0]),
        )
        (self.folder / "addresses.toml").write_text(
            "[address]\n" + "".join(f'{id} = "{address}/24"\n' for id, address in ADDRESSES.items()), "utf-8"
        )

    @property
    def technician(self) -> Path:
        """Whose public half is on every card."""
        return self.key("technician")

    def key(self, whose: str) -> Path:
        """A key for SSH; beside it its public half, .pub."""
        file = self.folder / whose
        if not file.exists():
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", whose, "-f", file)
        return file

    def rigs_keys(self, id: str) -> Keys:
        """What the rig gets in with, as that device of the hall."""
        place = self.folder / "rig" / id
        if not place.exists():
            place.mkdir(parents=True)
            motcua("device", "enrol", id, "--trust", self._trust, "--out", place)
        return Keys(place / "hall")

    def blank(self, id: str) -> Path:
        """A card with the image alone."""
        disk = self._empty(id)
        run(
            *(sys.executable, "-m", "images.flashing", self._image, disk, "--file"),
            *("--yes-this-disk", str(disk)),
        )
        return disk

    def card(self, id: str) -> Path:
        return self.folder / id / "disk.img"

    def _empty(self, id: str) -> Path:
        disk = self.card(id)
        disk.parent.mkdir(parents=True, exist_ok=True)
        with disk.open("wb") as file:
            file.truncate(HUBS_DISK if id == HUB else DISK)
        return disk

    def flash(self, id: str, *, again: bool = False) -> Path:
        """The box' disk, written and read back by the tool that writes cards. ``again``: another one."""
        disk = self._empty(id)
        run(
            *(sys.executable, "-m", "images.flashing", "hall", HALL_FILE, self._image, disk, "--file"),
            *("--trust", self._trust, "--addresses", self.folder / "addresses.toml"),
            *("--again" if again else "--only", id),
            *("--technician-key", self.technician.with_suffix(".pub")),
            *("--out", self.folder / "cards", "--yes-this-disk", str(disk)),
            given="\n" * 4,
        )
        return disk

    def box(self, id: str, disk: Path, printer: int | None = None) -> Box:
        """The call box and one without a bundle have a battery clock that is empty."""
        folder = self.folder / id
        folder.mkdir(parents=True, exist_ok=True)
        kind = kind_of(self._arch, folder)
        rig.put(disk, kind)
        battery = EMPTY if id == CALLER or id not in ADDRESSES else ""
        return Box(id, kind, disk, folder, network=self._network(id), printer=printer, battery=battery)

    def pi(self, disk: Path) -> Box:
        """A Raspberry Pi 3B with this card."""
        folder = disk.parent
        kind = pi_kind(disk, folder)
        rig.put(disk, kind)
        return Box("pi", kind, disk, folder)

    def _network(self, id: str) -> list[str]:
        """One network card, its end on the hall's cable."""
        last = int(ADDRESSES.get(id, "0.0.0.99").rsplit(".", 1)[1])
        return [
            *("-netdev", f"tap,id=card,ifname={cable.end_for(id)},script=no,downscript=no"),
            *("-device", f"virtio-net-pci,netdev=card,romfile=,mac=52:54:00:4d:43:{last:02x}"),
        ]
