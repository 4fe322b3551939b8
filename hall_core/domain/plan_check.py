"""What no single value of a plan can tell: ids, references, number spaces, hours, and who serves what.

Each finding is a :class:`Fault` that names its place, says what is wrong and what would be right. It also
names every place it ``leans`` on, so that a reader who could not make out one of those drops the finding
instead of reporting the same mistake twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from msgspec import Struct

from hall_core.domain.names import AUTHORITY, BROKER, COURIER, HUB
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_boards import board_faults
from hall_core.domain.plan_check_callers import caller_faults
from hall_core.domain.plan_check_consoles import console_faults
from hall_core.domain.plan_check_hours import hours_faults
from hall_core.domain.plan_check_keep import keep_faults
from hall_core.domain.plan_check_people import people_faults
from hall_core.domain.plan_check_phones import phone_faults
from hall_core.domain.plan_check_printers import printer_faults
from hall_core.domain.plan_check_signs import sign_faults
from hall_core.domain.plan_devices import Board, Device, Kiosk, Led, Pad, Sign
from hall_core.domain.plan_fault import ANY, Fault, Path, closest, suggest, unknown

__all__ = ["Fault", "Path", "closest", "cross_check", "suggest"]

CLAIM = "claim-"
"""What the name begins with under which a new box asks for its certificate."""


def cross_check(plan: Plan) -> list[Fault]:
    """All that is wrong between the parts of ``plan``; empty when the hall can run on it."""
    checks = (
        _ids,
        _given_away,
        _spoken_numbers,
        _references,
        caller_faults,
        _served,
        _spaces,
        _disjoint,
        hours_faults,
        board_faults,
        sign_faults,
        printer_faults,
        people_faults,
        console_faults,
        phone_faults,
        keep_faults,
    )
    return [fault for check in checks for fault in check(plan)]


def _ids(plan: Plan) -> Iterator[Fault]:
    lists: tuple[tuple[str, Sequence[Struct]], ...] = (
        ("zones", plan.zones),
        ("agencies", plan.agencies),
        ("fields", plan.fields),
        ("priority_groups", plan.priority_groups),
        ("services", plan.services),
        ("counters", plan.counters),
        ("officers", plan.officers),
        ("devices", plan.devices),
    )
    for name, items in lists:
        first: dict[str, int] = {}
        for index, item in enumerate(items):
            id: str = getattr(item, "id")  # noqa: B009 - each of these lists holds things with an id
            here: Path = (name, index, "id")
            there = first.setdefault(id, index)
            if there != index:
                yield Fault(here, f'"{id}" is already the id of {name}[{there + 1}]', "must be an id of its own")


def _given_away(plan: Plan) -> Iterator[Fault]:
    """Names that a device's certificate must not be made out to."""
    whose = {} if plan.centre is None else {plan.hall.id: "the line to the centre"}
    whose |= dict.fromkeys((HUB, BROKER, AUTHORITY, COURIER), "the hub's own box")
    for index, device in enumerate(plan.devices):
        owner = "a box that is not let in yet" if device.id.startswith(CLAIM) else whose.get(device.id)
        if owner is not None:
            yield Fault(("devices", index, "id"), f'"{device.id}" is a name of {owner}', "must be another name")


def _spoken_numbers(plan: Plan) -> Iterator[Fault]:
    first: dict[int, int] = {}
    taken = {counter.number for counter in plan.counters}
    for index, counter in enumerate(plan.counters):
        here: Path = ("counters", index, "number")
        there = first.setdefault(counter.number, index)
        if there != index:
            free = next(number for number in count(1) if number not in taken)
            yield Fault(
                here,
                f'{counter.number} is already spoken for counter "{plan.counters[there].id}"',
                f"must be a number of its own, {free} is free",
                (here, ("counters", there, "number")),
            )


def _references(plan: Plan) -> Iterator[Fault]:
    agencies = [x.id for x in plan.agencies]
    fields = [x.id for x in plan.fields]
    zones = [x.id for x in plan.zones]
    services = [x.id for x in plan.services]
    counters = [x.id for x in plan.counters]
    for index, field in enumerate(plan.fields):
        yield from unknown(("fields", index, "agency"), field.agency, "agency", "agencies", agencies)
    for index, service in enumerate(plan.services):
        groups = [x.id for x in plan.priority_groups]
        kiosks = [x.id for x in plan.devices if isinstance(x, Kiosk)]
        yield from unknown(("services", index, "field"), service.field, "field", "fields", fields)
        for place, group in enumerate(service.priority):
            where: Path = ("services", index, "priority", place)
            yield from unknown(where, group, "priority group", "priority_groups", groups)
        for kiosk in service.reserve:
            yield from unknown(("services", index, "reserve", kiosk), kiosk, "kiosk", "devices", kiosks)
    for index, counter in enumerate(plan.counters):
        yield from unknown(("counters", index, "zone"), counter.zone, "zone", "zones", zones)
        for service in counter.serves:
            yield from unknown(("counters", index, "serves", service), service, "service", "services", services)
    for index, device in enumerate(plan.devices):
        for tail, id, what in _named_by(device):
            lists = {"zone": zones, "counter": counters}
            yield from unknown(("devices", index, *tail), id, what, f"{what}s", lists[what])


