"""The Alpha Sign Communications Protocol (also M-Protocol; Alpha, BetaBrite and Adaptive signs): what is needed of it.

A packet is five NUL (by which the sign finds the speed), SOH, type of sign, address in two hexadecimal digits, STX,
command, data, ETX, the sum of STX to ETX in four hexadecimal digits, EOT. It is said into the dark: nothing answers.

Written is the *priority* text (file 0): every sign has it without its memory being set up, and it stands over whatever
else the sign may hold.
"""

from __future__ import annotations

from display_app.devices.sign_language import Answer
from display_app.signs.view import Face
from hall_core.domain.plan_devices import SignDisplay
from hall_core.domain.sign_line import ALPHA_PAUSE
from hall_core.domain.vietnamese import fold

NULS = b"\x00" * 5
SOH, STX, ETX, EOT, ESC = b"\x01", b"\x02", b"\x03", b"\x04", b"\x1b"
ALL_TYPES = b"Z"
EVERYBODY = 0
WRITE_TEXT, WRITE_SPECIAL = b"A", b"E"
PRIORITY = b"0"
MIDDLE_LINE = b" "
HOLD, FLASH = b"b", b"c"
"""Stands still; stands still and flashes, in the sign's own rhythm."""
DIMMING = b"/00"
"""The register of the brightness, set by hand. Signs that have none pass over it."""
DIMMED = (100, 86, 72, 58, 44)
"""Percent of the levels 00 to 04."""


def packet(address: int, command: bytes, data: bytes) -> bytes:
    body = STX + command + data + ETX
    total = f"{sum(body) & 0xFFFF:04X}".encode("ascii")
    return NULS + SOH + ALL_TYPES + f"{address:02X}".encode("ascii") + body + total + EOT


def write_text(address: int, text: str, *, flashes: bool = False) -> bytes:
    """Letters lose their accents, what is no plain sign at all becomes a question mark. No text is a blank: an empty
    file would let the sign go on with what else it holds."""
    plain = "".join(sign if " " <= sign <= "~" else "?" for sign in fold(text)) or " "
    return packet(address, WRITE_TEXT, PRIORITY + ESC + MIDDLE_LINE + (FLASH if flashes else HOLD) + plain.encode())


def set_brightness(address: int, percent: int) -> bytes:
    """The nearest level that there is."""
    level = min(range(len(DIMMED)), key=lambda index: abs(DIMMED[index] - percent))
    return packet(address, WRITE_SPECIAL, DIMMING + f"{level:02d}".encode("ascii"))


class Alpha:
    """A SignLanguage."""

    answers = False
    pause = ALPHA_PAUSE

    def __init__(self, *, dims: bool) -> None:
        """``dims``: whether the site wants other than full brightness at some hour. Signs that are never dimmed are
        not sent what some of them do not know."""
        self._dims = dims

    def show(self, display: SignDisplay, face: Face, before: Face | None, number: int) -> list[bytes]:
        del number  # nothing answers
        frames = [write_text(display.address, face.text[-display.digits :], flashes=face.blinks)]
        if self._dims and face.level and (before is None or face.level != before.level):
            frames.append(set_brightness(display.address, face.level))
        return frames

    def dark(self) -> bytes:
        return write_text(EVERYBODY, "")

    def hear(self, data: bytes) -> list[Answer]:
        del data
        return []
