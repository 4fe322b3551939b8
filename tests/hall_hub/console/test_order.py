"""The order in which a counter's people are shown is the one in which it would call them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.dispatch import Line, turn
from hall_hub.console.order import order


def one_by_one(lines: list[tuple[Line, int]], in_row: int, ahead: int, skip: set[int], most: int) -> list[int]:
    """As the hub would call them."""
    gone, called = set(skip), list[int]()
    while len(called) < most and (choice := turn(lines, in_row, ahead, gone)) is not None:
        in_row = in_row + 1 if choice.over else 0
        gone.add(choice.arrival)
        called.append(choice.arrival)
    return called


@given(
    people=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=40),
    extras=st.tuples(*[st.integers(0, 6)] * 3),
    leads=st.tuples(*[st.integers(0, 6)] * 3),
    in_row=st.integers(0, 4),
    ahead=st.integers(1, 4),
    most=st.integers(1, 50),
    data=st.data(),
)
def test_it_is_the_order_of_the_calls(
    people: list[tuple[int, bool]],
    extras: tuple[int, ...],
    leads: tuple[int, ...],
    in_row: int,
    ahead: int,
    most: int,
    data: st.DataObject,
) -> None:
    lines = [(Line(lead), extra) for lead, extra in zip(leads, extras, strict=True)]
    for arrival, (line, priority) in enumerate(people, 1):
        lines[line][0].add(arrival, priority=priority)
    skip = data.draw(st.sets(st.sampled_from(range(1, len(people) + 1)))) if people else set[int]()
    assert order(lines, in_row, ahead, skip, most) == one_by_one(lines, in_row, ahead, skip, most)
