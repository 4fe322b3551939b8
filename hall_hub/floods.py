"""Who sends too much, as problems of the hub: said when it begins and when it has been over for a minute."""

from __future__ import annotations

import logging
from collections.abc import Callable

from hall_core.contract.messages import Problem
from hall_hub.pace import Pace

log = logging.getLogger(__name__)


class Floods:
    def __init__(self, pace: Pace, report: Callable[[Problem, str, str | None], bool]) -> None:
        """``report``: a problem, its source and its words; whether that is news."""
        self._pace = pace
        self._report = report
        self._known = set[str]()

    def look(self, now: int) -> None:
        floods = self._pace.floods(now)
        for device in sorted(self._known | floods.keys()):
            name = device or "a device that the hall file does not have"
            words = f"{name} sends too much: {', '.join(floods[device])}" if device in floods else None
            if self._report("flood", device, words):
                log.warning("%s", words or f"{name} has been quiet for a minute")
        self._known = set(floods)
