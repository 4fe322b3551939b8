"""What the teaching mode says of a key that was pressed. Pure."""

from __future__ import annotations

from typing import get_args

from msgspec import Struct

from hall_core.domain.button_box import Duty, KeyDevice, LineBox, Source, duties, read_source
from hall_core.domain.plan_devices import Caller, Desk, KeyAction


class Touched(Struct, frozen=True):
    """A key that went down. ``key`` is its name as a hall file writes it."""

    source: Source
    key: str
    name: str = ""
    """What the device calls itself."""


def lesson(caller: Caller, touched: Touched) -> list[str]:
    """Which key it is, what the hall file says of it now, and lines for the hall file."""
    here = [desk for desk in caller.all_desks if read_source(desk.keypad) == touched.source]
    told = [f"{_what(touched)}{f' ({touched.name})' if touched.name else ''}"]
    found = _duty(here, touched.key)
    if found is not None:
        desk, duty = found
        return [*told, f"  hall file: {duty} at {desk.counter}", f"  line:      {_line(desk, touched.key, duty)}"]
    line = f'keys = {{ {touched.key} = "next" }}'
    if here:
        counters = " and ".join(desk.counter for desk in here)
        told += [f"  hall file: the keypad is that of {counters}, the key does nothing"]
        kept = {key: duty for desk in here[:1] for key, duty in duties(desk).items() if duty.action != "transfer"}
        line = f"keys = {{ {_pairs({**kept, touched.key: Duty('next')})} }}"
    else:
        told += ["  hall file: says nothing of this keypad", f'  line:      keypad = "{address(touched.source)}"']
    return [*told, f"  line:      {line}", f"  or one of: {', '.join(get_args(KeyAction))}"]


def address(source: Source) -> str:
    """As a hall file writes it."""
    match source:
        case KeyDevice(path):
            return path
        case LineBox(path, baud, number):
            return f"serial:{path}?baud={baud}&address={number}"
        case _:
            return "gpio:"


def _what(touched: Touched) -> str:
    match touched.source:
        case KeyDevice(path):
            return f"{touched.key} on {path}"
        case LineBox(path, _, number):
            return f"button {touched.key} of the box with the address {number} on {path}"
        case _:
            return f"the button on {touched.key}"


def _duty(desks: list[Desk], key: str) -> tuple[Desk, Duty] | None:
    return next(((desk, duty) for desk in desks if (duty := duties(desk).get(key)) is not None), None)


def _line(desk: Desk, key: str, duty: Duty) -> str:
    if duty.service is not None:
        return f'to_service = {{ {key} = "{duty.service}" }}'
    if duty.counter is not None:
        return f'to_counter = {{ {key} = "{duty.counter}" }}'
    return f"keys = {{ {_pairs({k: d for k, d in duties(desk).items() if d.action != 'transfer'})} }}"


def _pairs(named: dict[str, Duty]) -> str:
    return ", ".join(f'{key} = "{duty.action}"' for key, duty in named.items())
