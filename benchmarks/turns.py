"""What is to be compared is measured in turns, so that whatever else the machine does meanwhile falls on all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_turns(rounds: int, sides: Sequence[Callable[[], T]], *, in_a_row: int = 1, first: int = 0) -> list[list[T]]:
    """What each side gave, in the order of ``sides``: ``in_a_row`` things a round, where one alone would be measured
    cold each time. Nobody always begins. What the ``first`` rounds before the others give is thrown away."""
    given: list[list[T]] = [[] for _ in sides]
    for n in range(first + rounds):
        for k in range(len(sides)):
            at = (n + k) % len(sides)
            got = [sides[at]() for _ in range(in_a_row)]
            if n >= first:
                given[at] += got
    return given
