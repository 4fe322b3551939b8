"""A ticket goes on elsewhere, under the same number and with its first arrival, and comes back."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.appointment import Appointment
from tests.domain.a_day import HEAD, Day, centre_plan, refused


def in_hand() -> tuple[Day, str]:
    """The first of two is being served at the first counter; the other two counters are open."""
    day = Day(centre_plan())
    for n in (1, 2, 3):
        day.open(n)
    first = day.issue()
    day.issue()
    assert day.start() == first
    return day, first


def transfer(n: int = 1, **to: Any) -> c.Transfer:
    return c.Transfer(counter=f"quay-{n}", note="thiếu lệ phí", **to)


def called_at(day: Day) -> dict[int, str]:
    """Counter to whom its next call brings."""
    called: dict[int, str] = {}
    for n in (1, 2, 3):
        events = day.ask(c.CallNext(counter=f"quay-{n}"), f"goi-{n}")
        if isinstance(events, list):
            call = events[-1]
            assert isinstance(call, e.TicketCalled)
            called[n] = call.ticket
    return called


@pytest.mark.parametrize(
    ("to", "where"),
    [
        ({"service": "sao-y"}, {1, 2}),
        ({"to_counter": "quay-2"}, {2}),
        ({"to_counter": "quay-3", "service": "thu-phi"}, {3}),
        ({"to_officer": "can-bo-3"}, {3}),
        ({"to_officer": "can-bo-3", "service": "tra-tan-nha"}, {3}),
    ],
)
def test_whoever_is_sent_on_is_called_there_alone(to: Any, where: set[int]) -> None:
    for n in (1, 2, 3):
        day, first = in_hand()
        before = day.of(first)
        [sent] = day.done(day.ask(transfer(**to)))
        assert (sent.counter, sent.note) == ("quay-1", "thiếu lệ phí")
        now = day.of(first)
        assert (now.state, now.step, now.sent_by, now.officer) == ("waiting", 2, "quay-1", None)
        assert (now.number, now.issued_at, now.arrival) == (before.number, before.issued_at, before.arrival)
        assert ("A001" in day.order(n)) == (n in where), f"at {n}"


def test_sent_to_an_officer_it_follows_him_to_whatever_counter() -> None:
    day, first = in_hand()
    day.done(day.ask(transfer(to_officer=HEAD)))
    assert first not in called_at(day).values()
    for kind in (c.MarkNoShow, c.CloseCounter):
        day.ask(kind(counter="quay-2"), "goi-2")
    day.sits(HEAD, 2)
    assert day.call(2) == first


def test_what_was_served_before_may_be_rated_and_sets_the_pace_what_was_only_called_does_not() -> None:
    day, first = in_hand()
    day.done(day.ask(transfer(service="sao-y")))
    assert day.hall.paces["khai-sinh"].seen == 1
    assert day.hall.offer_at("quay-1", day.at) is not None
    day.call(2)
    [sent] = day.done(day.ask(transfer(2, service="thu-phi"), "goi-2"))
    assert (sent.ticket, sent.offer) == (first, None)
    assert day.hall.paces["sao-y"].seen == 0


def test_sending_on_is_refused_with_why() -> None:
    day, first = in_hand()

    def sending(**to: Any) -> tuple[str, str]:
        return refused(day.ask(transfer(**to)))

    assert sending(service="da-bo") == ("unknown-service", "da-bo")
    assert sending(to_counter="quay-9") == ("unknown-counter", "quay-9")
    assert sending(to_officer="ai-do") == ("unknown-officer", "ai-do")
    assert sending(service="tra-tan-nha") == ("no-counter", "tra-tan-nha")
    assert sending() == ("not-sent-here", "A001")
    assert sending(service="khai-sinh") == ("not-sent-here", "A001")
    assert sending(to_counter="quay-1") == ("not-sent-here", "A001")
    assert sending(to_officer="can-bo-1") == ("not-sent-here", "A001"), "he is with that officer"
    assert sending(to_counter="quay-2", to_officer="can-bo-2") == ("malformed", "to_counter, to_officer")
    assert day.of(first).state == "serving"
    assert refused(day.ask(transfer(2, service="sao-y"), "goi-2")) == ("no-ticket", "")


def test_whom_one_counter_alone_was_to_call_can_be_sent_to_all_who_do_the_same() -> None:
    day, first = in_hand()
    day.done(day.ask(transfer(to_counter="quay-2")))
    assert day.call(2) == first
    day.done(day.ask(transfer(2), "goi-2"))
    assert (day.of(first).only_at, day.of(first).only_by) == (None, None)
    assert day.call(3) == first


def test_an_appointments_head_start_is_not_taken_along() -> None:
    day = Day(centre_plan())
    day.open()
    due = Appointment(code="HEN1", service="khai-sinh", due=day.at)
    [issued] = day.done(day.ask(c.CheckIn(code="HEN1"), "kiosk-1", appointment=due))
    day.start()
    day.done(day.ask(transfer(service="thu-phi")))
    assert (day.of(issued.ticket).due, day.of(issued.ticket).due_now) == (None, False)
    assert not day.hall.ahead(day.of(issued.ticket))


def elder_sent_on_to_copies(how: str) -> tuple[Day, str]:
    """Copies know no priority; two people have come for them before."""
    day = Day(centre_plan())
    for n in (1, 2):
        day.open(n)
    for _ in range(2):
        day.issue(service="sao-y")
    elder = day.issue("cao-tuoi")
    day.done(day.sitting(c.CallThis(counter="quay-1", ticket=elder, reason="đi lại khó khăn")))
    day.done(day.ask(c.StartService(counter="quay-1")))
    ways: dict[str, c.Command] = {
        "step of a visit": c.CompleteService(counter="quay-1", then=["sao-y"]),
        "transfer": transfer(service="sao-y"),
        "transfer to a counter": transfer(service="sao-y", to_counter="quay-2"),
    }
    day.done(day.ask(ways[how]))
    return day, elder


@pytest.mark.parametrize("how", ["step of a visit", "transfer", "transfer to a counter"])
def test_a_priority_is_kept_on_the_way_and_does_not_count_where_the_service_has_no_such_group(how: str) -> None:
    day, elder = elder_sent_on_to_copies(how)
    assert (day.of(elder).priority, day.hall.ahead(day.of(elder))) == ("cao-tuoi", False)
    assert day.order(2) == ["B10", "B11", day.of(elder).number]


def test_a_priority_counts_again_on_the_way_back_to_a_service_that_has_the_group() -> None:
    day, elder = elder_sent_on_to_copies("transfer to a counter")
    day.done(day.sitting(c.CallThis(counter="quay-2", ticket=elder, reason="đi lại khó khăn")))
    day.done(day.ask(transfer(2, service="khai-sinh"), "goi-2"))
    assert day.hall.ahead(day.of(elder))
    assert day.hall.lines["khai-sinh"].priority == [day.of(elder).arrival]


def test_a_ticket_goes_back_to_the_counter_that_sent_it() -> None:
    day, first = in_hand()
    day.done(day.ask(transfer(service="sao-y")))
    assert day.call(2) == first
    [back] = day.done(day.ask(c.ReturnToSender(counter="quay-2", note="xong"), "goi-2"))
    assert (back.to_counter, back.returned, back.note) == ("quay-1", True, "xong")
    assert (day.of(first).only_at, day.of(first).step) == ("quay-1", 3)
    assert called_at(day)[1] == first


@pytest.mark.parametrize("served", [True, False])
def test_whoever_was_served_before_he_is_sent_back_rates_that(served: bool) -> None:
    day, _ = in_hand()
    day.done(day.ask(transfer(service="sao-y")))
    day.call(2)
    if served:
        day.done(day.ask(c.StartService(counter="quay-2"), "goi-2"))
    day.done(day.ask(c.ReturnToSender(counter="quay-2"), "goi-2"))
    assert (day.hall.offer_at("quay-2", day.at) is not None) == served


def test_what_nobody_has_sent_does_not_go_back() -> None:
    day, _ = in_hand()
    assert refused(day.ask(c.ReturnToSender(counter="quay-1"))) == ("not-sent-here", "A001")
    assert refused(day.ask(c.ReturnToSender(counter="quay-2"), "goi-2")) == ("no-ticket", "")


def test_what_a_counter_has_sent_on_and_called_itself_does_not_go_back_to_it() -> None:
    day, first = in_hand()
    day.done(day.ask(transfer(service="sao-y")))
    assert day.call(1) == first
    assert refused(day.ask(c.ReturnToSender(counter="quay-1"))) == ("not-sent-here", "A001")


def test_what_the_sender_has_declined_since_does_not_go_back_to_him() -> None:
    day, first = in_hand()
    day.done(day.ask(transfer(to_counter="quay-2")))
    day.done(day.sitting(c.CallThis(counter="quay-1", ticket=first, reason="quay lại hỏi")))
    day.done(day.ask(c.Decline(counter="quay-1", reason="người nhà")))
    assert day.call(2) == first
    assert refused(day.ask(c.ReturnToSender(counter="quay-2"), "goi-2")) == ("not-yours", "A001")
