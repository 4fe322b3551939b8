"""Where the buttons of a counter are, as the hall file says it, what each is for, and how long a line of boxes takes.

The lengths here are upper bounds of what ``counter_caller.devices`` puts on the line (a test holds them together).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import parse_qs

from msgspec import Struct

from hall_core.domain.device_url import DeviceUrlError
from hall_core.domain.names import Slug
from hall_core.domain.plan_devices import DEFAULT_BUTTONS, DEFAULT_KEYS, ButtonParts, KeyAction

Action = Literal[KeyAction, "transfer"]
"""What a key is for."""

BAUDS = (9_600, 19_200, 38_400, 57_600, 115_200)
USUAL_BAUD = 38_400
"""The fastest that small controllers divide exactly out of their 16 MHz."""
MOST_ADDRESSES = 254
MOST_BUTTONS = 64
PINS = range(28)
"""GPIO0 to GPIO27, those of the 40-pin header."""

ROUND_WITHIN = 0.060
"""Seconds in which every box of a line has had its turn and one of them its lamps: with the program's own time and a
busy line's repetition, a press is answered by a light within 100 ms."""
TURN_AROUND = 0.004
"""Seconds between the last byte to a box and its answer's first: 2 ms are its own, the rest the adapter's."""
POLL_BYTES, MOVED_BYTES, LAMPS_BYTES, TAKEN_BYTES = 8, 11, 28, 8


class ButtonBoxError(DeviceUrlError):
    key, thing = "button-box", "keypad"


class KeyDevice(Struct, frozen=True):
    """A keypad that the kernel knows."""

    path: str


class LineBox(Struct, frozen=True):
    """A box on a serial line."""

    path: str
    baud: int
    address: int


class Pins(Struct, frozen=True):
    """Buttons on the pins of this computer."""


Source = KeyDevice | LineBox | Pins


class Duty(Struct, frozen=True):
    """What a key is for. ``service`` and ``counter``: where a transfer goes."""

    action: Action
    service: Slug | None = None
    counter: Slug | None = None

    def __str__(self) -> str:
        if self.service is not None:
            return f"transfer to the service {self.service}"
        return self.action if self.counter is None else f"transfer to the counter {self.counter}"


def read_source(url: str) -> Source | None:
    """``/dev/input/…`` or ``evdev:/dev/input/…``, ``serial:/dev/ttyUSB0?baud=38400&address=3``, ``gpio:``; None for
    an empty one. ButtonBoxError when it is none of them."""
    if not url:
        return None
    scheme, _, rest = (f"evdev:{url}" if url.startswith("/") else url).partition(":")
    match scheme:
        case "evdev" if re.fullmatch(r"/[^/].*", rest):
            return KeyDevice(rest)
        case "serial":
            return _line(url, rest)
        case "gpio" if not rest:
            return Pins()
        case _:
            right = "write /dev/input/by-path/…-event-kbd, serial:/dev/ttyUSB0?address=1 or gpio:"
            raise ButtonBoxError(url, "is no place for buttons", right)


def _line(url: str, rest: str) -> LineBox:
    path, _, query = rest.partition("?")
    if not re.fullmatch(r"/[^/].*", path):
        raise ButtonBoxError(url, "names no serial device", "write serial:/dev/ttyUSB0?address=1")
    options = parse_qs(query, keep_blank_values=True)
    if set(options) - {"baud", "address"} or any(len(values) > 1 for values in options.values()):
        raise ButtonBoxError(url, "has more behind the '?' than baud and address", "write each once")
    baud = options.get("baud", [str(USUAL_BAUD)])[0]
    if baud not in map(str, BAUDS):
        right = f"use one of {', '.join(map(str, BAUDS))}"
        raise ButtonBoxError(url, f"has the speed {baud or 'nothing'}", right)
    address = options.get("address", ["1"])[0]
    if not (address.isascii() and address.isdecimal() and 1 <= int(address) <= MOST_ADDRESSES):
        right = f"use a number from 1 to {MOST_ADDRESSES}"
        raise ButtonBoxError(url, f"has the address {address or 'nothing'}", right)
    return LineBox(path, int(baud), int(address))


def duties(parts: ButtonParts) -> dict[str, Duty]:
    """What each key is for; the usual ones where the hall file names none, beside those that send people on. Of a key
    that is named twice, the first."""
    usual: dict[str, KeyAction] = {}
    if not parts.keys and parts.keypad and not parts.keypad.startswith("gpio:"):
        usual = DEFAULT_BUTTONS if parts.keypad.startswith("serial:") else DEFAULT_KEYS
    return {
        **{key: Duty(action) for key, action in usual.items()},
        **{key: Duty("transfer", counter=id) for key, id in parts.to_counter.items()},
        **{key: Duty("transfer", service=id) for key, id in parts.to_service.items()},
        **{key: Duty(action) for key, action in parts.keys.items()},
    }


def named_twice(parts: ButtonParts) -> list[tuple[str, str]]:
    """Keys that two tables of a desk name, as (the later table, the key)."""
    known = set(parts.keys)
    twice = [("to_service", key) for key in parts.to_service if key in known]
    known |= set(parts.to_service)
    return [*twice, *(("to_counter", key) for key in parts.to_counter if key in known)]


def is_key(source: Source | None, key: str) -> bool:
    """Whether ``key`` may be one there; whether the kernel knows its name is seen when the program starts."""
    match source:
        case LineBox():
            return key.isascii() and key.isdecimal() and 1 <= int(key) <= MOST_BUTTONS and str(int(key)) == key
        case Pins():
            return pin_of(key) is not None
        case _:
            return re.fullmatch(r"(KEY|BTN)_[A-Z0-9_]+", key) is not None


def pin_of(text: str) -> int | None:
    """17 of ``GPIO17``."""
    match = re.fullmatch(r"GPIO(0|[1-9][0-9]?)", text)
    return int(match[1]) if match and int(match[1]) in PINS else None


def round_time(baud: int, boxes: int) -> float:
    """Seconds until each of the boxes on a line has told of a button and one was given its lamps."""

    def exchange(count: int) -> float:
        return count * 10 / baud + TURN_AROUND

    return boxes * exchange(POLL_BYTES + MOVED_BYTES) + exchange(LAMPS_BYTES + TAKEN_BYTES)


def most_boxes(baud: int) -> int:
    """How many boxes a line serves in time."""
    boxes = 0
    while round_time(baud, boxes + 1) <= ROUND_WITHIN:
        boxes += 1
    return boxes


def fast_enough(boxes: int) -> int | None:
    """The least speed that serves so many boxes in time."""
    return next((baud for baud in BAUDS if round_time(baud, boxes) <= ROUND_WITHIN), None)


def lines_of(sources: Sequence[Source | None]) -> dict[str, list[LineBox]]:
    """The boxes on each line, by its path."""
    lines: dict[str, list[LineBox]] = {}
    for source in sources:
        if isinstance(source, LineBox) and source not in lines.setdefault(source.path, []):
            lines[source.path].append(source)
    return lines
