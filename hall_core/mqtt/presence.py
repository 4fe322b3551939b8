"""What a program of the hub's box that is no device says of itself: who it is, how its box is, what is wrong there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from hall_core import __version__
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.contract.limits import HEALTH_EVERY
from hall_core.contract.messages import Alert, DeviceState, Health, Problem
from hall_core.contract.topics import Topics
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Publication

log = logging.getLogger(__name__)

WORDS = 200
"""Characters of an alert's words."""


class Presence:
    """``name`` is its own and what it is. ``ours``: the problems that it may report; an alert of these that was left by
    an earlier run is taken back. ``clock`` gives (milliseconds since 1970, since start, trusted). For one thread."""

    def __init__(
        self,
        name: Literal["authority", "courier"],
        topics: Topics,
        plan: str,
        ours: tuple[Problem, ...],
        sealer: Sealer,
        clock: Callable[[], tuple[int, int, bool]],
    ) -> None:
        self._name: Literal["authority", "courier"] = name
        self._topics = topics
        self._plan = plan
        """Digest of its hall file."""
        self._ours = ours
        self._sealer = sealer
        self._clock = clock
        self._alerts: dict[Problem, Alert] = {}
        self._news: list[Publication] = []
        self.complaints = Complaints()

    def state(self, *, online: bool) -> Publication:
        state = DeviceState(
            online=online,
            role=self._name,
            version=__version__,
            problems=[problem for problem in self._ours if problem in self._alerts],
            plan=self._plan,
        )
        return Publication(self._topics.to("device-state", self._name), self._sealed(state), qos=1, retain=True)

    def health(self, health: Health) -> Publication:
        topic = self._topics.to("device-health", self._name)
        return Publication(
            topic, self._sealed(replace(health, refused=self.complaints.counted.total())), expires=HEALTH_EVERY * 2
        )

    def announcement(self) -> list[Publication]:
        """For a broker that may have forgotten all."""
        return [self.state(online=True), *(self._alert(problem) for problem in self._ours)]

    def since(self, problem: Problem) -> int | None:
        """When it was first reported, in milliseconds since 1970; None: it is solved."""
        alert = self._alerts.get(problem)
        return None if alert is None else alert.since

    def report(self, problem: Problem, words: str) -> None:
        """``words`` empty: it is solved. :meth:`news` says so."""
        known = self._alerts.get(problem)
        if (known.words if known else "") == words[:WORDS]:
            return
        if words:
            log.error("%s: %s", problem, words)
            self._alerts[problem] = Alert(problem=problem, since=self._clock()[0], words=words[:WORDS])
        else:
            log.info("%s: solved", problem)
            del self._alerts[problem]
        self._news += [self.state(online=True), self._alert(problem)]

    def news(self) -> list[Publication]:
        """What is to be said because of what was reported; once."""
        news, self._news = self._news, []
        return news

    def _alert(self, problem: Problem) -> Publication:
        alert = self._alerts.get(problem)
        payload = b"" if alert is None else self._sealed(alert)
        return Publication(self._topics.to("device-alert", self._name, problem), payload, qos=1, retain=True)

    def _sealed(self, body: object) -> bytes:
        return encode(self._sealer.seal(body, new_id()))
