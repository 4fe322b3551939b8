"""The boxes of a hall file: kiosks, pads, boards, LED matrices, signs and callers."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from hall_core.domain.names import Name, Slug
from hall_core.domain.plan_times import Level


class Panel(Struct, frozen=True, kw_only=True):
    """The glass: what turns millimetres into pixels."""

    width_px: Annotated[int, Meta(ge=320, le=7680)] = 1280
    height_px: Annotated[int, Meta(ge=160, le=7680)] = 800
    width_mm: Annotated[float, Meta(ge=50, le=5000)] = 476.0
    """Width of the lit area in millimetres."""
    rotate: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the picture is turned for a panel that hangs turned. Widths and heights here are
    those that people see, after turning."""
    bottom_mm: Annotated[float, Meta(ge=0, le=3000)] = 700.0
    """Height of the glass' lower edge above the floor."""


class Spare(Struct, frozen=True, kw_only=True):
    """A printer that takes over when the kiosk's own cannot print."""

    printer: Annotated[str, Meta(min_length=1, max_length=200)]
    paper_dots: Literal[384, 576] = 576
    at: Name
    """Where the paper comes out, as a citizen is told: "bàn hướng dẫn"."""


class Kiosk(Struct, frozen=True, kw_only=True, tag_field="role", tag="kiosk"):
    id: Slug
    panel: Panel = Panel()
    distance_m: Annotated[float, Meta(ge=0.3, le=3)] = 0.6
    """Between the eyes and the glass."""
    printer: Annotated[str, Meta(max_length=200)] = ""
    """``tcp://host:9100``, ``serial:/dev/ttyUSB0?baud=115200``, ``usb:04b8:0e15`` or ``file:paper.bin``."""
    paper_dots: Literal[384, 576] = 576
    """Printable dots across: 384 on 58 mm paper, 576 on 80 mm."""
    spare: Spare | None = None
    scanner: Annotated[str, Meta(max_length=200)] = ""
    """``evdev:/dev/input/by-id/…-event-kbd`` or ``serial:/dev/ttyACM0?baud=9600``; empty for none."""
    touch: Annotated[str, Meta(max_length=200)] = ""
    """Kernel input device read through mtdev; empty for the mouse or the window system's own touch."""


class Pad(Struct, frozen=True, kw_only=True, tag_field="role", tag="pad"):
    """The glass at a counter on which a citizen rates the service just ended there."""

    id: Slug
    counter: Slug
    panel: Panel = Panel(width_px=800, height_px=480, width_mm=154.0)
    distance_m: Annotated[float, Meta(ge=0.3, le=3)] = 0.6
    touch: Annotated[str, Meta(max_length=200)] = ""


BoardPart = Literal["calls", "waiting", "counter", "dossiers", "notices"]
"""What can stand on a board: who is called where; who waits for what, and how long; one counter; dossiers that are
ready or late; notices."""
CALLS: BoardPart = "calls"


class Board(Struct, frozen=True, kw_only=True, tag_field="role", tag="board"):
    id: Slug
    zone: Slug
    shows: Annotated[list[BoardPart], Meta(min_length=1, max_length=4)] = field(default_factory=lambda: [CALLS])
    """Parts in the order of their turns."""
    arrange: Literal["turns", "beside"] = "turns"
    """``turns``: one after the other has the whole glass, and calls have it for as long as one stands large.
    ``beside``: the first has the larger half for good, the others take turns in the rest."""
    counter: Slug | None = None
    """Whose counter a board with the part ``counter`` stands at."""
    panel: Panel = Panel(width_px=1920, height_px=1080, width_mm=1210.0)
    distance_m: Annotated[float, Meta(ge=0.5, le=30)] = 8.0
    """Where the farthest reader stands."""
    voice: bool = True
    """Whether it has a loudspeaker: of those of a zone that are well, the first in the hall file speaks."""

    @property
    def speaks(self) -> bool:
        """A call is spoken only where it can be read."""
        return self.voice and "calls" in self.shows


class Matrix(Struct, frozen=True, kw_only=True):
    """HUB75 panels on one controller."""

    rows: Literal[16, 32, 64] = 32
    """Of one panel."""
    columns: Literal[32, 64, 128] = 64
    chain: Annotated[int, Meta(ge=1, le=16)] = 3
    """Panels side by side."""
    parallel: Annotated[int, Meta(ge=1, le=3)] = 1
    """Chains one below the other."""
    pitch_mm: Annotated[float, Meta(ge=1, le=20)] = 4.0
    """Between the middles of two lamps."""

    @property
    def width(self) -> int:
        """Lamps across."""
        return self.columns * self.chain

    @property
    def height(self) -> int:
        return self.rows * self.parallel


class Led(Struct, frozen=True, kw_only=True, tag_field="role", tag="led"):
    """A matrix of lamps that shows calls, or one counter."""

    id: Slug
    zone: Slug
    counter: Slug | None = None
    """Shows only what is called to this counter; None: all calls of the zone."""
    matrix: Matrix = Matrix()
    driver: Literal["rgbmatrix", "piomatter", "emulator"] = "emulator"
    """What drives the lamps: rpi-rgb-led-matrix (Pi 3, 4), piomatter (Pi 5), or pictures in a file."""
    options: dict[str, Annotated[str, Meta(max_length=64)]] = {}
    """What else the driver has to know of the panels and their wiring, by the names that its library uses; numbers
    too are written as text (docs/led.md)."""
    distance_m: Annotated[float, Meta(ge=1, le=60)] = 6.0
    brightness: list[Level] = []


