"""The line of a matrix or of signs to the hub, for a :class:`display_app.worker.Worker`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from display_app.board import Report, Tell
from display_app.station import station_of, tell
from hall_core.contract.topics import Kind
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led, Sign
from hall_core.mqtt.heard import Heard


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
    # The hall first: its clock tells how old the zone's calls are.
    listen: list[tuple[Kind, *tuple[str, ...]]] = [("hall",), ("zone", device.zone), ("call", device.zone)]
    listen.extend(("counter", counter) for counter in counters)
    station = station_of(plan, device, given, boot, clock, listen, hear)
    stop = station.start()
    try:
        yield lambda effect: tell(station, effect)
    finally:
        stop()
