"""Which of the states that come in is news. Pure."""

from __future__ import annotations

from hall_core.contract.codec import Envelope
from hall_core.contract.messages import DeviceState, Health


class Newest:
    """The hub's states follow each other by epoch and version. What a device says of itself does by its start: the last
    will of an earlier one, spoken late, is not believed. So does what the authority says of a device, and all else."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}

    def takes(self, topic: str, name: str, envelope: Envelope[object]) -> bool:
        """Whether it is not older than what came before on its ``topic``, or from its device ``name``."""
        state = envelope.body
        if isinstance(state, DeviceState | Health):
            key, order = name, (envelope.boot, 0)
        elif hasattr(state, "epoch"):
            key, order = topic, (getattr(state, "epoch", 0), getattr(state, "version", 0))
        else:
            key, order = topic, (envelope.boot, envelope.seq)
        if order < self._seen.get(key, (0, 0)):
            return False
        self._seen[key] = order
        return True
