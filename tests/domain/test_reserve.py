"""Numbers that a kiosk gave out alone: where they stand, what they void, and what is kept of them."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.hall import Hall, evolve, picture
from tests.domain.a_day import RECALL_GAP, Day, refused, uid

ISSUE = c.IssueTicket(service="khai-sinh")
DAY = 24 * 3600 * 1000


def here(n: int = 1, **changes: Any) -> f.IssuedHere:
    """The n-th number of a kiosk's reserve."""
    fact = {"ticket": uid(900 + n), "number": f"A{899 + n}", "value": 899 + n, "service": "khai-sinh"}
    return f.IssuedHere(**{**fact, "day": "2026-11-21", **changes})


def test_a_ticket_told_late_stands_where_its_citizen_came() -> None:
    day = Day()
    for _ in range(3):
        day.issue()
    [issued] = day.hear(here(), ago=1_500)
    assert isinstance(issued, e.TicketIssued)
    assert (issued.place, issued.issued_at, issued.reserve) == (2, day.at - 1_500, True)
    assert day.numbers() == ["A001", "A900", "A002", "A003"]
    assert [ticket.arrival for ticket in day.everybody()] == [1, 2, 3, 4]


def test_numbers_of_one_kiosk_keep_their_order_though_a_hub_started_anew_measures_its_clock_anew() -> None:
    day = Day()
    day.hear(here(1), ago=1_000)
    [issued] = day.hear(here(2), ago=1_001)
    assert isinstance(issued, e.TicketIssued)
    assert issued.issued_at == day.at - 1_000
    assert day.numbers() == ["A900", "A901"]


@pytest.mark.parametrize(("apart", "order"), [(2_000, ["A900", "A901"]), (2_001, ["A901", "A900"])])
def test_two_measurements_of_a_clock_differ_by_two_seconds_at_most(apart: int, order: list[str]) -> None:
    day = Day()
    day.hear(here(1), ago=1_000)
    day.hear(here(2), ago=1_000 + apart)
    assert day.numbers() == order


def test_a_clock_that_was_set_back_keeps_nobody_behind_those_of_before() -> None:
    day = Day()
    day.hear(here(1))
    day.hear(here(2), ago=3_600_000)
    assert day.numbers() == ["A901", "A900"]


def test_a_number_that_its_kiosk_gives_again_while_nobody_knows_the_day_was_another_day_s_before() -> None:
    day = Day()
    day.hear(here(1))
    again = here(1, ticket=uid(7))
    [gone, issued] = day.hear(again, clock_trusted=False)
    assert gone == e.TicketExpired(ticket=uid(901))
    assert isinstance(issued, e.TicketIssued)
    assert [(ticket.id, ticket.state) for ticket in day.everybody()] == [(uid(901), "expired"), (uid(7), "waiting")]
    assert day.hear(again, clock_trusted=False) == [], "told twice"


def test_one_who_came_last_stands_last() -> None:
    day = Day()
    day.issue()
    [issued] = day.hear(here())
    assert isinstance(issued, e.TicketIssued)
    assert issued.place is None
    assert day.numbers() == ["A001", "A900"]


def test_a_priority_group_that_the_service_does_not_know_is_kept_and_gives_no_head_start() -> None:
    """The kiosk may have another hall file; so may have had the hub, on the day whose ledger is read."""
    day = Day()
    day.issue(service="sao-y")
    day.hear(here(service="sao-y", number="B90", priority="cao-tuoi"))
    assert day.of(uid(901)).priority == "cao-tuoi"
    assert (day.hall.lines["sao-y"].ordinary, day.hall.lines["sao-y"].priority) == ([1, 2], [])
    day.open()
    assert day.order() == ["B10", "B90"]


def test_who_was_called_already_stays_called_and_the_late_one_is_next() -> None:
    day = Day()
    day.open()
    for _ in range(3):
        day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    day.hear(here(), ago=5_000)
    assert day.numbers()[0] == "A900", "he came first of all"
    [called] = [ticket for ticket in day.hall.tickets.values() if ticket.state == "called"]
    assert (called.number, called.arrival) == ("A001", 2)
    day.ask(c.StartService(counter="quay-1"))
    day.ask(c.CallNext(counter="quay-1"))
    assert day.hall.tickets[uid(901)].state == "called"


def test_a_reserve_moves_neither_the_hubs_own_count_nor_escapes_the_days() -> None:
    day = Day()
    day.issue()
    day.hear(here())
    day.issue()
    assert day.numbers() == ["A001", "A900", "A002"]
    assert day.hall.issued["khai-sinh"] == 3


