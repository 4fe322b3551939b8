"""What people do in a hall and how often things break there: a file that a person may edit, or what is usual."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from hall_core.device.hall_file import PATTERN_WORDS, HallFileError, parse, spoken
from hall_core.device.reader import Reader
from hall_core.domain.names import Language, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import suggest

Share = Annotated[float, Meta(ge=0, le=1)]
Weight = Annotated[float, Meta(ge=0, le=1000)]
_HOUR_OF_DAY = r"^([01]\d|2[0-3])$(?!\n)"
HourOfDay = Annotated[str, Meta(pattern=_HOUR_OF_DAY)]
Range = tuple[Annotated[float, Meta(ge=0, le=720)], Annotated[float, Meta(ge=0, le=720)]]
"""From … to: any value between them is as likely."""
TWO_PEAKS: dict[HourOfDay, Weight] = {
    "07": 12,
    "08": 22,
    "09": 20,
    "10": 14,
    "11": 6,
    "13": 10,
    "14": 14,
    "15": 8,
    "16": 3,
}
"""Most come about nine and about two o'clock: ours, from what people who run halls tell; not measured anywhere."""


class Citizens(Struct, frozen=True, kw_only=True):
    """Shares are of those who come."""

    arrivals: dict[HourOfDay, Weight] = field(default_factory=lambda: dict(TWO_PEAKS))
    """Hour of the day to its weight. Hours in which the hall is closed do not count."""
    services: dict[Slug, Weight] = {}
    """Service to its weight. None: as much of each as its counters can do."""
    priority: Share = 0.12
    languages: dict[Language, Share] = field(default_factory=lambda: {"en": 0.02})
    """What the rest speaks is Vietnamese."""
    appointments: Share = 0.05
    """Of those who come for a service that gives any."""
    second_call: Share = 0.06
    """Who comes only when called again."""
    late: Share = 0.03
    """Who is missed, comes back and asks to be put in line again."""
    never: Share = 0.03
    """Who has gone when called."""
    leave: Share = 0.05
    """Who has no more patience than ``patience_minutes``; half of them say so at the kiosk, half just go."""
    patience_minutes: Range = (15, 90)
    walk_s: Range = (6, 45)
    late_minutes: Range = (4, 20)
    rate: Share = 0.4
    reprint: Share = 0.5
    """Of those whose paper failed: who asks for it again once there is paper."""


class Officers(Struct, frozen=True, kw_only=True):
    """Shares of services are of those that somebody came for."""

    late_minutes: Range = (0, 5)
    """At the beginning of the day and after lunch."""
    speed: Range = (0.75, 1.35)
    """One takes so many times as long as the hall file says, another …"""
    breaks: Annotated[float, Meta(ge=0, le=20)] = 2
    """Short ones a day, of ``break_minutes``."""
    break_minutes: Range = (4, 12)
    lunch_minutes: Annotated[float, Meta(ge=0, le=180)] = 45
    """Where the hall has no break at noon; they go by turns."""
    leaves_early: Share = 0.03
    """Who goes up to half an hour before the end, whatever is in hand."""
    overtime_minutes: Annotated[float, Meta(ge=0, le=240)] = 30
    """For so long whoever still waits at closing time is served."""
    gives_up_s: Range = (35, 60)
    """So long one waits for who was called."""
    park: Share = 0.04
    park_minutes: Range = (3, 12)
    transfer: Share = 0.02
    more: Share = 0.02
    """Services after which the visit goes on with another one."""
    requeue: Share = 0.01
    defer: Share = 0.01
    decline: Share = 0.003


class Trouble(Struct, frozen=True, kw_only=True):
    a_day: Annotated[float, Meta(ge=0, le=100)]
    """How often, on the average, for each such thing."""
    minutes: Range


class Troubles(Struct, frozen=True, kw_only=True):
    paper_out: Trouble = Trouble(a_day=0.5, minutes=(4, 15))
    """Of each kiosk."""
    jam: Share = 0.003
    """Of papers."""
    kiosk_cut_off: Trouble = Trouble(a_day=0.5, minutes=(1, 12))
    caller_cut_off: Trouble = Trouble(a_day=0.1, minutes=(1, 5))
    board_off: Trouble = Trouble(a_day=0.2, minutes=(2, 20))
    hub_off: Trouble = Trouble(a_day=0.5, minutes=(1, 4))


class Habits(Struct, frozen=True, kw_only=True):
    citizens: Citizens = Citizens()
    officers: Officers = Officers()
    troubles: Troubles = Troubles()


def load(file: Path, plan: Plan) -> Habits:
    """HallFileError with all that is wrong in it."""
    return read(parse(file, "file of habits"), plan, str(file))


def read(raw: dict[str, Any], plan: Plan, name: str) -> Habits:
    """The habits in a parsed file; ``name`` is what its messages begin with."""
    reader = Reader({**PATTERN_WORDS, _HOUR_OF_DAY: 'an hour of the day such as "08"'})
    habits: Habits = reader.read(msgspec.inspect.type_info(Habits), raw)
    lines = [f"{spoken(fault.where, raw)}: {fault.wrong}; {fault.right}" for fault in reader.faults]
    if not lines:
        lines = [*_ranges(habits, ""), *_services(habits, plan)]
    if lines:
        raise HallFileError([f"{name}: {line}" for line in lines])
    return habits


def _ranges(part: Struct, where: str) -> list[str]:
    found: list[str] = []
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if isinstance(value, Struct):
            found += _ranges(value, f"{where}{name}.")
        elif isinstance(value, tuple) and value[0] > value[1]:
            found.append(f"{where}{name}: {value[0]:g} is more than {value[1]:g}; must go from the smaller one on")
    return found


def _services(habits: Habits, plan: Plan) -> list[str]:
    known = [service.id for service in plan.services]
    unknown = [id for id in habits.citizens.services if id not in known]
    return [f'citizens.services.{id}: no service is called "{id}"; {suggest(id, known)}' for id in unknown]
