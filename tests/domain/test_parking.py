"""Waiting aside, going on, taking over, and coming back at a time."""

from __future__ import annotations

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from tests.domain.a_day import Day, centre_plan, refused, uid

MINUTE = 60_000
PARK = c.Park(counter="quay-1", note="điền tờ khai")


def parked() -> tuple[Day, str]:
    """The first of three has been parked by the first officer."""
    day = Day(centre_plan())
    day.open(1)
    day.open(2)
    for _ in range(3):
        day.issue()
    ticket = day.start()
    day.done(day.ask(PARK))
    return day, ticket


def test_whoever_is_parked_waits_aside_under_the_officers_name_while_others_are_served() -> None:
    day, ticket = parked()
    assert (day.of(ticket).state, day.of(ticket).officer, day.of(ticket).note) == ("parked", "can-bo-1", "điền tờ khai")
    assert day.hall.counters["quay-1"].ticket is None
    assert day.order(2) == ["A002", "A003"], "nobody else is given to any counter"


def test_only_who_is_being_served_is_parked() -> None:
    day, _ = parked()
    assert refused(day.ask(PARK)) == ("no-ticket", "")
    day.call()
    assert refused(day.ask(PARK)) == ("not-serving", "A002")


def test_the_same_officer_goes_on_with_it_and_the_service_counts_from_its_start() -> None:
    day, ticket = parked()
    started = day.of(ticket).started_at
    [taken] = day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    assert taken == e.TicketTakenUp(ticket=ticket, counter="quay-1")
    assert (day.of(ticket).state, day.of(ticket).started_at) == ("serving", started)
    day.done(day.ask(c.CompleteService(counter="quay-1")))
    assert day.of(ticket).state == "completed"


def test_the_time_aside_is_no_time_of_service_for_those_who_wait() -> None:
    day, ticket = parked()
    quick = day.hall.paces["khai-sinh"].mean
    day.at += 30 * MINUTE
    day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    day.at += 4 * MINUTE
    day.done(day.ask(PARK))
    day.at += 30 * MINUTE
    day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    day.done(day.ask(c.CompleteService(counter="quay-1")))
    pace = day.hall.paces["khai-sinh"]
    assert pace.seen == 1
    assert 4 * MINUTE <= pace.mean < 5 * MINUTE < quick


def test_who_is_served_anew_after_being_put_back_in_line_was_not_held_before() -> None:
    day, ticket = parked()
    day.at += 30 * MINUTE
    day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    day.done(day.ask(c.Requeue(counter="quay-1", where="own-place")))
    assert (day.of(ticket).held, day.of(ticket).parked_at) == (0, None)


def test_a_clock_that_goes_back_while_somebody_is_aside_makes_no_service_longer() -> None:
    day, ticket = parked()
    day.at -= 30 * MINUTE
    day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    assert day.of(ticket).held == 0


def test_an_officer_goes_on_with_his_own_at_whatever_counter_he_sits() -> None:
    day, ticket = parked()
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    day.sits("can-bo-1", 3)
    day.done(day.ask(c.TakeUp(counter="quay-3", ticket=ticket), "goi-3"))
    assert (day.of(ticket).counter, day.hall.counters["quay-3"].ticket) == ("quay-3", ticket)


def test_going_on_is_refused_with_why() -> None:
    day, ticket = parked()

    def take_up(id: str, n: int = 1) -> tuple[str, str]:
        return refused(day.ask(c.TakeUp(counter=f"quay-{n}", ticket=id), f"goi-{n}"))

    assert take_up(uid(999)) == ("unknown-ticket", "")
    assert take_up(uid(4)) == ("not-parked", "A002")
    assert take_up(ticket, 2) == ("anothers-ticket", "can-bo-1")
    assert take_up(ticket, 3) == ("counter-closed", "quay-3")
    day.call()
    assert take_up(ticket) == ("empty-hands-first", "A002")


# --- Taken over -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["called", "serving", "parked"])
def test_another_officer_takes_over_by_name_and_with_a_reason_and_the_ledger_has_both(state: str) -> None:
    day = Day(centre_plan())
    day.open(1)
    day.open(2)
    day.issue()
    ticket = day.call()
    if state != "called":
        day.done(day.ask(c.StartService(counter="quay-1")))
    if state == "parked":
        day.done(day.ask(PARK))
    assert day.of(ticket).state == state
    take = c.TakeOver(counter="quay-2", ticket=ticket, reason="đồng nghiệp nghỉ")
    [taken] = day.done(day.sitting(take))
    assert (taken.taken_from, taken.reason, taken.counter) == ("can-bo-1", "đồng nghiệp nghỉ", "quay-2")
    assert (day.of(ticket).state, day.of(ticket).counter, day.of(ticket).officer) == ("serving", "quay-2", "can-bo-2")
    assert [day.hall.counters[f"quay-{n}"].ticket for n in (1, 2)] == [None, ticket]


def test_the_officer_whose_ticket_was_taken_sees_that_his_counter_has_changed() -> None:
    day = Day(centre_plan())
    day.open(1)
    day.open(2)
    day.issue()
    ticket = day.start()
    seen = day.hall.counters["quay-1"].version
    day.done(day.sitting(c.TakeOver(counter="quay-2", ticket=ticket, reason="x")))
    assert refused(day.ask(c.CompleteService(counter="quay-1", expects=seen))) == ("stale", "quay-1")


def test_what_an_officer_takes_over_from_himself_is_not_recorded_as_anothers() -> None:
    day, ticket = parked()
    [taken] = day.done(day.sitting(c.TakeOver(counter="quay-1", ticket=ticket, reason="x")))
    assert taken.taken_from is None


