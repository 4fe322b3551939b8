"""A visit of several steps: one number, one arrival, several services, each rated by itself."""

from __future__ import annotations

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from tests.domain.a_day import Day, centre_plan, refused


def done(n: int = 1, *then: str) -> c.CompleteService:
    return c.CompleteService(counter=f"quay-{n}", then=list(then))


def served() -> tuple[Day, str]:
    day = Day(centre_plan())
    day.open(1)
    day.open(2)
    day.sits("giam-doc", 3)
    day.issue()
    return day, day.start()


def test_a_visit_goes_through_its_services_in_order_and_is_then_over() -> None:
    day, ticket = served()
    before = day.of(ticket)
    day.issue(service="thu-phi")
    [ended] = day.done(day.ask(done(1, "thu-phi", "sao-y")))
    assert isinstance(ended, e.TicketStepEnded)
    assert (ended.service, ended.then) == ("thu-phi", ["sao-y"])
    now = day.of(ticket)
    assert (now.state, now.service, now.then, now.step, now.calls) == ("waiting", "thu-phi", ("sao-y",), 2, 0)
    assert (now.number, now.arrival, now.issued_at) == (before.number, before.arrival, before.issued_at)
    assert day.start(3) == ticket, "its first arrival counts in the line of the next service too"
    day.done(day.ask(done(3), "goi-3"))
    assert (day.of(ticket).service, day.of(ticket).then, day.of(ticket).step) == ("sao-y", (), 3)
    assert day.start(2) == ticket
    day.done(day.ask(done(2), "goi-2"))
    assert day.of(ticket).state == "completed"


def test_each_step_can_be_rated() -> None:
    day, ticket = served()
    day.done(day.ask(done(1, "thu-phi")))
    day.start(3)
    day.done(day.ask(done(3), "goi-3"))
    assert [(x.service, x.counter, x.ticket) for x in day.hall.offers.values()] == [
        ("khai-sinh", "quay-1", ticket),
        ("thu-phi", "quay-3", ticket),
    ]


def test_what_is_added_on_the_way_comes_before_what_was_still_to_come() -> None:
    day, ticket = served()
    day.done(day.ask(done(1, "thu-phi")))
    day.start(3)
    day.done(day.ask(done(3, "sao-y", "khai-sinh"), "goi-3"))
    assert (day.of(ticket).service, day.of(ticket).then) == ("sao-y", ("khai-sinh",))


def test_calling_the_next_ends_the_step_and_the_visit_goes_on() -> None:
    day, ticket = served()
    day.done(day.ask(done(1, "thu-phi", "sao-y")))
    assert day.start(3) == ticket
    day.issue(service="thu-phi")
    ended, called = day.done(day.ask(c.CallNext(counter="quay-3"), "goi-3"))
    assert isinstance(ended, e.TicketStepEnded)
    assert (ended.service, day.of(ticket).state, called.ticket != ticket) == ("sao-y", "waiting", True)


def test_a_transfer_leaves_what_is_still_to_come() -> None:
    day, ticket = served()
    day.done(day.ask(done(1, "thu-phi", "sao-y")))
    day.start(3)
    day.done(day.ask(c.Transfer(counter="quay-3", to_counter="quay-1"), "goi-3"))
    assert day.of(ticket).then == ("sao-y",)


@pytest.mark.parametrize(
    ("then", "why"), [("da-bo", ("unknown-service", "da-bo")), ("tra-tan-nha", ("no-counter", "tra-tan-nha"))]
)
def test_a_visit_does_not_go_on_where_nobody_would_ever_call(then: str, why: tuple[str, str]) -> None:
    day, ticket = served()
    assert refused(day.ask(done(1, "thu-phi", then))) == why
    assert day.of(ticket).state == "serving"


def test_only_who_is_being_served_is_done() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue()
    assert refused(day.ask(done())) == ("no-ticket", "")
    day.call()
    assert refused(day.ask(done())) == ("not-serving", "A001")


def test_a_number_that_has_been_to_a_counter_is_not_given_up_by_a_kiosk_any_more() -> None:
    day, ticket = served()
    day.done(day.ask(done(1, "thu-phi")))
    assert day.hear(f.GivenUp(ticket=ticket)) == []
    assert day.of(ticket).state == "waiting"
