"""Which facts of an outbox are to be sent now: a few at a time, in order, again until the hub has recorded them."""

from __future__ import annotations

from hall_core.contract import limits
from hall_core.domain.names import Millis
from hall_core.mqtt.outbox import Outbox


class FactWindow:
    """For the station's thread. Times are monotonic seconds."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._sent = 0
        self._again = 0.0

    def link_up(self) -> None:
        """What was under way is lost."""
        self._sent = self._outbox.acked

    def recorded(self, up_to: int, at: Millis, now: float) -> None:
        """The hub has all up to and with this one; ``at`` is the time of this box."""
        self._outbox.acknowledge(up_to, at)
        self._again = now + limits.FACT_AGAIN

    def due(self, now: float) -> list[bytes]:
        """A window of facts in order; again from the first unacknowledged one when nothing moved for 2 s."""
        acked = self._outbox.acked
        if self._sent > acked and now >= self._again:
            self._sent = acked
        self._sent = max(self._sent, acked)
        if self._outbox.last == self._sent:
            return []
        if self._sent == acked:
            self._again = now + limits.FACT_AGAIN
        # A hub that has lost facts acknowledges far behind what was sent: then there is no room at all.
        room = max(0, limits.FACT_WINDOW - (self._sent - acked))
        found = list(self._outbox.after(self._sent, room))
        if found:
            self._sent = found[-1][0]
        return [envelope for _, envelope in found]
