"""What is told again of a lost ledger is recorded where it can have happened, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.fitting import fits, out_of_hand
from tests.domain.a_day import Day, centre_plan, uid

STATES = ("waiting", "called", "serving", "parked", "deferred", "no_show", "cancelled", "completed")
OPEN = {"waiting", "called", "serving", "parked", "deferred"}
IN_HAND = {"called", "serving"}
NEW = uid(777)


def day_with(state: str) -> tuple[Day, str]:
    """The first ticket at the first counter, or what became of it; the third is open and free, the second shut."""
    day = Day(centre_plan())
    day.open(1)
    day.open(3)
    ticket = day.issue()
    wishes: dict[str, list[c.Command]] = {
        "parked": [c.Park(counter="quay-1")],
        "deferred": [c.Defer(counter="quay-1", minutes=5)],
        "no_show": [c.MarkNoShow(counter="quay-1")],
        "cancelled": [c.CancelTicket(ticket=ticket)],
        "completed": [c.CompleteService(counter="quay-1")],
    }
    if state in ("called", "deferred", "no_show", "cancelled"):
        day.call()
    elif state != "waiting":
        day.start()
    for wish in wishes.get(state, []):
        day.done(day.ask(wish))
    assert day.of(ticket).state == state
    return day, ticket


def called(ticket: str, **changes: Any) -> e.TicketCalled:
    there = {"counter": "quay-3", "call": NEW, "zone": "sanh", "sequence": 9}
    return e.TicketCalled(ticket=ticket, **{**there, **changes})


def of(ticket: str) -> list[tuple[e.TicketEvent, set[str]]]:
    """Each event of this ticket, and the states in which it fits."""
    return [
        (called(ticket), {"waiting", "deferred"}),
        (called(ticket, counter="quay-1", again=True), {"called"}),
        (e.TicketServiceStarted(ticket=ticket), {"called"}),
        (e.TicketMissed(ticket=ticket), {"called"}),
        (e.TicketCompleted(ticket=ticket), {"serving"}),
        (e.TicketStepEnded(ticket=ticket, service="sao-y"), {"serving"}),
        (e.TicketStepEnded(ticket=ticket, service="da-bo"), set()),
        (e.TicketParked(ticket=ticket), {"serving"}),
        (e.TicketTransferred(ticket=ticket, service="sao-y", counter="quay-1"), IN_HAND),
        (e.TicketTransferred(ticket=ticket, service="da-bo", counter="quay-1"), set()),
        (e.TicketRequeued(ticket=ticket, where="own-place"), IN_HAND),
        (e.TicketDeferred(ticket=ticket, until=1), IN_HAND),
        (e.TicketTakenUp(ticket=ticket, counter="quay-1"), {*IN_HAND, "parked"}),
        (e.TicketTakenUp(ticket=ticket, counter="quay-2"), set()),
        (e.TicketTakenUp(ticket=ticket, counter="quay-3"), {*IN_HAND, "parked"}),
        (e.TicketTakenUp(ticket=ticket, counter="quay-9"), set()),
        (e.TicketReinstated(ticket=ticket), {"no_show", "cancelled"}),
        (e.TicketCancelled(ticket=ticket, reason=""), OPEN),
        (e.TicketPrioritised(ticket=ticket, priority=None), OPEN),
        (e.TicketExpired(ticket=ticket), set()),
    ]


@pytest.mark.parametrize("state", STATES)
def test_a_ticket_goes_on_only_from_where_it_stands(state: str) -> None:
    day, ticket = day_with(state)
    fitting = [event for event, _ in of(ticket) if fits(day.hall, event)]
    assert fitting == [event for event, states in of(ticket) if state in states]
    assert not any(fits(day.hall, event) for event, _ in of(NEW)), "nothing becomes of a ticket that is not there"


@pytest.mark.parametrize(
    "changes", [{"counter": "quay-2"}, {"counter": "quay-9"}, {"zone": "cho"}, {"call": "known"}, {"counter": "quay-1"}]
)
def test_nobody_is_called_where_nobody_sits_or_where_another_one_is_nor_twice_by_one_call(changes: Any) -> None:
    day, _ = day_with("called")
    another = day.issue()
    [known] = day.hall.calls
    assert fits(day.hall, called(another))
    assert not fits(day.hall, called(another, **{k: known if v == "known" else v for k, v in changes.items()}))


def test_a_call_is_repeated_at_its_own_counter_alone_and_a_ticket_goes_into_no_hand_that_holds_another() -> None:
    day, ticket = day_with("called")
    another = day.issue()
    assert day.call(3) == another
    assert not fits(day.hall, called(ticket, again=True))
    assert not fits(day.hall, e.TicketTakenUp(ticket=ticket, counter="quay-3"))


def test_a_number_is_issued_once_and_for_a_service_that_is_there() -> None:
    day, ticket = day_with("waiting")
    first = e.TicketIssued(
        ticket=NEW, number="A9", value=9, service="khai-sinh", priority=None, language="vi", device="kiosk-1"
    )
    assert fits(day.hall, first)
    assert not fits(day.hall, replace(first, ticket=ticket))
    assert not fits(day.hall, replace(first, service="da-bo"))


@pytest.mark.parametrize(
    ("then", "fitting"),
    [
        ([], {"paused", "help"}),
        ([c.CloseCounter(counter="quay-1")], {"opened"}),
        ([c.PauseCounter(counter="quay-1")], {"resumed", "help", "closed"}),
        ([c.AskHelp(counter="quay-1")], {"paused", "help over"}),
    ],
    ids=["called", "closed", "paused", "help asked"],
)
def test_a_counter_goes_on_only_from_how_it_stands(then: list[c.Command], fitting: set[str]) -> None:
    day, _ = day_with("called" if not then or isinstance(then[0], c.AskHelp) else "completed")
    for wish in then:
        day.done(day.ask(wish))
    at = {"counter": "quay-1"}
    all = {
        "opened": e.CounterOpened(**at, officer="can-bo-1", session=NEW),
        "opened by nobody": e.CounterOpened(**at, officer="ai-do", session=NEW),
        "opened by one who sits elsewhere": e.CounterOpened(**at, officer="can-bo-3", session=NEW),
        "paused": e.CounterPaused(**at, reason=""),
        "resumed": e.CounterResumed(**at),
        "closed": e.CounterClosed(**at),
        "help": e.HelpAsked(**at),
        "help over": e.HelpEnded(**at),
        "unknown": e.CounterPaused(counter="quay-9", reason=""),
    }
    assert {name for name, event in all.items() if fits(day.hall, event)} == fitting


def test_what_the_head_did_fits_once() -> None:
    day = Day(centre_plan())
    stop, resume = (e.ServiceStopped(service="sao-y", reason=""), e.ServiceResumed(service="sao-y"))
    roll = e.RollEntered(
        service="sao-y", counter="quay-1", officer="can-bo-1", first=1, last=9, missed=0, from_at=1, until=2
    )
    void = e.RollVoided(service="sao-y", first=1, last=9, reason="")
    post = e.MessagePosted(message=NEW, vi="x", en="x", zones=["sanh"], until=None)
    down, cap = e.MessageTakenDown(message=NEW), e.ServiceCapped(service="sao-y", cap=1)

    def fitting() -> list[bool]:
        return [fits(day.hall, event) for event in (stop, resume, roll, void, post, down, cap)]

    assert fitting() == [True, False, True, False, True, False, True]
    day.take([stop, roll, post])
    assert fitting() == [False, True, True, True, False, True, True]
    unknown = (replace(stop, service="da-bo"), replace(cap, service="da-bo"), replace(roll, service="da-bo"))
    assert not any(fits(day.hall, event) for event in (*unknown, replace(void, last=8), replace(void, first=2)))


def test_what_is_no_answer_to_a_wish_fits_nowhere() -> None:
    assert not fits(Day().hall, e.DayBegan(day="2026-11-22"))


@pytest.mark.parametrize("state", ["called", "serving"])
def test_whoever_is_in_a_hand_that_was_empty_again_waits_aside_under_his_officers_name(state: str) -> None:
    day, ticket = day_with(state)
    out = out_of_hand(day.hall, ticket)
    assert all(fits(day.hall, event) for event in out[:1])
    day.take(out)
    assert (day.of(ticket).state, day.of(ticket).officer) == ("parked", "can-bo-1")
    assert out[-1] == e.TicketParked(ticket=ticket, left=True)
