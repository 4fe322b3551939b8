"""What is put right from the console: who was missed is back, priorities, services for the day, paper rolls."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from tests.domain.a_day import CONSOLE, HEAD, Day, centre_plan, refused, uid

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def missed() -> tuple[Day, str]:
    """The first of three did not come."""
    day = Day(centre_plan())
    day.open()
    for _ in range(3):
        day.issue()
    ticket = day.call()
    day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    return day, ticket


# --- Back after all -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "order"), [("own-place", "A001 A002 A003"), ("end", "A002 A003 A001")])
def test_whoever_was_missed_waits_again_where_he_was_or_at_the_end(where: Any, order: str) -> None:
    day, ticket = missed()
    [back] = day.done(day.at_console(c.Reinstate(ticket=ticket, where=where, reason="đi rửa tay")))
    assert back.reason == "đi rửa tay"
    now = day.of(ticket)
    assert (now.state, now.number, now.calls, now.called_at, now.ended_at) == ("waiting", "A001", 0, None, None)
    assert day.order() == order.split()


def test_whoever_was_cancelled_while_he_was_served_begins_anew() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.start()
    day.done(day.ask(c.CancelTicket(ticket=ticket)))
    day.done(day.at_console(c.Reinstate(ticket=ticket)))
    assert day.of(ticket).started_at is None
    day.at += 60 * MINUTE
    day.call()
    day.done(day.ask(c.Transfer(counter="quay-1", service="sao-y")))
    assert day.hall.paces["khai-sinh"].seen == 0, "nobody served for an hour what was only called"


def test_only_who_was_missed_or_cancelled_today_is_reinstated() -> None:
    day, ticket = missed()

    def back(id: str) -> tuple[str, str]:
        return refused(day.at_console(c.Reinstate(ticket=id)))

    assert back(uid(999)) == ("unknown-ticket", "")
    served = day.start()
    assert back(served) == ("still-open", "A002")
    day.done(day.ask(c.CompleteService(counter="quay-1")))
    assert back(served) == ("already-served", "A002")
    day.tick(DAY)
    assert back(ticket) == ("unknown-ticket", "")


def copies_all_missed() -> tuple[Day, list[str]]:
    """All four numbers of a service whose numbers come round again have been given; nobody came."""
    day = Day(centre_plan())
    day.open()
    tickets = [day.issue(service="sao-y") for _ in range(4)]
    for _ in tickets:
        day.call()
        day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    return day, tickets


def test_whose_number_somebody_else_has_by_now_is_not_reinstated_until_that_one_is_done() -> None:
    day, (first, *_) = copies_all_missed()
    again = day.issue(service="sao-y")
    assert day.of(again).number == day.of(first).number == "B10"
    assert refused(day.at_console(c.Reinstate(ticket=first))) == ("already-issued", "B10")
    day.done(day.ask(c.CancelTicket(ticket=again), "kiosk-1"))
    day.done(day.at_console(c.Reinstate(ticket=first)))


def test_a_number_that_came_back_with_its_ticket_is_not_given_to_anybody_else() -> None:
    day, (first, *_) = copies_all_missed()
    again = day.issue(service="sao-y")
    day.done(day.ask(c.CancelTicket(ticket=again), "kiosk-1"))
    day.done(day.at_console(c.Reinstate(ticket=first)))
    given = [day.of(day.issue(service="sao-y")).number for _ in range(3)]
    assert given == ["B11", "B12", "B13"]
    assert refused(day.ask(c.IssueTicket(service="sao-y"), "kiosk-1")) == ("numbers-spent", "B13")


# --- Priority -------------------------------------------------------------------------------------------------


def test_a_priority_is_given_and_taken_away_at_the_place_where_one_stands() -> None:
    day = Day(centre_plan())
    day.open()
    tickets = [day.issue() for _ in range(4)]
    [right] = day.done(day.at_console(c.SetPriority(ticket=tickets[3], priority="cao-tuoi", reason="82 tuổi")))
    assert (right.priority, right.reason) == ("cao-tuoi", "82 tuổi")
    assert day.hall.lines["khai-sinh"].priority == [4]
    day.done(day.at_console(c.SetPriority(ticket=tickets[3], priority=None)))
    assert (day.hall.lines["khai-sinh"].priority, day.hall.lines["khai-sinh"].ordinary) == ([], [1, 2, 3, 4])


def test_a_priority_set_while_somebody_is_at_a_counter_counts_when_he_waits_again() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.call()
    day.done(day.at_console(c.SetPriority(ticket=ticket, priority="cao-tuoi")))
    day.done(day.ask(c.Requeue(counter="quay-1")))
    assert day.hall.lines["khai-sinh"].priority == [1]


def test_a_priority_is_put_right_only_for_one_who_is_open_and_into_a_group_of_the_service() -> None:
    day, ticket = missed()
    wish = c.SetPriority(ticket=ticket, priority="cao-tuoi")
    assert refused(day.at_console(wish)) == ("not-open", "A001")
    assert refused(day.at_console(replace(wish, ticket=uid(999)))) == ("unknown-ticket", "")
    copy = day.issue(service="sao-y")
    assert refused(day.at_console(replace(wish, ticket=copy))) == ("unknown-priority", "cao-tuoi")


def test_the_priority_of_one_whom_an_officer_has_in_hand_or_parked_is_his_to_put_right_or_the_heads() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    wish = c.SetPriority(ticket=ticket, priority="cao-tuoi")
    day.start()
    assert refused(day.at_console(wish, "can-bo-2")) == ("not-yours", "A001")
    day.done(day.at_console(wish, HEAD))
    day.done(day.ask(c.Park(counter="quay-1")))
    assert refused(day.at_console(wish, "can-bo-2")) == ("not-yours", "A001")
    day.done(day.at_console(wish, "can-bo-1"))


def test_the_priority_of_one_who_comes_back_later_is_put_right_by_any_officer() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=5)))
    day.done(day.at_console(c.SetPriority(ticket=ticket, priority="cao-tuoi"), "can-bo-2"))
    day.tick(5 * MINUTE)
    assert day.hall.lines["khai-sinh"].priority == [1]


# --- Services for the day -------------------------------------------------------------------------------------


def test_a_stopped_service_gives_no_numbers_and_serves_who_has_one() -> None:
    day = Day(centre_plan())
    day.open()
    ticket = day.issue()
    day.done(day.at_console(c.StopService(service="khai-sinh", reason="mất mạng"), HEAD))
    assert refused(day.ask(c.IssueTicket(service="khai-sinh"), "kiosk-1")) == ("service-stopped", "mất mạng")
    day.issue(service="sao-y")
    assert day.start() == ticket
    day.done(day.at_console(c.ResumeService(service="khai-sinh"), HEAD))
    day.issue()


def test_a_service_is_stopped_once_and_resumed_once() -> None:
    day = Day(centre_plan())
    stop, resume = c.StopService(service="khai-sinh"), c.ResumeService(service="khai-sinh")
    assert refused(day.at_console(resume, HEAD)) == ("service-not-stopped", "khai-sinh")
    day.done(day.at_console(stop, HEAD))
    assert refused(day.at_console(stop, HEAD)) == ("service-stopped", "khai-sinh")


def test_a_cap_for_today_takes_the_place_of_the_hall_files() -> None:
    plan = centre_plan()
    day = Day(replace(plan, services=[replace(plan.services[0], daily_cap=1), *plan.services[1:]]))
    day.issue()
    wish = c.IssueTicket(service="khai-sinh")
    assert refused(day.ask(wish, "kiosk-1")) == ("daily-cap", "1")
    day.done(day.at_console(c.SetCap(service="khai-sinh", cap=2), HEAD))
    day.issue()
    assert refused(day.ask(wish, "kiosk-1")) == ("daily-cap", "2")
    day.done(day.at_console(c.SetCap(service="khai-sinh", cap=None), HEAD))
    day.issue()
    day.done(day.at_console(c.SetCap(service="khai-sinh", cap=0), HEAD))
    assert refused(day.ask(wish, "kiosk-1")) == ("daily-cap", "0")


def test_what_was_stopped_or_capped_today_is_as_the_hall_file_has_it_tomorrow() -> None:
    day = Day(centre_plan())
    day.done(day.at_console(c.StopService(service="khai-sinh"), HEAD))
    day.done(day.at_console(c.SetCap(service="khai-sinh", cap=0), HEAD))
    day.tick(DAY)
    day.issue()


@pytest.mark.parametrize(
    "wish", [c.StopService(service="da-bo"), c.ResumeService(service="da-bo"), c.SetCap(service="da-bo", cap=1)]
)
def test_a_service_that_is_not_there_is_said_to_be_unknown(wish: c.Command) -> None:
    assert refused(Day(centre_plan()).at_console(wish, HEAD)) == ("unknown-service", "da-bo")


# --- Messages on the boards -----------------------------------------------------------------------------------


def posted(day: Day, **changes: Any) -> str:
    [event] = day.done(day.at_console(c.PostMessage(vi="Tạm nghỉ", **changes), HEAD))
    assert isinstance(event, e.MessagePosted)
    return event.message


def standing(day: Day, zone: str = "sanh") -> list[str]:
    return [message.message for message in day.hall.messages_in(zone)]


def test_a_message_stands_in_every_zone_or_in_those_it_names_newest_first() -> None:
    day = Day(centre_plan())
    first, second = posted(day), posted(day, zones=["sanh"])
    assert standing(day) == [second, first]
    assert refused(day.at_console(c.PostMessage(vi="Tạm nghỉ", zones=["cho"]), HEAD)) == ("unknown-zone", "cho")


def test_a_message_goes_when_it_is_taken_down_when_its_time_is_over_and_with_the_day() -> None:
    day = Day(centre_plan())
    taken, timed, lasting = posted(day), posted(day, until=day.at + MINUTE), posted(day)
    day.done(day.at_console(c.TakeDownMessage(message=taken), HEAD))
    assert standing(day) == [lasting, timed]
    day.tick(MINUTE - 3_001)
    assert standing(day) == [lasting, timed]
    day.tick(1)
    assert standing(day) == [lasting]
    assert refused(day.at_console(c.TakeDownMessage(message=timed), HEAD)) == ("unknown-message", "")
    day.tick(DAY)
    assert standing(day) == []


def test_no_more_messages_stand_at_once_than_people_read_nor_one_of_the_past() -> None:
    day = Day(centre_plan())
    now = day.at + 1_000
    assert refused(day.at_console(c.PostMessage(vi="Tạm nghỉ", until=now), HEAD)) == ("wrong-times", "")
    posted(day, until=day.at + 1_001)
    for _ in range(4):
        posted(day)
    assert refused(day.at_console(c.PostMessage(vi="Tạm nghỉ"), HEAD)) == ("too-many-messages", "5")


# --- Help -----------------------------------------------------------------------------------------------------


def test_help_is_asked_for_once_and_ends_when_it_came_or_the_officer_goes() -> None:
    day = Day(centre_plan())
    ask, end = c.AskHelp(counter="quay-1", note="người cao tuổi"), c.EndHelp(counter="quay-1")
    assert refused(day.ask(ask)) == ("counter-closed", "quay-1")
    day.open()
    assert refused(day.ask(end)) == ("help-not-asked", "quay-1")
    day.done(day.ask(ask))
    assert day.hall.counters["quay-1"].help == "người cao tuổi"
    assert refused(day.ask(ask)) == ("help-asked", "quay-1")
    day.done(day.ask(end))
    assert day.hall.counters["quay-1"].help is None
    day.done(day.ask(c.AskHelp(counter="quay-1")))
    assert day.hall.counters["quay-1"].help == "", "without a word too"
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    assert day.hall.counters["quay-1"].help is None


def test_an_officer_issues_a_number_from_the_console() -> None:
    day = Day(centre_plan())
    [issued] = day.done(day.at_console(c.IssueTicket(service="khai-sinh", priority="cao-tuoi")))
    assert (issued.device, issued.number) == (CONSOLE, "A001")


@pytest.mark.parametrize("sign", ["\n", "\r", "\x00", "\x1b", "\u2028"])
def test_what_is_said_to_everybody_is_one_line_of_letters(sign: str) -> None:
    said = {"type": "post-message", "by": HEAD, "vi": f"Hệ thống{sign}gián đoạn"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said, c.Command)
