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
        ("usb:04b8:0E15", UsbPrinter(0x04B8, 0x0E15)),
        ("file:paper.bin", FilePrinter("paper.bin")),
    ],
)
def test_a_good_url_is_read(url: str, settings: PrinterSettings) -> None:
    assert read_printer_url(url) == settings


@pytest.mark.parametrize(
    ("url", "wrong", "right"),
    [
        ("", "is no printer", "tcp://192.168.1.50:9100"),
        ("lpt:1", "is no printer", "usb:04b8:0e15"),
        ("file:", "is no printer", "file:paper.bin"),
        ("tcp:printer", "two slashes", "tcp://HOST:PORT"),
        ("tcp://", "no host", "tcp://HOST:PORT"),
        ("tcp://a b", "no host", "tcp://HOST:PORT"),
        ("tcp://printer:0", "port 0", "tcp://HOST:PORT"),
        ("tcp://printer:70000", "1 to 65535", "tcp://HOST:PORT"),
        ("tcp://printer:raw", "1 to 65535", "tcp://HOST:PORT"),
        ("tcp://[fd00::7", "a host that is none", "tcp://HOST:PORT"),
        ("tcp://printer/queue", "behind or before", "tcp://HOST:PORT"),
        ("serial:ttyUSB0", "no device", "serial:/dev/NAME?baud=115200"),
        ("serial:/dev/ttyUSB0?parity=even", "more behind", "serial:/dev/NAME?baud=115200"),
        ("serial:/dev/ttyUSB0?baud=fast", "baud and a number", "serial:/dev/NAME?baud=115200"),
        ("serial:/dev/ttyUSB0?baud=100000", "no printer runs: 100000", "57600, 115200"),
        ("usb:epson", "no USB device", "four hexadecimal digits"),
        ("file://paper.bin", "no file", "file:paper.bin"),
    ],
)
def test_a_bad_url_is_refused_with_what_would_be_right(url: str, wrong: str, right: str) -> None:
    with pytest.raises(PrinterUrlError) as refused:
        read_printer_url(url)
    assert f'"{url}"' in str(refused.value)
    assert wrong in str(refused.value)
    assert right in str(refused.value)


def test_a_slow_serial_line_is_refused_with_the_seconds_that_a_ticket_would_take() -> None:
    with pytest.raises(PrinterUrlError, match="takes 69 s at 9600 baud and 6 s at 115200"):
        read_printer_url("serial:/dev/ttyUSB0?baud=9600")


def test_a_serial_byte_takes_ten_bits() -> None:
    assert serial_seconds(11_520, 115_200) == 1.0
