"""Messages that could not be taken: counted always, logged once for each topic and kind. Whoever sends nonsense all day
must not fill the disk of who hears it."""

from __future__ import annotations

import logging
from collections import Counter as Tally

log = logging.getLogger(__name__)

COMPLAINTS = 1_000
"""Different complaints that are logged; further ones are only counted."""


class Complaints:
    def __init__(self) -> None:
        self.counted: Tally[str] = Tally()
        self._said: set[tuple[str, str]] = set()

    def refused(self, key: str, topic: str, why: str) -> None:
        self.counted[key] += 1
        self.once(key, topic, f"refused a message on {topic:.200}: {key}: {why:.300}")

    def once(self, key: str, about: str, words: str) -> None:
        """Logs it, unless that was done before."""
        if (key, about) not in self._said and len(self._said) < COMPLAINTS:
            self._said.add((key, about))
            log.warning("%s", words)
