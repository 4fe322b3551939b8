"""The plan of one hall: what ``hall.toml`` says, as values.

The bounds stand on the types; ``hall_core.device.hall_file`` reads a file against them and then runs
:func:`hall_core.domain.plan_check.cross_check` for what no single value can tell.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct, field

from hall_core.domain.names import Day, Name, Slug

ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Span = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
"""Local time in the hall, such as ``07:30-11:30``; the end is not included."""
TicketValue = Annotated[int, Meta(ge=0, le=99_999)]


KEPT_PIN = r"^(scrypt(\$\d{1,7}){3}\$[A-Za-z0-9+/=]{1,64}\$[A-Za-z0-9+/=]{1,128})?$(?!\n)"


class HallInfo(Struct, frozen=True, kw_only=True):
    """Who the hall is."""

    id: Slug
    name: Name
    address: Annotated[str, Meta(max_length=200)] = ""
    hotline: Annotated[str, Meta(max_length=40)] = ""
    day_turn: ClockTime = "04:00"
    """Local time at which a new business day begins."""


class Hours(Struct, frozen=True, kw_only=True):
    """Opening hours of the hall, a list of spans per weekday; an empty list is a day off. A break is what lies
    between two spans."""

    mon: list[Span] = []
    tue: list[Span] = []
    wed: list[Span] = []
    thu: list[Span] = []
    fri: list[Span] = []
    sat: list[Span] = []
    sun: list[Span] = []
    special: dict[Day, list[Span]] = {}
    """Hours of single days, which win over those of the weekday: holidays (an empty list), swapped Saturdays."""
    last_ticket_minutes: Annotated[int, Meta(ge=0, le=240)] = 0
    """For so long before a span ends no number is given, so that who has one is still served."""


class Zone(Struct, frozen=True, kw_only=True):
    """A part of the hall whose people look at the same boards and hear the same voice."""

    id: Slug
    name: Name


class Agency(Struct, frozen=True, kw_only=True):
    id: Slug
    name: Name


class Field(Struct, frozen=True, kw_only=True):
    """A field of work (lĩnh vực), the first thing a citizen chooses."""

    id: Slug
    agency: Slug
    name: Name


class PriorityGroup(Struct, frozen=True, kw_only=True):
    """People who go ahead, by law or custom; self-declared at the kiosk, confirmed at the counter."""

    id: Slug
    name: Name


class Numbers(Struct, frozen=True, kw_only=True):
    """How the tickets of a service are numbered when the hub numbers them."""

    prefix: Annotated[str, Meta(pattern=r"^[A-Z]{0,2}$")] = ""
    digits: Annotated[int, Meta(ge=1, le=5)] = 3
    first: TicketValue = 1
    last: TicketValue = 899
    when_full: Literal["refuse", "wrap"] = "refuse"
    """``wrap`` begins again at ``first``, passing over numbers whose ticket is still open."""


class Service(Struct, frozen=True, kw_only=True):
    """What one waits in line for."""

    id: Slug
    field: Slug
    name: Name
    numbers: Numbers
    reserve: dict[Slug, tuple[TicketValue, TicketValue]] = {}
    """Kiosk id to (first, last): the numbers that kiosk alone may give out when the hub is away."""
    daily_cap: Annotated[int, Meta(ge=1, le=99_999)] | None = None
    minutes: Annotated[float, Meta(gt=0, le=240)] = 10.0
    """Expected minutes at the counter; only the first guess, completed services replace it."""
    priority: list[Slug] = []
    """Priority groups that may go ahead in this service."""
    priority_head_start: Annotated[int, Meta(ge=0, le=1000)] = 5
    """How many people who came earlier a priority ticket may step over, never more (see dispatch). A person with an
    appointment who comes in time has the same."""
    last_ticket_minutes: Annotated[int, Meta(ge=0, le=240)] | None = None
    """As in the hours, for a service that takes longer; None: as the hall."""
    appointments: bool = False
    """Whether the centre gives appointments for it, so that kiosks offer to check in for one."""


class Counter(Struct, frozen=True, kw_only=True):
    id: Slug
    number: Annotated[int, Meta(ge=1, le=99)]
    """What is painted above the counter, shown and spoken."""
    zone: Slug
    name: Name | None = None
    serves: dict[Slug, Annotated[int, Meta(ge=0, le=1000)]]
    """Service id to head start: how many earlier people a ticket of that service may step over here."""


class Officer(Struct, frozen=True, kw_only=True):
    id: Slug
    name: Annotated[str, Meta(min_length=1, max_length=80)]


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


class Board(Struct, frozen=True, kw_only=True, tag_field="role", tag="board"):
    id: Slug
    zone: Slug
    panel: Panel = Panel(width_px=1920, height_px=1080, width_mm=1210.0)
    distance_m: Annotated[float, Meta(ge=1, le=30)] = 8.0
    """Where the farthest reader stands."""
    voice: bool = True


KeyAction = Literal["next", "recall", "came", "done", "no-show", "pause", "close"]


class Caller(Struct, frozen=True, kw_only=True, tag_field="role", tag="caller"):
    id: Slug
    counter: Slug
    officer: Slug
    """Who opens the counter from the keypad, which cannot ask for a name."""
    keypad: Annotated[str, Meta(max_length=200)] = ""
    """Stable path, such as ``/dev/input/by-path/...-event-kbd``; empty for the terminal stand-in alone."""
    keys: dict[str, KeyAction] = field(default_factory=lambda: dict(DEFAULT_KEYS))
    """Kernel key name to what it does."""
    line_display: Annotated[str, Meta(max_length=200)] = ""
    """``serial:/dev/ttyUSB0?baud=9600``: a 2 x 20 character display; empty for none."""


DEFAULT_KEYS: dict[str, KeyAction] = {
    "KEY_KP1": "next",
    "KEY_KP2": "recall",
    "KEY_KP3": "came",
    "KEY_KP4": "done",
    "KEY_KP5": "no-show",
    "KEY_KP6": "pause",
    "KEY_KP9": "close",
    "KEY_KPENTER": "next",
}

Device = Kiosk | Pad | Board | Caller


class Policy(Struct, frozen=True, kw_only=True):
    """What the centre decides about its people; each site its own."""

    stay_minutes: Annotated[int, Meta(ge=5, le=600)] = 45
    """With so long an estimate before them people are asked whether they want to stay."""
    vote_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    """How long after the end of a service it may be rated."""
    appointment_early_minutes: Annotated[int, Meta(ge=0, le=240)] = 30
    """How long before an appointment one may check in."""
    appointment_late_minutes: Annotated[int, Meta(ge=0, le=240)] = 15
    """How long after it one still has its head start; later it is an ordinary ticket."""
    id_card: bool = False
    """Whether dossiers may be looked up by the identity card's code (docs/privacy.md)."""
    staff_pin: Annotated[str, Meta(pattern=KEPT_PIN)] = ""
    """What ``motcua pin`` makes of the technicians' number; empty: nobody gets into the staff corner."""


class Plan(Struct, frozen=True, kw_only=True):
    """A whole hall."""

    hall: HallInfo
    hours: Hours
    zones: list[Zone]
    agencies: list[Agency]
    fields: list[Field]
    priority_groups: list[PriorityGroup] = []
    services: list[Service]
    counters: list[Counter]
    officers: list[Officer] = []
    devices: list[Device] = []
    policy: Policy = Policy()

    def service(self, id: str) -> Service | None:
        return _by_id(self.services, id)

    def counter(self, id: str) -> Counter | None:
        return _by_id(self.counters, id)

    def device(self, id: str) -> Device | None:
        return _by_id(self.devices, id)

    def field(self, id: str) -> Field | None:
        return _by_id(self.fields, id)

    def agency(self, id: str) -> Agency | None:
        return _by_id(self.agencies, id)

    def officer(self, id: str) -> Officer | None:
        return _by_id(self.officers, id)


T = TypeVar("T", Zone, Agency, Field, Service, Counter, Officer, Device)


def _by_id(items: list[T], id: str) -> T | None:
    return next((item for item in items if item.id == id), None)
