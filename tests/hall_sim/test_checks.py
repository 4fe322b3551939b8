from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.hall import Hall, evolve, picture
from hall_sim.checks import faults
from hall_sim.happened import Happened
from hall_sim.said import Done, Numbered, Papered, Seen, Voted
from tests.domain.a_day import uid
from tests.hall_sim.made import DAY, RecordedDay, a_good_day, first, other, plan_with_reserve, twice, without

PLAN = plan_with_reserve()
Spoil = Callable[[list[Happened]], None]


def test_nothing_is_wrong_with_a_good_day() -> None:
    day = a_good_day()
    assert faults(PLAN, day.happened, day.said, live=picture(day.hall)) == []


def reserve(value: int, day: int = 0) -> f.IssuedHere:
    """Of a kiosk's own, one a day."""
    return f.IssuedHere(ticket=uid(value + 1_000 * day), number=f"A{value}", value=value, service="khai-sinh", day=DAY)


def test_nothing_is_wrong_where_nothing_happened() -> None:
    assert faults(PLAN, []) == []


def test_nothing_is_wrong_with_a_morning_that_nobody_knew_to_be_another_day_nor_with_its_waits() -> None:
    day = a_good_day()
    day.hear(reserve(901))
    day.tick(120_000, trusted=False)
    came = day.issue()
    day.hear(reserve(901, 1), clock_trusted=False)
    day.tick(23 * 3_600_000, came={came, uid(1901)})
    day.hear(reserve(902))
    assert [day.of(uid(ticket)).state for ticket in (901, 1901, 902)] == ["expired", "waiting", "waiting"]
    day.tick(300_000)
    assert day.call(1) == came
    day.done(day.ask(c.StartService(counter="quay-1")))
    day.done(day.ask(c.CompleteService(counter="quay-1")))
    assert faults(PLAN, day.happened, live=picture(day.hall)) == []
    fold = DayFold()
    for event, at in day.happened:
        fold.take(event, at)
    [step] = [step for step in fold.steps() if step.ticket == came]
    assert (fold.day, step.wait_first) == ("2026-11-22", 301_000), "the night is nobody's wait"
    day.tick(24 * 3_600_000)
    assert faults(PLAN, day.happened, live=picture(day.hall)) == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without(e.DayBegan), "begins in the middle of a day"),
        (twice(e.DayBegan), "the day 2026-11-21 began after 2026-11-21"),
        (twice(e.TicketIssued, ticket=uid(77)), "A001 was given twice on 2026-11-21"),
        (twice(e.TicketIssued, nth=3, ticket=uid(77)), "A900 was given twice on 2026-11-21"),
        (twice(e.TicketIssued), "was issued twice, as A001 and A001"),
        (other(e.TicketIssued, nth=1, number="A003", value=3), "A003 was issued where A002 was next"),
        (other(e.TicketIssued, nth=3, value=950, number="A950"), "A950 is no number that kiosk-1 may give"),
        (other(e.TicketIssued, nth=3, reserve=False), "A900 is no number that kiosk-1 may give"),
        (other(e.TicketIssued, service="gone"), "was issued for gone, which the hall file does not have"),
        (without(e.TicketIssued), "which was never issued"),
        (without(e.TicketCalled), "was waiting, and then came ticket-missed"),
        (without(e.TicketServiceStarted), "was called, and then came ticket-parked"),
        (without(e.TicketMissed), "had A002 in hand, and took"),
        (without(e.CounterOpened), "quay-1 took A002, and nobody sat there"),
        (twice(e.TicketMissed), "was no_show, and then came ticket-missed"),
        (twice(e.TicketCompleted), "was completed, and then came ticket-completed"),
        (twice(e.CounterOpened), "was opened by can-bo-1 though can-bo-1 sat there"),
        (other(e.CounterOpened, nth=1, officer="can-bo-1"), "can-bo-1 sat down at quay-2, and was at quay-1 already"),
        (other(e.TicketCalled, nth=1, counter="quay-2"), "called again to quay-2, where it was not called"),
        (other(e.TicketCalled, nth=1, sequence=5), "a call of sanh is number 5, where 2 was next"),
        (other(e.TicketCalled, zone="lau-2"), "was made in lau-2, which is not its zone"),
        (twice(e.TicketCalled, sequence=2, again=True), "was made twice"),
        (twice(e.CallShown), "was painted, and had been painted"),
        (other(e.CallShown, call=uid(5)), "a call that was never made"),
        (twice(e.VoteRecorded), "a second vote for the offer"),
        (other(e.VoteRecorded, ticket=uid(5)), "counts for another ticket"),
        (other(e.TicketCalled, over=0), "says over 0, but it was 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_day_is_told_in_words(spoil: Spoil, words: str) -> None:
    happened = a_good_day().happened
    spoil(happened)
    assert any(words in fault for fault in faults(PLAN, happened))


def test_a_call_out_of_order_needs_its_reason() -> None:
    happened = a_good_day().happened
    other(e.TicketCalled, nth=2, out_of_order=True)(happened)
    assert any("out of order without a reason" in fault for fault in faults(PLAN, happened))


def _line(head_start: int, people: list[str | None], order: list[int]) -> list[str]:
    """What is said of a counter that calls these people, elderly or not, in this order."""
    service, *others = PLAN.services
    plan = replace(PLAN, services=[replace(service, priority_head_start=head_start), *others])
    day = RecordedDay()
    day.open(1)
    tickets = [day.issue(group) for group in people]
    arrivals = [day.of(ticket).arrival for ticket in tickets]
    for n, who in enumerate(order):
        over = sum(arrivals[one] < arrivals[who] for one in set(range(len(people))) - set(order[:n]))
        called = e.TicketCalled(
            ticket=tickets[who], counter="quay-1", call=uid(500 + n), zone="sanh", sequence=n + 1, over=over
        )
        ends = e.TicketServiceStarted(ticket=tickets[who]), e.TicketCompleted(ticket=tickets[who])
        day.happened += [(event, day.at) for event in (called, *ends)]
    return faults(plan, day.happened)


def test_who_came_first_for_the_same_service_is_called_first() -> None:
    assert _line(2, [None, None], [0, 1]) == []
    assert any("was called before A001, who came first" in fault for fault in _line(2, [None, None], [1, 0]))


def test_nobody_is_overtaken_by_more_than_the_bound() -> None:
    found = _line(7, [None, *["cao-tuoi"] * 8], [1, 2, 3, 4, 5, 6, 7, 8, 0])
    assert any("A001 was overtaken by 8 people, more than the bound 7" in fault for fault in found)


def test_after_so_many_calls_that_stepped_over_somebody_comes_who_was_first() -> None:
    three = [None, "cao-tuoi", "cao-tuoi", "cao-tuoi"]
    assert any("3 calls of quay-1 in a row stepped over" in fault for fault in _line(9, three, [1, 2, 3, 0]))
    assert _line(9, three, [1, 2, 0, 3]) == []


def test_nobody_steps_over_more_people_than_his_own_head_start() -> None:
    """Within the bound of the hall, which is another service's."""
    day = RecordedDay()
    day.open(2)  # copies have a head start of one there
    births = [day.issue() for _ in range(2)]
    copies = [day.issue(service="sao-y") for _ in range(2)]
    for n, ticket in enumerate(copies):
        day.happened.append(
            (
                e.TicketCalled(ticket=ticket, counter="quay-2", call=uid(500 + n), zone="sanh", sequence=n + 1, over=2),
                day.at,
            )
        )
        day.happened += [(kind(ticket=ticket), day.at) for kind in (e.TicketServiceStarted, e.TicketCompleted)]
    found = faults(PLAN, day.happened)
    assert any("overtaken by more people than their head starts allow" in fault for fault in found), births


def test_no_day_ends_with_somebody_of_whom_nothing_is_told() -> None:
    day = a_good_day()
    day.tick(24 * 3_600_000)
    assert faults(PLAN, day.happened) == []
    del day.happened[first(day.happened, e.TicketExpired)]
    assert any("nothing tells what became of" in fault for fault in faults(PLAN, day.happened))


def test_numbers_that_come_round_again_are_given_twice_only_once_the_first_has_gone() -> None:
    day = RecordedDay()
    day.open(1)
    for _ in range(5):
        day.issue(service="sao-y")
        day.serve(1)
    assert faults(PLAN, day.happened) == []
    issued = [event.number for event, _ in day.happened if isinstance(event, e.TicketIssued)]
    assert issued[4] == issued[0] == "B10"
    del day.happened[first(day.happened, e.TicketCompleted)]
    assert any("B10 was given twice" in fault for fault in faults(PLAN, day.happened))


def test_a_replay_that_differs_from_the_live_hall_is_told_with_what_differs() -> None:
    day = a_good_day()
    hall = Hall(PLAN)
    for event, at in day.happened[:-1]:
        evolve(hall, event, at)
    [fault] = faults(PLAN, day.happened, live=picture(hall))
    assert "the replay differs from the state of live in" in fault
    assert "counters" in fault


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without(e.TicketIssued, nth=3), "kiosk-1 has A900, and the ledger knows no such ticket"),
        (other(e.TicketIssued, nth=3, number="A901"), "kiosk-1 has A900, and the ledger says A901"),
        (without(e.TicketPrinted), "kiosk-1 printed A001, and the ledger does not say so"),
        (without(e.TicketPrintFailed), "kiosk-1 failed B10, and the ledger does not say so"),
        (without(e.TicketCalled), "showed A002 at quay-1, a call that is not in the ledger"),
        (other(e.TicketCalled, counter="quay-2"), "showed A002 at quay-1, and the ledger called A002 to quay-2"),
        (without(e.VoteRecorded), "has taken a vote"),
        (without(e.TicketCompleted, nth=1), "was told that complete is done with A001"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_answered_and_is_not_in_the_ledger_is_told(spoil: Spoil, words: str) -> None:
    day = a_good_day()
    spoil(day.happened)
    assert any(words in fault for fault in faults(PLAN, day.happened, day.said))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Numbered(ticket=uid(1), number="A001", device="kiosk-1", day=DAY, at=0), "knows no such ticket"),
        (Seen(call=uid(1), number="A001", counter="quay-1", device="bang-1", at=0), "a call that is not in the ledger"),
        (Done(wish="transfer", ticket=uid(1), device="goi-1", at=0), "was told that transfer is done"),
        (Voted(offer=uid(1), device="kiosk-1", at=0), "the ledger has none"),
        (Papered(ticket=uid(1), paper="printed", device="kiosk-1", at=0), "the ledger does not say so"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_was_told_what_never_happened_is_believed(one: Any, words: str) -> None:
    found = faults(PLAN, a_good_day().happened, [one])
    assert any(words in fault for fault in found)


def test_the_ledger_says_printed_of_nothing_that_no_printer_gave_out() -> None:
    day = a_good_day()
    papers = [one for one in day.said if not (isinstance(one, Papered) and one.ticket == day.said[0].ticket)]  # type: ignore[union-attr]
    assert any("says that A001 is on paper" in fault for fault in faults(PLAN, day.happened, papers))


def test_a_deed_done_twice_is_in_the_ledger_twice() -> None:
    day = a_good_day()
    done = next(one for one in day.said if isinstance(one, Done))
    assert any("complete is done" in fault for fault in faults(PLAN, day.happened, [done, done]))


def test_every_wish_that_an_officer_may_have_about_a_ticket_is_known_to_the_checks() -> None:
    from hall_sim.check_said import DONE

    about = {c.CancelTicket, c.Reinstate, c.SetPriority} | {
        kind for kind in c.AtCounter.__subclasses__() if kind not in NOT_ABOUT_TICKETS
    }
    assert {str(kind.__struct_config__.tag) for kind in about} == set(DONE)


NOT_ABOUT_TICKETS = {c.OpenCounter, c.PauseCounter, c.ResumeCounter, c.CloseCounter, c.AskHelp, c.EndHelp, c.EnterRoll}
