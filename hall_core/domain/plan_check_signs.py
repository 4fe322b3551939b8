"""The signs of a plan: whether what is called can be shown on them, and soon enough."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from msgspec.structs import replace

from hall_core.domain.numbering import spell
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Sign
from hall_core.domain.plan_fault import ANY, Fault, Path
from hall_core.domain.seven_segments import looks
from hall_core.domain.sign_line import BAUDS, SHOWN_WITHIN, SerialLine, SignLineError, all_told, read_sign_line


def sign_faults(plan: Plan) -> Iterator[Fault]:
    for index, sign in enumerate(plan.devices):
        if isinstance(sign, Sign):
            yield from _line(index, sign)
            for place in range(len(sign.displays)):
                yield from _own_zone(plan, index, sign, place)
                yield from _numbers(plan, index, sign, place)


def _line(index: int, sign: Sign) -> Iterator[Fault]:
    where: Path = ("devices", index, "line")
    protocol: Path = ("devices", index, "protocol")
    try:
        line = read_sign_line(sign.line, sign.protocol)
    except SignLineError as error:
        yield Fault(where, f'"{sign.line}" {error.wrong}', error.right, (where, protocol))
        return
    seconds = all_told(line, sign)
    if seconds > SHOWN_WITHIN:
        told = ceil(seconds * 10) / 10
        wrong = f"{len(sign.displays)} displays called at once are told in {told:g} s at {line.baud} baud"
        displays: Path = ("devices", index, "displays")
        yield Fault(where, wrong, _fast_enough(line, sign), (where, protocol, displays))


def _fast_enough(line: SerialLine, sign: Sign) -> str:
    fewer = (replace(sign, displays=sign.displays[:few]) for few in range(1, len(sign.displays)))
    few = sum(all_told(line, one) <= SHOWN_WITHIN for one in fewer)
    right = f"must be {SHOWN_WITHIN:.0f} s or less: at most {few} of them on one line"
    quick = (baud for baud in BAUDS if all_told(replace(line, baud=baud), sign) <= SHOWN_WITHIN)
    baud = next(quick, None)
    return right if baud is None else f"{right}, or at least {baud} baud"


def _own_zone(plan: Plan, index: int, sign: Sign, place: int) -> Iterator[Fault]:
    """The calls of a zone go to that zone's devices alone."""
    counter = plan.counter(sign.displays[place].counter)
    if counter is not None and counter.zone != sign.zone:
        here: Path = ("devices", index, "displays", place, "counter")
        leans: tuple[Path, ...] = (here, ("devices", index, "zone"), ("counters", ANY, "zone"))
        wrong = f'counter "{counter.id}" is in the zone "{counter.zone}", not in "{sign.zone}"'
        yield Fault(here, wrong, "must be a counter of the sign's zone", leans)


def _numbers(plan: Plan, index: int, sign: Sign, place: int) -> Iterator[Fault]:
    """Each number called there has room, and none is read as another one."""
    display = sign.displays[place]
    counter = plan.counter(display.counter)
    if counter is None:
        return
    here: Path = ("devices", index, "displays", place)
    leans: tuple[Path, ...] = (here, ("devices", index, "protocol"), ("services", ANY, "numbers"))
    numbers = [service.numbers for service in plan.services if service.id in counter.serves]
    longest = max((spell(x, 1) for x in numbers), key=len, default="")
    if len(longest) > display.digits:
        wrong = f"{display.digits} places cannot hold {longest}"
        yield Fault((*here, "digits"), wrong, f"must be at least {len(longest)}", leans)
    if sign.protocol != "segments":
        return
    read: dict[str, str] = {}
    for prefix in sorted({x.prefix for x in numbers}):
        seen = read.setdefault(looks(prefix), prefix)
        if seen != prefix:
            wrong = f'seven segments show "{prefix}" as they show "{seen}", both of which are called at {counter.id}'
            yield Fault(here, wrong, "must be called at different counters, or have other letters", leans)
