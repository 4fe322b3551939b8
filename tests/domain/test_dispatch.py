"""Who is next: the head-start rule with its bound, the ratio beside it, and places further behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain.dispatch import Line, bound, choose, first_come, place_behind, turn
from hall_core.domain.names import Name
from hall_core.domain.plan import Counter, Numbers, Officer, Service
from tests.domain.a_day import Day, centre_plan

NAME = Name(vi="x", en="x")
NO_RATIO = 99


def service(id: str, head_start: int) -> Service:
    return Service(
        id=id, field="f", name=NAME, numbers=Numbers(), priority=["cao-tuoi"], priority_head_start=head_start
    )


def a_line(head_start: int, ordinary: list[int], priority: list[int]) -> Line:
    line = Line(head_start)
    for people, ahead in ((ordinary, False), (priority, True)):
        for arrival in people:
            line.add(arrival, priority=ahead)
    return line


def call_order(lines: list[tuple[Line, int]]) -> list[int]:
    order: list[int] = []
    while (arrival := choose(lines)) is not None:
        order.append(arrival)
        take_out(lines, arrival)
    return order


def take_out(lines: list[tuple[Line, int]], arrival: int) -> None:
    for line, _ in lines:
        for people in (line.ordinary, line.priority):
            if arrival in people:
                line.remove(arrival, priority=people is line.priority)


def test_a_priority_ticket_steps_over_as_many_as_it_may_and_no_more() -> None:
    line = a_line(3, [1, 2, 3, 4, 5, 6], [7])
    assert call_order([(line, 0)]) == [1, 2, 3, 4, 7, 5, 6]


def test_a_service_with_a_head_start_goes_first_at_that_counter() -> None:
    assert call_order([(a_line(0, [1, 2, 3], []), 0), (a_line(0, [4], []), 2)]) == [1, 2, 4, 3]


def test_whoever_is_to_be_skipped_is_neither_called_nor_counted_as_stepped_over() -> None:
    lines = [(a_line(0, [1, 2, 3], []), 0)]
    choice = turn(lines, 0, 2, {1})
    assert choice is not None
    assert (choice.arrival, choice.over) == (2, 0)
    assert turn(lines, 0, 2, {1, 2, 3}) is None
    assert turn(lines, 2, 2, {1, 2, 3}) is None
    assert first_come(lines, {1, 2}) == 3


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.booleans(), st.booleans()), max_size=60),
    st.integers(0, 6),
    st.integers(0, 6),
    st.sampled_from([1, 2, 3, NO_RATIO]),
)
def test_for_any_arrivals_nobody_is_overtaken_more_often_than_the_bound(
    people: list[tuple[str, bool, bool]], priority_start: int, service_start: int, ratio: int
) -> None:
    """Each person comes, then sometimes the counter calls; a flood of priority tickets is one such pattern. And of any
    ``ratio`` + 1 calls in a row one steps over nobody."""
    counter = Counter(id="q", number=1, zone="z", serves={"a": service_start, "b": 0})
    own = {"a": Line(priority_start), "b": Line(priority_start)}
    lines = [(line, counter.serves[id]) for id, line in own.items()]
    overtaken: dict[int, int] = {}
    waiting: dict[int, tuple[str, bool]] = {}
    calls: list[int] = []

    def call() -> None:
        in_row = next((n for n, over in enumerate(reversed(calls)) if not over), len(calls))
        choice = turn(lines, in_row, ratio)
        if choice is None:
            assert not waiting
            return
        where, priority = waiting.pop(choice.arrival)
        own[where].remove(choice.arrival, priority=priority)
        earlier = [other for other in waiting if other < choice.arrival]
        assert choice.over == len(earlier)
        calls.append(choice.over)
        for other in earlier:
            assert waiting[other] != (where, priority), "first come, first served within service and class"
            overtaken[other] = overtaken.get(other, 0) + 1

    for arrival, (where, priority, calls_now) in enumerate(people, 1):
        own[where].add(arrival, priority=priority)
        waiting[arrival] = where, priority
        if calls_now:
            call()
    while waiting:
        call()
    most = bound(counter, [service("a", priority_start), service("b", priority_start)])
    assert max(overtaken.values(), default=0) <= most
    for first in range(len(calls) - ratio):
        assert 0 in calls[first : first + ratio + 1]


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(0, 10))
def test_within_one_class_the_order_is_first_come_first_served(classes: list[bool], head_start: int) -> None:
    line = Line(head_start)
    for arrival, priority in enumerate(classes, 1):
        line.add(arrival, priority=priority)
    order = call_order([(line, 0)])
    assert len(line) == 0
    for wanted in (True, False):
        one_class = [arrival for arrival in order if classes[arrival - 1] is wanted]
        assert one_class == sorted(one_class)


@given(
    st.lists(st.sampled_from(["a", "A", "b", "B", ""]), max_size=25),
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)),
    st.sampled_from("aAbB"),
    st.integers(1, 9),
    st.sets(st.integers(1, 25), max_size=4),
)
def test_behind_so_many_means_after_so_many_calls_and_at_the_first_such_place(
    people: list[str], starts: tuple[int, int, int, int], who: str, behind: int, skip: set[int]
) -> None:
    """Capitals: with priority; the empty word: a place that nobody has any more. The order is that of the head starts,
    without the ratio."""
    leads = dict(zip("ab", starts[:2], strict=True))
    extras = dict(zip("ab", starts[2:], strict=True))

    def order(people: list[str]) -> list[int]:
        own = {id: a_line(leads[id], [], []) for id in "ab"}
        for arrival, kind in enumerate(people, 1):
            if kind:
                own[kind.lower()].add(arrival, priority=kind.isupper())
        return call_order([(line, extras[id]) for id, line in own.items()])

    def before(place: int) -> int:
        """How many that are not skipped are called before one who is put at ``place``."""
        padded = people + [""] * (place - 1 - len(people))
        called = order([*padded[: place - 1], who, *padded[place - 1 :]])
        place_of = {arrival + (arrival >= place): arrival for arrival in range(1, len(people) + 1)}
        return sum(place_of[arrival] not in skip for arrival in called[: called.index(place)])

    own = {id: a_line(leads[id], [], []) for id in "ab"}
    for arrival, kind in enumerate(people, 1):
        if kind:
            own[kind.lower()].add(arrival, priority=kind.isupper())
    skip = {arrival for arrival in skip if arrival <= len(people) and people[arrival - 1]}
    lead = extras[who.lower()] + (leads[who.lower()] if who.isupper() else 0)
    place = place_behind([(line, extras[id]) for id, line in own.items()], lead, behind, skip)
    there = sum(bool(kind) for kind in people) - len(skip)
    assert before(place) >= min(behind, there)
    assert place == 1 or before(place - 1) < min(behind, there)


def test_a_ticket_sent_to_a_counter_for_what_it_does_not_serve_is_within_its_bound_too() -> None:
    counter = Counter(id="q", number=1, zone="z", serves={"a": 1})
    assert bound(counter, [service("a", 2), service("b", 7)]) == 7


def test_an_officer_with_head_starts_of_his_own_counts_for_the_bound_of_what_the_counter_serves() -> None:
    counter = Counter(id="q", number=1, zone="z", serves={"a": 1})
    officers = [Officer(id="o", name="o", serves={"a": 9, "b": 30})]
    assert bound(counter, [service("a", 2), service("b", 0)], officers) == 11


def test_where_nothing_is_done_nobody_is_overtaken() -> None:
    assert bound(Counter(id="q", number=1, zone="z", serves={}), []) == 0


def test_the_oldest_of_a_line_is_who_came_first_of_either_class() -> None:
    assert [a_line(0, *people).oldest() for people in (([3, 5], [2, 9]), ([3], []), ([], []))] == [2, 3, None]


def test_taking_out_somebody_who_is_not_there_is_an_error() -> None:
    line = Line(0)
    line.add(1, priority=False)
    with pytest.raises(ValueError, match="not in the line"):
        line.remove(1, priority=True)


# --- In the hall ----------------------------------------------------------------------------------------------


def test_after_so_many_calls_that_step_over_somebody_comes_who_was_first() -> None:
    plan = centre_plan(ahead_in_row=2)
    many = replace(plan.services[0], priority_head_start=100)
    day = Day(replace(plan, services=[many, *plan.services[1:]]))
    day.open()
    for _ in range(3):
        day.issue()
    for _ in range(5):
        day.issue(priority="cao-tuoi")
    assert day.order() == ["A004", "A005", "A001", "A006", "A007", "A002", "A008", "A003"]


def test_with_a_ratio_of_one_both_take_turns() -> None:
    plan = centre_plan(ahead_in_row=1)
    day = Day(replace(plan, services=[replace(plan.services[0], priority_head_start=100), *plan.services[1:]]))
    day.open()
    for priority in (None, None, "cao-tuoi", "cao-tuoi"):
        day.issue(priority)
    assert day.order() == ["A003", "A001", "A004", "A002"]


def test_the_ratio_is_each_counters_own() -> None:
    plan = centre_plan(ahead_in_row=1)
    day = Day(replace(plan, services=[replace(plan.services[0], priority_head_start=100), *plan.services[1:]]))
    for n in (1, 2):
        day.open(n)
    for priority in (None, "cao-tuoi", "cao-tuoi"):
        day.issue(priority)
    assert [day.of(day.call(n)).number for n in (1, 2)] == ["A002", "A003"]


def test_an_officer_with_services_of_his_own_calls_those_alone_with_his_own_head_start() -> None:
    """In place of the counter's, not beside it."""
    plan = centre_plan()
    *others, third = plan.counters
    day = Day(replace(plan, counters=[*others, replace(third, serves={**third.serves, "khai-sinh": 3})]))
    day.open(3)
    day.issue(service="sao-y")
    for _ in range(2):
        day.issue()
    assert day.order(3) == ["A001", "A002"]
    assert day.hall.weights(day.hall.counters["quay-3"]) == {"khai-sinh": 4}
    assert [day.hall.staffed(id) for id in ("khai-sinh", "sao-y")] == [1, 0]


def test_the_same_counter_serves_all_it_can_when_somebody_else_sits_there() -> None:
    day = Day(centre_plan())
    day.issue(service="sao-y")
    day.sits("can-bo-1", 3)
    assert day.order(3) == ["B10"]


def test_how_many_were_stepped_over_stands_in_the_call() -> None:
    day = Day(centre_plan())
    day.open()
    day.open(2)
    for priority in (None, None, "cao-tuoi"):
        day.issue(priority)
    [first] = day.done(day.ask(c.CallNext(counter="quay-1")))
    [second] = day.done(day.ask(c.CallNext(counter="quay-2"), "goi-2"))
    assert [(day.of(x.ticket).number, x.over) for x in (first, second)] == [("A001", 0), ("A003", 1)]
