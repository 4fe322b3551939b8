"""A board without glass: the product's own loop for boards without a window, before a display that is witnessed."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from display_app.board import Board, Report, Tell
from display_app.quiet import Quiet, Shown
from display_app.station import tell
from display_app.worker import Worker
from hall_core.contract.access import listens
from hall_core.domain.names import Millis
from hall_core.mqtt.heard import Heard
from tests.faults.device import Device
from tests.faults.witness import Witness


class Glass:
    """All calls that the board has stand on it."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._stood = frozenset[str]()

    def open(self) -> None:
        self._stood = frozenset()

    def show(self, board: Board, now: Millis) -> Shown:
        for call in board.calls:
            if call.id not in self._stood:
                self._witness.saw("painted", call.id, number=call.number, body=call.counter)
        self._stood = frozenset(call.id for call in board.calls)
        return Shown(self._stood, None)

    def close(self) -> None:
        """It stays where it is."""


@contextmanager
def line(device: Device, hear: Callable[[Heard], None]) -> Generator[Callable[[Tell | Report], None]]:
    planned = device.plan.device(device.id)
    assert planned is not None
    station = device.station(hear, listens(planned), role="board")
    stop = station.start()
    try:
        yield lambda effect: tell(station, effect)  # pyright: ignore[reportArgumentType]
    finally:
        stop()


def main() -> None:
    device = Device("board")
    quiet = Quiet(Glass(device.witness), Board(id=device.id, voice=False), lambda: time.monotonic_ns() // 1_000_000)
    quiet.run(Worker("line", line(device, quiet.hear), closed=quiet.fail))


if __name__ == "__main__":
    main()
