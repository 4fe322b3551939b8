"""A station in the place of a device of :func:`demo.hall_file.write_hall`'s hall, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hall_core.contract.messages import DeviceState, Role
from hall_core.device.clock import Clock
from hall_core.keys import Keys
from hall_core.mqtt.heard import Heard
from hall_core.mqtt.station import Station


def station(
    id: str,
    folder: Path,
    broker: tuple[str, int],
    hear: Callable[[Heard], None],
    listen: Sequence[Any] = (),
    keys: Keys | None = None,
    hall: str = "thu",
    boot: int = 1,
    role: Role = "kiosk",
) -> Station:
    """Not yet started; its outbox is in ``folder``. ``boot``: how often it has started."""
    return Station(
        hall=hall,
        device=id,
        state=DeviceState(online=True, role=role, version="0"),
        boot=boot,
        clock=Clock(),
        outbox=folder / f"{id}.sqlite",
        broker=broker,
        listen=listen,
        hear=hear,
        keys=keys,
    )
