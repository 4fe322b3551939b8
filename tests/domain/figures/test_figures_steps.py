"""What a step's times and outcome are, each by a day small enough to compute by hand."""

from __future__ import annotations

from hall_core.domain import events as e
from tests.domain.a_day import uid
from tests.domain.figures.told import MINUTE, Told, minutes


def test_a_step_waits_walks_is_served_and_stays_for_the_whole_of_it() -> None:
    step = Told().issue(0).call(5).start(6).complete(16).step()
    times = [step.wait_first, step.wait_last, step.walking, step.service_time, step.sojourn]
    assert list(map(minutes, times)) == [5, 5, 1, 10, 16]
    assert (step.outcome, step.counter, step.officer, step.hold) == ("completed", "quay-1", "can-bo-1", None)


def test_a_recall_moves_the_last_call_and_not_the_first() -> None:
    step = Told().issue(0).call(5).call(7, again=True).start(8).complete(10).step()
    assert (minutes(step.wait_first), minutes(step.wait_last), minutes(step.walking)) == (5, 7, 1)
    assert step.recalls == 1


def test_time_on_hold_is_no_time_of_service() -> None:
    told = Told().issue(0).call(1).start(2).at(5, e.TicketParked(ticket=uid(1)))
    step = told.at(9, e.TicketTakenUp(ticket=uid(1), counter="quay-1")).complete(12).step()
    assert (minutes(step.service_time), minutes(step.hold), minutes(step.sojourn)) == (6, 4, 12)


def test_the_time_told_to_come_back_later_is_no_waiting() -> None:
    told = Told().issue(0).call(2).at(3, e.TicketDeferred(ticket=uid(1), until=0))
    step = told.at(33, e.TicketReturned(ticket=uid(1))).call(40).start(41).complete(50).step()
    assert (minutes(step.wait_first), minutes(step.wait_last), step.deferred) == (2, 10, 1)


def test_what_was_served_before_a_requeue_is_service_and_no_waiting() -> None:
    told = Told().issue(0).call(2).start(3).at(7, e.TicketRequeued(ticket=uid(1), where="own-place"))
    step = told.call(10).start(11).complete(20).step()
    assert (minutes(step.wait_last), minutes(step.service_time), step.requeued) == (6, 13, 1)


def test_a_cancelled_ticket_is_no_no_show() -> None:
    told = Told().issue(0, 1).issue(0, 2).call(1, 2).at(3, e.TicketMissed(ticket=uid(2)))
    told.at(4, e.TicketCancelled(ticket=uid(1), reason=""))
    assert [step.outcome for step in told.fold.steps()] == ["cancelled", "no_show"]
    assert [step.abandoned for step in told.fold.steps()] == [True, False]


def test_one_cancelled_in_an_officers_hand_was_not_abandoned() -> None:
    step = Told().issue(0).call(1).start(2).at(3, e.TicketCancelled(ticket=uid(1), reason="")).step()
    assert (step.outcome, step.abandoned) == ("cancelled", False)


def test_one_that_was_never_on_paper_and_never_called_was_nobodys() -> None:
    told = Told()
    issued = e.TicketIssued(
        ticket=uid(1), number="A001", value=1, service="khai-sinh", priority=None, language="vi", device="kiosk-1"
    )
    step = told.at(0, issued).at(1, e.TicketCancelled(ticket=uid(1), reason="")).step()
    assert (step.outcome, step.abandoned) == ("void", False)


def test_one_still_waiting_when_the_day_turns_was_abandoned_and_one_on_hold_was_not() -> None:
    told = Told().issue(0, 1).issue(0, 2).call(1, 2).start(2, 2).at(3, e.TicketParked(ticket=uid(2)))
    told.at(60, e.TicketExpired(ticket=uid(1)), e.TicketExpired(ticket=uid(2)))
    assert [(step.outcome, step.abandoned) for step in told.fold.steps()] == [("expired", True), ("expired", False)]


def test_one_who_is_reinstated_waits_anew_and_is_no_no_show() -> None:
    told = Told().issue(0, service="sao-y").call(1).at(2, e.TicketMissed(ticket=uid(1)))
    told.at(30, e.TicketReinstated(ticket=uid(1)))
    step = told.call(34).start(35).complete(40).step()
    assert (step.outcome, minutes(step.wait_first), step.missed, step.reinstated) == ("completed", 4, 1, 1)
    assert (step.service, minutes(step.sojourn)) == ("sao-y", 40)


