"""Who is next: the head-start rule.

Every ticket has its place ``arrival`` in the order in which people came to the hall. A ticket may have a
*head start* of ``h``: it is called as if ``h`` fewer people had come before it. A priority ticket has its
service's ``priority_head_start``; a service has a head start at each counter that serves it (its weight).
The counter calls the ticket with the smallest ``arrival - h``; the earlier arrival wins a tie.

The bound, for any pattern of arrivals: if H is the largest head start that a counter gives, nobody there is
overtaken by more than H people, since one who came more than H places later cannot be ahead. Nobody starves.
Within one service and class the order is first come, first served.

Somebody whose number a kiosk gave out alone is put in at the place where he really came; everybody from there on
came one place later. The bound then holds for the people of the hub and for those of each kiosk that was away,
each by itself: of either, the one who came k-th after a person stands at least k places behind that person.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from hall_core.domain.plan import Counter, Service


class Line:
    """The people waiting for one service, as two sorted lists of arrivals: ordinary and priority.

    Lists and bisect rather than a heap: taking somebody out of the middle and putting somebody back where
    he was must be as cheap as taking the first (a memory move of some kilobytes for a whole day's line).
    """

    __slots__ = ("head_start", "ordinary", "priority")

    def __init__(self, head_start: int) -> None:
        self.ordinary: list[int] = []
        self.priority: list[int] = []
        self.head_start = head_start

    def __len__(self) -> int:
        return len(self.ordinary) + len(self.priority)

    def add(self, arrival: int, *, priority: bool) -> None:
        insort(self.priority if priority else self.ordinary, arrival)

    def remove(self, arrival: int, *, priority: bool) -> None:
        """Takes one waiting person out; ValueError if that arrival is not in this line."""
        people = self.priority if priority else self.ordinary
        index = bisect_left(people, arrival)
        if index == len(people) or people[index] != arrival:
            raise ValueError(f"arrival {arrival} is not in the line")
        del people[index]

    def make_room(self, place: int, until: int) -> None:
        """Everybody from ``place`` on, up to and without ``until``, came one place later."""
        for people in (self.ordinary, self.priority):
            first, last = bisect_left(people, place), bisect_left(people, until)
            people[first:last] = [arrival + 1 for arrival in people[first:last]]

    def heads(self, extra: int) -> Iterator[tuple[int, int]]:
        """(place in the call order, arrival) of the first of each class, for a counter's ``extra`` head start."""
        if self.priority:
            yield self.priority[0] - self.head_start - extra, self.priority[0]
        if self.ordinary:
            yield self.ordinary[0] - extra, self.ordinary[0]

    def ahead_of(self, arrival: int, *, priority: bool) -> int:
        """How many people in this line would be called before the one who came at ``arrival``."""
        lead = self.head_start
        if priority:
            # An ordinary ticket goes first when its arrival is at most ours less our head start, ties included.
            return bisect_left(self.priority, arrival) + bisect_left(self.ordinary, arrival - lead + 1)
        return bisect_left(self.ordinary, arrival) + bisect_left(self.priority, arrival + lead)

    def oldest(self) -> int | None:
        return min((people[0] for people in (self.ordinary, self.priority) if people), default=None)


def choose(counter: Counter, lines: dict[str, Line]) -> int | None:
    """The arrival that ``counter`` calls next, or None when nobody waits for what it serves."""
    best = min(
        (head for service, extra in counter.serves.items() for head in lines[service].heads(extra)),
        default=None,
    )
    return None if best is None else best[1]


def bound(counter: Counter, services: Iterable[Service]) -> int:
    """The most people who may overtake anybody at this counter."""
    head_starts = (counter.serves[s.id] + s.priority_head_start for s in services if s.id in counter.serves)
    return max(head_starts, default=0)