def test_a_number_the_hub_gave_to_the_same_intent_is_void() -> None:
    day = Day()
    [issued] = day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    assert day.hear(here()) == [e.TicketRenumbered(ticket=uid(901), number="A900", void=issued.number)]
    ticket = day.hall.tickets[uid(901)]
    assert (ticket.number, ticket.state, len(day.hall.tickets)) == ("A900", "waiting", 1)
    assert (day.hall.still_open("A001"), day.hall.still_open("A900")) == (False, True)
    assert day.hear(here()) == [], "told again, it changes nothing"
    assert day.numbers() == ["A900"]


def test_who_stands_where_he_came_already_gets_his_number_and_nothing_else() -> None:
    day = Day()
    day.issue()
    day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    renumbered = e.TicketRenumbered(ticket=uid(901), number="A900", void="A002")
    assert day.hear(here(), ago=500) == [renumbered]


def test_who_was_put_behind_others_stays_there_when_his_own_number_is_told() -> None:
    day = Day()
    day.open()
    day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    came = day.at
    day.issue()
    day.call()
    day.done(day.ask(c.Requeue(counter="quay-1", where="end")))
    day.hear(here(), ago=day.at - came)
    assert day.numbers() == ["A002", "A900"]


@pytest.mark.parametrize("ending", ["no-show", "cancelled", "cancelled while away", "completed"])
def test_who_was_closed_under_the_void_number_waits_again_in_his_place(ending: str) -> None:
    day = Day()
    day.open()
    day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    day.issue()
    if ending == "cancelled":
        day.done(day.ask(c.CancelTicket(ticket=uid(901)), "kiosk-1"))
    else:
        day.done(day.ask(c.CallNext(counter="quay-1")))
    if ending == "no-show":
        day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    if ending == "cancelled while away":
        day.done(day.ask(c.Defer(counter="quay-1", minutes=5)))
        day.done(day.ask(c.CancelTicket(ticket=uid(901)), "kiosk-1"))
    if ending == "completed":
        day.done(day.ask(c.StartService(counter="quay-1")))
        day.done(day.ask(c.CompleteService(counter="quay-1")))
    day.hear(here(), ago=2_000)
    ticket = day.hall.tickets[uid(901)]
    assert (ticket.number, ticket.state, ticket.arrival, ticket.calls) == ("A900", "waiting", 1, 0)
    assert {ticket.counter, ticket.officer, ticket.called_at, ticket.last_called_at} == {None}
    assert {ticket.started_at, ticket.ended_at, ticket.back_at} == {None}
    day.done(day.ask(c.CallNext(counter="quay-1")))
    assert day.hall.tickets[uid(901)].state == "called"


def test_a_command_that_came_late_does_not_cost_its_citizen_the_place() -> None:
    """The hub was away; the kiosk gave a number of its own; then the command it had sent again and again came first."""
    day = Day()
    day.issue()
    came = day.at + 500
    day.issue()
    day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    day.issue()
    assert day.numbers() == ["A001", "A002", "A003", "A004"]
    [renumbered] = day.hear(here(), ago=day.at - came)
    assert isinstance(renumbered, e.TicketRenumbered)
    assert (renumbered.place, renumbered.issued_at) == (2, came)
    assert day.of(uid(901)).issued_at == came
    assert day.numbers() == ["A001", "A900", "A002", "A004"]
    assert [ticket.arrival for ticket in day.everybody()] == [1, 2, 3, 4]
    assert day.hall.lines["khai-sinh"].ordinary == [1, 2, 3, 4]


def test_in_an_officers_hand_it_stays_there_under_its_new_number() -> None:
    day = Day()
    day.open()
    day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    day.done(day.ask(c.CallNext(counter="quay-1")))
    before = day.hall.counters["quay-1"]
    day.hear(here())
    assert day.hall.tickets[uid(901)].state == "called"
    assert day.hall.counters["quay-1"].ticket == uid(901)
    now = day.hall.counters["quay-1"]
    assert now.version > before.version, "an officer who saw the other number looks again"
    assert now.since == before.since
    day.at += RECALL_GAP
    [recalled] = day.done(day.ask(c.Recall(counter="quay-1")))
    assert day.hall.calls[recalled.call].number == "A900"


def test_who_is_to_come_back_later_comes_back_under_his_new_number() -> None:
    day = Day()
    day.open()
    day.done(day.ask(ISSUE, "kiosk-1", id=uid(901)))
    day.call()
    day.done(day.ask(c.Defer(counter="quay-1", minutes=1)))
    day.hear(here())
    assert (day.of(uid(901)).state, day.of(uid(901)).number) == ("deferred", "A900")
    assert e.TicketReturned(ticket=uid(901)) in day.tick(60_000)
    assert day.order() == ["A900"]


def test_the_command_that_comes_after_its_own_reserve_number_issues_nothing() -> None:
    day = Day()
    day.hear(here())
    assert refused(day.ask(ISSUE, "kiosk-1", id=uid(901))) == ("already-issued", "A900")


