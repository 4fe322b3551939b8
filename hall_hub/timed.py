"""What the hub has said that time alone makes untrue: a service's hours, an offer that expires, the open door."""

from __future__ import annotations

from hall_core.contract.messages import CounterState, HallState, ServiceState
from hall_core.domain.names import Millis
from hall_hub.touched import Touched
from hall_hub.views import Views

MINUTE = 60_000
"""Hours are in whole minutes: nothing about them changes within one."""


class Timed:
    def __init__(self) -> None:
        self._issuing: dict[str, str] = {}
        self._offered: dict[str, Millis] = {}
        self._open: bool | None = None
        self._looked: tuple[int, bool] | None = None

    def said_service(self, state: ServiceState) -> None:
        self._issuing[state.service] = state.issuing

    def said_counter(self, state: CounterState) -> None:
        if state.offer is None:
            self._offered.pop(state.counter, None)
        else:
            self._offered[state.counter] = state.offer.until

    def said_hall(self, state: HallState) -> None:
        self._open = state.open

    def look(self, views: Views, touched: Touched, at: Millis, *, trusted: bool) -> None:
        """Touches what is no longer so."""
        touched.counters.update((counter, None) for counter, until in self._offered.items() if at > until)
        minute = at // MINUTE, trusted
        if minute == self._looked:
            return
        self._looked = minute
        for service, said in self._issuing.items():
            if views.issuing(service) != said:
                touched.services[service] = None
        if self._open is not None and views.hall().open != self._open:
            touched.hall = True
