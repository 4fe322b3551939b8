"""Who is next: the head-start rule and its promise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.dispatch import Line, bound, choose
from hall_core.domain.names import Name
from hall_core.domain.plan import Counter, Numbers, Service

NAME = Name(vi="x", en="x")


def service(id: str, head_start: int) -> Service:
    return Service(
        id=id, field="f", name=NAME, numbers=Numbers(), priority=["cao-tuoi"], priority_head_start=head_start
    )


def call_order(counter: Counter, lines: dict[str, Line]) -> list[int]:
    order: list[int] = []
    while (arrival := choose(counter, lines)) is not None:
        order.append(arrival)
        for line in lines.values():
            for people in (line.ordinary, line.priority):
                if arrival in people:
                    line.remove(arrival, priority=people is line.priority)
    return order


def test_a_priority_ticket_steps_over_as_many_as_it_may_and_no_more() -> None:
    line = Line(head_start=3)
    for arrival in range(1, 7):
        line.add(arrival, priority=False)
    line.add(7, priority=True)
    counter = Counter(id="q", number=1, zone="z", serves={"a": 0})
    assert call_order(counter, {"a": line}) == [1, 2, 3, 4, 7, 5, 6]


def test_a_service_with_a_head_start_goes_first_at_that_counter() -> None:
    lines = {"a": Line(0), "b": Line(0)}
    for arrival in (1, 2, 3):
        lines["a"].add(arrival, priority=False)
    lines["b"].add(4, priority=False)
    counter = Counter(id="q", number=1, zone="z", serves={"a": 0, "b": 2})
    assert call_order(counter, lines) == [1, 2, 4, 3]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.booleans()), max_size=60),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_for_any_arrivals_nobody_is_overtaken_more_often_than_the_bound(
    people: list[tuple[str, bool, bool]], priority_start: int, service_start: int
) -> None:
    """Each person comes, then sometimes the counter calls; a flood of priority tickets is one such pattern."""
    counter = Counter(id="q", number=1, zone="z", serves={"a": service_start, "b": 0})
    lines = {"a": Line(priority_start), "b": Line(priority_start)}
    overtaken: dict[int, int] = {}
    waiting: dict[int, tuple[str, bool]] = {}

    def call() -> None:
        arrival = choose(counter, lines)
        if arrival is None:
            return
        where, priority = waiting.pop(arrival)
        lines[where].remove(arrival, priority=priority)
        for earlier in waiting:
            if earlier < arrival:
                overtaken[earlier] = overtaken.get(earlier, 0) + 1

    for arrival, (where, priority, calls) in enumerate(people, 1):
        lines[where].add(arrival, priority=priority)
        waiting[arrival] = where, priority
        if calls:
            call()
    while waiting:
        call()
    most = bound(counter, [service("a", priority_start), service("b", priority_start)])
    assert max(overtaken.values(), default=0) <= most


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(0, 10))
def test_within_one_class_the_order_is_first_come_first_served(classes: list[bool], head_start: int) -> None:
    line = Line(head_start)
    for arrival, priority in enumerate(classes, 1):
        line.add(arrival, priority=priority)
    order = call_order(Counter(id="q", number=1, zone="z", serves={"a": 0}), {"a": line})
    for wanted in (True, False):
        one_class = [arrival for arrival in order if classes[arrival - 1] is wanted]
        assert one_class == sorted(one_class)


def test_taking_out_somebody_who_is_not_there_is_an_error() -> None:
    line = Line(0)
    line.add(1, priority=False)
    with pytest.raises(ValueError, match="not in the line"):
        line.remove(1, priority=True)
