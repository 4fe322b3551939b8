"""Facts on their way into the outbox: while the disk refuses they wait in memory, in order."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from hall_core.contract.messages import Problem
from hall_core.domain.facts import Fact
from hall_core.mqtt.outbox import Outbox, OutboxError

SAVE_AGAIN = 2.0
"""Seconds between two tries to write what a disk refused."""
log = logging.getLogger(__name__)


class Telling:
    """Safe to use from several threads; whoever else writes to the outbox holds ``lock``."""

    def __init__(self, outbox: Outbox, report: Callable[[Problem, bool], None]) -> None:
        self.lock = threading.Lock()
        self._outbox = outbox
        self._report = report
        self._unsaved: deque[Fact] = deque()
        self._again = 0.0

    def tell(self, fact: Fact) -> None:
        with self.lock:
            self._unsaved.append(fact)
            self._save()

    def tend(self, now: float) -> None:
        """Tries again what was refused. ``now``: monotonic seconds."""
        if self._unsaved and now >= self._again:
            self._again = now + SAVE_AGAIN
            with self.lock:
                self._save()

    def _save(self) -> None:
        try:
            while self._unsaved:
                self._outbox.add(self._unsaved[0])
                self._unsaved.popleft()
        except OutboxError as error:
            log.error("%d facts wait for the disk: %s", len(self._unsaved), error)  # noqa: TRY400
        self._report("storage", bool(self._unsaved))
