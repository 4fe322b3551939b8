"""How the hall stands, put together of what hub and devices say of themselves anyway. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hall_core.contract.centre.messages import HallStatus
from hall_core.contract.codec import Envelope
from hall_core.contract.messages import CounterState, DeviceState, HallState, ServiceState
from hall_core.domain.names import Day, Slug
from hall_core.domain.plan import Plan
from hall_core.mqtt.newest import Newest

AWAY_MOST = 64
"""Devices that are named; more of them away is a hall without its network, of which nobody needs a list."""


class Standing:
    """What was heard last of everything in the hall."""

    def __init__(self, plan: Plan) -> None:
        self._devices = [device.id for device in plan.devices]
        self._services = {service.id for service in plan.services}
        self._newest = Newest()
        self._hall: HallState | None = None
        self._clock_trusted = True
        self._waiting: dict[Slug, int] = {}
        self._open: dict[Slug, bool] = {}
        self._states: dict[Slug, DeviceState] = {}

    def take(self, topic: str, name: Slug, envelope: Envelope[Any]) -> None:
        if not self._newest.takes(topic, name, envelope):
            return
        match envelope.body:
            case HallState() as hall:
                self._hall = hall
                self._clock_trusted = envelope.clock == "trusted"
            case ServiceState(service=service, waiting=waiting):
                if service in self._services:
                    self._waiting[service] = waiting
            case CounterState(counter=counter, status=status):
                self._open[counter] = status == "open"
            case DeviceState() as state:
                self._states[name] = state
            case _:
                raise TypeError(f"nothing is known of {type(envelope.body).__name__}")

    @property
    def day(self) -> Day | None:
        """The running business day; None while nobody knows it."""
        return None if self._hall is None or not self._clock_trusted else self._hall.day

    def told(self, *, served: int, behind: int) -> HallStatus | None:
        """None while the hub has not been heard."""
        if self._hall is None:
            return None
        problems: Counter[Slug] = Counter()
        for state in self._states.values():
            problems.update(state.problems)
        return HallStatus(
            day=self._hall.day,
            open=self._hall.open,
            waiting=self._waiting,
            counters_open=sum(self._open.values()),
            served_today=served,
            devices=len(self._devices),
            away=self._away()[:AWAY_MOST],
            problems=dict(sorted(problems.items())),
            behind=behind,
            clock_trusted=self._clock_trusted,
        )

    def picture(self) -> object:
        """What the centre hears of at once when it is another one."""
        problems = {problem for state in self._states.values() for problem in state.problems}
        return self._hall and self._hall.open, self._away(), problems, self._clock_trusted

    def _away(self) -> list[Slug]:
        return [id for id in self._devices if id not in self._states or not self._states[id].online]
