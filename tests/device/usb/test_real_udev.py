"""The generated rules in the hands of real udev, on devices that umockdev pretends."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.device.usb.device import UsbDevice
from hall_core.device.usb.rules import OPEN, rules
from tests.device.usb.conftest import descriptors

UNSHARE = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-r", "-m"]
PRINTER = UsbDevice(port="1-1.2", vendor="04b8", product="0e15", serial="J7Y 001", interfaces=("070102",))
SCANNER = UsbDevice(port="1-1.3", vendor="1eab", product="8206", interfaces=("030101",))


def _possible() -> bool:
    tools = all(shutil.which(tool) for tool in ("udevadm", "umockdev-run", "unshare"))
    mount = [*UNSHARE, "mount", "-t", "tmpfs", "none", "/run"]
    return tools and subprocess.run(mount, capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.skipif(not _possible(), reason="needs udev, umockdev, and a mount namespace of its own"),
]


def judged(
    folder: Path,
    *plugged: tuple[UsbDevice, bool],
    opened: bool = False,
    fitted: tuple[UsbDevice, ...] = (PRINTER, SCANNER),
) -> list[bool]:
    """Whether each is let in, when it comes (with ``authorized`` as given) to a box where these are ``fitted``; last,
    whether a port of the computer lets in what comes next."""
    text = rules(fitted, (), "kiosk-1")
    (folder / "rules").write_text(text, encoding="utf-8")
    bus = UsbDevice(port="usb1", vendor="1d6b", product="0002", interfaces=("090000",))
    every = [*plugged, (bus, True)]
    for number, each in enumerate(every):
        (folder / f"tree-{number}").write_text(_described(*each), encoding="utf-8")
    script = f"""
        set -e
        mount -t tmpfs none /run
        mkdir -p /run/udev/rules.d {OPEN.parent}
        cp {folder}/rules /run/udev/rules.d/90-motcua-usb.rules
        {f"touch {OPEN}" if opened else ""}
        for number in {" ".join(map(str, range(len(every))))}; do
            umockdev-run --device {folder}/tree-$number -- sh -c '
                udevadm test --action=add /sys/devices/pci0/* >>{folder}/said 2>&1
                cat /sys/devices/pci0/*/authorized*'
        done
    """
    done = subprocess.run([*UNSHARE, "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = (folder / "said").read_text(encoding="utf-8", errors="replace")
    spoken = [line for line in said.splitlines() if "90-motcua-usb.rules:" in line]
    assert all(re.search(r"rules:\d+ (ATTR|RUN) '", line) for line in spoken), "udev complains of a line of the rules"
    *each, _bus, after = done.stdout.split()
    return [value == "1" for value in (*each, after)]


def _described(device: UsbDevice, authorized: bool) -> str:
    serial = f"A: serial={device.serial}\\n\n" if device.serial else ""
    default = "A: authorized_default=1\\n\n" if device.port == "usb1" else ""
    return (
        f"P: /devices/pci0/{device.port}\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\n"
        f"A: idVendor={device.vendor}\\n\nA: idProduct={device.product}\\n\n{serial}{default}"
        f"A: authorized={int(authorized)}\\n\nH: descriptors={descriptors(*device.interfaces).hex().upper()}\n\n"
    )


def like(device: UsbDevice, **other: object) -> UsbDevice:
    return replace(device, **other)


def test_what_was_fitted_is_let_in_and_nothing_that_plays_it(tmp_path: Path) -> None:
    strangers = [
        like(SCANNER, port="1-1.4"),
        like(SCANNER, port="1-1.3.1"),
        like(SCANNER, port="2-1.3"),
        like(SCANNER, interfaces=("030101", "080650")),
        like(SCANNER, interfaces=("030101", "030102")),
        like(SCANNER, serial="1"),
        like(SCANNER, product="8207"),
        like(PRINTER, serial="J7Y 002"),
        like(PRINTER, serial=""),
        like(PRINTER, interfaces=("030101",)),
        like(PRINTER, interfaces=()),
        UsbDevice(port="1-2", vendor="046d", product="c31c", interfaces=("030101",)),
        UsbDevice(port="1-2", vendor="0781", product="5567", interfaces=("080650",)),
        UsbDevice(port="1-2", vendor="0b95", product="1790", interfaces=("020600", "0a0001")),
    ]
    plugged = [PRINTER, SCANNER, *strangers]
    expected = [True, True, *(False for _ in strangers), False]
    assert judged(tmp_path, *((device, False) for device in plugged)) == expected
    # The same on a box whose kernel lets everything in first.
    (tmp_path / "said").unlink()
    assert judged(tmp_path, *((device, True) for device in plugged)) == expected


@pytest.mark.parametrize("serial", ["Số 7", "*?[x]", "0123456789" * 12], ids=["accents", "patterns", "long"])
def test_a_serial_number_of_strange_signs_is_let_in_and_another_one_is_not(tmp_path: Path, serial: str) -> None:
    fitted = like(PRINTER, serial=serial)
    plugged = (fitted, False), (like(fitted, serial=f"{serial}0"), False), (like(fitted, serial=serial[:-1]), False)
    assert judged(tmp_path, *plugged, fitted=(fitted,)) == [True, False, False, False]


def test_a_hub_is_let_in_and_what_says_it_is_one_besides_is_not(tmp_path: Path) -> None:
    def at(*interfaces: str) -> tuple[UsbDevice, bool]:
        return UsbDevice(port="1-4", vendor="05e3", product="0608", interfaces=interfaces), False

    hubs = at("090000"), at("090001", "090002"), at("090000", "030101"), at("030101", "090000")
    assert judged(tmp_path, *hubs) == [True, True, False, False, False]


def test_while_a_technician_has_opened_the_box_everything_is_let_in(tmp_path: Path) -> None:
    stick = UsbDevice(port="1-2", vendor="0781", product="5567", interfaces=("080650",))
    assert judged(tmp_path, (stick, False), opened=True) == [True, False]