def test_a_visit_of_two_services_is_two_steps_and_one_stay() -> None:
    told = Told().issue(0).call(1).start(2).at(5, e.TicketStepEnded(ticket=uid(1), service="sao-y"))
    told.call(9).start(10).complete(12)
    first, second = told.fold.steps()
    assert (first.service, first.outcome, first.sojourn) == ("khai-sinh", "completed", None)
    assert (second.service, second.step, minutes(second.wait_first), minutes(second.sojourn)) == ("sao-y", 2, 4, 12)


def test_a_transfer_ends_the_step_as_transferred() -> None:
    told = Told().issue(0).call(1).start(2)
    told.at(6, e.TicketTransferred(ticket=uid(1), service="sao-y", counter="quay-1", to_counter="quay-2"))
    assert (told.step().outcome, minutes(told.step().service_time)) == ("transferred", 4)


def test_a_ticket_that_a_kiosk_gave_out_alone_waits_since_then() -> None:
    told = Told().at(1)
    issued_at = told.fold.clock.by_the_clock(0)
    step = told.issue(10, issued_at=issued_at, reserve=True).call(12).start(13).complete(14).step()
    assert minutes(step.wait_first) == 12


def test_a_number_nobody_had_seen_was_not_missed_under_it() -> None:
    told = Told().issue(0).call(1).at(2, e.TicketMissed(ticket=uid(1)))
    told.at(3, e.TicketRenumbered(ticket=uid(1), number="A900", void="A001")).call(6).start(7).complete(8)
    step = told.step()
    assert (step.number, step.outcome, minutes(step.wait_first), step.missed) == ("A900", "completed", 6, 0)


def test_a_clock_that_went_back_makes_no_negative_time() -> None:
    told = Told().issue(0).call(5).start(-20).complete(-10)
    step = told.step()
    assert (minutes(step.wait_first), minutes(step.walking), minutes(step.service_time)) == (5, 0, 10)
    assert step.clock_moved


def test_a_day_that_gets_its_date_has_not_lasted_for_the_years_between() -> None:
    told = Told().issue(0).at(30_000_000, e.DayDated(day="2083-12-03")).call(30_000_005).start(30_000_006)
    step = told.complete(30_000_007).step()
    assert minutes(step.wait_first) == 5
    assert step.came == told.fold.clock.by_the_clock(0)


def test_what_nobody_closed_ends_with_the_last_thing_that_happened() -> None:
    told = Told().issue(0).call(10).start(11)
    told.at(19 * 60, e.TicketExpired(ticket=uid(1)), e.CounterClosed(counter="quay-1"))
    [hour] = told.fold.presence.hours(told.fold.clock)
    assert (hour.officer, hour.hour, hour.open) == ("can-bo-1", 9, 11 * MINUTE)


def test_presence_is_told_by_the_hour_and_pauses_apart() -> None:
    told = Told().at(30, e.CounterPaused(counter="quay-1", reason="")).at(45, e.CounterResumed(counter="quay-1"))
    told.at(70, e.CounterClosed(counter="quay-1"))
    hours = [(x.hour, minutes(x.open), minutes(x.paused)) for x in told.fold.presence.hours(told.fold.clock)]
    assert hours == [(9, 45, 15), (10, 10, 0)]


def test_an_officers_deeds_are_told_with_who_and_why() -> None:
    told = Told().issue(0, 1).issue(0, 2).issue(0, 3)
    told.call(1, 2, out_of_order=True, over=1, reason="hẹn trước").at(1.2, e.TicketMissed(ticket=uid(2)))
    told.call(2, 3, passed=[uid(1)])
    told.at(3, e.TicketRequeued(ticket=uid(3), where="own-place", declined_by="can-bo-1", reason="người nhà"))
    told.call(4, 1).at(5, e.TicketRequeued(ticket=uid(1), where="end"))
    acts = [(act.deed, act.officer, act.number, act.reason) for act in told.fold.acts()]
    assert acts == [
        ("out-of-order", "can-bo-1", "A002", "hẹn trước"),
        ("no-show", "can-bo-1", "A002", ""),
        ("passed", "can-bo-1", "A003", ""),
        ("declined", "can-bo-1", "A003", "người nhà"),
        ("requeued", "can-bo-1", "A001", ""),
    ]
    assert told.fold.acts()[1].after == 12_000


def test_a_vote_of_the_day_stands_with_its_step_and_one_of_an_earlier_day_is_kept_apart() -> None:
    told = Told().served(0, 1, offer=50).vote(5, 50, "neutral").vote(6, 51)
    assert told.step().rating == "neutral"
    assert [vote.offer for vote in told.fold.late_votes] == [uid(51)]
