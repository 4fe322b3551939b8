"""A station that also hears how the other devices are."""

from __future__ import annotations

from typing import Any

from hall_core.contract.codec import Envelope
from hall_core.contract.messages import DeviceState, Health
from hall_core.mqtt.heard import StateHeard
from hall_core.mqtt.station import Station


class Ear(Station):
    """What devices say of themselves has no epoch and version but the boot of its sender: the last will of an earlier
    start, spoken late, is not believed."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._boots: dict[str, int] = {}

    def _take_state(self, topic: str, name: str, state: object, envelope: Envelope[Any]) -> None:
        if not isinstance(state, DeviceState | Health):
            super()._take_state(topic, name, state, envelope)
            return
        if envelope.boot >= self._boots.get(name, 0):
            self._boots[name] = envelope.boot
            self._hear(StateHeard(state, envelope.at, envelope.clock == "trusted", name))  # pyright: ignore[reportArgumentType]
