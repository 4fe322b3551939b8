"""Watches files that other programs drop for the hub, and has them read on another thread.

A file is read once it has come to rest (two looks find the same time and size), and again when it changes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from hall_hub.feeds.drop import Judged, report, verdict

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks: what a person who drops a file and watches takes for at once."""

Mark = tuple[int, int]
"""Time of the last change in nanoseconds, and size."""


class Feed(Protocol):
    @property
    def name(self) -> str: ...

    def take(self, path: Path) -> Judged[Any]:
        """Reads the file and, if it is accepted, keeps what it says."""
        ...


class News(Struct, frozen=True):
    """A file was judged: ``words`` say why it is not used, None that all is well."""

    name: str
    words: str | None


class _Watched:
    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.resting: Mark | None = None
        """As the last look found it."""
        self.read: Mark | None = None
        """As it was when it was last read."""
        self.reading: Future[str | None] | None = None


class Watch:
    """``look`` belongs to one thread and never waits; files are read on ``thread``."""

    def __init__(self, folder: Path, feeds: Sequence[Feed], thread: Executor) -> None:
        self._folder = folder
        self._watched = [_Watched(feed) for feed in feeds]
        self._thread = thread

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
            news.append(News(watched.feed.name, watched.reading.result()))
            watched.reading = None
        mark = _mark(self._folder / watched.feed.name)
        if mark is None:
            if watched.read is not None:
                # Whoever takes a bad file away has solved the problem; the copy stays.
                watched.read = None
                news.append(News(watched.feed.name, None))
        elif mark == watched.resting and mark != watched.read:
            watched.read = mark
            watched.reading = self._thread.submit(_read, watched.feed, self._folder)
        watched.resting = mark
        return news


def _read(feed: Feed, folder: Path) -> str | None:
    """Judges the file, leaves a report beside it; why it is not used, or None."""
    path = folder / feed.name
    try:
        judged = feed.take(path)
        words = verdict(feed.name, judged)
        beside = path.with_name(f"{path.stem}.report.txt")
        new = beside.with_name(f"{beside.name}.new")
        new.write_text(report(feed.name, judged), encoding="utf-8")
        new.replace(beside)
    except Exception as error:
        # One bad file must not end the thread that reads the others.
        log.exception("%s could not be taken", feed.name)
        return f"{feed.name} could not be taken: {type(error).__name__}; see the hub's log"
    log.log(logging.INFO if judged.accepted else logging.WARNING, "%s", words)
    return None if judged.accepted else words


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
