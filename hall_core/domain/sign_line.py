"""The serial line of a sign: where it is, as the hall file says it, and how long a call takes to all its displays.

The lengths here are upper bounds of what ``display_app.devices`` puts on the line (a test holds them together).
"""

from __future__ import annotations

import re
from typing import Literal, get_args
from urllib.parse import parse_qs

from msgspec import Struct

from hall_core.domain.device_url import DeviceUrlError
from hall_core.domain.plan_devices import Sign

Parity = Literal["none", "even", "odd"]
Protocol = Literal["alpha", "segments"]

BAUDS = (1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200)
USUAL_BAUD = 9_600
RIGHT = "write serial:/dev/NAME?baud=9600, and parity=none, even or odd behind an & if it must be"

SHOWN_WITHIN = 3.0
"""Seconds in which all displays of a line must have been told when all their counters call at once: by then the voice
has come to the number of the counter, and people look up."""
ANSWER_WITHIN = 0.030
"""Seconds in which a display begins to answer: 10 ms are its own (docs/signs.md), 16 ms a USB adapter may keep back
what it has read."""
GAP = 0.005
"""Seconds of rest before the next frame, for the line to turn around."""
ALPHA_PAUSE = 0.100
"""Seconds of rest after a packet: the only pause the Alpha protocol names."""
SHOW_BYTES, REPLY_BYTES = 9, 8
"""Of a segments frame without its cells, and of the answer to it."""
ALPHA_BYTES = 21
"""Of an Alpha packet that writes the priority text, without the text."""
ALPHA_DIM_BYTES = 22
"""Of the packet that sets the brightness."""


class SignLineError(DeviceUrlError):
    key, thing = "sign-line", "line"


class SerialLine(Struct, frozen=True):
    path: str
    baud: int
    parity: Parity
    bits: Literal[7, 8]

    def seconds(self, count: int) -> float:
        """How long ``count`` bytes take: start bit, data, parity, stop bit."""
        return count * (2 + self.bits + (self.parity != "none")) / self.baud


def read_sign_line(url: str, protocol: Protocol) -> SerialLine:
    """``serial:/dev/ttyUSB0?baud=9600&parity=even``. What it does not say is as the displays come from the factory:
    9600 baud, 7 bits and even parity for ``alpha``, 8 bits and none for ``segments``. With ``parity=none`` there are
    always 8 bits. Raises SignLineError."""
    scheme, _, rest = url.strip().partition(":")
    path, _, query = rest.partition("?")
    if scheme != "serial" or not re.fullmatch(r"/[^/].*", path):
        raise SignLineError(url, "names no serial device such as /dev/ttyUSB0", RIGHT)
    options = parse_qs(query, keep_blank_values=True)
    if set(options) - {"baud", "parity"} or any(len(values) > 1 for values in options.values()):
        raise SignLineError(url, "has more behind the '?' than baud and parity", RIGHT)
    text = options.get("baud", [str(USUAL_BAUD)])[0]
    if not text.isdecimal() or int(text) not in BAUDS:
        raise SignLineError(url, f"has the speed {text or 'nothing'}", f"use one of {', '.join(map(str, BAUDS))}")
    alpha = protocol == "alpha"
    said = options.get("parity", ["even" if alpha else "none"])[0]
    parity = next((known for known in get_args(Parity) if known == said), None)
    if parity is None:
        raise SignLineError(url, f"has the parity {said or 'nothing'}", "use none, even or odd")
    return SerialLine(path, int(text), parity, 7 if alpha and parity != "none" else 8)


def exchange(line: SerialLine, protocol: Protocol, digits: int) -> float:
    """The longest that telling one display takes, in seconds: with the wait for an answer that does not come."""
    if protocol == "alpha":
        return line.seconds(ALPHA_BYTES + digits) + ALPHA_PAUSE
    return line.seconds(SHOW_BYTES + digits + REPLY_BYTES) + ANSWER_WITHIN + GAP


def all_told(line: SerialLine, sign: Sign) -> float:
    """Seconds, to the microsecond, until the last display was told when all are called at once, just after something
    else began."""
    each = [exchange(line, sign.protocol, display.digits) for display in sign.displays]
    dims = line.seconds(ALPHA_DIM_BYTES) + ALPHA_PAUSE if sign.protocol == "alpha" and sign.brightness else 0.0
    return round(sum(each) + max(each) + dims, 6)
