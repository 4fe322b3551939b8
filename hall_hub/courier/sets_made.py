"""What the courier makes of the sets that it keeps: the board of dossiers at once, the catalogue's edition by a process
of its own that gives way."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from hall_core.contract.centre.sets import EMPTY
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.catalogue import EDITION, FEED
from hall_hub.courier.sets_store import SetsStore
from hall_hub.feeds import worker
from hall_hub.feeds.folder import REPORT
from hall_hub.feeds.orders import Answer, Made, MakeCatalogue
from hall_hub.store.board import rules_of

log = logging.getLogger(__name__)

SHARE = 3
"""After each board the courier does other things for so many times as long as that took: in a rush it makes fewer."""
SHOWN = 60_000
"""Milliseconds that boards tell apart when they say of when they are."""


class BoardMaking:
    """``today`` tells the running business day; None: nobody knows it."""

    def __init__(self, plan: Plan, today: Callable[[], Day | None]) -> None:
        self._rules = rules_of(plan)
        self._wanted = any(isinstance(device, Board) and "dossiers" in device.shows for device in plan.devices)
        self._today = today
        self._changed = True
        """Another hall file, or a courier that was killed: made anew at the start, if the copy is whole then."""
        self._of: tuple[Day | None, Millis] | None = None
        """The day, and the minute of the copy, for which the last one was made."""
        self._rests_until = 0.0

    def agreed(self, *, changed: bool) -> None:
        """The copy is the centre's."""
        self._changed |= changed

    def make(self, store: SetsStore, as_of: Millis | None) -> None:
        """If need be, and if it is time for it. sqlite3.Error."""
        began = time.monotonic()
        if not self._wanted or as_of is None or began < self._rests_until:
            return
        reason = self._today(), as_of // SHOWN
        if not self._changed and reason == self._of:
            return
        store.keep_board(reason[0], self._rules)
        self._changed, self._of = False, reason
        ended = time.monotonic()
        self._rests_until = ended + (ended - began) * SHARE


class CatalogueMaking:
    """``data``: the hub's data folder; ``do`` has an order carried out. Never waits."""

    def __init__(self, plan: Plan, data: Path, copies: Path, do: Callable[[MakeCatalogue], Future[Answer]]) -> None:
        services = [service.id for service in plan.services]
        self._order = MakeCatalogue(str(copies), str(data / EDITION), str(data / FEED / REPORT), services)
        self._do = do
        self._making: Future[Answer] | None = None
        self._wanted = self._made = EMPTY
        """Digests of sets: of the newest that may be shown, and of the one that was last made an edition."""
        self._again = 0.0

    def agreed(self, digest: str) -> None:
        """The set may be shown, and is this one. Without anything in it there is no edition to be made."""
        self._wanted = digest

    def tend(self, now: float) -> None:
        if self._making is not None and self._making.done():
            making, self._making = self._making, None
            self._take(making.result(), now)
        if self._making is None and self._wanted not in (self._made, EMPTY) and now >= self._again:
            self._made = self._wanted
            self._making = self._do(self._order)

    def _take(self, answer: Answer, now: float) -> None:
        if isinstance(answer, Made):
            log.info("catalogue from the centre: %s", answer.words or "changes still come")
            if not answer.words and self._wanted == self._made:
                # It was no more when it was to be made; it may be said to be there once more, just the same.
                self._wanted = self._made = EMPTY
            return
        log.error("the catalogue from the centre could not be made an edition, it is tried again: %s", answer.words)
        self._made, self._again = EMPTY, now + worker.AGAIN
