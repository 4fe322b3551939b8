"""The call boxes of a plan: whose counter each serves, and whether its buttons, lights and lines are its own."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.domain.button_box import (
    BAUDS,
    MOST_BUTTONS,
    ROUND_WITHIN,
    ButtonBoxError,
    KeyDevice,
    LineBox,
    Pins,
    Source,
    duties,
    fast_enough,
    is_key,
    lines_of,
    most_boxes,
    named_twice,
    pin_of,
    read_source,
    round_time,
)
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import ButtonParts, Caller, Desk
from hall_core.domain.plan_fault import Fault, Path, unknown

_TABLES = ("keys", "to_service", "to_counter")
"""Those that name keys."""
_A_PIN = "must be a pin from GPIO0 to GPIO27"
_KEYS: dict[type[Source], str] = {
    KeyDevice: 'must be the kernel\'s name of a key, such as KEY_KP1; "motcua caller --teach" tells it',
    LineBox: f"must be the number of a button, 1 to {MOST_BUTTONS}",
    Pins: _A_PIN,
}


def caller_faults(plan: Plan) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    for index, caller in enumerate(plan.devices):
        if not isinstance(caller, Caller):
            continue
        here: Path = ("devices", index)
        yield from _shape(here, caller)
        desks = list(desks_of(here, caller))
        for where, desk in desks:
            yield from _counter(plan, where, desk, caller.id, taken)
            yield from _targets(plan, where, desk)
        parts: list[tuple[Path, ButtonParts]] = [*desks] if desks else [(here, caller)]
        for where, part in parts:
            yield from _keys(where, part, several=len(desks) > 1)
        yield from _claims(parts)
        yield from _rounds(parts)


def _shape(here: Path, caller: Caller) -> Iterator[Fault]:
    """One counter, written here, or several desks; never half of each."""
    desks: Path = (*here, "desks")
    for key in ("counter", "officer"):
        value = getattr(caller, key)
        where: Path = (*here, key)
        if caller.desks and value is not None:
            yield Fault(where, "stands beside desks", "must stand in each of them")
        elif not caller.desks and value is None:
            right = f"must be the id of a {key}; several counters stand in [[devices.desks]]"
            yield Fault(where, "is missing", right, (where, desks))
    if caller.desks:
        for key in ("keypad", "keys", "to_service", "to_counter", "lights", "buzzer", "line_display"):
            if getattr(caller, key):
                yield Fault((*here, key), "stands beside desks", "must stand in one of them")


def desks_of(here: Path, caller: Caller) -> Iterator[tuple[Path, Desk]]:
    """Each with its place, whichever way they were written."""
    if not caller.desks:
        yield from ((here, desk) for desk in caller.all_desks)
    for place, desk in enumerate(caller.desks):
        yield (*here, "desks", place), desk


def _counter(plan: Plan, where: Path, desk: Desk, id: str, taken: dict[str, str]) -> Iterator[Fault]:
    here: Path = (*where, "counter")
    yield from unknown(here, desk.counter, "counter", "counters", [x.id for x in plan.counters])
    yield from unknown((*where, "officer"), desk.officer, "officer", "officers", [x.id for x in plan.officers])
    if desk.counter in taken:
        wrong = f'counter "{desk.counter}" already has the caller "{taken[desk.counter]}"'
        yield Fault(here, wrong, "must be a counter without one")
    taken.setdefault(desk.counter, id)


def _targets(plan: Plan, where: Path, desk: Desk) -> Iterator[Fault]:
    for key, id in desk.to_service.items():
        yield from unknown((*where, "to_service", key), id, "service", "services", [x.id for x in plan.services])
    for key, id in desk.to_counter.items():
        there: Path = (*where, "to_counter", key)
        yield from unknown(there, id, "counter", "counters", [x.id for x in plan.counters])
        if id == desk.counter:
            yield Fault(there, "is this counter itself", "must be another one")


def _keys(where: Path, parts: ButtonParts, *, several: bool) -> Iterator[Fault]:
    keypad: Path = (*where, "keypad")
    source, fault = _source(where, parts)
    if fault is not None:
        yield fault
        return
    if source is None and several:
        yield Fault(keypad, "is missing", "must say where the keys of this counter are")
    if isinstance(source, Pins) and not duties(parts):
        leans = tuple((*where, table) for table in _TABLES)
        yield Fault((*where, "keys"), "names no pin", 'write such as keys = { GPIO17 = "next" }', leans)
    for table in _TABLES:
        for key in getattr(parts, table):
            there: Path = (*where, table, key)
            if not is_key(source, key):
                right = _KEYS[KeyDevice if source is None else type(source)]
                yield Fault(there, f'"{key}" is no key there', right, (there, keypad))
    for table, key in named_twice(parts):
        yield Fault((*where, table, key), "is named in another table too", "must be for one thing")
    for light, pin in parts.lights.items():
        if pin_of(pin) is None:
            yield Fault((*where, "lights", light), f'"{pin}" is no pin', _A_PIN)
    if parts.buzzer and pin_of(parts.buzzer) is None:
        yield Fault((*where, "buzzer"), f'"{parts.buzzer}" is no pin', _A_PIN)


def _source(where: Path, parts: ButtonParts) -> tuple[Source | None, Fault | None]:
    here: Path = (*where, "keypad")
    try:
        return read_source(parts.keypad), None
    except ButtonBoxError as error:
        return None, Fault(here, f'"{parts.keypad}" {error.wrong}', error.right)


def _claims(parts: list[tuple[Path, ButtonParts]]) -> Iterator[Fault]:
    """Each key, pin and line has one use. Desks may share a keypad or a box, but none of its keys."""
    first: dict[str, Path] = {}
    for where, desk in parts:
        for thing, right, here in _uses(where, desk):
            if thing in first:
                # A table of keys that could not be read would leave the usual ones, and they are not meant.
                leans: tuple[Path, ...] = ((*where, "keys"), (*first[thing], "keys"))
                yield Fault(here, f"{thing} is in use at another place of this caller", right, leans)
            first.setdefault(thing, where)


def _uses(where: Path, desk: ButtonParts) -> Iterator[tuple[str, str, Path]]:
    """What a desk claims for itself: (it, what to do when it is taken, where that stands)."""
    source, _ = _source(where, desk)
    for key in duties(desk):
        table = next((name for name in _TABLES if key in getattr(desk, name)), "keys")
        if isinstance(source, Pins):
            yield key, "must be another pin", (*where, table, key)
        elif source is not None:
            yield f"key {key} of {desk.keypad}", "must be a key of one counter alone", (*where, table, key)
    for light, pin in desk.lights.items():
        yield pin, "must be another pin", (*where, "lights", light)
    if desk.buzzer:
        yield desk.buzzer, "must be another pin", (*where, "buzzer")
    if desk.line_display:
        yield _line_of(desk.line_display), "must be a line of its own", (*where, "line_display")


def _line_of(display: str) -> str:
    """The path of its serial line."""
    return display.removeprefix("serial:").partition("?")[0]


def _rounds(parts: list[tuple[Path, ButtonParts]]) -> Iterator[Fault]:
    """Boxes on a line: one speed, no display on it, and a round soon enough."""
    sources = [_source(where, desk)[0] for where, desk in parts]
    displays = {_line_of(desk.line_display) for _, desk in parts}
    for path, boxes in lines_of(sources).items():
        places = [i for i, source in enumerate(sources) if isinstance(source, LineBox) and source.path == path]
        here: Path = (*parts[places[-1]][0], "keypad")
        baud = boxes[0].baud
        if path in displays:
            yield Fault(here, f"{path} is a line display's", "must be a line of its own")
        if any(box.baud != baud for box in boxes):
            yield Fault(here, f"{path} has two speeds", f"must be baud={baud} for all its boxes")
        elif round_time(baud, len(boxes)) > ROUND_WITHIN:
            yield Fault(here, _too_slow(path, baud, len(boxes)), _quicker(len(boxes)))


def _too_slow(path: str, baud: int, boxes: int) -> str:
    who = "one box" if boxes == 1 else f"{boxes} boxes"
    turns = "has its turn" if boxes == 1 else "have their turns"
    return f"{who} on {path} {turns} in {round_time(baud, boxes) * 1000:.0f} ms at {baud} baud"


def _quicker(boxes: int) -> str:
    least = fast_enough(boxes)
    right = f"must be {ROUND_WITHIN * 1000:g} ms or less: "
    if least is not None:
        return f"{right}at least {least} baud"
    quickest = max(BAUDS)
    return f"{right}at most {most_boxes(quickest)} of them on one line, at {quickest} baud"
