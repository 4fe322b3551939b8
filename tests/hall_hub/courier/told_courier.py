"""A courier's tellings on a line to a centre that is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.contract.centre.records import Stream
from hall_core.domain.plan import Plan
from hall_hub.courier.tellings import STREAMS, Tellings
from tests.hall_hub.courier.played_centre import PlayedCentre, key_of
from tests.hall_hub.courier.told_days import all_records, names_of


class Courier:
    """Tellings on a line to a centre that is played; seconds pass as they are needed."""

    def __init__(self, hub: Path, plan: Plan, centre: PlayedCentre | None = None) -> None:
        self.hub, self.own, self.plan = hub, hub / "courier", plan
        self.own.mkdir(exist_ok=True)
        self.centre = centre or PlayedCentre()
        self.now = 0.0
        self.read = 0
        self.refuses: Stream | None = None
        """A stream that the centre does not take."""
        self.start()

    def start(self) -> None:
        self.tellings = Tellings(self.hub, self.own, names_of(self.plan))

    def restart(self) -> None:
        self.tellings.close()
        self.start()

    def greet(self) -> None:
        for stream in STREAMS:
            self.tellings.recorded(self.centre.recorded(stream), self.now)

    def turn(self) -> int:
        """One turn of the loop on a line that stands; gives the batches that were sent."""
        self.now += 0.1
        self.read += self.tellings.look(self.now)
        batches = self.tellings.due(self.now)
        for batch in batches:
            if batch.stream == self.refuses:
                continue
            self.tellings.recorded(self.centre.take(batch), self.now)
        return len(batches)

    def until_told(self) -> None:
        self.greet()
        for _ in range(2_000):
            if not self.turn() and self.tellings.idle and not self.tellings.behind:
                return
        pytest.fail("it never came to an end")

    def close(self) -> None:
        self.tellings.close()


def has_all(centre: PlayedCentre, hub: Path, plan: Plan) -> None:
    last = {key_of(record): record for _, record in all_records(hub, plan)}
    assert centre.bodies() == last
