"""Since when a ticket and a counter are as they are."""

from __future__ import annotations

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from tests.domain.a_day import Day, centre_plan, uid


def at_work() -> Day:
    day = Day(centre_plan())
    day.open()
    for _ in range(2):
        day.issue()
    return day


@pytest.mark.parametrize(
    "end",
    [c.MarkNoShow(counter="quay-1"), c.CompleteService(counter="quay-1"), c.CancelTicket(ticket=uid(2))],
    ids=lambda wish: type(wish).__name__,
)
def test_a_ticket_that_is_over_says_when_that_was(end: c.Command) -> None:
    day = at_work()
    ticket = day.call() if isinstance(end, c.MarkNoShow) else day.start()
    day.done(day.ask(end))
    assert day.of(ticket).ended_at == day.at


def test_whoever_is_cancelled_while_he_waits_aside_is_not_aside_any_more() -> None:
    day = at_work()
    ticket = day.start()
    for wish in (c.Park(counter="quay-1"), c.TakeUp(counter="quay-1", ticket=ticket), c.Park(counter="quay-1")):
        day.done(day.ask(wish))
    assert (day.of(ticket).parked_at, day.of(ticket).held) == (day.at, 1_000)
    day.done(day.at_console(c.CancelTicket(ticket=ticket)))
    assert (day.of(ticket).parked_at, day.of(ticket).held) == (None, 0)


def test_a_counter_says_since_when_it_stands_as_it_does() -> None:
    day = at_work()
    wishes = [
        c.CallNext(counter="quay-1"),
        c.StartService(counter="quay-1"),
        c.CompleteService(counter="quay-1"),
        c.PauseCounter(counter="quay-1"),
        c.ResumeCounter(counter="quay-1"),
        c.CloseCounter(counter="quay-1"),
        c.OpenCounter(counter="quay-1", officer="can-bo-1"),
    ]
    for wish in wishes:
        before = day.hall.counters["quay-1"].version
        day.done(day.ask(wish))
        now = day.hall.counters["quay-1"]
        assert (now.since, now.version > before) == (day.at, True), wish


def test_help_that_is_asked_for_changes_nothing_of_since_when() -> None:
    day = at_work()
    opened = day.hall.counters["quay-1"]
    for wish in (c.AskHelp(counter="quay-1"), c.EndHelp(counter="quay-1")):
        day.done(day.ask(wish))
        now = day.hall.counters["quay-1"]
        assert (now.since, now.version > opened.version) == (opened.since, True)


def test_whoever_opens_a_counter_has_sat_there_since_then() -> None:
    day = at_work()
    session = day.hall.counters["quay-1"].session
    assert session is not None
    assert (session.since, session.officer, session.id) == (day.at - 2_000, "can-bo-1", uid(1))


def test_why_a_counter_pauses_is_said_no_longer_when_it_does_not() -> None:
    day = at_work()
    for back in (c.ResumeCounter(counter="quay-1"), c.CloseCounter(counter="quay-1")):
        day.done(day.ask(c.PauseCounter(counter="quay-1", reason="giải lao")))
        day.done(day.ask(back))
        assert day.hall.counters["quay-1"].reason == ""


def test_a_ticket_that_is_open_when_the_day_turns_has_expired_then() -> None:
    day = at_work()
    [ticket, *_] = day.hall.open_tickets()
    day.at += 60_000
    day.take([e.TicketExpired(ticket=ticket.id)])
    assert (day.of(ticket.id).state, day.of(ticket.id).ended_at) == ("expired", day.at)
    assert ticket.arrival not in day.hall.lines["khai-sinh"].ordinary


def test_the_row_of_calls_that_stepped_over_somebody_ends_with_the_officers_stay() -> None:
    day = at_work()
    day.issue("cao-tuoi")
    for _ in range(2):
        day.call()
        day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    assert day.hall.counters["quay-1"].in_row == 1
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    assert (day.hall.counters["quay-1"].in_row, day.hall.counters["quay-1"].status) == (0, "closed")


@pytest.mark.parametrize(
    "wish",
    [
        c.Requeue(counter="quay-1"),
        c.Decline(counter="quay-1", reason="người nhà"),
        c.Park(counter="quay-1"),
        c.Defer(counter="quay-1", minutes=5),
        c.Transfer(counter="quay-1", service="sao-y"),
        c.CompleteService(counter="quay-1", then=["sao-y"]),
    ],
    ids=lambda wish: type(wish).__name__,
)
def test_whatever_empties_the_hand_the_counter_says_since_when_and_the_ticket_is_nobodys(
    wish: c.Command,
) -> None:
    day = at_work()
    ticket = day.start()
    day.done(day.ask(wish))
    now = day.hall.counters["quay-1"]
    assert (now.ticket, now.call, now.since) == (None, None, day.at)
    if not isinstance(wish, c.Park):
        left = day.of(ticket)
        assert (left.counter, left.officer, left.started_at) == (None, None, None)


def test_what_is_taken_up_or_over_is_in_its_new_hand_since_then_and_in_no_other() -> None:
    day = at_work()
    day.open(2)
    ticket = day.start()
    day.done(day.ask(c.Park(counter="quay-1")))
    day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    assert (day.hall.counters["quay-1"].since, day.of(ticket).parked_at) == (day.at, None)
    day.done(day.sitting(c.TakeOver(counter="quay-2", ticket=ticket, reason="x")))
    assert [day.hall.counters[id].since for id in ("quay-1", "quay-2")] == [day.at, day.at]


def test_the_service_of_one_who_was_only_called_begins_when_another_officer_takes_over() -> None:
    day = at_work()
    day.open(2)
    ticket = day.call()
    day.done(day.sitting(c.TakeOver(counter="quay-2", ticket=ticket, reason="x")))
    assert (day.of(ticket).started_at, day.of(ticket).held) == (day.at, 0)


def test_who_is_back_was_never_called_and_stands_at_the_end_since_then() -> None:
    day = at_work()
    ticket = day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=5)))
    day.done(day.ask(c.CancelTicket(ticket=ticket), "kiosk-1"))
    day.done(day.at_console(c.Reinstate(ticket=ticket, where="end")))
    back = day.of(ticket)
    assert (back.called_at, back.last_called_at, back.back_at, back.queued_at) == (None, None, None, day.at)


def test_with_its_ticket_a_call_leaves_the_counter() -> None:
    day = at_work()
    day.start()
    assert day.hall.counters["quay-1"].call is not None
    day.done(day.ask(c.CompleteService(counter="quay-1")))
    assert (day.hall.counters["quay-1"].ticket, day.hall.counters["quay-1"].call) == (None, None)
