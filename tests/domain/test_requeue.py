"""The ticket in hand waits again: in four ways, or for somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from tests.domain.a_day import Day, centre_plan, refused


def five_wait(*counters: int) -> tuple[Day, str]:
    """The first of five is at the first counter."""
    day = Day(centre_plan())
    for n in counters or (1,):
        day.open(n)
    first = day.issue()
    for _ in range(4):
        day.issue()
    day.call()
    return day, first


def requeue(where: Any, people: int = 3) -> c.Requeue:
    return c.Requeue(counter="quay-1", where=where, people=people, reason="đi lấy giấy")


@pytest.mark.parametrize(
    ("wish", "order"),
    [
        (requeue("own-place"), ["A001", "A002", "A003", "A004", "A005"]),
        (requeue("here"), ["A001", "A002", "A003", "A004", "A005"]),
        (requeue("behind", 1), ["A002", "A001", "A003", "A004", "A005"]),
        (requeue("behind", 3), ["A002", "A003", "A004", "A001", "A005"]),
        (requeue("behind", 99), ["A002", "A003", "A004", "A005", "A001"]),
        (requeue("end"), ["A002", "A003", "A004", "A005", "A001"]),
    ],
)
def test_the_four_ways_to_wait_again(wish: c.Requeue, order: list[str]) -> None:
    day, first = five_wait()
    [again] = day.done(day.ask(wish))
    assert (again.reason, day.of(first).state, day.hall.counters["quay-1"].ticket) == ("đi lấy giấy", "waiting", None)
    assert day.order() == order


@pytest.mark.parametrize("where", ["own-place", "behind", "end"])
def test_whoever_waits_again_may_be_called_at_any_counter(where: str) -> None:
    day, _ = five_wait(1, 2)
    day.done(day.ask(requeue(where)))
    assert "A001" in day.order(2)


def test_whoever_waits_here_is_called_here_alone() -> None:
    day, first = five_wait(1, 2)
    day.done(day.ask(requeue("here")))
    assert day.order(2) == ["A002", "A003", "A004", "A005"]
    assert day.call() == first


def test_whoever_waits_for_one_counter_can_be_sent_behind_others_there() -> None:
    day, first = five_wait(1)
    day.done(day.ask(requeue("here")))
    day.call()
    day.done(day.ask(requeue("behind", 2)))
    assert day.of(first).only_at == "quay-1"
    assert day.order() == ["A002", "A003", "A001", "A004", "A005"]


def test_behind_so_many_counts_those_of_all_services_of_the_counter() -> None:
    day = Day(centre_plan())
    day.open()
    for service in ("khai-sinh", "sao-y", "sao-y", "khai-sinh"):
        day.issue(service=service)
    day.call()
    day.done(day.ask(requeue("behind", 2)))
    assert day.order() == ["B10", "B11", "A001", "A002"]


@pytest.mark.parametrize("priority", [None, "cao-tuoi"])
def test_behind_so_many_counts_by_the_head_start_of_the_counter_and_of_the_group(priority: str | None) -> None:
    plan = centre_plan()
    first, *others = plan.counters
    day = Day(replace(plan, counters=[replace(first, serves={"khai-sinh": 3, "thu-phi": 0}), *others]))
    day.open()
    day.issue(priority)
    for _ in range(7):
        day.issue(service="thu-phi")
    day.call()
    day.done(day.ask(requeue("behind", 1)))
    assert day.order()[:3] == ["C001", "A001", "C002"]


def test_whoever_was_sent_to_a_counter_for_what_it_does_not_do_has_no_head_start_there() -> None:
    day = Day(centre_plan())
    day.open()
    day.open(3)
    sent = day.issue(service="thu-phi")
    day.sits("giam-doc", 2)
    for priority in (None, "cao-tuoi", None):
        day.issue(priority)
    day.done(day.at_console(c.CallThis(counter="quay-2", ticket=sent, reason="x"), "giam-doc"))
    day.done(day.at_console(c.Transfer(counter="quay-2", to_counter="quay-1"), "giam-doc"))
    day.done(day.at_console(c.CallThis(counter="quay-1", ticket=sent, reason="x")))
    [again] = day.done(day.ask(requeue("behind", 1)))
    assert again.place == 3


def test_a_priority_ticket_too_stands_behind_so_many() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue("cao-tuoi")
    for _ in range(5):
        day.issue()
    day.call()
    day.done(day.ask(requeue("behind", 3)))
    assert day.order() == ["A002", "A003", "A004", "A001", "A005", "A006"]


def test_an_ordinary_ticket_behind_one_with_priority_is_not_put_behind_all_who_came_before_that_one() -> None:
    day = Day(centre_plan())
    day.open()
    for priority in (None, None, None, "cao-tuoi"):
        day.issue(priority)
    day.call()
    day.done(day.ask(requeue("behind", 1)))
    assert day.order() == ["A002", "A001", "A004", "A003"]


def test_nobody_gets_forward_by_being_put_behind() -> None:
    day = Day(centre_plan())
    day.open()
    for service in ("khai-sinh", "khai-sinh", "sao-y"):
        day.issue(service=service)
    day.start()
    day.start()
    last = day.call()
    [again] = day.done(day.ask(requeue("behind", 3)))
    assert (again.place, day.of(last).arrival) == (None, 3)


def test_whoever_is_at_the_end_stands_behind_those_who_came_and_before_those_who_come() -> None:
    day, first = five_wait()
    day.done(day.ask(requeue("end")))
    assert (day.of(first).arrival, day.of(first).queued_at, day.hall.by_arrival[0]) == (6, day.at, None)
    day.issue()
    assert day.numbers() == ["A002", "A003", "A004", "A005", "A001", "A006"]
    issued = day.of(first).issued_at
    assert issued < (day.of(first).queued_at or 0), "when he came stays as it was"


def test_whoever_was_being_served_and_waits_again_has_not_been_served() -> None:
    day, first = five_wait()
    day.done(day.ask(c.StartService(counter="quay-1")))
    day.done(day.ask(requeue("own-place")))
    assert (day.of(first).started_at, day.of(first).officer) == (None, None)
    assert (day.hall.paces["khai-sinh"].seen, day.hall.offers) == (0, {})


def test_without_a_ticket_in_hand_nobody_waits_again() -> None:
    day = Day(centre_plan())
    day.open()
    assert refused(day.ask(requeue("end"))) == ("no-ticket", "")


# --- Declined -------------------------------------------------------------------------------------------------

DECLINE = c.Decline(counter="quay-1", reason="người nhà")


def test_whoever_was_declined_waits_at_his_place_and_comes_to_somebody_else() -> None:
    day, first = five_wait(1, 2)
    [again] = day.done(day.ask(DECLINE))
    assert (again.declined_by, again.where, again.reason) == ("can-bo-1", "own-place", "người nhà")
    assert day.of(day.call()).number == "A002"
    assert day.call(2) == first


def test_whoever_was_declined_never_comes_to_the_same_officer_wherever_he_sits() -> None:
    day, first = five_wait(1)
    day.done(day.ask(DECLINE))
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    day.sits("can-bo-1", 2)
    assert "A001" not in day.order(2)
    by_name = c.CallThis(counter="quay-2", ticket=first, reason="x")
    day.done(day.ask(c.CompleteService(counter="quay-2"), "goi-2"))
    assert refused(day.sitting(by_name)) == ("not-yours", "A001")


def test_whoever_was_declined_is_neither_taken_over_nor_sent_nor_returned_to_that_officer() -> None:
    day, first = five_wait(1, 2)
    day.done(day.ask(DECLINE))
    assert day.call(2) == first
    take = c.TakeOver(counter="quay-1", ticket=first, reason="giúp")
    assert refused(day.sitting(take)) == ("not-yours", "A001")
    to_him, to_there = (
        c.Transfer(counter="quay-2", to_officer="can-bo-1"),
        c.Transfer(counter="quay-2", to_counter="quay-1"),
    )
    assert [refused(day.ask(wish, "goi-2")) for wish in (to_him, to_there)] == [("not-yours", "A001")] * 2


def test_whoever_was_sent_on_and_then_declined_by_the_sender_does_not_go_back_to_him() -> None:
    day, first = five_wait(1, 2)
    day.done(day.ask(c.Transfer(counter="quay-1", to_counter="quay-2")))
    assert day.call(2) == first
    day.done(day.ask(c.ReturnToSender(counter="quay-2"), "goi-2"))
    assert day.call() == first
    day.done(day.ask(DECLINE))
    assert day.call(2) == first
    assert day.of(first).sent_by == "quay-2", "it was this counter that sent it on last"
    assert refused(day.ask(c.ReturnToSender(counter="quay-2"), "goi-2")) == ("not-sent-here", "A001")


def test_whom_one_officer_alone_was_to_call_waits_for_all_when_he_declines() -> None:
    day, first = five_wait(1, 2)
    day.done(day.ask(c.Transfer(counter="quay-1", to_officer="can-bo-2")))
    assert day.call(2) == first
    day.done(day.ask(c.Decline(counter="quay-2", reason="người nhà"), "goi-2"))
    assert (day.of(first).only_by, day.of(first).only_at) == (None, None)
    assert day.call() == first


def test_nobody_is_declined_without_a_reason_or_by_nobody() -> None:
    day, _ = five_wait()
    assert refused(day.ask(c.Decline(counter="quay-1", reason=" "))) == ("reason-needed", "")
    assert refused(day.ask(c.Decline(counter="quay-2", reason="x"), "goi-2")) == ("counter-closed", "quay-2")


@given(st.lists(st.tuples(st.sampled_from(["own-place", "here", "behind", "end"]), st.integers(1, 5)), max_size=8))
def test_however_often_people_are_put_elsewhere_all_of_them_are_called_once(moves: list[tuple[Any, int]]) -> None:
    day, _ = five_wait()
    for where, people in moves:
        [again] = day.done(day.ask(requeue(where, people)))
        assert isinstance(again, e.TicketRequeued)
        day.call()
    day.done(day.ask(requeue("own-place")))
    assert sorted(day.order()) == ["A001", "A002", "A003", "A004", "A005"]
