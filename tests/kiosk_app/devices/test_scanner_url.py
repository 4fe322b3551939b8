"""Where the scanner is, as a technician writes it."""

from __future__ import annotations

import pytest

from kiosk_app.devices.scanner_url import (
    EvdevScanner,
    ScannerSettings,
    ScannerUrlError,
    SerialScanner,
    read_scanner_url,
)


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("evdev:/dev/input/by-id/usb-X-event-kbd", EvdevScanner("/dev/input/by-id/usb-X-event-kbd")),
        (" serial:/dev/ttyACM0 ", SerialScanner("/dev/ttyACM0", 9_600)),
        ("serial:/dev/ttyUSB0?baud=115200", SerialScanner("/dev/ttyUSB0", 115_200)),
    ],
)
def test_a_scanner_is_named_by_its_kind_and_its_device(url: str, settings: ScannerSettings) -> None:
    assert read_scanner_url(url) == settings


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("", "is no scanner; write evdev:/dev/input"),
        ("/dev/ttyACM0", "is no scanner"),
        ("usb:04b8:0e15", "is no scanner"),
        ("serial:ttyACM0", "names no device"),
        ("serial://dev/ttyACM0", "with one slash in front"),
        ("evdev:", "names no device"),
        ("evdev:/dev/input/event 7", "names no device"),
        ("evdev:/dev/input/event7?baud=9600", "nothing is understood behind"),
        ("serial:/dev/ttyACM0?baud=9601", "only baud is understood behind the '[?]', one of 1200"),
        ("serial:/dev/ttyACM0?baud=", "only baud"),
        ("serial:/dev/ttyACM0?baud=9600&parity=even", "only baud"),
    ],
)
def test_what_is_no_scanner_says_what_would_be_right(url: str, wrong: str) -> None:
    with pytest.raises(ScannerUrlError, match=wrong):
        read_scanner_url(url)
