"""The newest word on each state: one that is as it was is not said again, whatever has happened."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.messages import CounterState, ServiceState, ZoneState

State = ServiceState | CounterState | ZoneState


class Said:
    def __init__(self) -> None:
        self._newest: dict[tuple[type[State], str], State] = {}

    def news(self, state: State, id: str) -> bool:
        """Whether ``state`` of the thing ``id`` differs from what was said of it before; it is what was said then."""
        key = type(state), id
        before = self._newest.get(key)
        self._newest[key] = state
        return before is None or replace(before, epoch=state.epoch, version=state.version) != state

    def forget(self) -> None:
        """Whoever listens may know nothing any more."""
        self._newest.clear()
