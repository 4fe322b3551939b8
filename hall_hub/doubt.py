"""A hub whose box does not know the time cannot say whether it is still the day of its ledger.

Who has come since, and who was left from before, it tells by no clock: by how long the ledger was when the hub first
started after its box had. It notes that in the ledger itself. So a program that starts anew on the same box changes
nothing, and for another box with a copy of the ledger all that is in the copy is from before.
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.events import TicketIssued
from hall_core.domain.names import Day, Millis, Uid
from hall_hub.store.ledger import BoxStart, Ledger
from hall_hub.when import Now

STEP = 2_000
"""Milliseconds; by less no clock is set."""


class Doubt:
    def __init__(self, ledger: Ledger, box: int) -> None:
        """``box``: which start of the box this is, by a number that no other one has."""
        self._ledger = ledger
        noted = ledger.noted_start()
        self._noted = noted is not None and noted.box == box
        self._start = noted if noted is not None and noted.box == box else BoxStart(box=box, head=ledger.head)

    @property
    def unsaved(self) -> bool:
        return not self._noted

    def look(self, now: Now) -> None:
        if not now.trusted:
            since, known = now.at - now.mono, self._start.doubted
            # The first, for whoever sets the clock does so before it is trusted. What is made up slowly costs no write.
            if known is None or since < known - STEP:
                self._put(doubted=since)

    def came(self) -> frozenset[Uid] | None:
        """The tickets since then; None: the day was known all along."""
        since = self._start.doubted
        if since is None:
            return None
        issued = (event for event in self._ledger.since(self._start.head) if isinstance(event, TicketIssued))
        # A kiosk may tell only now what it gave out before the power failed.
        return frozenset(x.ticket for x in issued if x.issued_at is None or x.issued_at >= since)

    def day(self, ledgers: Day) -> Day | None:
        """The ledger's; None while nobody can say whether it is still that."""
        return ledgers if self._start.doubted is None else None

    def over(self) -> None:
        self._put(doubted=None)

    def told(self) -> None:
        """Within the hub's batch: what its boxes still held of a lost ledger is from before, too."""
        self._put(head=self._ledger.head)

    def keep(self) -> None:
        """Within the hub's batch; without one, nothing is in the ledger since."""
        if not self._noted:
            self._ledger.note_start(self._start)
            self._noted = True

    def lost(self) -> None:
        """The batch is not on the disk."""
        self._noted = False

    def _put(self, **changes: Millis | None) -> None:
        changed = replace(self._start, **changes)
        self._noted &= changed == self._start
        self._start = changed