def _named_by(device: Device) -> Iterator[tuple[Path, str, str]]:
    """Where a device names a zone or a counter: (the key below it, the id, of what)."""
    if isinstance(device, Board | Led | Sign):
        yield ("zone",), device.zone, "zone"
    if isinstance(device, Board | Led | Pad) and device.counter is not None:
        yield ("counter",), device.counter, "counter"
    if isinstance(device, Sign):
        for place, display in enumerate(device.displays):
            yield ("displays", place, "counter"), display.counter, "counter"


def _served(plan: Plan) -> Iterator[Fault]:
    served = {service for counter in plan.counters for service in counter.serves}
    for index, service in enumerate(plan.services):
        if service.id not in served:
            yield Fault(
                ("services", index),
                "no counter serves it",
                'put it into "serves" of a counter, or take it out',
                (("services", index, "id"), ("counters", ANY, "serves")),
            )
    if not plan.services:
        yield Fault(("services",), "there is none", "must be at least one")
    if not plan.counters:
        yield Fault(("counters",), "there is none", "must be at least one")


class _Space(Struct, frozen=True):
    """Numbers that one party may give out: the hub, or one kiosk from its reserve."""

    order: int
    """Its place in the file."""
    where: Path
    prefix: str
    first: int
    last: int
    digits: int
    leans: tuple[Path, ...]
    owner: str


def _all_spaces(plan: Plan) -> Iterator[_Space]:
    order = count()
    for index, service in enumerate(plan.services):
        numbers = service.numbers
        hub: Path = ("services", index, "numbers")
        leans = (("services", index, "id"), *((*hub, key) for key in ("prefix", "digits", "first", "last")))
        owner = f'the hub gives out for "{service.id}"'
        yield _Space(next(order), hub, numbers.prefix, numbers.first, numbers.last, numbers.digits, leans, owner)
        for kiosk, (first, last) in service.reserve.items():
            where: Path = ("services", index, "reserve", kiosk)
            owner = f'"{kiosk}" keeps in reserve for "{service.id}"'
            yield _Space(next(order), where, numbers.prefix, first, last, numbers.digits, leans, owner)


def _spaces(plan: Plan) -> Iterator[Fault]:
    """Each space begins before it ends, and its numbers have all the same length."""
    for space in _all_spaces(plan):
        if space.first > space.last:
            wrong = f"first {space.first} comes after last {space.last}"
            yield Fault(space.where, wrong, "first must be the smaller one", space.leans)
        elif len(str(space.last)) > space.digits:
            wrong = f"{space.digits} digits cannot spell {space.last}"
            yield Fault(space.where, wrong, f"digits must be at least {len(str(space.last))}", space.leans)


def _disjoint(plan: Plan) -> Iterator[Fault]:
    """No number is given out by two, across all services: A012 and A0012 sound too much alike as well."""
    by_prefix: dict[str, list[_Space]] = {}
    for space in _all_spaces(plan):
        if space.first <= space.last:
            by_prefix.setdefault(space.prefix, []).append(space)
    for spaces in by_prefix.values():
        spaces.sort(key=lambda space: space.first)
        widest = spaces[0]
        for space in spaces[1:]:
            if space.first <= widest.last:
                yield _overlap(space, widest, spaces)
            widest = max(widest, space, key=lambda one: one.last)


def _overlap(one: _Space, other: _Space, spaces: Sequence[_Space]) -> Fault:
    """Told at the one that stands later in the file."""
    early, late = sorted((one, other), key=lambda space: space.order)
    size = late.last - late.first + 1
    free = max(space.last for space in spaces) + 1
    right = f"must share none with prefix {late.prefix}" if late.prefix else "must share none without a prefix"
    if len(str(free + size - 1)) <= late.digits:
        right += f", {_range(late, free, free + size - 1)} is free"
    wrong = f"{_range(late, late.first, late.last)} meets {_range(early, early.first, early.last)} which {early.owner}"
    return Fault(late.where, wrong, right, (*late.leans, *early.leans))


def _range(space: _Space, first: int, last: int) -> str:
    def number(value: int) -> str:
        return f"{space.prefix}{value:0{space.digits}d}"

    return f"{number(first)}-{number(last)}"
