"""The line of a matrix or of signs to the hub, for a :class:`display_app.worker.Worker`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from display_app.board import Report, Tell
from display_app.station import station_of, tell
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led, Sign
from hall_core.mqtt.heard import Heard


@contextmanager
def quiet_line(
    plan: Plan,
    device: Led | Sign,
    given: Namespace,
    boot: int,
    clock: Callable[[], tuple[int, int, bool]],
    hear: Callable[[Heard], None],
    turned: Callable[[], None],
) -> Iterator[Callable[[Tell | Report], None]]:
    """The line to the hub, open; gives what takes a fact or a problem there. ``turned`` is called each time it has gone
    round."""
    station = station_of(plan, device, given, boot, clock, hear, turned)
    stop = station.start()
    try:
        yield lambda effect: tell(station, effect)
    finally:
        stop()
