"""What the courier asks of that which keeps the centre's sets in the hall. For the courier's own thread, all of it."""

from __future__ import annotations

from typing import Protocol

from hall_core.contract.centre.messages import Bucket, Changes, Differs, Position, Stands
from hall_core.domain.names import Millis
from hall_core.domain.plan_centre import SetName

OfSets = Stands | Changes | Bucket
"""What comes down of sets."""


class Sets(Protocol):
    """A storage error is its own to notice and to bear: it says so in :meth:`trouble`, and what it could not keep is
    sent again, for the positions say that it has it not."""

    def positions(self) -> dict[SetName, Position]:
        """What it has of each set that the hall file takes from the centre; cheap, for each greeting asks."""
        ...

    def hear(self, message: OfSets, at: Millis) -> list[Differs]:
        """What came, sent at ``at`` by the centre's clock; gives what is to be said because of it. After each
        :class:`Changes` and :class:`Bucket` the courier itself says soon, in a greeting, what the positions are."""
        ...

    def tend(self, now: float) -> list[Differs]:
        """What time alone brings, about once a second; ``now`` in seconds of a clock that only goes forward."""
        ...

    def trouble(self) -> str:
        """What is wrong with the disk, in words for the technician; empty: nothing is."""
        ...

    def close(self) -> None: ...