def test_what_was_given_up_issues_nothing_when_it_comes_after_all() -> None:
    day = Day()
    assert day.hear(f.GivenUp(ticket=uid(901))) == [e.IntentVoided(ticket=uid(901))]
    assert day.hear(f.GivenUp(ticket=uid(901))) == []
    assert refused(day.ask(ISSUE, "kiosk-1", id=uid(901))) == ("given-up", "")


def test_a_number_given_up_waits_no_longer_unless_it_is_called() -> None:
    day = Day()
    day.open()
    first, second = day.issue(), day.issue()
    day.ask(c.CallNext(counter="quay-1"))
    assert day.hear(f.GivenUp(ticket=first)) == [], "that one is the officer's to end"
    assert day.hear(f.GivenUp(ticket=second, reason="no answer")) == [
        e.TicketCancelled(ticket=second, reason="no answer")
    ]


def test_who_gave_up_and_then_got_a_reserve_number_after_all_has_it() -> None:
    day = Day()
    day.hear(f.GivenUp(ticket=uid(901)))
    day.hear(here())
    assert day.hall.tickets[uid(901)].state == "waiting"


def test_a_ticket_of_yesterday_is_kept_in_the_ledger_and_waits_nowhere() -> None:
    day = Day()
    day.issue()
    before = day.hall.lines["khai-sinh"].ordinary[:]
    [reported] = day.hear(here(day="2026-11-20", priority="cao-tuoi"), ago=DAY)
    assert isinstance(reported, e.TicketReported)
    assert (reported.day, reported.issued_at) == ("2026-11-20", day.at - DAY)
    assert (reported.device, reported.priority) == ("kiosk-1", "cao-tuoi")
    assert day.hall.lines["khai-sinh"].ordinary == before
    assert refused(day.ask(ISSUE, "kiosk-1", id=uid(901))) == ("given-up", "")


def test_while_the_hub_does_not_know_its_own_day_nothing_is_of_yesterday() -> None:
    day = Day()
    [issued] = day.hear(here(), ago=DAY, clock_trusted=False)
    assert isinstance(issued, e.TicketIssued)


def test_a_ticket_for_a_service_that_is_gone_is_kept_in_the_ledger() -> None:
    day = Day()
    [reported] = day.hear(here(service="da-bo"))
    assert isinstance(reported, e.TicketReported)
    assert (reported.service, reported.number, day.hall.tickets) == ("da-bo", "A900", {})


def test_a_priority_ticket_told_late_has_its_head_start_from_its_own_place() -> None:
    day = Day()
    day.open()
    for _ in range(4):
        day.issue()
    day.hear(here(priority="cao-tuoi"), ago=500)
    assert day.numbers() == ["A001", "A002", "A003", "A900", "A004"]
    called = []
    for _ in range(5):
        day.serve()
        called.append(max(day.hall.calls.values(), key=lambda call: call.sequence).number)
    assert called == ["A001", "A002", "A900", "A003", "A004"]


def test_the_days_told_late_replay_to_the_same_hall() -> None:
    day = Day()
    log: list[tuple[e.Event, int]] = []
    take, day.take = day.take, lambda events: log.extend((event, day.at) for event in events) or take(events)  # type: ignore[method-assign]
    begun = e.DayBegan(day=day.hall.day)
    for n in range(1, 4):
        day.issue()
        day.hear(here(n), ago=700)
    day.hear(f.GivenUp(ticket=uid(1)))
    again = Hall(day.hall.plan)
    for event, at in [(begun, day.at), *log]:
        evolve(again, event, at)
    assert picture(again) == picture(day.hall)


@pytest.mark.parametrize(
    ("told", "paper"),
    [
        ([], "unknown"),
        ([f.PaperFailed(ticket=uid(1), reason="paper-out")], "failed"),
        ([f.PaperFailed(ticket=uid(1), reason="paper-out"), f.PaperPrinted(ticket=uid(1))], "printed"),
        ([f.PaperPrinted(ticket=uid(1)), f.PaperPrinted(ticket=uid(1), again=True)], "reprinted"),
        ([f.PaperPrinted(ticket=uid(1)), f.PaperFailed(ticket=uid(1), reason="paper-out")], "printed"),
        ([f.PaperPrinted(ticket=uid(1), again=True), f.PaperPrinted(ticket=uid(1))], "reprinted"),
        ([f.PaperFailed(ticket=uid(1), reason="paper-out"), f.PaperPrinted(ticket=uid(1), again=True)], "reprinted"),
    ],
)
def test_issued_printed_failed_and_reprinted_are_told_apart(told: list[f.Fact], paper: str) -> None:
    day = Day()
    day.issue()
    for fact in told:
        day.hear(fact)
    assert day.hall.tickets[uid(1)].paper == paper


def test_every_reprint_is_recorded() -> None:
    day = Day()
    ticket = day.issue()
    again = f.PaperPrinted(ticket=ticket, again=True)
    assert [day.hear(again), day.hear(again)] == [[e.TicketReprinted(ticket=ticket)]] * 2
