"""The board of dossiers that the hub offers: whatever was last made and kept beside the hall's copies.

It is made anew when the centre's file was taken and when the business day turned, by a process of its own; and of what
comes over the line by the courier, right after it has kept it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from msgspec import Struct

from hall_core.domain.names import Day
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.editions import Held
from hall_hub.feeds import worker
from hall_hub.feeds.orders import Answer, Made, MakeBoard
from hall_hub.store.board import rules_of
from hall_hub.store.copies import Copies

log = logging.getLogger(__name__)


class _Reason(Struct, frozen=True):
    """What an edition was made for."""

    taken: int
    today: Day | None


class DossierBoards(Held):
    """A hall without a board that shows dossiers makes none. ``path`` is the file of the hall's ``copies``; ``do`` has
    an edition made of it. Belongs to one thread."""

    def __init__(self, plan: Plan, copies: Copies, path: Path, do: Callable[[MakeBoard], Future[Answer]]) -> None:
        super().__init__()
        self._copies = copies
        self._path = path
        self._do = do
        self._rules = rules_of(plan)
        self._wanted = any(isinstance(device, Board) and "dossiers" in device.shows for device in plan.devices)
        self._made: _Reason | None = None
        self._making: Future[Answer] | None = None
        self._again: float | None = None
        """After a failure: when it is tried once more, by the clock that only goes on."""

    def look(self, taken: int, today: Day | None) -> None:
        """Has one made if need be: ``taken`` counts the files taken, ``today`` is the business day, None while the
        hub's clock cannot be trusted. Never waits."""
        if self._making is not None and self._making.done():
            making, self._making = self._making, None
            self._take(making.result())
        reason = _Reason(taken, today)
        due = reason != self._made if self._again is None else time.monotonic() >= self._again
        if self._wanted and self._making is None and due:
            self._made = reason
            self._making = self._do(MakeBoard(str(self._path), today, self._rules))

    def offer(self) -> None:
        """What was last made, by whomever; of another hall file's rules it is none of ours. sqlite3.Error."""
        edition = self._copies.board(self._rules.text) if self._wanted else None
        if edition is not None:
            self.hold(edition)

    @property
    def busy(self) -> bool:
        return self._making is not None

    def _take(self, answer: Answer) -> None:
        """What was made; a failure leaves what was made before, and is told once."""
        if not isinstance(answer, Made):
            if self._again is None:
                log.error("the board of dossiers could not be made, the one before stays: %s", answer.words)
            self._again = time.monotonic() + worker.AGAIN
            return
        self._again = None
        if answer.words:
            log.info("board of dossiers: %s", answer.words)
