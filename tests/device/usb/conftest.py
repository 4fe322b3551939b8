"""Made computers with USB devices."""

from __future__ import annotations

from pathlib import Path

import pytest


def descriptors(*interfaces: str) -> bytes:
    """Of a device, its one configuration, and its interfaces with an endpoint each."""
    parts = [bytes([18, 1, 0, 2, 0, 0, 0, 64, *bytes(10)]), bytes([9, 2, *bytes(7)])]
    for number, each in enumerate(interfaces):
        parts += [bytes([9, 4, number, 0, 1, *bytes.fromhex(each), 0]), bytes([7, 5, 0x81, 3, 8, 0, 10])]
    return b"".join(parts)


class Computer:
    """A made ``/sys``. Devices are plugged in as the kernel would show them."""

    def __init__(self, sys: Path) -> None:
        self.sys = sys
        self.folder = sys / "bus/usb/devices"
        self.folder.mkdir(parents=True)
        self.plug("usb1", "1d6b", "0002", "090000", name="xHCI Host Controller")

    def plug(
        self,
        port: str,
        vendor: str,
        product: str,
        *interfaces: str,
        serial: str = "",
        name: str = "",
        let_in: bool = True,
    ) -> Path:
        place = self.folder / port
        place.mkdir()
        texts = {
            "idVendor": vendor,
            "idProduct": product,
            "serial": serial,
            "product": name,
            "authorized": "01"[let_in],
        }
        for file, text in texts.items():
            if text:
                (place / file).write_text(f"{text}\n", encoding="utf-8")
        (place / "descriptors").write_bytes(descriptors(*interfaces))
        return place

    def fitted(self) -> None:
        """What a kiosk has."""
        self.plug("1-1", "0424", "9514", "090001", "090002")
        self.plug("1-1.1", "0424", "ec00", "ff00ff")
        self.plug("1-1.2", "04b8", "0e15", "070102", serial="J7Y 001", name="TM-T20III")
        self.plug("1-1.3", "1eab", "8206", "030101", name="Scanner")
        self.plug("1-1.4", "0eef", "c000", "030000", "030000", name="TouchScreen")


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "sys")
