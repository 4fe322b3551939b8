"""A pretend barcode scanner that types like a keyboard, for :class:`demo.hands.FakeInputs`.

scanner = BarcodeScanner()
with FakeInputs(folder, scanner) as inputs:
    ...
    scanner.scan("H41.16-210612-0001")
"""

from __future__ import annotations

import time

from evdev import ecodes

from demo.hands import FakeDevice

READ_WITHIN = 8.0
"""Seconds in which a program must take what was typed before."""
REPORT_EVERY = 0.001
"""Seconds between two key movements, as on USB. Without them the wire would fill up before the kernel has counted what
is on it, and an event would be cut in two."""

_SHIFTED_DIGITS = ")!@#$%^&*("
_SIGNS = {
    "MINUS": "-_",
    "EQUAL": "=+",
    "LEFTBRACE": "[{",
    "RIGHTBRACE": "]}",
    "SEMICOLON": ";:",
    "APOSTROPHE": "'\"",
    "GRAVE": "`~",
    "BACKSLASH": "\\|",
    "COMMA": ",<",
    "DOT": ".>",
    "SLASH": "/?",
}


class BarcodeScanner(FakeDevice):
    """Types what it reads on a US keyboard, and then Enter. A letter that is not on
    that keyboard it types as many real ones do: Alt held, and the letter's number on the number block."""

    def __init__(self, path: str = "/dev/input/event9", name: str = "Barcode Scanner") -> None:
        super().__init__(path, name, 0x0044, {ecodes.EV_KEY: range(1, 128)})

    def scan(self, text: str, end: int | None = ecodes.KEY_ENTER) -> None:
        """Read a code that holds ``text``; ``end`` is the key that it is set to press after it."""
        for sign in text:
            if (stroke := _stroke(sign)) is not None:
                key, shift = stroke
                self.type(key, held=shift)
            else:
                number = [ecodes.ecodes[f"KEY_KP{digit}"] for digit in str(ord(sign))]
                self.type(*number, held=ecodes.KEY_LEFTALT)
        if end is not None:
            self.type(end)

    def type(self, *keys: int, held: int | None = None) -> None:
        """Press and let go ``keys`` one after the other, while ``held`` is kept down."""
        if held is not None:
            self.move(held, 1)
        for key in keys:
            self.move(key, 1)
            self.move(key, 0)
        if held is not None:
            self.move(held, 0)

    def move(self, key: int, value: int) -> None:
        """Press (1) or let go (0) a key, as soon as there is room for it."""
        until = time.monotonic() + READ_WITHIN
        while True:
            time.sleep(REPORT_EVERY)
            try:
                self.emit((ecodes.EV_KEY, key, value))
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
            else:
                return


def _stroke(sign: str) -> tuple[int, int | None] | None:
    """The key for ``sign``, and Shift if it needs it; None when the keyboard has none."""
    if sign == " ":
        return ecodes.KEY_SPACE, None
    if sign.isascii() and sign.isalpha():
        return ecodes.ecodes[f"KEY_{sign.upper()}"], ecodes.KEY_LEFTSHIFT if sign.isupper() else None
    if sign in "0123456789":
        return ecodes.ecodes[f"KEY_{sign}"], None
    if sign in _SHIFTED_DIGITS:
        return ecodes.ecodes[f"KEY_{_SHIFTED_DIGITS.index(sign)}"], ecodes.KEY_LEFTSHIFT
    for name, signs in _SIGNS.items():
        if sign in signs:
            return ecodes.ecodes[f"KEY_{name}"], ecodes.KEY_LEFTSHIFT if sign == signs[1] else None
    return None
