"""What the boards, LED matrices and signs of a plan must have among themselves."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Led, Sign
from hall_core.domain.plan_fault import ANY, Fault, Path


def board_faults(plan: Plan) -> Iterator[Fault]:
    for index, device in enumerate(plan.devices):
        if isinstance(device, Board):
            yield from _parts(index, device)
            yield from _too_far(plan, index, device)
        if isinstance(device, Board | Led):
            yield from _own_counter(plan, index, device)
        if isinstance(device, Sign):
            yield from _addresses(index, device)
    yield from _seen(plan)


def _parts(index: int, board: Board) -> Iterator[Fault]:
    shows: Path = ("devices", index, "shows")
    twice = [part for place, part in enumerate(board.shows) if part in board.shows[:place]]
    if twice:
        yield Fault(shows, f'"{twice[0]}" stands in it twice', "must name each part once")
    arrange: Path = ("devices", index, "arrange")
    if board.arrange == "beside" and len(board.shows) < 2:
        yield Fault(arrange, '"beside" needs something to stand beside', "must be turns", (arrange, shows))
    counter: Path = ("devices", index, "counter")
    if "counter" in board.shows and board.counter is None:
        yield Fault(counter, "is missing", "must be the counter that this board stands at")
    if "counter" not in board.shows and board.counter is not None:
        yield Fault(counter, "is not shown", 'put "counter" into "shows", or take it out', (counter, shows))


CALL_SHARE = 1 / 80
"""Least height of a called number, in parts of the distance it is read from."""
NARROWEST = 0.6
"""Width of a sign of a number in parts of its height, at the very least: no font is narrower and still read so far."""


def _too_far(plan: Plan, index: int, board: Board) -> Iterator[Fault]:
    """Whether any number could be read at all. The board itself, which knows its fonts, asks for more than this."""
    if not {"calls", "counter"} & set(board.shows):
        return
    served = {id for counter in plan.counters if counter.zone == board.zone for id in counter.serves}
    numbers = [service.numbers for service in plan.services if service.id in served]
    signs = max((len(number.prefix) + number.digits for number in numbers), default=1)
    panel = board.panel
    height = panel.width_mm * panel.height_px / panel.width_px
    farthest = min(height, panel.width_mm / (signs * NARROWEST)) / CALL_SHARE / 1000
    if board.distance_m > farthest:
        here: Path = ("devices", index, "distance_m")
        wrong = f"{board.distance_m:g} is too far to read a number on {panel.width_mm:.0f} x {height:.0f} mm"
        leans: tuple[Path, ...] = (here, ("devices", index, "panel"), ("devices", index, "zone"), ("services", ANY))
        yield Fault(here, wrong, f"must be at most {floor(farthest * 10) / 10:g}, or on a larger panel", leans)


def _own_counter(plan: Plan, index: int, device: Board | Led) -> Iterator[Fault]:
    """The calls of a zone go to that zone's boards alone."""
    counter = plan.counter(device.counter or "")
    if counter is not None and counter.zone != device.zone:
        here: Path = ("devices", index, "zone")
        wrong = f'counter "{counter.id}" is in the zone "{counter.zone}"'
        yield Fault(here, wrong, f'must be "{counter.zone}"', (here, ("counters", ANY, "zone")))


def _addresses(index: int, sign: Sign) -> Iterator[Fault]:
    first: dict[int, int] = {}
    for place, display in enumerate(sign.displays):
        before = first.setdefault(display.address, place)
        if before != place:
            here: Path = ("devices", index, "displays", place, "address")
            there: Path = ("devices", index, "displays", before, "address")
            wrong = f"{display.address} is already the address of displays[{before + 1}]"
            yield Fault(here, wrong, "must be an address of its own on this line", (here, there))


def _seen(plan: Plan) -> Iterator[Fault]:
    """When the hall has boards, each zone with counters has one for calls: nobody is called where nobody sees it."""
    boards = [device for device in plan.devices if isinstance(device, Board | Led)]
    seen = {board.zone for board in boards if isinstance(board, Led) or "calls" in board.shows}
    used = {counter.zone for counter in plan.counters}
    zones = {zone.id for zone in plan.zones}
    if not boards or any(board.zone not in zones for board in boards):
        return  # no boards; or one whose zone is misspelt, which is told already
    for index, zone in enumerate(plan.zones):
        if zone.id in used and zone.id not in seen:
            right = f'add a device with role = "board" and zone = "{zone.id}"'
            leans: tuple[Path, ...] = (("zones", index, "id"), ("devices", ANY, "role"))
            yield Fault(("zones", index), "has counters but no board", right, leans)
