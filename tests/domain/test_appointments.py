"""People with an appointment: when they may check in, and where they then stand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.appointment import Appointment, moment
from hall_core.domain.plan import Policy
from tests.conftest import make_plan
from tests.domain.a_day import CONSOLE, Day, centre_plan, refused

MINUTE = 60_000
CHECK_IN = c.CheckIn(code="HEN7K2Q")


def due(day: Day, minutes: int) -> Appointment:
    """An appointment so many minutes after the moment of the next command."""
    return Appointment(code="HEN7K2Q", service="khai-sinh", due=day.at + 1_000 + minutes * MINUTE)


def test_who_comes_in_time_has_a_head_start_from_the_hour_of_the_appointment_on() -> None:
    day = Day()
    day.open()
    for _ in range(4):
        day.issue()
    appointment = due(day, 10)
    [issued] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=appointment))
    assert (issued.appointment, issued.due) == ("HEN7K2Q", appointment.due)
    line = day.hall.lines["khai-sinh"]
    assert day.tick(10 * MINUTE - 1) == []
    assert not day.hall.ahead(day.of(issued.ticket))
    assert line.ahead_of(5, priority=False) == 4
    assert day.tick(1) == [e.TicketDue(ticket=issued.ticket)]
    assert day.hall.ahead(day.of(issued.ticket))
    assert line.ahead_of(5, priority=True) == 3, "with a head start of two he steps over one who came just before"
    assert day.tick(MINUTE) == [], "it is told once"


def test_whose_hour_has_come_when_he_checks_in_has_the_head_start_at_once() -> None:
    day = Day()
    [issued] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=due(day, 0)))
    assert day.hall.ahead(day.of(issued.ticket))
    assert day.tick(MINUTE) == []


def test_whoever_was_called_before_his_hour_and_waits_again_has_the_head_start_when_it_comes() -> None:
    day = Day()
    day.open()
    [issued] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=due(day, 10)))
    day.done(day.ask(c.CallNext(counter="quay-1")))
    assert day.tick(10 * MINUTE)[:1] != [e.TicketDue(ticket=issued.ticket)], "nobody who is called waits for a time"
    day.done(day.ask(c.Requeue(counter="quay-1")))
    assert not day.hall.ahead(day.of(issued.ticket))
    assert day.tick() == [e.TicketDue(ticket=issued.ticket)]


def test_a_service_without_priority_groups_has_appointments_too() -> None:
    day = Day()
    appointment = Appointment(code="HEN7K2Q", service="sao-y", due=day.at)
    day.done(day.ask(CHECK_IN, "kiosk-1", appointment=appointment))
    assert day.hall.lines["sao-y"].priority == [1]
    day.done(day.ask(c.CancelTicket(ticket=day.hall.checked_in["HEN7K2Q"]), "kiosk-1"))
    assert (day.hall.lines["sao-y"].priority, day.hall.agenda) == ([], [])


@pytest.mark.parametrize(("minutes", "in_time"), [(30, True), (0, True), (-15, True), (-16, False), (-200, False)])
def test_who_comes_too_late_has_an_ordinary_ticket(minutes: int, in_time: bool) -> None:
    day = Day()
    [issued] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=due(day, minutes)))
    assert isinstance(issued, e.TicketIssued)
    assert issued.appointment == "HEN7K2Q"
    assert (issued.due is not None) == in_time
    day.tick(max(0, minutes) * MINUTE)
    assert day.hall.ahead(day.of(issued.ticket)) == in_time


def test_an_appointments_time_is_from_so_many_minutes_before_to_so_many_after_both_included() -> None:
    policy = Policy(appointment_early_minutes=5, appointment_late_minutes=10)
    moments = (-5 * MINUTE - 1, -5 * MINUTE, 10 * MINUTE, 10 * MINUTE + 1)
    due = 60 * MINUTE
    assert [moment(due, due + one, policy) for one in moments] == ["early", "in-time", "in-time", "late"]


def test_who_comes_too_early_is_told_from_when_on() -> None:
    day = Day(replace(make_plan(), policy=Policy(appointment_early_minutes=20)))
    appointment = due(day, 21)
    assert refused(day.ask(CHECK_IN, "kiosk-1", appointment=appointment)) == (
        "appointment-early",
        str(appointment.due - 20 * MINUTE),
    )


def test_an_appointment_of_another_day_says_when_it_is() -> None:
    day = Day()
    appointment = due(day, 24 * 60)
    assert refused(day.ask(CHECK_IN, "kiosk-1", appointment=appointment)) == (
        "appointment-other-day",
        str(appointment.due),
    )


def test_a_code_nobody_knows_is_said_to_be_unknown() -> None:
    assert refused(Day().ask(CHECK_IN, "kiosk-1")) == ("appointment-unknown", "")


def test_an_appointment_is_used_once_and_its_number_is_told() -> None:
    day = Day()
    appointment = due(day, 5)
    [issued] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=appointment))
    assert refused(day.ask(CHECK_IN, "kiosk-1", appointment=appointment)) == ("appointment-used", "A001")
    day.done(day.ask(c.CancelTicket(ticket=issued.ticket), "kiosk-1"))
    [anew] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=appointment))
    assert anew.number == "A002", "whose number was taken back may check in anew"


def test_an_appointment_that_was_checked_in_anew_does_not_come_to_life_twice() -> None:
    day = Day(centre_plan())
    appointment = due(day, 5)
    [first] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=appointment))
    day.done(day.ask(c.CancelTicket(ticket=first.ticket), "kiosk-1"))
    [anew] = day.done(day.ask(CHECK_IN, "kiosk-1", appointment=appointment))
    back = c.Reinstate(ticket=first.ticket, by="can-bo-1")
    assert refused(day.ask(back, CONSOLE)) == ("appointment-used", "A002")
    day.done(day.ask(c.CancelTicket(ticket=anew.ticket), "kiosk-1"))
    day.done(day.ask(back, CONSOLE))
    assert refused(day.ask(CHECK_IN, "kiosk-1", appointment=appointment)) == ("appointment-used", "A001")


def test_an_appointment_holds_its_place_whatever_the_daily_cap() -> None:
    plan = make_plan()
    day = Day(replace(plan, services=[replace(plan.services[0], daily_cap=1), *plan.services[1:]]))
    day.issue()
    assert refused(day.ask(c.IssueTicket(service="khai-sinh"), "kiosk-1"))[0] == "daily-cap"
    day.done(day.ask(CHECK_IN, "kiosk-1", appointment=due(day, 0)))


def test_a_clock_without_the_time_turns_nobody_with_an_appointment_away() -> None:
    day = Day()
    in_english = replace(CHECK_IN, language="en")
    [issued] = day.done(day.ask(in_english, "kiosk-1", appointment=due(day, 9_999), trusted=False))
    assert issued.language == "en"
    assert issued.due is not None


def test_an_appointment_for_a_service_that_is_gone_is_refused() -> None:
    day = Day()
    gone = Appointment(code="HEN7K2Q", service="da-bo", due=day.at)
    assert refused(day.ask(CHECK_IN, "kiosk-1", appointment=gone)) == ("unknown-service", "da-bo")


def test_an_officers_keys_check_nobody_in() -> None:
    day = Day()
    assert refused(day.ask(CHECK_IN, "goi-1", appointment=due(day, 0)))[0] == "not-yours"
