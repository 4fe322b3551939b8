"""In which order those who wait would be called at one counter, as things stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Set

from hall_core.domain.dispatch import NOBODY, Line


def order(
    lines: Iterable[tuple[Line, int]], in_row: int, ahead_in_row: int, skip: Set[int] = NOBODY, most: int = 20
) -> list[int]:
    """The first ``most`` arrivals, as :func:`hall_core.domain.dispatch.turn` would name them one after another; at the
    cost of one look at each class of each line for each, whoever waits behind."""
    classes: list[tuple[list[int], int]] = []
    for line, extra in lines:
        classes += [(line.priority, line.head_start + extra), (line.ordinary, extra)]
    at = [_from(people, 0, skip) for people, _ in classes]
    called: list[int] = []
    while len(called) < most:
        heads = [(people[at[n]], lead, n) for n, (people, lead) in enumerate(classes) if at[n] < len(people)]
        if not heads:
            break
        first = min(heads)
        ahead = min(heads, key=lambda head: (head[0] - head[1], head[0]))
        arrival, _, n = ahead if in_row < ahead_in_row else first
        in_row = 0 if arrival == first[0] else in_row + 1
        called.append(arrival)
        at[n] = _from(classes[n][0], at[n] + 1, skip)
    return called


def _from(people: list[int], index: int, skip: Set[int]) -> int:
    while index < len(people) and people[index] in skip:
        index += 1
    return index