def test_taking_over_is_refused_with_why() -> None:
    day, ticket = parked()

    def take_over(id: str, reason: str = "giúp", n: int = 2) -> tuple[str, str]:
        return refused(day.sitting(c.TakeOver(counter=f"quay-{n}", ticket=id, reason=reason)))

    assert take_over(uid(999)) == ("unknown-ticket", "")
    assert take_over(uid(4)) == ("not-open", "A002"), "one who waits is called"
    assert take_over(ticket, " ") == ("reason-needed", "A001")
    assert take_over(ticket, n=3) == ("counter-closed", "quay-3")
    day.call(2)
    assert take_over(ticket) == ("empty-hands-first", "A002")


# --- Come back later ------------------------------------------------------------------------------------------


def test_whoever_is_told_to_come_back_later_waits_at_his_place_again_when_it_is_time() -> None:
    day = Day(centre_plan())
    day.open()
    ticket, second = day.issue(), day.issue()
    day.start()
    [deferred] = day.done(day.ask(c.Defer(counter="quay-1", minutes=20, note="ra ngân hàng")))
    assert deferred.until == day.at + 20 * MINUTE
    assert (day.of(ticket).state, day.of(ticket).note, day.of(ticket).back_at) == (
        "deferred",
        "ra ngân hàng",
        deferred.until,
    )
    assert not [event for event in day.tick(20 * MINUTE - 1) if isinstance(event, e.TicketReturned)]
    assert day.tick(1) == [e.TicketReturned(ticket=ticket)]
    assert (day.of(ticket).arrival, day.of(ticket).back_at, day.hall.agenda) == (1, None, [])
    assert [day.call(), day.of(second).state] == [ticket, "waiting"]


def test_those_who_come_back_come_in_the_order_of_their_times() -> None:
    day = Day(centre_plan())
    day.open()
    tickets = [day.issue() for _ in range(3)]
    for minutes in (3, 1, 2):
        day.call()
        day.done(day.ask(c.Defer(counter="quay-1", minutes=minutes)))
    back = [event for event in day.tick(4 * MINUTE) if isinstance(event, e.TicketReturned)]
    assert [event.ticket for event in back] == [tickets[1], tickets[2], tickets[0]]
    assert day.order() == ["A001", "A002", "A003"]


def test_nobody_is_put_off_for_longer_than_the_hall_allows() -> None:
    day = Day(centre_plan(defer_most_minutes=30))
    day.open()
    day.issue()
    assert refused(day.ask(c.Defer(counter="quay-1", minutes=30))) == ("no-ticket", "")
    day.call()
    assert refused(day.ask(c.Defer(counter="quay-1", minutes=31))) == ("too-long", "30")
    day.done(day.ask(c.Defer(counter="quay-1", minutes=30)))


def test_a_clock_that_jumps_forward_brings_people_back_and_one_that_jumps_back_loses_nobody() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=5)))
    assert e.TicketReturned(ticket=ticket) not in day.tick(-60 * MINUTE)
    assert day.hall.agenda
    assert e.TicketReturned(ticket=ticket) in day.tick(3 * 60 * MINUTE)


def test_whoever_is_cancelled_while_away_does_not_come_back() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=5)))
    day.done(day.ask(c.CancelTicket(ticket=ticket), "kiosk-1"))
    assert day.hall.agenda == []
    assert not [event for event in day.tick(6 * MINUTE) if isinstance(event, e.TicketReturned)]


# --- An officer who leaves ------------------------------------------------------------------------------------


def test_an_officer_does_not_leave_with_a_ticket_in_hand_unless_he_says_so() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue()
    day.call()
    assert refused(day.ask(c.CloseCounter(counter="quay-1"))) == ("ticket-in-hand", "A001")


def test_whoever_was_called_by_an_officer_who_leaves_waits_at_his_place() -> None:
    day = Day(centre_plan())
    day.open()
    day.open(2)
    ticket = day.issue()
    day.issue()
    day.call()
    again, closed = day.done(day.ask(c.CloseCounter(counter="quay-1", leave=True)))
    assert (again.left, again.where, closed) == (True, "own-place", e.CounterClosed(counter="quay-1"))
    assert day.call(2) == ticket


def test_whoever_was_being_served_by_an_officer_who_leaves_is_parked_under_his_name() -> None:
    day = Day(centre_plan())
    day.open()
    day.issue()
    ticket = day.start()
    left, _ = day.done(day.ask(c.CloseCounter(counter="quay-1", leave=True)))
    assert left == e.TicketParked(ticket=ticket, left=True)
    assert (day.of(ticket).state, day.of(ticket).officer, day.of(ticket).counter) == ("parked", "can-bo-1", "quay-1")
    day.open(2)
    assert refused(day.ask(c.TakeUp(counter="quay-2", ticket=ticket), "goi-2")) == ("anothers-ticket", "can-bo-1")
    day.done(day.sitting(c.TakeOver(counter="quay-2", ticket=ticket, reason="đã về")))


def test_whoever_sits_at_the_counter_next_does_not_cancel_what_the_one_before_has_parked() -> None:
    day, ticket = parked()
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    cancel = c.CancelTicket(ticket=ticket)
    day.sits("can-bo-3")
    assert refused(day.at_console(cancel, "can-bo-3")) == ("not-yours", "A001")
    assert refused(day.ask(cancel)) == ("not-yours", "goi-1")
    day.done(day.at_console(cancel, "can-bo-1"))
