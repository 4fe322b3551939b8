"""What a pad needs besides its line: to know after a power cut what was rated on it before."""

from __future__ import annotations

from collections.abc import Callable

from hall_core.domain.facts import VoteCast
from kiosk_app.box import Box, Hands
from kiosk_app.jobs.rating.pages import RatedBefore


def hands(box: Box) -> Hands:
    """The votes of the last days stand in the outbox, recorded by the hub or not: longer than any offer lives."""

    def start() -> Callable[[], None]:
        votes = box.station.told(VoteCast)
        box.post(RatedBefore(tuple(vote.offer for vote in votes)))
        return lambda: None

    return Hands(start=start)
