"""Where a printer is, as the hall file says it: text to values, with errors that say what would be right."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from hall_core.domain.device_url import DeviceUrlError

EXAMPLES = "tcp://192.168.1.50:9100, serial:/dev/ttyUSB0?baud=115200, usb:04b8:0e15 or file:paper.bin"
RAW_PORT = 9100
"""The port on which network printers take plain ESC/POS (JetDirect)."""
LEAST_BAUD = 38_400
BAUDS = (38_400, 57_600, 115_200, 230_400, 460_800, 921_600)
USUAL_BAUD = 115_200
BITS_A_BYTE = 10
"""On a serial line: start bit, eight data bits, stop bit."""
TYPICAL_TICKET = 66_000
"""Bytes on 576 dots, measured; 42,000 on 384."""


class PrinterUrlError(DeviceUrlError):
    key, thing = "printer-url", "printer"


class TcpPrinter(Struct, frozen=True):
    host: str
    port: int = RAW_PORT


class SerialPrinter(Struct, frozen=True):
    path: str
    baud: int = USUAL_BAUD


class UsbPrinter(Struct, frozen=True):
    vendor: int
    product: int


class FilePrinter(Struct, frozen=True):
    """Not a printer but what would be sent to one, one ticket behind the other."""

    path: str
    """Relative to the data directory of the device."""


PrinterSettings = TcpPrinter | SerialPrinter | UsbPrinter | FilePrinter


def serial_seconds(count: int, baud: int) -> float:
    """How long ``count`` bytes take on a serial line."""
    return count * BITS_A_BYTE / baud


def read_printer_url(url: str) -> PrinterSettings:
    """Raises PrinterUrlError."""
    scheme, _, rest = url.strip().partition(":")
    readers = {"tcp": _tcp, "serial": _serial, "usb": _usb, "file": _file}
    if not rest or scheme.lower() not in readers:
        raise PrinterUrlError(url, "is no printer", f"write one of {EXAMPLES}")
    return readers[scheme.lower()](url, rest)


def _tcp(url: str, rest: str) -> TcpPrinter:
    right = "write tcp://HOST or tcp://HOST:PORT, such as tcp://192.168.1.50:9100"
    if not rest.startswith("//"):
        raise PrinterUrlError(url, "lacks the two slashes", right)
    try:  # both urlsplit and .port raise
        parts = urlsplit(f"tcp:{rest}")
        port = RAW_PORT if parts.port is None else parts.port
    except ValueError as error:
        raise PrinterUrlError(url, "has a port outside 1 to 65535, or a host that is none", right) from error
    if not parts.hostname or re.search(r"\s", rest) or port == 0:
        raise PrinterUrlError(url, "names no host, or port 0", right)
    if parts.path.strip("/") or parts.query or parts.username or parts.fragment:
        raise PrinterUrlError(url, "has something behind or before host and port", right)
    return TcpPrinter(parts.hostname, port)


def _serial(url: str, rest: str) -> SerialPrinter:
    right = "write serial:/dev/NAME?baud=115200"
    path, _, query = rest.partition("?")
    if not path.startswith("/") or path.startswith("//"):
        raise PrinterUrlError(url, "names no device such as /dev/ttyUSB0", right)
    options = parse_qs(query, keep_blank_values=True)
    unknown = [name for name in options if name != "baud"]
    text = options.get("baud", [str(USUAL_BAUD)])[-1]
    if unknown or not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise PrinterUrlError(url, "has more behind the '?' than baud and a number", right)
    baud = int(text)
    if baud < LEAST_BAUD:
        slow = serial_seconds(TYPICAL_TICKET, baud)
        fast = serial_seconds(TYPICAL_TICKET, USUAL_BAUD)
        raise PrinterUrlError(
            url,
            f"is too slow: a ticket is a picture of about {TYPICAL_TICKET // 1000} kB, which takes {slow:.0f} s "
            f"at {baud} baud and {fast:.0f} s at {USUAL_BAUD}",
            f"set the printer (switches or self-test menu) and this to {USUAL_BAUD}, at least {LEAST_BAUD}",
        )
    if baud not in BAUDS:
        raise PrinterUrlError(url, f"has a speed at which no printer runs: {baud}", f"use one of {_listed(BAUDS)}")
    return SerialPrinter(path, baud)


def _usb(url: str, rest: str) -> UsbPrinter:
    ids = re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", rest)
    if ids is None:
        right = "write usb:VENDOR:PRODUCT, each four hexadecimal digits as lsusb lists them, such as usb:04b8:0e15"
        raise PrinterUrlError(url, "names no USB device", right)
    return UsbPrinter(int(ids[1], 16), int(ids[2], 16))


def _file(url: str, rest: str) -> FilePrinter:
    if rest.startswith("//") or rest.endswith("/"):
        raise PrinterUrlError(url, "names no file", "write file:paper.bin (in the data directory)")
    return FilePrinter(rest)


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