class SignDisplay(Struct, frozen=True, kw_only=True):
    """One of the displays on a line."""

    address: Annotated[int, Meta(ge=1, le=254)]
    counter: Slug
    digits: Annotated[int, Meta(ge=3, le=20)] = 4
    """Places for characters."""


class Sign(Struct, frozen=True, kw_only=True, tag_field="role", tag="sign"):
    """Small displays above counters, on one serial line: the number called there."""

    id: Slug
    zone: Slug
    line: Annotated[str, Meta(min_length=1, max_length=200)]
    """``serial:/dev/ttyUSB0?baud=9600``"""
    protocol: Literal["alpha", "segments"] = "segments"
    """``alpha``: 7-bit signs that speak the Alpha protocol; ``segments``: seven segments on RS-485 (docs/signs.md)."""
    displays: Annotated[list[SignDisplay], Meta(min_length=1, max_length=64)]
    brightness: list[Level] = []


KeyAction = Literal["next", "recall", "came", "done", "no-show", "pause", "close", "park", "help"]
"""What a key does. ``pause`` opens a closed counter, pauses an open one and resumes a paused one; ``help`` asks the
colleagues to come, and says that it is over."""
LightName = Literal["ready", "busy", "fault", "lone"]


class ButtonParts(Struct, frozen=True, kw_only=True):
    """The buttons and lights of one counter (docs/buttons.md)."""

    keypad: Annotated[str, Meta(max_length=200)] = ""
    """Where its keys are: a stable path such as ``/dev/input/by-path/...-event-kbd``; ``serial:/dev/ttyUSB0?address=3``
    for a box on a line; ``gpio:`` for buttons on pins. Empty for the terminal stand-in alone."""
    keys: dict[str, KeyAction] = {}
    """Key to what it does: the kernel's name of a key, the number of a button on a line, or a pin. Empty: the usual
    ones of a keypad, or of a box on a line."""
    to_service: dict[str, Slug] = {}
    """Keys that send the person in hand on to a service."""
    to_counter: dict[str, Slug] = {}
    """Keys that send the person in hand on to a counter."""
    lights: dict[LightName, Annotated[str, Meta(max_length=8)]] = {}
    """Lamps on pins, beside those that the keypad has."""
    buzzer: Annotated[str, Meta(max_length=8)] = ""
    """A pin."""
    line_display: Annotated[str, Meta(max_length=200)] = ""
    """``serial:/dev/ttyUSB0?baud=9600``: a 2 x 20 character display; empty for none."""


class Desk(ButtonParts, frozen=True, kw_only=True):
    """One of several counters that a call box serves."""

    counter: Slug
    officer: Slug
    """Who opens the counter from the keypad, which cannot ask for a name."""


class Caller(ButtonParts, frozen=True, kw_only=True, tag_field="role", tag="caller"):
    """A box with the buttons of one counter, which stand here, or of several, each a desk."""

    id: Slug
    counter: Slug | None = None
    officer: Slug | None = None
    desks: Annotated[list[Desk], Meta(max_length=32)] = []

    @property
    def all_desks(self) -> list[Desk]:
        """Whichever way they were written."""
        if self.counter is None or self.officer is None:
            return self.desks
        parts = {name: getattr(self, name) for name in ButtonParts.__struct_fields__}
        return [Desk(counter=self.counter, officer=self.officer, **parts)]

    @property
    def counters(self) -> list[Slug]:
        return [desk.counter for desk in self.desks] if self.counter is None else [self.counter]


class Console(Struct, frozen=True, kw_only=True, tag_field="role", tag="console"):
    """The pages for officers, the head of the centre and citizens' phones, on the hub's box or another one."""

    id: Slug
    port: Annotated[int, Meta(ge=1, le=65_535)] = 8443
    listen: Annotated[str, Meta(min_length=1, max_length=80)] = "0.0.0.0"
    """The address of the box on which it is reached; 0.0.0.0 for all."""
    names: Annotated[list[Annotated[str, Meta(min_length=1, max_length=253)]], Meta(max_length=16)] = []
    """Host names and addresses under which officers' browsers reach it, and no others. None: the addresses of the
    box. The hall's own certificate for it is made out to them."""


DEFAULT_KEYS: dict[str, KeyAction] = {
    "KEY_KP1": "next",
    "KEY_KP2": "recall",
    "KEY_KP3": "came",
    "KEY_KP4": "done",
    "KEY_KP5": "no-show",
    "KEY_KP6": "pause",
    "KEY_KP7": "park",
    "KEY_KP8": "help",
    "KEY_KP9": "close",
    "KEY_KPENTER": "next",
}
"""Of a keypad."""
DEFAULT_BUTTONS: dict[str, KeyAction] = {
    "1": "next",
    "2": "recall",
    "3": "came",
    "4": "done",
    "5": "no-show",
    "6": "pause",
    "7": "park",
    "8": "help",
}
"""Of a box on a line."""

Device = Kiosk | Pad | Board | Led | Sign | Caller | Console
