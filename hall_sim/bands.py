"""The numbers that a played kiosk gives out of its own band. A real one keeps them on its disk."""

from __future__ import annotations

from hall_core.domain.names import Day, Slug
from hall_core.domain.plan import Service


class Bands:
    def __init__(self) -> None:
        self._last: dict[tuple[Slug, Slug, Day], int] = {}

    def take(self, kiosk: Slug, service: Service, day: Day) -> int | None:
        """The next one of that day; None: the band is spent."""
        first, last = service.reserve[kiosk]
        value = self._last.get((kiosk, service.id, day), first - 1) + 1
        if value > last:
            return None
        self._last[kiosk, service.id, day] = value
        return value
