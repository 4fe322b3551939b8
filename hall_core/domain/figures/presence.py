"""Who sat at a counter, and when: by hour of the day."""

from __future__ import annotations

from collections import defaultdict

from hall_core.domain.business_day import local
from hall_core.domain.figures.day_clock import DayClock
from hall_core.domain.figures.rows import StaffHour
from hall_core.domain.names import Slug

HOUR = 3_600_000


class Presence:
    """Moments are those of the day's own clock."""

    def __init__(self) -> None:
        self._since: dict[Slug, tuple[Slug, int, bool]] = {}
        """Counter to officer, since when, and whether it pauses."""
        self._stays: list[tuple[Slug, int, int, bool]] = []

    def officer_at(self, counter: Slug) -> Slug | None:
        found = self._since.get(counter)
        return None if found is None else found[0]

    def opens(self, counter: Slug, officer: Slug, now: int) -> None:
        self._since[counter] = (officer, now, False)

    def pauses(self, counter: Slug, now: int, *, paused: bool) -> None:
        officer = self.closes(counter, now)
        if officer is not None:
            self._since[counter] = (officer, now, paused)

    def closes(self, counter: Slug, now: int) -> Slug | None:
        found = self._since.pop(counter, None)
        if found is None:
            return None
        officer, since, paused = found
        self._stays.append((officer, since, now, paused))
        return officer

    def hours(self, clock: DayClock) -> list[StaffHour]:
        """In the order of officers and hours. A stay that is not over has lasted until the last event."""
        spent: dict[tuple[Slug, int], list[int]] = defaultdict(lambda: [0, 0])
        going_on = [(officer, since, clock.now, paused) for officer, since, paused in self._since.values()]
        for officer, since, until, paused in [*self._stays, *going_on]:
            at, end = clock.by_the_clock(since), clock.by_the_clock(until)
            while at < end:
                # Hours of the wall begin at the same moments here as in UTC: the offset is whole.
                stop = min(end, (at // HOUR + 1) * HOUR)
                spent[officer, local(at).hour][paused] += stop - at
                at = stop
        return [StaffHour(officer, hour, *times) for (officer, hour), times in sorted(spent.items())]
