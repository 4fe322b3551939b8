"""What officers did, when they sat there, and what else is told of a day."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain import events as e
from hall_core.domain.figures.day import summary
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.rows import Act, LatePaper, LateVote, Roll, Running, StaffHour, ToldLate
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.domain.a_day import uid
from tests.domain.figures.told import DAY, MINUTE, Told

HOUR = 60 * MINUTE
MISSED, BACK = e.TicketMissed(ticket=uid(1)), e.TicketReinstated(ticket=uid(1))


def act(deed: Any, minutes: float, n: int = 1, **more: Any) -> Act:
    about = {"officer": "can-bo-1", "counter": "quay-1", "service": "khai-sinh", **more}
    return Act(deed=deed, at=NINE + int(minutes * MINUTE), number=f"A{n:03}", **about)


def test_every_deed_is_told_with_when_where_for_whom_and_why() -> None:
    told = Told().at(0, e.CounterOpened(counter="quay-2", officer="can-bo-2", session=uid(901)))
    told.issue(0, 1).issue(0, 2, service="sao-y").issue(0, 3).issue(0, 4).issue(0, 5)
    told.call(1, 2, out_of_order=True, over=1, reason="ốm", passed=[uid(1), uid(3)]).at(
        2, e.TicketRequeued(ticket=uid(2), where="end", left=True, reason="về")
    )
    told.call(3, 1).start(4, 1).at(5, e.TicketParked(ticket=uid(1), left=True))
    told.at(6, e.TicketTakenUp(ticket=uid(1), counter="quay-2", taken_from="can-bo-1", reason="thay"))
    told.at(7, e.TicketRequeued(ticket=uid(1), where="here", reason="thiếu giấy"))
    told.call(8, 3).at(9, e.TicketRequeued(ticket=uid(3), where="end", declined_by="can-bo-1", reason="người nhà"))
    told.call(10, 4, counter="quay-2").at(10.5, e.TicketMissed(ticket=uid(4)))
    told.call(11, 5).start(11, 5).at(12, e.TicketParked(ticket=uid(5))).at(
        13, e.TicketTakenUp(ticket=uid(5), counter="quay-1")
    )
    second: dict[str, Any] = {"officer": "can-bo-2", "counter": "quay-2"}
    assert summary(told.fold, []).acts == [
        act("out-of-order", 1, 2, service="sao-y", reason="ốm", people=1),
        act("passed", 1, 2, service="sao-y", people=2),
        act("left", 2, 2, service="sao-y", reason="về"),
        act("left", 5),
        act("took-over", 6, reason="thay", **second),
        act("requeued", 7, reason="thiếu giấy", **second),
        act("declined", 9, 3, reason="người nhà"),
        act("no-show", 10.5, 4, after=30_000, **second),
    ]


def test_what_was_done_at_a_counter_where_nobody_sits_was_done_by_nobody() -> None:
    told = Told().issue(0).call(1, counter="quay-9").at(2, MISSED)
    assert told.fold.acts() == [act("no-show", 2, officer=None, counter="quay-9", after=MINUTE)]


def test_one_who_is_missed_without_a_call_was_missed_after_none() -> None:
    told = Told().issue(0).call(1).at(2, MISSED, BACK, MISSED)
    assert [(x.counter, x.officer, x.after) for x in told.fold.acts()] == [
        ("quay-1", "can-bo-1", MINUTE),
        (None, None, None),
    ]


def test_whoever_takes_a_ticket_up_has_served_it() -> None:
    told = Told().at(0, e.CounterOpened(counter="quay-2", officer="can-bo-2", session=uid(901)))
    told.issue(0).call(1).start(2).at(3, e.TicketParked(ticket=uid(1)))
    step = told.at(4, e.TicketTakenUp(ticket=uid(1), counter="quay-2")).complete(5).step()
    assert (step.counter, step.officer) == ("quay-2", "can-bo-2")


def test_who_waits_again_is_at_no_counter() -> None:
    told = (
        Told()
        .issue(0)
        .call(1)
        .at(2, e.TicketRequeued(ticket=uid(1), where="end"))
        .at(3, e.TicketExpired(ticket=uid(1)))
    )
    assert (told.step().counter, told.step().officer, told.step().abandoned) == (None, None, True)


def test_a_step_tells_by_the_clock_when_it_came_was_called_began_and_ended() -> None:
    step = Told().issue(0).call(1).call(2, again=True).start(3).complete(4).step()
    moments = (step.came, step.first_call, step.last_call, step.started, step.ended)
    assert moments == tuple(NINE + n * MINUTE for n in range(5))
    left = Told().issue(0).at(1, e.TicketExpired(ticket=uid(1))).step()
    assert (left.first_call, left.last_call, left.started, left.wait_last, left.walking, left.service_time) == (
        None,
    ) * 6


def test_the_second_service_waits_since_it_was_sent_there_and_the_visit_lasts_from_the_ticket() -> None:
    told = Told().at(2).issue(5, issued_at=NINE + MINUTE).call(6).start(7)
    first, second = (
        told.at(8, e.TicketStepEnded(ticket=uid(1), service="sao-y")).call(9).start(10).complete(11).fold.steps()
    )
    assert ([first.came, second.came], [first.sojourn, second.sojourn]) == (
        [NINE + MINUTE, NINE + 8 * MINUTE],
        [None, 10 * MINUTE],
    )


def test_one_who_is_taken_back_was_called_as_before_and_a_number_that_nobody_saw_was_not() -> None:
    back_in_line = e.TicketRequeued(ticket=uid(1), where="end")
    declined = e.TicketRequeued(ticket=uid(1), where="end", declined_by="can-bo-1")
    done = Told().issue(0, 1).issue(0, 2).call(1, 2, passed=[uid(1)])
    for _ in range(2):
        done.call(2, 1, over=1, out_of_order=True, reason="ốm").call(3, 1, again=True).at(4, back_in_line)
        done.call(5, 1).at(6, declined).call(7, 1).at(8, e.TicketDeferred(ticket=uid(1), until=0))
    back = done.call(9, 1).at(10, MISSED).at(11, BACK).at(12, MISSED).at(13, BACK)
    step = back.at(14, e.TicketExpired(ticket=uid(1))).step()
    assert (step.recalls, step.over, step.out_of_order) == (2, 2, 2)
    assert (step.requeued, step.declined, step.deferred, step.passed) == (2, 2, 2, 1)
    assert (step.missed, step.reinstated, step.first_call) == (2, 2, None)
    back.at(15, e.TicketRenumbered(ticket=uid(1), number="A900", void="A001"))
    unseen = back.at(16, e.TicketExpired(ticket=uid(1))).step()
    assert (unseen.missed, unseen.recalls, unseen.over, unseen.out_of_order) == (0, 0, 0, 0)


def test_service_began_when_it_did_at_first() -> None:
    told = Told().issue(0).call(1).start(2).at(3, e.TicketRequeued(ticket=uid(1), where="end"))
    assert told.call(4).start(5).complete(6).step().started == NINE + 2 * MINUTE


@pytest.mark.parametrize("closed", [True, False])
def test_a_number_in_place_of_the_hubs_waits_since_the_citizen_came(closed: bool) -> None:
    told = Told().at(1).issue(5).call(6)
    if closed:
        told.at(7, MISSED)
    told.at(8, e.TicketRenumbered(ticket=uid(1), number="A900", void="A001", place=1, issued_at=NINE + MINUTE))
    step = told.call(9).start(10).complete(11).step()
    assert not step.clock_moved
    assert (step.number, step.came, step.sojourn, step.missed) == ("A900", NINE + MINUTE, 10 * MINUTE, 0)
    assert step.first_call == NINE + (9 if closed else 6) * MINUTE


def test_a_number_in_place_of_the_hubs_keeps_its_place_where_none_is_told() -> None:
    told = Told().issue(5).at(8, e.TicketRenumbered(ticket=uid(1), number="A900", void="A001", issued_at=NINE))
    assert told.at(9, e.TicketExpired(ticket=uid(1))).step().came == NINE + 5 * MINUTE


def test_a_day_that_is_not_over_counts_who_waits_who_is_served_and_who_is_aside() -> None:
    told = Told()
    for n in range(1, 10):
        told.issue(0, n)
    told.call(1, 1).call(1, 2).start(1, 2).call(1, 3).start(1, 3).at(2, e.TicketParked(ticket=uid(3)))
    told.call(2, 4).at(2, e.TicketDeferred(ticket=uid(4), until=0)).call(2, 5).start(2, 5).complete(3, 5)
    assert told.fold.running() == Running(day=DAY, as_of=NINE + 3 * MINUTE, waiting=4, at_counters=2, aside=2)


def test_a_day_that_gets_its_date_is_that_day() -> None:
    told = Told().at(1, e.DayDated(day="2026-11-22"))
    assert (summary(told.fold, []).day, told.fold.clock.moves) == ("2026-11-22", 1)


def test_of_a_day_without_any_event_nothing_is_told() -> None:
    fold = DayFold()
    assert fold.running() == Running(day="", as_of=0, waiting=0, at_counters=0, aside=0)
    assert (fold.ended, fold.steps(), fold.acts()) == ([], [], [])


def test_officers_stand_in_order_with_their_hours_open_and_paused() -> None:
    told = Told().at(10, e.CounterOpened(counter="quay-2", officer="an", session=uid(901)))
    told.at(20, e.CounterPaused(counter="quay-2", reason="")).at(50, e.CounterResumed(counter="quay-2"))
    told.at(
        60,
        e.CounterClosed(counter="quay-2"),
        e.CounterClosed(counter="quay-9"),
        e.CounterPaused(counter="quay-9", reason=""),
    )
    told.at(150, e.CallUnseen(call=uid(1)))
    assert summary(told.fold, []).staff == [
        StaffHour("an", 9, 20 * MINUTE, 30 * MINUTE),
        StaffHour("can-bo-1", 9, HOUR, 0),
        StaffHour("can-bo-1", 10, HOUR, 0),
        StaffHour("can-bo-1", 11, HOUR // 2, 0),
    ]


def test_an_officer_who_has_just_come_has_not_been_there_yet() -> None:
    assert Told().fold.presence.hours(Told().fold.clock) == []


def entered(service: str, first: int, last: int) -> e.RollEntered:
    return e.RollEntered(
        service=service, counter="quay-1", officer="can-bo-1", first=first, last=last, missed=2, from_at=3, until=4
    )


def test_a_paper_roll_is_told_as_it_was_entered_and_no_more_once_it_was_wrong() -> None:
    blocks = [entered("sao-y", 1, 9), entered("sao-y", 1, 8), entered("sao-y", 2, 9), entered("khai-sinh", 1, 9)]
    told = Told().at(1, *blocks, e.RollVoided(service="sao-y", first=1, last=9, reason="nhầm"))
    rolls = [
        Roll(service=s, counter="quay-1", officer="can-bo-1", first=a, last=b, missed=2, from_at=3, until=4)
        for s, a, b in (("sao-y", 1, 8), ("sao-y", 2, 9), ("khai-sinh", 1, 9))
    ]
    assert summary(told.fold, []).rolls == rolls
    assert [roll.people for roll in rolls] == [8, 8, 9]


def test_what_is_told_of_earlier_days_is_kept_for_those() -> None:
    late = e.TicketReported(
        day="2026-11-20", ticket=uid(7), number="A900", service="sao-y", priority=None, device="kiosk-1", issued_at=0
    )
    paper = e.PaperReported(day="2026-11-19", ticket=uid(8), paper="failed", device="kiosk-1", at=0)
    day = summary(Told().at(1, late, paper).vote(2, 60, "neutral", "pad-2").fold, [])
    assert day.told_late == [ToldLate(day="2026-11-20", ticket=uid(7), service="sao-y")]
    assert day.late_papers == [LatePaper(day="2026-11-19", ticket=uid(8), paper="failed")]
    assert day.late_votes == [LateVote(offer=uid(60), level="neutral", device="pad-2")]


def test_a_ticket_of_an_earlier_day_is_no_step_of_this_one() -> None:
    told = Told().issue(0).call(1).start(2).complete(3)
    assert [(step.ticket, step.step, step.offer) for step in told.fold.steps()] == [(uid(1), 1, None)]


def test_what_the_last_event_has_ended_is_known_until_the_next() -> None:
    told = Told().served(0, 1)
    assert [step.visit.ticket for step in told.fold.ended] == [uid(1)]
    assert told.issue(5, 2).fold.ended == []
