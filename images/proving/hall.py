"""A whole hall of machines on one cable: the hub's box, a kiosk, a board, a call box; and the rig as a second kiosk."""

from __future__ import annotations

import shutil
import socket
import sys
from contextlib import closing
from pathlib import Path

from hall_core.keys import Keys
from images.proving import rig
from images.proving.vm import Box, Kind, VmError, amd64, arm64
from images.tools import run

HALL_FILE = Path(__file__).with_name("hall.toml")
HUB, KIOSK, BOARD, CALLER, RIG = "hub", "kiosk-1", "board-1", "caller-1", "kiosk-2"
ADDRESSES = {HUB: "10.77.0.1", KIOSK: "10.77.0.11", BOARD: "10.77.0.12", CALLER: "10.77.0.13"}
OUTSIDE = "10.77.0.254"
BROKER, CONSOLE = 8883, 8443
DISK = 4 << 30
"""Bytes: the least card."""


def motcua(*words: str | Path) -> str:
    return run(sys.executable, "-m", "motcua", *words)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        return int(door.getsockname()[1])


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


class Hall:
    """``folder`` holds everything: keys, disks, what the machines said."""

    def __init__(self, image: Path, arch: str, folder: Path) -> None:
        self.folder, self._image, self._arch = folder, image, arch
        self._trust = folder / "trust"
        self._cable = free_port()
        self.doors = {BROKER: free_port(), CONSOLE: free_port()}
        """On this machine's loopback: they lead to the hub's box."""

    def found(self) -> None:
        """The hall's authority, on the technician's computer."""
        motcua(
            *("hall", "init", "--hall", HALL_FILE, "--trust", self._trust, "--keys", self.folder / "keys"),
            *("--broker", f"{ADDRESSES[HUB]}:{BROKER}", "--name", ADDRESSES[HUB], "--name", "127.0.0.1"),
        )
        (self.folder / "addresses.toml").write_text(
            "[address]\n" + "".join(f'{id} = "{address}/24"\n' for id, address in ADDRESSES.items()), "utf-8"
        )

    def rigs_keys(self) -> Keys:
        """What the rig gets in with, as a kiosk of the hall."""
        place = self.folder / "rig"
        place.mkdir(exist_ok=True)
        motcua("device", "enrol", RIG, "--trust", self._trust, "--out", place)
        return Keys(place / "hall")

    def blank(self, id: str) -> Path:
        """A card with the image alone."""
        disk = self._disk(id)
        run(
            *(sys.executable, "-m", "images.flashing", self._image, disk, "--file"),
            *("--yes-this-disk", str(disk)),
        )
        return disk

    def _disk(self, id: str) -> Path:
        disk = self.folder / id / "disk.img"
        disk.parent.mkdir(parents=True, exist_ok=True)
        with disk.open("wb") as file:
            file.truncate(DISK)
        return disk

    def flash(self, id: str) -> Path:
        """The box' disk, written and read back by the tool that writes cards."""
        disk = self._disk(id)
        run(
            *(sys.executable, "-m", "images.flashing", "hall", HALL_FILE, self._image, disk, "--file"),
            *("--trust", self._trust, "--addresses", self.folder / "addresses.toml", "--only", id),
            *("--out", self.folder / "cards", "--yes-this-disk", str(disk)),
            given="\n" * 4,
        )
        return disk

    def box(self, id: str, disk: Path, printer: int | None = None, *, shell: bool = True) -> Box:
        folder = self.folder / id
        folder.mkdir(parents=True, exist_ok=True)
        kind = kind_of(self._arch, folder)
        if shell:
            rig.put(disk, kind.console, kind.shell)
        return Box(id, kind, disk, folder, network=self._card(id), printer=printer)

    def _card(self, id: str) -> list[str]:
        """One network card on the hall's cable. The hub's machine also holds the end of it that leads here."""
        last = int(ADDRESSES.get(id, "0.0.0.99").rsplit(".", 1)[1])
        cable = f"socket,id=cable,mcast=230.77.0.1:{self._cable},localaddr=127.0.0.1"
        card = ["-device", f"virtio-net-pci,netdev=card,romfile=,mac=52:54:00:4d:43:{last:02x}"]
        if id != HUB:
            return ["-netdev", cable.replace("id=cable", "id=card"), *card]
        doors = ",".join(f"hostfwd=tcp:127.0.0.1:{here}-{ADDRESSES[HUB]}:{there}" for there, here in self.doors.items())
        return [
            *("-netdev", "hubport,id=card,hubid=0", *card),
            *("-netdev", cable, "-netdev", "hubport,id=port-1,hubid=0,netdev=cable"),
            *("-netdev", f"user,id=outside,net=10.77.0.0/24,host={OUTSIDE},restrict=on,{doors}"),
            *("-netdev", "hubport,id=port-2,hubid=0,netdev=outside"),
        ]
