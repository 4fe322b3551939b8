"""A printer's URL: what is understood, and what the error says is right."""

from __future__ import annotations

import pytest

from hall_core.domain.printer_url import (
    FilePrinter,
    PrinterSettings,
    PrinterUrlError,
    SerialPrinter,
    TcpPrinter,
    UsbPrinter,
    read_printer_url,
    serial_seconds,
)


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("tcp://192.168.1.50", TcpPrinter("192.168.1.50", 9100)),
        ("tcp://printer.hall:9101/", TcpPrinter("printer.hall", 9101)),
        ("tcp://[fd00::7]:9100", TcpPrinter("fd00::7", 9100)),
        ("TCP://printer", TcpPrinter("printer", 9100)),
        ("serial:/dev/ttyUSB0", SerialPrinter("/dev/ttyUSB0", 115_200)),
        ("serial:/dev/serial/by-id/usb-x?baud=38400", SerialPrinter("/dev/serial/by-id/usb-x", 38_400)),
        (
            "serial:/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0",
            SerialPrinter("/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0", 115_200),
        ),
        ("usb:04b8:0E15", UsbPrinter(0x04B8, 0x0E15)),
        ("file:paper.bin", FilePrinter("paper.bin")),
        ("file:PAPER_XX", FilePrinter("PAPER_XX")),
    ],
)
def test_a_good_url_is_read(url: str, settings: PrinterSettings) -> None:
    assert read_printer_url(url) == settings


ANY = "write one of tcp://192.168.1.50:9100, serial:/dev/ttyUSB0?baud=115200, usb:04b8:0e15 or file:paper.bin"
TCP = "write tcp://HOST or tcp://HOST:PORT, such as tcp://192.168.1.50:9100"
SERIAL = "write serial:/dev/NAME?baud=115200"
USB = "write usb:VENDOR:PRODUCT, each four hexadecimal digits as lsusb lists them, such as usb:04b8:0e15"
FILE = "write file:paper.bin (in the data directory)"
ANY_SPEED = "use one of 38400, 57600, 115200, 230400, 460800, 921600"


@pytest.mark.parametrize(
    ("url", "wrong", "right"),
    [
        ("", "is no printer", ANY),
        ("lpt:1", "is no printer", ANY),
        ("file:", "is no printer", ANY),
        ("tcp:printer", "lacks the two slashes", TCP),
        ("tcp://", "names no host, or port 0", TCP),
        ("tcp://a b", "names no host, or port 0", TCP),
        ("tcp://printer:0", "names no host, or port 0", TCP),
        ("tcp://printer:70000", "has a port outside 1 to 65535, or a host that is none", TCP),
        ("tcp://printer:raw", "has a port outside 1 to 65535, or a host that is none", TCP),
        ("tcp://[fd00::7", "has a port outside 1 to 65535, or a host that is none", TCP),
        ("tcp://printer/queue", "has something behind or before host and port", TCP),
        ("tcp://printer/X", "has something behind or before host and port", TCP),
        ("tcp://printer?baud=9600", "has something behind or before host and port", TCP),
        ("tcp://printer#1", "has something behind or before host and port", TCP),
        ("tcp://admin@printer", "has something behind or before host and port", TCP),
        ("serial:ttyUSB0", "names no device such as /dev/ttyUSB0", SERIAL),
        ("serial://dev/ttyUSB0", "names no device such as /dev/ttyUSB0", SERIAL),
        ("serial:/dev/ttyUSB0?parity=even", "has more behind the '?' than baud and a number", SERIAL),
        ("serial:/dev/ttyUSB0?baud=fast", "has more behind the '?' than baud and a number", SERIAL),
        ("serial:/dev/ttyUSB0?baud=", "has more behind the '?' than baud and a number", SERIAL),
        ("serial:/dev/ttyUSB0?baud=100000", "has a speed at which no printer runs: 100000", ANY_SPEED),
        (
            "serial:/dev/ttyUSB0?baud=9600",
            "is too slow: a ticket is a picture of about 66 kB, which takes 69 s at 9600 baud and 6 s at 115200",
            "set the printer (switches or self-test menu) and this to 115200, at least 38400",
        ),
        ("usb:epson", "names no USB device", USB),
        ("file://paper.bin", "names no file", FILE),
        ("file:papers/", "names no file", FILE),
    ],
)
def test_a_bad_url_is_refused_with_what_is_wrong_and_what_would_be_right(url: str, wrong: str, right: str) -> None:
    with pytest.raises(PrinterUrlError) as refused:
        read_printer_url(url)
    assert (refused.value.wrong, refused.value.right) == (wrong, right)
    assert str(refused.value) == f'printer "{url}" {wrong}; {right}'


def test_a_serial_byte_takes_ten_bits() -> None:
    assert serial_seconds(11_520, 115_200) == 1.0
