"""Watches files that other programs drop for the hub, and has them read (:mod:`hall_hub.feeds.worker`).

A file is read once it has come to rest (two looks find the same time and size), and again when it changes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from msgspec import Struct

from hall_hub.feeds import worker
from hall_hub.feeds.orders import Answer, Take, Taken

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks: what a person who drops a file and watches takes for at once."""
Mark = tuple[int, int]
"""Time of the last change in nanoseconds, and size."""


class News(Struct, frozen=True):
    """A file was judged: ``words`` say why it is not used, None that all is well."""

    name: str
    words: str | None
    taken: bool = False
    """Whether the copy is a new one."""


class _Watched:
    def __init__(self, order: Take) -> None:
        self.order = order
        self.path = Path(order.path)
        self.resting: Mark | None = None
        """As the last look found it."""
        self.read: Mark | None = None
        """As it was when it was last read."""
        self.reading: Future[Answer] | None = None
        self.again: float | None = None
        """When it is tried once more, by the clock that only goes on."""


class Watch:
    """Belongs to one thread and never waits. ``orders`` say which files are watched and what is ordered when one is
    to be read, ``do`` has it done."""

    def __init__(self, orders: Sequence[Take], do: Callable[[Take], Future[Answer]]) -> None:
        self._watched = [_Watched(order) for order in orders]
        self._do = do

    def look(self) -> list[News]:
        """What has been judged since the last look."""
        return [news for watched in self._watched for news in self._look(watched)]

    @property
    def busy(self) -> bool:
        """Whether a file that the last look found is still to be read or judged."""
        return any(watched.reading is not None or watched.resting != watched.read for watched in self._watched)

    def _look(self, watched: _Watched) -> list[News]:
        news: list[News] = []
        if watched.reading is not None:
            if not watched.reading.done():
                return []
            news.append(_judged(watched, watched.reading.result()))
            watched.reading = None
        mark = _mark(watched.path)
        if mark is None:
            watched.again = None
            if watched.read is not None:
                # Whoever takes a bad file away has solved the problem; the copy stays.
                watched.read = None
                news.append(News(watched.path.name, None))
        elif mark == watched.resting and (mark != watched.read or _due(watched.again)):
            watched.read, watched.again = mark, None
            watched.reading = self._do(watched.order)
        watched.resting = mark
        return news


def _judged(watched: _Watched, answer: Answer) -> News:
    name = watched.path.name
    if isinstance(answer, Taken):
        log.log(logging.INFO if answer.accepted else logging.WARNING, "%s", answer.words)
        return News(name, None if answer.accepted else answer.words, answer.accepted)
    words = f"{name} could not be taken, it is tried again"
    watched.again = time.monotonic() + worker.AGAIN
    log.error("%s: %s", words, answer.words)
    return News(name, f"{words}; see the hub's log")


def _due(moment: float | None) -> bool:
    return moment is not None and time.monotonic() >= moment


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
