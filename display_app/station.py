"""The station of a board, a matrix or a sign: who it says it is, and how it tells what the program wants told."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from display_app.board import Report, Tell
from hall_core import __version__
from hall_core.contract.access import listens
from hall_core.contract.messages import DeviceState
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Led, Sign
from hall_core.mqtt.heard import Heard

if TYPE_CHECKING:
    from hall_core.mqtt.caring import Answer
    from hall_core.mqtt.station import Station

log = logging.getLogger(__name__)


def station_of(
    plan: Plan,
    device: Board | Led | Sign,
    given: Namespace,
    boot: int,
    clock: Callable[[], tuple[int, int, bool]],
    hear: Callable[[Heard], None],
    turned: Callable[[], None],
    picture: Callable[[Answer], None] | None = None,
) -> Station:
    """Not yet started; ``turned`` is called each time it has gone round, ``picture`` takes one of the screen."""
    from hall_core.doctor.program import ways_of
    from hall_core.mqtt.station import Station  # 0.05 s

    speaks = isinstance(device, Board) and device.speaks
    state = DeviceState(
        online=True,
        role="board" if isinstance(device, Board) else "led" if isinstance(device, Led) else "sign",
        version=__version__,
        capabilities=["screen", *(["voice"] if speaks else [])],
        plan=digest(plan),
    )
    return Station(
        hall=plan.hall.id,
        device=device.id,
        state=state,
        boot=boot,
        clock=clock,
        outbox=given.data / "outbox.sqlite",
        broker=given.broker,
        keys=given.keys,
        listen=listens(device),
        hear=hear,
        health=lambda: health(given.data),
        turned=turned,
        ways=ways_of(device, given, picture),
    )


def tell(station: Station, effect: Tell | Report) -> None:
    match effect:
        case Tell(fact):
            station.tell(fact)
        case Report(problem, present, words):
            about = f"{problem}: {words}" if words else problem
            log.warning("problem: %s", about) if present else log.info("solved: %s", problem)
            station.report(problem, present, words)
