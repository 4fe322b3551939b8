"""What a USB device says that it is. Pure."""

from __future__ import annotations

from msgspec import Struct

INTERFACE, INTERFACE_LENGTH = 4, 9
"""Type and length of the descriptor of an interface (USB 2.0, 9.6.5)."""

KINDS = {
    "030101": "keyboard",
    "030102": "mouse",
    "0e": "camera",
    "01": "sound",
    "03": "input",
    "06": "camera or telephone",
    "07": "printer",
    "08": "storage",
    "09": "hub",
    "0202": "serial port",
    "02": "network",
    "0a": "data",
    "0b": "card reader",
    "e001": "Bluetooth or network",
    "ff": "of its maker's own kind",
}
"""Beginning of class, subclass and protocol of an interface (usb.org), the longest that fits counts."""
NEVER_BY_ITSELF = frozenset({"storage", "network", "Bluetooth or network", "camera or telephone"})
"""Kinds that are let in only when they are asked for by name: they carry files and lines out of the box."""
TYPES = frozenset({"keyboard", "mouse"})
"""Kinds that act on a screen, and so are pointed out. A scanner that types is a keyboard as well."""
OF_THE_BOARD = frozenset({("0424", "ec00"), ("0424", "7800")})
"""Vendor and product of the wired network of a Raspberry Pi 3B and 3B+, which hangs on their own USB."""
NETWORK = "network"


class UsbDevice(Struct, frozen=True, kw_only=True):
    port: str
    """The kernel's name of the place, ``1-1.2``: bus, and the ports from there."""
    vendor: str
    """Four hexadecimal digits, as ``product``."""
    product: str
    serial: str = ""
    name: str = ""
    """What it calls itself: for people, and not to be believed."""
    interfaces: tuple[str, ...] = ()
    """Class, subclass and protocol of each that differs, six hexadecimal digits, in the order of its descriptors."""
    net: bool = False
    """Whether a driver has made a network interface of it."""
    let_in: bool = True

    @property
    def is_hub(self) -> bool:
        """A hub and nothing besides."""
        return bool(self.interfaces) and all(each.startswith("09") for each in self.interfaces)

    @property
    def kinds(self) -> tuple[str, ...]:
        """In words, in the order of :attr:`interfaces`."""
        found = [kind_of(each) for each in self.interfaces]
        return tuple(dict.fromkeys([*found, *([NETWORK] if self.net else [])]))

    @property
    def of_the_board(self) -> bool:
        return (self.vendor, self.product) in OF_THE_BOARD

    @property
    def only_by_name(self) -> bool:
        """Whether it is let in only when a technician says so."""
        return not self.of_the_board and not NEVER_BY_ITSELF.isdisjoint(self.kinds)


def kind_of(interface: str) -> str:
    fits = [start for start in KINDS if interface.startswith(start)]
    return KINDS[max(fits, key=len)] if fits else f"class {interface[:2]}"


def interfaces_in(descriptors: bytes) -> tuple[str, ...]:
    """From the bytes of all descriptors as the kernel keeps them, the way udev reads them (``ID_USB_INTERFACES``)."""
    found: list[str] = []
    at = 0
    while at + INTERFACE_LENGTH < len(descriptors):
        length, kind = descriptors[at], descriptors[at + 1]
        if length < 3:
            break
        if kind == INTERFACE:
            found.append(descriptors[at + 5 : at + 8].hex())
        at += length
    return tuple(dict.fromkeys(found))
