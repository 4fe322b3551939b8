"""What the boards, LED matrices and signs of a plan must have among themselves."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Led, Sign
from hall_core.domain.plan_fault import ANY, Fault, Path


def board_faults(plan: Plan) -> Iterator[Fault]:
    for index, device in enumerate(plan.devices):
        match device:
            case Board():
                yield from _parts(index, device)
                yield from _own_counter(plan, index, device)
            case Led():
                yield from _own_counter(plan, index, device)
            case Sign():
                yield from _addresses(index, device)
            case _:
                pass
    yield from _seen(plan)


def _parts(index: int, board: Board) -> Iterator[Fault]:
    shows: Path = ("devices", index, "shows")
    twice = [part for place, part in enumerate(board.shows) if part in board.shows[:place]]
    if twice:
        yield Fault(shows, f'"{twice[0]}" stands in it twice', "must name each part once", (shows,))
    arrange: Path = ("devices", index, "arrange")
    if board.arrange == "beside" and len(board.shows) < 2:
        yield Fault(arrange, '"beside" needs something to stand beside', "must be turns", (arrange, shows))
    counter: Path = ("devices", index, "counter")
    if "counter" in board.shows and board.counter is None:
        yield Fault(counter, "is missing", "must be the counter that this board stands at", (counter, shows))
    if "counter" not in board.shows and board.counter is not None:
        yield Fault(counter, "is not shown", 'put "counter" into "shows", or take it out', (counter, shows))


def _own_counter(plan: Plan, index: int, device: Board | Led) -> Iterator[Fault]:
    """The calls of a zone go to that zone's boards alone."""
    counter = None if device.counter is None else plan.counter(device.counter)
    if counter is not None and counter.zone != device.zone:
        here: Path = ("devices", index, "zone")
        wrong = f'counter "{counter.id}" is in the zone "{counter.zone}"'
        leans: tuple[Path, ...] = (here, ("devices", index, "counter"), ("counters", ANY, "zone"))
        yield Fault(here, wrong, f'must be "{counter.zone}"', leans)


def _addresses(index: int, sign: Sign) -> Iterator[Fault]:
    first: dict[int, int] = {}
    for place, display in enumerate(sign.displays):
        if display.address in first:
            here: Path = ("devices", index, "displays", place, "address")
            there: Path = ("devices", index, "displays", first[display.address], "address")
            wrong = f"{display.address} is already the address of displays[{first[display.address] + 1}]"
            yield Fault(here, wrong, "must be an address of its own on this line", (here, there))
        first.setdefault(display.address, place)


def _seen(plan: Plan) -> Iterator[Fault]:
    """When the hall has boards, each zone with counters has one for calls: nobody is called where nobody sees it."""
    boards = [device for device in plan.devices if isinstance(device, Board | Led)]
    seen = {board.zone for board in boards if isinstance(board, Led) or "calls" in board.shows}
    used = {counter.zone for counter in plan.counters}
    zones = {zone.id for zone in plan.zones}
    if not boards or any(board.zone not in zones for board in boards):
        return  # no boards; or one whose zone is misspelt, which is told already
    leans: tuple[Path, ...] = (("devices", ANY, "role"), ("devices", ANY, "zone"), ("counters", ANY, "zone"))
    for index, zone in enumerate(plan.zones):
        if zone.id in used and zone.id not in seen:
            here: Path = ("zones", index)
            right = f'add a device with role = "board" and zone = "{zone.id}"'
            yield Fault(here, "has counters but no board", right, (("zones", index, "id"), *leans))
