"""The plan of one hall: what ``hall.toml`` says, as values.

The bounds stand on the types; ``hall_core.device.hall_file`` reads a file against them and then runs
:func:`hall_core.domain.plan_check.cross_check` for what no single value can tell.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

from hall_core.domain.names import Day, Name, Slug
from hall_core.domain.plan_backup import Backup
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Device
from hall_core.domain.plan_keep import Keep
from hall_core.domain.plan_times import ClockTime, Level
from hall_core.domain.ticket_link import ADDRESS_MOST

Span = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
"""Local time in the hall, such as ``07:30-11:30``; the end is not included."""
TicketValue = Annotated[int, Meta(ge=0, le=99_999)]


KEPT_PIN = r"^(scrypt(\$\d{1,7}){3}\$[A-Za-z0-9+/=]{1,64}\$[A-Za-z0-9+/=]{1,128})?$(?!\n)"


class HallInfo(Struct, frozen=True, kw_only=True):
    """Who the hall is."""

    id: Slug
    name: Name
    short: Name | None = None
    """Stands on boards where the name has no room."""
    address: Annotated[str, Meta(max_length=200)] = ""
    hotline: Annotated[str, Meta(max_length=40)] = ""
    phone_pages: Annotated[str, Meta(max_length=ADDRESS_MOST)] = ""
    """Where citizens' phones find the console's pages of tickets, such as ``https://xep-hang.example.gov.vn/p01``;
    empty: the codes on tickets are for the hall's own scanners alone."""
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
    role: Literal["officer", "head"] = "officer"
    """A head (of the centre, or whoever stands in) may act for every counter and open and close services."""
    serves: dict[Slug, Annotated[int, Meta(ge=0, le=1000)]] = {}
    """Service id to head start, in place of the counter's, of what this officer does at any counter that serves it;
    empty: all that the counter serves, as it says."""


class Voice(Struct, frozen=True, kw_only=True):
    """How the hall speaks."""

    vi: Annotated[str, Meta(min_length=1, max_length=60)] = "vi"
    """Of espeak-ng: ``vi``, ``vi-vn-x-central`` or ``vi-vn-x-south``."""
    en: Annotated[str, Meta(min_length=1, max_length=60)] = "en-gb"
    reading: Literal["digits", "number"] = "digits"
    """A012: "a không một hai", or "a mười hai"."""
    zero_tens: Literal["linh", "lẻ"] = "linh"
    """105 read as a number: "một trăm linh năm", or "một trăm lẻ năm"."""
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    recordings: Annotated[str, Meta(max_length=200)] = ""
    """A folder on the board with recorded WAV files that take the place of clips by their names."""
    volume: list[Level] = []
    longest_delay_s: Annotated[int, Meta(ge=10, le=600)] = 60
    """A call that would have to wait longer for its words gets the chime and the screen alone."""


class Policy(Struct, frozen=True, kw_only=True):
    """What the centre decides about its people; each site its own."""

    ahead_in_row: Annotated[int, Meta(ge=1, le=99)] = 2
    """So many calls of a counter in a row may step over somebody who came earlier; then comes who was first."""
    out_of_order: Literal["with-reason", "head-only", "never"] = "with-reason"
    """Who may call somebody whose turn it is not. The reason is always recorded."""
    recalls_most: Annotated[int, Meta(ge=0, le=20)] = 3
    """How often one call may be repeated."""
    recall_gap_s: Annotated[int, Meta(ge=0, le=300)] = 8
    """Seconds from one call to its repetition, so that the one before was heard whole."""
    defer_most_minutes: Annotated[int, Meta(ge=1, le=720)] = 240
    """For how long at most somebody may be told to come back later."""
    stay_minutes: Annotated[int, Meta(ge=5, le=600)] = 45
    """With so long an estimate before them people are asked whether they want to stay."""
    vote_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    """How long after the end of a service it may be rated."""
    service_level_minutes: Annotated[int, Meta(ge=1, le=240)] = 15
    """The figures say what share was called within so long a wait."""
    rating_least: Annotated[int, Meta(ge=1, le=1000)] = 10
    """From so many answers on an officer's share of satisfied people is shown: with fewer one answer moves it by more
    than ten points, and whoever gave it may be recognised."""
    quick_no_show_s: Annotated[int, Meta(ge=0, le=600)] = 30
    """Whoever is marked as absent sooner after the call than this could hardly have walked to the counter: counted
    apart for the officer."""
    appointment_early_minutes: Annotated[int, Meta(ge=0, le=240)] = 30
    """How long before an appointment one may check in."""
    appointment_late_minutes: Annotated[int, Meta(ge=0, le=240)] = 15
    """How long after it one still has its head start; later it is an ordinary ticket."""
    id_card: bool = False
    """Whether dossiers may be looked up by the identity card's code (docs/privacy.md)."""
    dossier_codes: Literal["masked", "whole"] = "masked"
    """How the codes of dossiers stand on boards."""
    dossier_ready_days: Annotated[int, Meta(ge=1, le=365)] = 30
    """For so long a result that waits to be collected is listed on boards."""
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
    voice: Voice = Voice()
    policy: Policy = Policy()
    keep: Keep = Keep()
    centre: Centre | None = None
    backup: Backup | None = None

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
