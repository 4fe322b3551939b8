"""Reads which USB devices the kernel knows, and has udev ask its rules again."""

from __future__ import annotations

import re
from pathlib import Path

from hall_core.device.usb.device import UsbDevice, interfaces_in

SYS = Path("/sys")
TREE = "bus/usb/devices"
_PORT = re.compile(r"\d+-\d+(\.\d+)*")
"""Neither a bus (``usb1``) nor an interface (``1-1:1.0``)."""
_ODD = re.compile(r"[^ -~\u00a1-\uffff]")
LONGEST = 60
"""Letters of what a device calls itself."""


def plugged_in(sys: Path = SYS) -> list[UsbDevice]:
    """By port. One that is pulled out meanwhile is left out."""
    folder = sys / TREE
    if not folder.is_dir():
        return []
    found: list[UsbDevice] = []
    for place in sorted(folder.iterdir(), key=lambda path: [int(n) for n in re.findall(r"\d+", path.name)]):
        if not _PORT.fullmatch(place.name):
            continue
        try:
            found.append(_read(place))
        except OSError:
            continue
    return found


def let_in(port: str, sys: Path = SYS) -> None:
    """OSError when the kernel refuses, or nothing is there any more."""
    (sys / TREE / port / "authorized").write_text("1", "ascii")


def _read(place: Path) -> UsbDevice:
    return UsbDevice(
        port=place.name,
        vendor=_text(place, "idVendor"),
        product=_text(place, "idProduct"),
        serial=_maybe(place, "serial"),
        name=" ".join(filter(None, (_maybe(place, "manufacturer"), _maybe(place, "product"))))[:LONGEST],
        interfaces=interfaces_in((place / "descriptors").read_bytes()),
        net=any(place.glob("*/net/*")),
        let_in=_text(place, "authorized") != "0",
    )


def _text(place: Path, name: str) -> str:
    return (place / name).read_text("utf-8", "replace").strip()


def _maybe(place: Path, name: str) -> str:
    """What somebody else's device says: no line of its own in a log."""
    try:
        return _ODD.sub("?", _text(place, name))
    except FileNotFoundError:
        return ""
