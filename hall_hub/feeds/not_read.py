"""Files of which the hall takes nothing, for the same comes over the line to the centre. Who drops one learns why.

The word beside the file is a report like any other, so that the file goes by the rule of keeping: it may hold identity
numbers (docs/privacy.md).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from hall_core.domain.plan_centre import SetName
from hall_core.durable import write_durably
from hall_hub.feeds.watch import News

log = logging.getLogger(__name__)

WORDS = "{name} is not read: {what} come over the line to the centre ([centre] brings)"


class NotRead(Struct, frozen=True):
    """``set`` has the same over the line, ``what`` is how people call it; ``file`` is what makes the hub read it where
    it is read."""

    set: SetName
    name: str
    what: str
    file: Path
    report: Path

    @property
    def words(self) -> str:
        return WORDS.format(name=self.name, what=self.what)


class NotReads:
    """Belongs to one thread. Call :meth:`look` as often as for files that are read."""

    def __init__(self, files: Sequence[NotRead]) -> None:
        self._files = files
        self._told: dict[str, int] = {}
        """Names of those that lie there, and from when each is."""

    def look(self) -> list[News]:
        """What has come, or gone, since the last look."""
        return [news for file in self._files for news in self._look(file)]

    def _look(self, file: NotRead) -> list[News]:
        try:
            mark = file.file.stat().st_mtime_ns
        except OSError:
            return [News(file.name, None)] if self._told.pop(file.name, None) is not None else []
        if self._told.get(file.name) == mark:
            return []
        self._told[file.name] = mark
        log.warning("%s", file.words)
        with suppress(OSError):  # the alert says it as well
            write_durably(file.report, f"{file.words}\n".encode())
        return [News(file.name, file.words)]
