"""Who may say and hear what: the source of what programs subscribe to, of the broker's access list, and of its test.

Nothing is granted that no program uses. A device writes only under its own name, and only what its role has to say;
state, calls and catalogues are the hub's; certificates are the authority's. Nobody reads all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from msgspec import Struct

from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.messages import Problem
from hall_core.contract.notice_edition import NOTICES
from hall_core.contract.topics import Kind, Topics
from hall_core.domain.names import AUTHORITY, COURIER, HUB
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Kiosk, Led, Pad, Sign

Listen = tuple[Kind, *tuple[str, ...]]
"""A kind of message and whose, for a Station."""
Verb = Literal["read", "write"]


class Grant(Struct, frozen=True, order=True):
    filter: str
    verb: Verb


_SAYS: dict[type[Device], tuple[Kind, ...]] = {
    Kiosk: ("command", "fact", "question"),
    Pad: ("fact",),
    Board: ("fact", "question"),
    Led: ("fact",),
    Sign: ("fact",),
    Caller: ("command",),
    Console: ("command", "trust-wish", "release-wish"),
}
"""What the roles have to say beside how they are."""
_TOLD: tuple[Kind, ...] = ("reply", "answer", "ack")


def listens(device: Device) -> list[Listen]:
    """What the device hears beside its answers. The hall first: its clock tells how old the rest is."""
    match device:
        case Kiosk():
            return [("hall",), ("service", "+"), ("catalogue", "+")]
        case Pad():
            # Of its own counter, not of the lines, and of the hall file it should run on.
            return [("hall",), ("counter", device.counter), ("catalogue", "plan")]
        case Board():
            return [("hall",), ("zone", device.zone), *_shown(device)]
        case Led():
            counters = [device.counter] if device.counter else []
            return [("hall",), ("zone", device.zone), ("call", device.zone), *(("counter", x) for x in counters)]
        case Sign():
            counters = [display.counter for display in device.displays]
            return [("hall",), ("zone", device.zone), ("call", device.zone), *(("counter", x) for x in counters)]
        case Caller():
            return [("hall",), *(("counter", counter) for counter in device.counters), ("service", "+")]
        case Console():
            everything: list[Listen] = [("hall",), ("counter", "+"), ("service", "+"), ("trust", "+"), ("rollout",)]
            how: tuple[Kind, ...] = ("device-state", "device-health", "doctor", "shown", "box")
            return [*everything, *((kind, "+") for kind in how), ("device-alert", "+", "+")]


def _shown(board: Board) -> Iterator[Listen]:
    shows = set(board.shows)
    if shows & {"calls", "waiting"}:
        yield "service", "+"
    if "counter" in shows and board.counter is not None:
        yield "counter", board.counter
    if shows & {"calls", "counter"}:
        yield "call", board.zone
    if "dossiers" in shows:
        yield "catalogue", DOSSIER_BOARD
    if "notices" in shows:
        yield "catalogue", NOTICES


def grants(plan: Plan) -> dict[str, list[Grant]]:
    """Client name to all that it may read and write, sorted. Whoever is not named may do nothing, but for
    :func:`own_enrolment`."""
    topics = Topics(plan.hall.id)
    devices = {device.id: _of_device(topics, device) for device in plan.devices}
    everybody = {HUB: _of_hub(topics, plan), AUTHORITY: _of_authority(topics), **devices}
    if plan.centre is not None:
        everybody[COURIER] = _of_courier(topics)
        # The bridge, under the name that it has at the centre. What it says goes out without this; but who connects
        # later is told only what the one who said it may say.
        everybody[plan.hall.id] = iter((Grant(topics.line, "write"),))
    return {name: sorted(set(items)) for name, items in everybody.items()}


def own_enrolment(plan: Plan, name: str) -> list[Grant]:
    """What anybody with a certificate of this hall may do under the ``name`` in it: ask for one."""
    topics = Topics(plan.hall.id)
    return [Grant(topics.to("csr", name), "write"), Grant(topics.to("crt", name), "read")]


def _of_device(topics: Topics, device: Device) -> Iterator[Grant]:
    yield from _how(topics, device.id)
    yield from (Grant(topics.to(kind, device.id), "write") for kind in _SAYS[type(device)])
    yield from (Grant(topics.to(kind, device.id), "read") for kind in _TOLD)
    yield from _looked_at(topics, device)
    yield Grant(topics.to("release", device.id), "read")
    yield Grant(topics.to("box", device.id), "write")
    yield from (Grant(topics.to(kind, *names), "read") for kind, *names in listens(device))


def _looked_at(topics: Topics, device: Device) -> Iterator[Grant]:
    """A box is asked by consoles alone, each in its own name, and answers in its own. A console stands on the hub's box
    and looks at that itself."""
    if isinstance(device, Console):
        yield Grant(topics.to("look", device.id, "+"), "write")
    else:
        yield Grant(topics.to("look", "+", device.id), "read")
        yield from (Grant(topics.to(kind, device.id), "write") for kind in ("doctor", "shown"))


def _of_hub(topics: Topics, plan: Plan) -> Iterator[Grant]:
    yield from _how(topics, HUB)
    if plan.centre is not None and plan.centre.ask:
        yield Grant(topics.to("centre-up", "ask"), "write")
        yield Grant(topics.to("centre-down", "told"), "read")
        # Nobody waits for an answer that cannot come.
        yield Grant(topics.line, "read")
    heard: tuple[Kind, ...] = ("command", "fact", "question", "device-state", "trust", "box", "release-wish")
    yield from (Grant(topics.to(kind, "+"), "read") for kind in heard)
    yield from (Grant(topics.to(kind), "write") for kind in ("hall", "rollout"))
    said: tuple[Kind, ...] = ("ack", "reply", "answer", "service", "counter", "zone", "call", "catalogue", "release")
    yield from (Grant(topics.to(kind, "+"), "write") for kind in said)


def _of_authority(topics: Topics) -> Iterator[Grant]:
    yield from _how(topics, AUTHORITY)
    # What it has said itself, to take back what is no longer so.
    yield from (Grant(topics.to(kind, "+"), "read") for kind in ("csr", "trust-wish", "trust"))
    yield from (Grant(topics.to(kind, "+"), "write") for kind in ("crt", "trust"))


def _of_courier(topics: Topics) -> Iterator[Grant]:
    yield from _how(topics, COURIER)
    yield Grant(topics.line, "read")
    yield from (Grant(topics.to("centre-up", way), "write") for way in ("hello", "records", "status", "differs"))
    yield from (Grant(topics.to("centre-down", way), "read") for way in ("recorded", "stands", "changes", "bucket"))
    # What it tells of how the hall stands.
    yield Grant(topics.to("hall"), "read")
    yield from (Grant(topics.to(kind, "+"), "read") for kind in ("service", "counter", "device-state"))


def _how(topics: Topics, name: str) -> Iterator[Grant]:
    yield Grant(topics.to("device-state", name), "write")
    yield Grant(topics.to("device-health", name), "write")
    # Each by its name: with a "+" a stolen certificate could have the broker keep as many messages as there are names.
    yield from (Grant(topics.to("device-alert", name, problem), "write") for problem in get_args(Problem))
