"""The stations of many devices in one process: ``python -m benchmarks.stand_in_devices DATA HOST:PORT KEYS ID ID …``.

Each says on its own line when its link is up: ``up ID MILLISECONDS``, by the machine's one clock. ``KEYS`` is where the
folders of all devices' keys are; empty: no TLS.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.now import now
from demo.stations import station
from hall_core.device.program import broker_address
from hall_core.keys import Keys
from hall_core.mqtt.heard import Heard, LinkUp


def main(data: str, broker: str, keys: str, *devices: str) -> None:
    address = broker_address(broker)
    made = [station(id, Path(data), address, _hear(id), keys=Keys(Path(keys) / id) if keys else None) for id in devices]
    stops = [each.start() for each in made]
    sys.stdin.read()  # until the benchmark closes it
    for stop in stops:
        stop()


def _hear(id: str) -> Callable[[Heard], None]:
    def hear(heard: Heard) -> None:
        if isinstance(heard, LinkUp):
            # In one piece, for each station has a thread of its own.
            os.write(sys.stdout.fileno(), f"up {id} {now():.1f}\n".encode())

    return hear


if __name__ == "__main__":
    main(*sys.argv[1:])
