"""What was asked and not answered yet. Safe to use from several threads."""

from __future__ import annotations

import threading
import time

from msgspec import Struct

from hall_core.contract import limits
from hall_core.mqtt.link import Publication


class _Asked(Struct):
    publication: Publication
    give_up: float
    again: float


class Pending:
    """Commands and questions by their id; each is sent again until it is answered or given up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, _Asked] = {}

    def add(self, id: str, publication: Publication) -> None:
        now = time.monotonic()
        with self._lock:
            self._asked[id] = _Asked(publication, now + limits.COMMAND_GIVE_UP, now)

    def answered(self, id: str) -> bool:
        """Whether that was still waited for; now it is not."""
        with self._lock:
            return self._asked.pop(id, None) is not None

    def all_again(self) -> None:
        """A new link: what is on its way may be lost."""
        with self._lock:
            for asked in self._asked.values():
                asked.again = 0.0

    def due(self, now: float) -> list[Publication]:
        """What is to be sent now, in the order in which it was asked."""
        with self._lock:
            due = [asked for asked in self._asked.values() if asked.again <= now]
            for asked in due:
                asked.again = now + limits.COMMAND_AGAIN
            return [asked.publication for asked in due]

    def late(self, now: float) -> list[str]:
        """What nobody has answered in time; it is given up."""
        with self._lock:
            late = [id for id, asked in self._asked.items() if asked.give_up <= now]
            for id in late:
                del self._asked[id]
            return late
