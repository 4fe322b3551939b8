"""The rules of the hall one by one, each with the smallest story that shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.business_day import HANOI
from hall_core.domain.decide import SHOWN_WITHIN, decide_fact
from hall_core.domain.hall import Hall
from hall_core.domain.plan import Hours
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.domain.a_day import RECALL_GAP, Day, refused

ISSUE = c.IssueTicket(service="khai-sinh")
DAY = 24 * 3600 * 1000
KIOSK, BOARD = (f.Reported(device, NINE_IN_THE_MORNING) for device in ("kiosk-1", "bang-1"))


def test_calls_of_a_zone_are_numbered_without_a_gap_recalls_too() -> None:
    day = Day()
    for n in (1, 2):
        day.open(n)
        day.issue()
        day.ask(c.CallNext(counter=f"quay-{n}"), f"goi-{n}")
    day.at += RECALL_GAP
    day.ask(c.Recall(counter="quay-1"))
    assert [call.sequence for call in day.hall.calls.values()] == [1, 2, 3]
    assert [call.again for call in day.hall.calls.values()] == [False, False, True]


def test_the_first_call_and_the_last_call_are_both_kept() -> None:
    day = Day()
    day.open()
    ticket = day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    first = day.at
    day.at += RECALL_GAP
    day.ask(c.Recall(counter="quay-1"))
    called = day.hall.tickets[ticket]
    assert (called.calls, called.called_at, called.last_called_at) == (2, first, day.at)


def test_a_call_that_was_painted_is_never_declared_unseen() -> None:
    day = Day()
    day.open()
    day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    [call] = day.hall.calls
    day.take(decide_fact(day.hall, f.CallWasShown(call=call, how="painted"), BOARD))
    assert day.tick(SHOWN_WITHIN * 2) == []


def test_a_call_that_was_only_spoken_is_declared_unseen_once() -> None:
    day = Day()
    day.open()
    day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    [call] = day.hall.calls
    day.take(decide_fact(day.hall, f.CallWasShown(call=call, how="spoken"), BOARD))
    assert day.tick(2_999) == [], "there is time left to paint it"
    assert day.tick(1) == [e.CallUnseen(call=call)]
    assert (day.hall.calls[call].unseen, day.hall.calls[call].spoken) == (True, True)
    assert day.tick(SHOWN_WITHIN) == []


def test_a_clock_that_is_not_trusted_never_turns_the_day() -> None:
    day = Day()
    day.issue()
    assert day.tick(3 * DAY, trusted=False) == []
    assert day.hall.day == "2026-11-21"


def test_a_day_begun_by_a_clock_that_is_not_trusted_gets_its_date_with_the_time_and_keeps_its_tickets() -> None:
    day = Day()
    day.hall = Hall(make_plan())
    assert day.tick(trusted=False) == [e.DayBegan(day="2026-11-21", provisional=True)]
    ticket = day.issue()
    assert day.tick(DAY) == [e.DayDated(day="2026-11-22")]
    assert (day.hall.day, day.hall.provisional, day.of(ticket).state) == ("2026-11-22", False, "waiting")
    assert day.tick() == []


def test_who_came_before_the_hub_knew_that_it_is_another_day_keeps_his_place_in_it() -> None:
    day = Day()
    left = day.issue()
    came = day.issue()
    assert day.tick(DAY, came={came}) == [e.TicketExpired(ticket=left), e.DayDated(day="2026-11-22")]
    assert (day.hall.day, day.of(left).state, day.of(came).state) == ("2026-11-22", "expired", "waiting")
    assert day.of(day.issue()).number == "A003", "numbers go on"
    assert day.tick(DAY)[-1] == e.DayBegan(day="2026-11-23"), "the next night turns the day"


def test_without_anybody_who_came_meanwhile_another_day_begins_as_every_day() -> None:
    day = Day()
    left = day.issue()
    assert day.tick(DAY, came=set()) == [e.TicketExpired(ticket=left), e.DayBegan(day="2026-11-22")]


def test_a_power_cut_within_the_day_moves_nobody() -> None:
    day = Day()
    day.issue()
    assert day.tick(60_000, came={day.issue()}) == []


def test_a_clock_that_goes_back_a_day_changes_neither_day_nor_numbers() -> None:
    day = Day()
    day.issue()
    assert day.tick(-DAY) == []
    day.issue()
    assert [ticket.number for ticket in day.hall.tickets.values()] == ["A001", "A002"]


def test_the_turn_of_the_day_says_what_became_of_everybody() -> None:
    day = Day()
    day.open()
    waiting, called = day.issue(), None
    day.ask(c.CallNext(counter="quay-1"))
    called, waiting = waiting, day.issue()
    assert day.tick(DAY) == [
        e.TicketExpired(ticket=called),
        e.TicketExpired(ticket=waiting),
        e.CounterClosed(counter="quay-1"),
        e.DayBegan(day="2026-11-22"),
    ]


def test_a_ticket_that_is_over_cannot_be_cancelled() -> None:
    day = Day()
    ticket = day.issue()
    day.done(day.ask(c.CancelTicket(ticket=ticket), "kiosk-1"))
    assert refused(day.ask(c.CancelTicket(ticket=ticket), "kiosk-1")) == ("not-open", "A001")
    assert day.hall.tickets[ticket].state == "cancelled"


def test_a_ticket_at_a_counter_is_cancelled_by_that_counter_alone() -> None:
    day = Day()
    day.open()
    ticket = day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    assert refused(day.ask(c.CancelTicket(ticket=ticket), "kiosk-1")) == ("not-yours", "A001")
    assert refused(day.ask(c.CancelTicket(ticket=ticket), "goi-2")) == ("not-yours", "goi-2")
    day.done(day.ask(c.CancelTicket(ticket=ticket), "goi-1"))
    assert day.hall.counters["quay-1"].ticket is None


def test_outside_opening_hours_the_refusal_says_when_the_hall_opens() -> None:
    hours = Hours(mon=["07:30-11:30"])
    day = Day(replace(make_plan(), hours=hours))
    reason, about = refused(day.ask(ISSUE, "kiosk-1"))

    opens = datetime.fromtimestamp(int(about) / 1000, HANOI)
    assert (reason, opens.isoformat()) == ("hall-closed", "2026-11-23T07:30:00+07:00")
    assert isinstance(day.ask(ISSUE, "kiosk-1", trusted=False), list), "nobody is sent away by a clock without the time"


def test_a_hall_that_never_opens_again_says_no_time() -> None:
    day = Day(replace(make_plan(), hours=Hours()))
    assert refused(day.ask(ISSUE, "kiosk-1")) == ("hall-closed", "")


def test_too_late_for_a_ticket_the_refusal_says_when_the_hall_opens_next() -> None:
    hours = Hours(sat=["07:30-09:10"], mon=["07:30-11:30"], last_ticket_minutes=15)
    plan = replace(make_plan(), hours=hours)
    longer = replace(plan.services[1], last_ticket_minutes=0)
    day = Day(replace(plan, services=[plan.services[0], longer]))
    reason, about = refused(day.ask(ISSUE, "kiosk-1"))
    opens = datetime.fromtimestamp(int(about) / 1000, HANOI)
    assert (reason, opens.isoformat()) == ("too-late", "2026-11-23T07:30:00+07:00")
    assert isinstance(day.ask(c.IssueTicket(service="sao-y"), "kiosk-1"), list), "that service has its own time"
    assert isinstance(day.ask(ISSUE, "kiosk-1", trusted=False), list)


def test_a_number_is_given_into_a_group_that_its_service_knows() -> None:
    day = Day()
    assert refused(day.ask(replace(ISSUE, priority="tre-em"), "kiosk-1")) == ("unknown-priority", "tre-em")
    wish = c.IssueTicket(service="sao-y", priority="cao-tuoi")
    assert refused(day.ask(wish, "kiosk-1")) == ("unknown-priority", "cao-tuoi")


def test_a_daily_cap_ends_the_issuing_of_that_service() -> None:
    plan = make_plan()
    capped = replace(plan.services[0], daily_cap=2)
    day = Day(replace(plan, services=[capped, *plan.services[1:]]))
    day.issue()
    day.issue()
    assert refused(day.ask(ISSUE, "kiosk-1")) == ("daily-cap", "2")
    day.done(day.ask(c.IssueTicket(service="sao-y"), "kiosk-1"))


def test_a_paused_counter_calls_nobody_but_may_finish_the_person_at_it() -> None:
    day = Day()
    day.open()
    day.issue()
    day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    day.ask(c.StartService(counter="quay-1"))
    day.done(day.ask(c.PauseCounter(counter="quay-1", reason="giải lao")))
    assert day.hall.counters["quay-1"].reason == "giải lao"
    assert refused(day.ask(c.CallNext(counter="quay-1"))) == ("counter-paused", "quay-1")
    day.done(day.ask(c.CompleteService(counter="quay-1")))
    day.done(day.ask(c.ResumeCounter(counter="quay-1")))
    day.done(day.ask(c.CallNext(counter="quay-1")))


def test_an_officer_whose_call_is_unanswered_does_not_pause() -> None:
    day = Day()
    day.open()
    day.issue()
    day.call()
    assert refused(day.ask(c.PauseCounter(counter="quay-1"))) == ("unanswered-call", "A001")


def test_a_counter_is_resumed_that_is_paused_and_closed_that_is_not() -> None:
    day = Day()
    assert refused(day.ask(c.CloseCounter(counter="quay-1"))) == ("counter-closed", "quay-1")
    day.open()
    assert refused(day.ask(c.ResumeCounter(counter="quay-1"))) == ("counter-not-paused", "quay-1")


def test_a_person_being_served_is_not_called_again() -> None:
    day = Day()
    day.open()
    day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    day.ask(c.StartService(counter="quay-1"))
    assert refused(day.ask(c.Recall(counter="quay-1"))) == ("not-called", "A001")
    assert refused(day.ask(c.MarkNoShow(counter="quay-1"))) == ("not-called", "A001")


def test_what_is_served_sets_the_pace_of_its_service() -> None:
    day = Day()
    day.open()
    day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    day.ask(c.StartService(counter="quay-1"))
    day.at += 299_000
    day.ask(c.CompleteService(counter="quay-1"))
    assert day.hall.paces["khai-sinh"].mean == 300_000
    assert day.hall.paces["sao-y"].seen == 0


def test_paper_that_came_after_all_is_printed_and_paper_that_was_printed_stays_so() -> None:
    day = Day()
    ticket = day.issue()
    failed, printed = f.PaperFailed(ticket=ticket, reason="paper-out"), f.PaperPrinted(ticket=ticket)
    assert day.take(decide_fact(day.hall, failed, KIOSK)) == [e.TicketPrintFailed(ticket=ticket, reason="paper-out")]
    assert day.hall.tickets[ticket].paper == "failed"
    day.take(decide_fact(day.hall, printed, KIOSK))
    assert day.hall.tickets[ticket].paper == "printed"
    assert decide_fact(day.hall, failed, KIOSK) == []


def test_a_call_of_another_day_that_is_said_to_be_shown_changes_nothing() -> None:
    day = Day()
    day.open()
    day.issue()
    [called] = day.done(day.ask(c.CallNext(counter="quay-1")))
    day.tick(DAY)
    assert decide_fact(day.hall, f.CallWasShown(call=called.call, how="painted"), BOARD) == []


@pytest.mark.parametrize("kind", [c.CallNext, c.StartService, c.CloseCounter])
def test_a_counter_that_is_not_there_is_said_to_be_unknown(kind: type[Any]) -> None:
    plan = make_plan()
    devices = [replace(d, counter="quay-9") if d.id == "goi-1" else d for d in plan.devices]
    day = Day(replace(plan, devices=devices))
    assert refused(day.ask(kind(counter="quay-9"))) == ("unknown-counter", "quay-9")
