"""Where the scanner is, read from the hall file: text to values, with errors that say what would be right. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from msgspec import Struct

from hall_core.errors import MotcuaError

EXAMPLES = "evdev:/dev/input/by-id/usb-NAME-event-kbd or serial:/dev/ttyACM0?baud=9600"
BAUDS = (1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
USUAL_BAUD = 9_600
"""What scanners come set to. A USB one that calls itself a serial port takes any."""


class ScannerUrlError(MotcuaError):
    key = "scanner-url"


class EvdevScanner(Struct, frozen=True):
    """A scanner that types like a keyboard."""

    path: str


class SerialScanner(Struct, frozen=True):
    path: str
    baud: int = USUAL_BAUD


ScannerSettings = EvdevScanner | SerialScanner


def read_scanner_url(url: str) -> ScannerSettings:
    """Raises ScannerUrlError, whose message names the URL, what is wrong and what would be right."""
    scheme, _, rest = url.strip().partition(":")
    path, _, query = rest.partition("?")
    if scheme not in ("evdev", "serial"):
        raise ScannerUrlError(f"scanner {url!r} is no scanner; write {EXAMPLES}")
    if not re.fullmatch(r"/[^/\s]\S*", path):
        raise ScannerUrlError(f"scanner {url!r} names no device, with one slash in front; write {EXAMPLES}")
    options = parse_qs(query, keep_blank_values=True)
    if scheme == "evdev":
        if "?" in rest:
            raise ScannerUrlError(f"scanner {url!r}: nothing is understood behind the '?'; write {EXAMPLES}")
        return EvdevScanner(path)
    text = options.pop("baud", [str(USUAL_BAUD)])[-1]
    if options or text not in map(str, BAUDS):
        rates = ", ".join(map(str, BAUDS))
        raise ScannerUrlError(f"scanner {url!r}: only baud is understood behind the '?', one of {rates}")
    return SerialScanner(path, int(text))
