"""Who may wish for what: by the device it comes from, and by who is signed in there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain.plan_devices import Kiosk, Led, Pad, Sign, SignDisplay
from tests.domain.a_day import CONSOLE, HEAD, Day, centre_plan, refused, uid

TICKET = uid(999)
NEXT = c.CallNext(counter="quay-1")
AT_A_COUNTER: list[c.Command] = [
    NEXT,
    c.CallThis(counter="quay-1", ticket=TICKET),
    c.Recall(counter="quay-1"),
    c.StartService(counter="quay-1"),
    c.CompleteService(counter="quay-1"),
    c.MarkNoShow(counter="quay-1"),
    c.Requeue(counter="quay-1"),
    c.Decline(counter="quay-1", reason="x"),
    c.Park(counter="quay-1"),
    c.TakeUp(counter="quay-1", ticket=TICKET),
    c.TakeOver(counter="quay-1", ticket=TICKET, reason="x"),
    c.Defer(counter="quay-1", minutes=5),
    c.Transfer(counter="quay-1", service="sao-y"),
    c.ReturnToSender(counter="quay-1"),
    c.PauseCounter(counter="quay-1"),
    c.ResumeCounter(counter="quay-1"),
    c.CloseCounter(counter="quay-1"),
    c.AskHelp(counter="quay-1"),
    c.EndHelp(counter="quay-1"),
]
ROLL = c.EnterRoll(
    counter="quay-1", service="khai-sinh", first=1, last=2, officer="can-bo-1", from_at=1, until=2, note=""
)
HEADS_OWN: list[c.Command] = [
    c.StopService(service="khai-sinh"),
    c.ResumeService(service="khai-sinh"),
    c.SetCap(service="khai-sinh", cap=5),
    ROLL,
]
AT_THE_DESK: list[c.Command] = [
    c.IssueTicket(service="khai-sinh"),
    c.CheckIn(code="HEN1"),
    c.CancelTicket(ticket=TICKET),
    c.Reinstate(ticket=TICKET),
    c.SetPriority(ticket=TICKET, priority=None),
]
OPEN = c.OpenCounter(counter="quay-1", officer="can-bo-1")
ALL = [*AT_A_COUNTER, *HEADS_OWN, *AT_THE_DESK, OPEN]
NAMES = [type(wish).__name__ for wish in ALL]


def two_sit() -> Day:
    day = Day(centre_plan())
    day.open(1)
    day.open(2)
    return day


def test_a_device_that_is_not_of_the_hall_gets_nothing() -> None:
    assert refused(Day(centre_plan()).ask(NEXT, "la-ai")) == ("unknown-device", "la-ai")


@pytest.mark.parametrize("wish", AT_A_COUNTER, ids=lambda wish: type(wish).__name__)
def test_an_officer_acts_at_his_own_counter_alone(wish: c.Command) -> None:
    day = two_sit()
    assert refused(day.at_console(wish, "can-bo-2")) == ("anothers-counter", "can-bo-1")
    for by in ("can-bo-1", HEAD):
        decision = day.at_console(wish, by)
        assert isinstance(decision, list) or decision.reason not in ("anothers-counter", "head-only", "not-yours")


@pytest.mark.parametrize("wish", HEADS_OWN, ids=lambda wish: type(wish).__name__)
def test_whole_services_and_paper_rolls_are_the_heads(wish: c.Command) -> None:
    day = two_sit()
    assert refused(day.at_console(wish, "can-bo-1")) == ("head-only", "can-bo-1")
    decision = day.at_console(wish, HEAD)
    assert isinstance(decision, list) or decision.reason == "service-not-stopped"


@pytest.mark.parametrize("wish", AT_THE_DESK, ids=lambda wish: type(wish).__name__)
def test_at_the_desk_any_officer_helps_whoever_sits_where(wish: c.Command) -> None:
    decision = two_sit().at_console(wish, "can-bo-3")
    assert isinstance(decision, list) or decision.reason in ("unknown-ticket", "appointment-unknown")


@pytest.mark.parametrize("wish", ALL, ids=NAMES)
def test_a_console_at_which_nobody_is_signed_in_does_nothing(wish: c.Command) -> None:
    day = two_sit()
    assert refused(day.ask(wish, CONSOLE)) == ("unknown-officer", "")
    assert refused(day.at_console(wish, "ai-do")) == ("unknown-officer", "ai-do")


@pytest.mark.parametrize("wish", ALL, ids=NAMES)
def test_a_kiosk_asks_for_tickets_alone(wish: c.Command) -> None:
    decision = two_sit().ask(wish, "kiosk-1")
    may = isinstance(wish, c.IssueTicket | c.CheckIn | c.CancelTicket)
    assert may or refused(decision) == ("not-yours", "kiosk-1")
    assert not may or isinstance(decision, list) or decision.reason != "not-yours"


@pytest.mark.parametrize("wish", ALL, ids=NAMES)
def test_a_caller_acts_at_its_own_counter_alone(wish: c.Command) -> None:
    day = two_sit()
    named = isinstance(wish, c.CallThis | c.TakeOver | c.EnterRoll)
    may = isinstance(wish, c.CancelTicket) or (isinstance(wish, c.AtCounter) and not named)
    own = day.ask(wish, "goi-1")
    assert may or refused(own) == ("not-yours", "goi-1")
    assert not may or isinstance(own, list) or own.reason != "not-yours"
    if not isinstance(wish, c.CancelTicket):
        assert refused(day.ask(wish, "goi-2")) == ("not-yours", "goi-2")


@pytest.mark.parametrize("device", ["kiosk-1", "goi-1"])
def test_where_nobody_signs_in_nobody_is_believed_to_be_somebody(device: str) -> None:
    wish = c.IssueTicket(service="khai-sinh", by=HEAD) if device == "kiosk-1" else replace(NEXT, by=HEAD)
    assert refused(two_sit().ask(wish, device)) == ("not-yours", device)


@pytest.mark.parametrize("wish", ALL, ids=NAMES)
def test_what_only_shows_asks_for_nothing(wish: c.Command) -> None:
    plan = centre_plan()
    display = SignDisplay(address=1, counter="quay-1")
    shows = [
        Led(id="led-1", zone="sanh"),
        Pad(id="pad-1", counter="quay-1"),
        Sign(id="den-1", zone="sanh", line="serial:/dev/null", displays=[display]),
    ]
    day = Day(replace(plan, devices=[*plan.devices, *shows]))
    for device in ("bang-1", "led-1", "pad-1", "den-1"):
        assert refused(day.ask(wish, device)) == ("not-yours", device)


# --- Two officers, one counter; one officer, two --------------------------------------------------------------


def test_two_officers_are_not_at_one_counter() -> None:
    day = two_sit()
    assert refused(day.at_console(replace(OPEN, officer="can-bo-3"), "can-bo-3")) == ("counter-open", "can-bo-1")
    day.done(day.ask(c.PauseCounter(counter="quay-1")))
    assert refused(day.ask(OPEN)) == ("counter-open", "can-bo-1"), "nor while it pauses"


def test_one_officer_is_not_at_two_counters() -> None:
    day = two_sit()
    there = c.OpenCounter(counter="quay-3", officer="can-bo-1")
    assert refused(day.at_console(there, "can-bo-1")) == ("officer-elsewhere", "1")
    day.done(day.ask(c.CloseCounter(counter="quay-1")))
    day.done(day.at_console(there, "can-bo-1"))


def test_an_officer_opens_a_counter_in_his_own_name_and_the_head_in_anybodys() -> None:
    day = Day(centre_plan())
    assert refused(day.at_console(OPEN, "can-bo-2")) == ("not-yours", "can-bo-1")
    day.done(day.at_console(OPEN, HEAD))
    session = day.hall.counters["quay-1"].session
    assert session is not None
    assert session.officer == "can-bo-1"


def test_nobody_unknown_opens_a_counter() -> None:
    assert refused(Day(centre_plan()).at_console(replace(OPEN, officer="ai-do"), HEAD)) == ("unknown-officer", "ai-do")


def test_keys_open_their_counter_for_the_officer_whose_it_is_and_for_nobody_else() -> None:
    day = Day(centre_plan())
    for officer in ("can-bo-2", HEAD):
        assert refused(day.ask(replace(OPEN, officer=officer))) == ("not-yours", "goi-1")
    assert refused(day.ask(replace(OPEN, officer="ai-do"))) == ("unknown-officer", "ai-do"), "two hall files"
    day.done(day.ask(OPEN))


def test_keys_cancel_what_is_in_hand_at_their_counter_and_nothing_else() -> None:
    day = two_sit()
    ticket = day.issue()
    cancel = c.CancelTicket(ticket=ticket)
    assert refused(day.ask(cancel)) == ("not-yours", "goi-1"), "it waits for anybody"
    day.start()
    day.done(day.ask(c.Park(counter="quay-1")))
    assert refused(day.ask(cancel)) == ("not-yours", "goi-1"), "it waits aside"
    day.done(day.ask(c.TakeUp(counter="quay-1", ticket=ticket)))
    assert refused(day.ask(cancel, "goi-2")) == ("not-yours", "goi-2")
    day.done(day.ask(cancel))


def test_a_kiosk_cancels_the_tickets_that_it_gave_out_and_nobody_elses() -> None:
    plan = centre_plan()
    day = Day(replace(plan, devices=[*plan.devices, Kiosk(id="kiosk-2")]))
    ticket = day.issue()
    cancel = c.CancelTicket(ticket=ticket)
    assert refused(day.ask(cancel, "kiosk-2")) == ("not-yours", "kiosk-2")
    [at_the_desk] = day.done(day.at_console(c.IssueTicket(service="khai-sinh")))
    assert refused(day.ask(c.CancelTicket(ticket=at_the_desk.ticket), "kiosk-1")) == ("not-yours", "kiosk-1")
    day.done(day.ask(cancel, "kiosk-1"))


def test_the_head_acts_at_anothers_counter_and_the_ticket_stays_that_officers() -> None:
    day = two_sit()
    ticket = day.issue()
    day.done(day.at_console(NEXT, HEAD))
    assert (day.of(ticket).officer, day.of(ticket).counter) == ("can-bo-1", "quay-1")


def test_what_an_officer_has_in_hand_is_cancelled_by_him_or_the_head_alone() -> None:
    day = two_sit()
    for by in ("can-bo-1", HEAD):
        ticket = day.issue()
        day.start()
        cancel = c.CancelTicket(ticket=ticket)
        number = day.of(ticket).number
        assert refused(day.at_console(cancel, "can-bo-2")) == ("not-yours", number)
        assert refused(day.ask(cancel, "goi-2")) == ("not-yours", "goi-2")
        assert refused(day.ask(cancel, "kiosk-1")) == ("not-yours", number)
        day.done(day.at_console(cancel, by))


@pytest.mark.parametrize(
    "wish",
    [wish for wish in AT_A_COUNTER if not isinstance(wish, c.AskHelp | c.CallThis | c.TakeOver)],
    ids=lambda wish: type(wish).__name__,
)
def test_at_a_closed_counter_nothing_is_done_but_opening_it(wish: c.Command) -> None:
    day = Day(centre_plan())
    reason, _ = refused(day.ask(wish))
    assert reason in ("counter-closed", "no-ticket", "counter-not-paused", "help-not-asked")


def test_a_counter_that_is_not_there_is_said_to_be_unknown_at_the_console_too() -> None:
    assert refused(two_sit().at_console(replace(NEXT, counter="quay-9"))) == ("unknown-counter", "quay-9")
