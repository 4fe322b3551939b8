"""Who is next: the head-start rule.

Every ticket has its place ``arrival`` in the order in which people came to the hall. A ticket may have a
*head start* of ``h``: it is called as if ``h`` fewer people had come before it. A priority ticket has its
service's ``priority_head_start``, and so has an appointment from its hour on; a service has a head start at each
counter that serves it, or with each officer who has head starts of his own (its weight).
The counter calls the ticket with the smallest ``arrival - h``; the earlier arrival wins a tie. So a place in line
weighs more the longer somebody waits: with each person who comes, a head start is worth one place less.

The bound, for any pattern of arrivals: if H is the largest head start that a counter gives, nobody there is
overtaken by more than H people, since one who came more than H places later cannot be ahead. Nobody starves.
Within one service and class the order is first come, first served.

Beside the bound stands a ratio: of the calls of one counter at most ``ahead_in_row`` in a row step over somebody,
then the one who came first of all is called (:func:`turn`). It overtakes nobody, so the bound stays.

Somebody whose number a kiosk gave out alone is put in at the place where he really came; everybody from there on
came one place later. The bound then holds for the people of the hub and for those of each kiosk that was away,
each by itself: of either, the one who came k-th after a person stands at least k places behind that person.

Whoever is put at another place at an officer's wish leaves his old one empty, and no place is given twice: between
any two people there are never fewer places than there were.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Set
from itertools import islice

from msgspec import Struct

from hall_core.domain.plan import Counter, Officer, Service

NOBODY: Set[int] = frozenset()


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

    def heads(self, extra: int, skip: Set[int] = NOBODY) -> Iterator[tuple[int, int]]:
        """(place in the call order, arrival) of the first of each class that is not in ``skip``, for a counter's
        ``extra`` head start."""
        for people, lead in ((self.priority, self.head_start + extra), (self.ordinary, extra)):
            first = next((arrival for arrival in people if arrival not in skip), None)
            if first is not None:
                yield first - lead, first

    def before(self, arrival: int) -> int:
        """How many in this line came before ``arrival``."""
        return bisect_left(self.priority, arrival) + bisect_left(self.ordinary, arrival)

    def ahead_of(self, arrival: int, *, priority: bool) -> int:
        """How many people in this line would be called before the one who came at ``arrival``."""
        lead = self.head_start
        if priority:
            # An ordinary ticket goes first when its arrival is at most ours less our head start, ties included.
            return bisect_left(self.priority, arrival) + bisect_left(self.ordinary, arrival - lead + 1)
        return bisect_left(self.ordinary, arrival) + bisect_left(self.priority, arrival + lead)

    def oldest(self) -> int | None:
        return min((people[0] for people in (self.ordinary, self.priority) if people), default=None)


class Choice(Struct, frozen=True):
    """Whom to call, and over how many who came earlier and could be called as well."""

    arrival: int
    over: int


Lines = Iterable[tuple[Line, int]]
"""What a counter may call from, each with the head start it gives there."""


def choose(lines: Lines, skip: Set[int] = NOBODY) -> int | None:
    """The arrival that is called next, or None when nobody waits there who is not in ``skip``."""
    best = min((head for line, extra in lines for head in line.heads(extra, skip)), default=None)
    return None if best is None else best[1]


def first_come(lines: Lines, skip: Set[int] = NOBODY) -> int | None:
    """Who of those came first of all."""
    return min((arrival for line, _ in lines for _, arrival in line.heads(0, skip)), default=None)


def turn(lines: Iterable[tuple[Line, int]], in_row: int, ahead_in_row: int, skip: Set[int] = NOBODY) -> Choice | None:
    """Whom a counter calls whose last ``in_row`` calls all stepped over somebody. ``skip``: arrivals that are not for
    it; all of them wait in ``lines``."""
    lines = list(lines)
    arrival = choose(lines, skip) if in_row < ahead_in_row else first_come(lines, skip)
    return None if arrival is None else Choice(arrival, stepped_over(lines, arrival, skip))


def stepped_over(lines: Lines, arrival: int, skip: Set[int] = NOBODY) -> int:
    """How many who came before ``arrival`` wait in these lines and are not in ``skip``, all of whom wait there."""
    return sum(line.before(arrival) for line, _ in lines) - sum(one < arrival for one in skip)


def place_behind(lines: Lines, lead: int, people: int, skip: Set[int] = NOBODY) -> int:
    """The first place at which somebody with a head start of ``lead`` in all is called after the ``people`` who are
    first in these lines, and not in ``skip``; 1 when nobody waits there."""
    waiting = [
        (arrival - head_start, arrival)
        for line, extra in lines
        for those, head_start in ((line.priority, line.head_start + extra), (line.ordinary, extra))
        for arrival in islice((one for one in those if one not in skip), people)
    ]
    places = [1]
    for called_as, arrival in sorted(waiting)[:people]:
        more = arrival - called_as - lead
        # Whoever stands at or behind the new place moves one back, and wins no tie any more.
        places.append(arrival + 2 - more if more > 1 else arrival + max(1, -more))
    return max(places)


def bound(counter: Counter, services: Iterable[Service], officers: Iterable[Officer] = ()) -> int:
    """The most people who may overtake anybody at this counter, whoever of ``officers`` sits there. Anybody may be sent
    there, also for a service that it does not serve; such a one has no more than the head start of his class."""
    weights = [counter.serves, *(officer.serves for officer in officers)]
    return max(
        (
            s.priority_head_start + max((w[s.id] for w in weights if s.id in counter.serves and s.id in w), default=0)
            for s in services
        ),
        default=0,
    )
