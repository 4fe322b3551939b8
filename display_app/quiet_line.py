"""The line of a matrix or of signs to the hub, for a :class:`display_app.worker.Worker`."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from display_app.board import Report, Tell
from hall_core import __version__
from hall_core.contract.messages import DeviceState
from hall_core.contract.topics import Kind
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led, Sign
from hall_core.mqtt.heard import Heard

log = logging.getLogger(__name__)


@contextmanager
def quiet_line(
    plan: Plan,
    device: Led | Sign,
    counters: Sequence[str],
    given: Namespace,
    boot: int,
    clock: Callable[[], tuple[int, int, bool]],
    hear: Callable[[Heard], None],
) -> Iterator[Callable[[Tell | Report], None]]:
    """The line to the hub, open; gives what takes a fact or a problem there. ``counters`` are those whose state the
    device shows, besides the calls of its zone."""
    from hall_core.mqtt.station import Station  # 0.05 s

    # The hall first: its clock tells how old the zone's calls are.
    listen: list[tuple[Kind, *tuple[str, ...]]] = [("hall",), ("zone", device.zone), ("call", device.zone)]
    role = "led" if isinstance(device, Led) else "sign"
    state = DeviceState(online=True, role=role, version=__version__, capabilities=["screen"], plan=digest(plan))
    station = Station(
        hall=plan.hall.id,
        device=device.id,
        state=state,
        boot=boot,
        clock=clock,
        outbox=given.data / "outbox.sqlite",
        broker=given.broker,
        listen=[*listen, *(("counter", counter) for counter in counters)],
        hear=hear,
        health=lambda: health(given.data),
    )
    stop = station.start()

    def take(effect: Tell | Report) -> None:
        match effect:
            case Tell(fact):
                station.tell(fact)
            case Report(problem, present, words):
                log.warning("problem: %s: %s", problem, words) if present else log.info("solved: %s", problem)
                station.report(problem, present, words)

    try:
        yield take
    finally:
        stop()
