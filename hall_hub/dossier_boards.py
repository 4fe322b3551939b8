"""The board of dossiers, made anew when the centre's file was taken and when the business day turned."""

from __future__ import annotations

import logging
from concurrent.futures import Executor, Future

from msgspec import Struct

from hall_core.contract.dossier_edition import pack
from hall_core.contract.edition import digest
from hall_core.domain.dossier_board import dossier_board
from hall_core.domain.names import Day, Digest
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.store.copies import Copies

log = logging.getLogger(__name__)


class _Reason(Struct, frozen=True):
    """What an edition was made for."""

    taken: int
    today: Day | None


class DossierBoards:
    """A :class:`hall_hub.editions.Source`. A hall without a board that shows dossiers makes none. ``thread``: where it
    is made, which takes a second; all else belongs to the thread that looks."""

    def __init__(self, plan: Plan, copies: Copies, thread: Executor) -> None:
        self.digest: Digest | None = None
        self._plan = plan
        self._copies = copies
        self._thread = thread
        self._wanted = any(isinstance(device, Board) and "dossiers" in device.shows for device in plan.devices)
        self._data = b""
        self._made: _Reason | None = None
        self._making: Future[bytes | None] | None = None
        self._failed = False

    def look(self, taken: int, today: Day | None) -> None:
        """Has one made if need be: ``taken`` counts the files taken, ``today`` is the business day, None while the
        hub's clock cannot be trusted. Never waits."""
        if self._making is not None and self._making.done():
            making, self._making = self._making, None
            self._take(making)
        reason = _Reason(taken, today)
        if self._wanted and self._making is None and reason != self._made:
            self._made = reason
            self._making = self._thread.submit(_make, self._plan, self._copies, today)

    @property
    def busy(self) -> bool:
        return self._making is not None

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """See :class:`hall_hub.editions.Source`."""
        if digest != self.digest:
            return None
        return self._data[begins : begins + size], len(self._data)

    def _take(self, making: Future[bytes | None]) -> None:
        """What was made; after a failure, which is told once, it is tried again at the next look."""
        try:
            data = making.result()
        except Exception:
            if not self._failed:
                log.exception("the board of dossiers could not be made; the one before stays")
            self._failed, self._made = True, None
            return
        self._failed = False
        if data is not None and digest(data) != self.digest:
            self._data, self.digest = data, digest(data)


def _make(plan: Plan, copies: Copies, today: Day | None) -> bytes | None:
    """None while the hall has no copy at all. On any thread."""
    with copies.all_dossiers() as (as_of, dossiers):
        if as_of is None:
            return None
        board = dossier_board(dossiers, as_of, today, plan.hall.day_turn, plan.policy)
    log.info("board of dossiers: %d ready, %d late listed", board.ready_all, len(board.late))
    return pack(board)
