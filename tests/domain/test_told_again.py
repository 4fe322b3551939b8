"""Step by step: what is recorded of each answer that boxes hold of a lost ledger."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import recovering
from hall_core.domain.held import HeldTicket, held_ticket
from tests.domain.a_day import CONSOLE, HEAD, Day, centre_plan, refused, uid
from tests.domain.lost_answers import CALL, EPOCH, SEQ, called, events, held, number, restored, told


@pytest.mark.parametrize(
    ("epoch", "seq", "lost"),
    [(EPOCH, SEQ, False), (EPOCH, SEQ + 1, True), (EPOCH + 1, 1, True), (EPOCH - 1, 99, False)],
)
def test_what_stood_behind_the_copys_end_is_lost(epoch: int, seq: int, lost: bool) -> None:
    answer = held(1, CALL, epoch=epoch, seq=seq)
    assert recovering.lost(restored().hall, answer) == lost
    assert not recovering.lost(Day().hall, answer), "nothing was, where no copy was put in place"


def test_a_device_tells_how_much_of_what_it_holds_is_news_and_the_last_portion_ends_the_wait() -> None:
    day = restored("goi-1", "kiosk-1")
    tell = c.TellHeld(epoch=8, held=[held(0, CALL), held(1, CALL), held(2, CALL)], last=False)
    assert day.ask(tell) == [e.DeviceTold(device="goi-1", answers=2, all=False, at=day.at)]
    assert day.hall.restored is not None
    assert day.hall.restored.waits == {"goi-1", "kiosk-1"}
    day.done(day.ask(replace(tell, last=True)))
    assert day.hall.restored.waits == {"kiosk-1"}
    assert refused(Day().ask(tell)) == ("not-recovering", "")


def test_of_devices_that_the_hall_file_does_not_have_any_more_nobody_waits() -> None:
    day = restored("goi-1", "cu")
    known = day.hall.restored
    assert known is not None
    assert (known.waits, known.as_of, known.epoch, known.seq) == ({"goi-1"}, day.at, EPOCH, SEQ)


def test_a_skipped_device_is_in_the_ledger_with_why_and_when_and_one_that_tells_after_all_is_skipped_no_more() -> None:
    day = restored("goi-1")
    skip = c.SkipDevice(device="goi-1", reason="cháy", by=HEAD)
    assert refused(day.ask(replace(skip, reason=" "), CONSOLE)) == ("reason-needed", "goi-1")
    assert day.ask(skip, CONSOLE) == [e.DeviceSkipped(device="goi-1", reason="cháy", at=day.at)]
    assert refused(day.ask(skip, CONSOLE)) == ("not-recovering", "goi-1")
    assert day.hall.restored is not None
    assert day.hall.restored.skipped == {"goi-1"}
    day.done(day.ask(c.TellHeld(epoch=8, held=[], last=True)))
    assert day.hall.restored.skipped == frozenset()


@pytest.mark.parametrize("gives_numbers", ["kiosk-1", CONSOLE])
def test_numbers_that_a_skipped_device_may_have_given_out_are_passed_over(gives_numbers: str) -> None:
    day = restored(gives_numbers, issued=3)
    day.done(day.ask(c.SkipDevice(device=gives_numbers, reason="cháy", by=HEAD), CONSOLE))
    *passed, end = events(told(day))
    assert end == e.HubRecovered(answers=0)
    assert passed[:3] == [
        e.NumbersPassed(service="khai-sinh", value=103),
        e.NumbersPassed(service="sao-y", value=13),
        e.NumbersPassed(service="thu-phi", value=100),
    ]
    assert day.hall.last_value["khai-sinh"] == 103


def test_a_skipped_call_box_gave_none() -> None:
    day = restored("goi-1")
    day.done(day.ask(c.SkipDevice(device="goi-1", reason="cháy", by=HEAD), CONSOLE))
    assert events(told(day)) == [e.HubRecovered(answers=0)]


def test_answers_come_in_the_order_of_the_lost_ledger_each_once_at_its_time_and_for_its_wish() -> None:
    day = restored()
    second, first = number(2, 2, epoch=EPOCH + 1, seq=1), number(1, 1)
    steps = told(day, ("kiosk-1", second), ("kiosk-1", first), ("kiosk-1", first))
    assert [(event.ticket, at, by) for event, at, by in steps[:-1]] == [  # type: ignore[union-attr]
        (first.id, 1, first.id),
        (second.id, 2, second.id),
    ]
    assert events(steps) == [*first.recorded.events, *second.recorded.events, e.HubRecovered(answers=2)]
    assert day.hall.last_value["khai-sinh"] == 2


def test_whoever_came_before_those_of_the_copy_stands_before_them() -> None:
    day = restored(issued=1)
    early = number(1, 7)
    [issued, _] = events(told(day, ("kiosk-1", early)))
    assert isinstance(issued, e.TicketIssued)
    assert (issued.place, issued.issued_at) == (1, 1)
    assert day.numbers() == ["A007", "A001"]


def test_what_a_box_could_not_have_been_answered_is_told_as_such() -> None:
    day = restored()
    forged = number(1, 1, device="kiosk-1")
    steps = told(day, ("kiosk-9", forged))
    assert steps[0] == (e.AnswerUnfit(command=forged.id, device="kiosk-9", what="not-yours"), 1, forged.id)


@pytest.mark.parametrize("first", [True, False])
def test_who_tells_in_another_ones_name_takes_nothing_from_whom_it_is(*, first: bool) -> None:
    day, ticket = restored(), number(1, 1)
    both = [("goi-1", ticket), ("kiosk-1", ticket)]
    steps = told(day, *(both if first else reversed(both)))
    assert e.AnswerUnfit(command=ticket.id, device="goi-1", what="not-yours") in events(steps)
    assert day.numbers() == ["A001"]


def test_what_does_not_fit_is_told_by_its_name_and_nothing_behind_it_is_done() -> None:
    day = restored(issued=1)
    answer = held(1, CALL, e.TicketCompleted(ticket=uid(2)), e.CounterPaused(counter="quay-1", reason=""))
    steps = told(day, ("goi-1", answer))
    assert steps[:-1] == [(e.AnswerUnfit(command=answer.id, device="goi-1", what="ticket-completed"), 1, answer.id)]
    assert day.hall.counters["quay-1"].status == "open"


def test_the_day_turns_before_what_was_answered_on_the_next() -> None:
    day = restored(issued=1)
    steps = told(day, ("kiosk-1", number(1, 1, day="2026-11-22")))
    kinds = [type(event) for event in events(steps)]
    assert kinds == [e.TicketExpired, e.CounterClosed, e.DayBegan, e.TicketIssued, e.HubRecovered]
    assert [by for _, _, by in steps[:3]] == [None] * 3
    assert steps[2][0] == e.DayBegan(day="2026-11-22")


def known(number: str, **changes: Any) -> HeldTicket:
    ticket = {"service": "khai-sinh", "priority": "cao-tuoi", "language": "en", "device": "kiosk-1", "issued_at": 1}
    return HeldTicket(**{"id": uid(900), "number": number, **ticket, **changes})


@pytest.mark.parametrize(
    ("ticket", "value", "reserve"),
    [
        (known("A003"), 3, False),
        (known("A002"), 2, True),  # the hub's count is beyond it
        (known("A950"), 0, True),  # of a kiosk's reserve
        (known("A003", service="thu-phi"), 3, True),  # it was sent on: its number is of another service
    ],
)
def test_of_whom_only_the_caller_tells_is_made_again_from_what_the_caller_holds(
    ticket: HeldTicket, value: int, reserve: bool
) -> None:
    day = restored(issued=2)
    steps = told(day, ("goi-1", held(5, CALL, called(5, uid(900)), tickets=[ticket])))
    made, at, by = steps[0]
    assert isinstance(made, e.TicketIssued)
    assert (made.ticket, made.number, made.service) == (uid(900), ticket.number, ticket.service)
    assert (made.value, made.reserve, made.place, made.issued_at) == (value, reserve, 1, 1)
    assert (made.priority, made.language, made.device) == ("cao-tuoi", "en", "kiosk-1")
    assert (at, by) == (5, None)
    assert day.of(uid(900)).state == "called"


def test_the_first_number_of_a_day_is_the_hubs_own_too() -> None:
    steps = told(restored(), ("goi-1", held(5, CALL, called(5, uid(900)), tickets=[known("A001")])))
    made = steps[0][0]
    assert isinstance(made, e.TicketIssued)
    assert (made.value, made.reserve) == (1, False)


def test_whoever_came_last_of_all_is_made_again_as_come_when_he_came() -> None:
    day = restored(issued=1)
    late = day.at + 5
    steps = told(
        day, ("goi-1", held(5, CALL, called(5, uid(900)), at=late + 9, tickets=[known("A002", issued_at=late)]))
    )
    made = steps[0][0]
    assert isinstance(made, e.TicketIssued)
    assert (made.place, made.issued_at, day.of(uid(900)).issued_at) == (None, late, late)


@pytest.mark.parametrize("counter", ["quay-1", "quay-9"])
def test_nobody_is_put_aside_for_a_call_that_cannot_have_been(counter: str) -> None:
    day = restored(issued=1)
    [ticket] = day.everybody()
    day.take([called(0, ticket.id)])
    who = uid(999) if counter == "quay-1" else ticket.id
    answer = held(1, c.CallNext(counter=counter), called(1, who, counter=counter))
    steps = told(day, (CONSOLE, answer))
    assert events(steps)[:-1] == [e.AnswerUnfit(command=answer.id, device=CONSOLE, what="ticket-called")]
    assert day.of(ticket.id).state == "called"


def test_where_another_one_was_called_the_hand_was_free() -> None:
    day = restored(issued=2)
    first, second = (ticket.id for ticket in day.everybody())
    day.take([called(0, first)])
    answer = held(1, CALL, called(1, second), tickets=[held_ticket(day.of(second))])
    steps = told(day, ("goi-1", answer))
    assert events(steps)[:2] == [e.TicketServiceStarted(ticket=first), e.TicketParked(ticket=first, left=True)]
    assert [by for _, _, by in steps[:3]] == [None, None, answer.id]
    assert day.hall.counters["quay-1"].ticket == second


@pytest.mark.parametrize("officer", ["can-bo-2", "can-bo-1", "ai-do", None])
def test_a_counter_of_which_nobody_tells_that_it_was_opened_is_open_when_its_officer_is_known_and_nowhere_else(
    officer: str | None,
) -> None:
    day = restored(issued=1)
    [ticket] = day.everybody()
    answer = held(1, c.CallNext(counter="quay-2"), called(1, ticket.id, counter="quay-2"), officer=officer)
    steps = told(day, ("goi-2", answer))
    opened = [event for event in events(steps) if isinstance(event, e.CounterOpened)]
    free = officer == "can-bo-2"
    assert opened == ([e.CounterOpened(counter="quay-2", officer="can-bo-2", session=answer.id)] if free else [])
    assert (day.of(ticket.id).state == "called") == free


def test_sequences_and_places_count_on_from_what_there_is() -> None:
    day = restored(issued=2)
    first, second = (ticket.id for ticket in day.everybody())
    again = held(2, c.Requeue(counter="quay-1"), e.TicketRequeued(ticket=first, where="end", place=99))
    further = held(3, CALL, called(3, second, sequence=40))
    last = held(4, c.MarkNoShow(counter="quay-1"), e.TicketMissed(ticket=second))
    more = held(5, CALL, called(5, first, sequence=2))
    answers = [held(1, CALL, called(1, first)), again, further, last, more]
    steps = told(day, *(("goi-1", answer) for answer in answers))
    requeued = next(event for event in events(steps) if isinstance(event, e.TicketRequeued))
    assert requeued.place == 3
    assert [event.sequence for event in events(steps) if isinstance(event, e.TicketCalled)] == [1, 40, 41]


# --- Who can have been answered so ----------------------------------------------------------------------------

ISSUE, CANCEL = c.IssueTicket(service="khai-sinh"), c.CancelTicket(ticket=uid(1))
COMPLETE = c.CompleteService(counter="quay-1")
CANCELLED, COMPLETED = e.TicketCancelled(ticket=uid(1), reason=""), e.TicketCompleted(ticket=uid(1))
[ISSUED] = number(1, 1).recorded.events
STOPPED = e.ServiceStopped(service="sao-y", reason="")


@pytest.mark.parametrize(
    ("device", "answer", "its_own"),
    [
        (CONSOLE, held(1, COMPLETE, STOPPED), True),
        ("kiosk-1", held(1, ISSUE, ISSUED), True),
        ("kiosk-1", held(1, CANCEL, CANCELLED), True),
        ("kiosk-1", held(1, CALL, ISSUED), False),
        ("kiosk-1", held(2, ISSUE, ISSUED), False),  # another wish's number
        ("kiosk-2", held(1, ISSUE, ISSUED), False),
        ("kiosk-1", held(1, ISSUE, ISSUED, COMPLETED), False),
        ("goi-1", held(1, CALL, COMPLETED, called(1, uid(1))), True),
        ("goi-1", held(1, COMPLETE, COMPLETED), True),
        ("goi-1", held(1, CANCEL, CANCELLED), True),
        ("goi-1", held(1, CANCEL, COMPLETED), False),
        ("goi-1", held(1, CALL, called(1, uid(1), counter="quay-2")), False),
        ("goi-1", held(1, c.CallNext(counter="quay-2"), called(1, uid(1), counter="quay-2")), False),
        ("goi-1", held(1, c.CallNext(counter="quay-2"), COMPLETED), False),
        ("goi-1", held(1, COMPLETE, STOPPED), False),
        ("goi-1", held(1, ISSUE, COMPLETED), False),
        ("bang-1", held(1, COMPLETE, COMPLETED), False),
        ("ai-do", held(1, COMPLETE, COMPLETED), False),
    ],
)
def test_a_box_tells_of_what_its_own_keys_can_have_done(device: str, answer: c.Held, its_own: bool) -> None:
    day = Day(centre_plan())
    assert bool(recovering.is_its_own(day.hall, device, answer)) == its_own


# --- A device that was skipped and is back --------------------------------------------------------------------


def back(day: Day, answer: c.Held, device: str = "kiosk-1") -> list[recovering.Step]:
    return list(recovering.late(day.hall, device, answer))


def test_its_numbers_of_today_wait_where_their_citizens_came_and_are_no_news_a_second_time() -> None:
    day = restored(issued=1)
    answer = number(1, 7)
    told(day)
    [(issued, at, by)] = back(day, answer)
    assert isinstance(issued, e.TicketIssued)
    assert (issued.place, issued.issued_at, issued.reserve, at, by) == (1, 1, True, 1, answer.id)
    day.take([issued])
    assert back(day, answer) == []


@pytest.mark.parametrize("changes", [{"day": "2026-11-20"}, {}])
def test_its_numbers_of_another_day_or_that_somebody_else_has_by_now_are_known_and_wait_nowhere(changes: Any) -> None:
    day = restored(issued=1)
    answer = number(1, 1, priority="cao-tuoi", **changes)
    [(reported, at, by)] = back(day, answer)
    assert reported == e.TicketReported(
        day=changes.get("day", "2026-11-21"),
        ticket=answer.id,
        number="A001",
        service="khai-sinh",
        priority="cao-tuoi",
        device="kiosk-1",
        issued_at=1,
    )
    assert (at, by) == (1, answer.id)
    day.take([reported])
    assert back(day, answer) == []


def test_what_it_did_otherwise_has_had_its_turn_and_what_the_copy_has_is_no_news() -> None:
    day = restored(issued=1)
    [ticket] = day.everybody()
    assert back(day, held(1, CALL, called(1, ticket.id)), "goi-1") == []
    assert back(day, number(0, 7)) == []
    assert back(day, number(1, 7), "kiosk-2") == [], "nor what is another one's"
