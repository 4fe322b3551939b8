"""Figures of a part: by the way people came, of one officer or service alone, of a day that is not over."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.figures.channels import Channel
from hall_core.domain.figures.day import summary
from hall_core.domain.figures.narrowing import Only, belongs, narrowed, only_of
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report, report_of
from hall_core.domain.figures.roster import Roster, roster_of
from hall_core.domain.plan_devices import Console
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.domain.a_day import uid
from tests.domain.figures.told import DAY, MINUTE, Told


def the_roster() -> Roster:
    plan = make_plan()
    return roster_of(replace(plan, devices=[*plan.devices, Console(id="ban-may")]))


def only(told: Told, words: str) -> Report:
    roster, narrow = the_roster(), only_of(words)
    steps = told.fold.steps()
    mine = [step for step in steps if belongs(narrow, roster)(step)]
    return report_of([narrowed(summary(told.fold, steps), mine, narrow, roster)], roster, period_of(DAY), only=narrow)


def ended(told: Told, *numbers: int) -> Told:
    return told.at(90, *(e.TicketCancelled(ticket=uid(n), reason="") for n in numbers))


def issued(n: int, device: str = "kiosk-1") -> e.TicketIssued:
    return e.TicketIssued(
        ticket=uid(n), number=f"A{n:03}", value=n, service="khai-sinh", priority=None, language="vi", device=device
    )


def test_every_way_to_a_number_is_counted_apart_and_all_together_are_all_people() -> None:
    told = Told().issue(0, 1).issue(0, 2).issue(0, 3, appointment="HEN001").issue(0, 4, reserve=True)
    for n, device in ((5, "ban-may"), (6, "gone-1")):
        told.at(1, issued(n, device), e.TicketPrinted(ticket=uid(n)))
    ended(told, *range(1, 7))
    roll = e.RollEntered(
        service="sao-y", counter="quay-1", officer="can-bo-1", first=1, last=2, missed=0, from_at=0, until=60_000
    )
    told.at(91, roll)
    report = report_of([summary(told.fold, told.fold.steps())], the_roster(), period_of(DAY), told_late=2)
    assert report.channels == [
        Channel("kiosk", 2, 20.0),
        Channel("desk", 1, 10.0),
        Channel("appointment", 1, 10.0),
        Channel("reserve", 1, 10.0),
        Channel("other", 1, 10.0),
        Channel("roll", 2, 20.0),
        Channel("told-late", 2, 20.0),
    ]


def test_a_number_that_a_cut_off_kiosk_gave_in_place_of_the_hubs_is_of_its_reserve() -> None:
    told = Told().issue(0).at(1, e.TicketRenumbered(ticket=uid(1), number="A900", void="A001"))
    assert ended(told, 1).step().reserve


def test_the_second_service_of_a_visit_came_by_no_channel() -> None:
    told = Told().issue(0).call(1).start(2).at(5, e.TicketStepEnded(ticket=uid(1), service="sao-y"))
    told.call(9).start(10).complete(12)
    report = report_of([summary(told.fold, told.fold.steps())], the_roster(), period_of(DAY))
    assert report.channels == [Channel("kiosk", 1, 100.0)]


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ("service=khai-sinh", 2),
        ("service=sao-y", 1),
        ("agency=tu-phap", 3),
        ("counter=quay-1", 3),
        ("officer=can-bo-1", 3),
        ("officer=can-bo-2", 0),
        ("hour=9", 2),
        ("hour=10", 1),
    ],
)
def test_figures_are_narrowed_to_one_of_a_kind(words: str, steps: int) -> None:
    told = Told().served(0, 1).served(10, 2).issue(70, 3, service="sao-y").call(71, 3).start(72, 3).complete(75, 3)
    report = only(told, words)
    assert report.whole.tally["steps"] == steps
    assert sum(line.tally["steps"] for line in report.tables["hour"]) == steps


@pytest.mark.parametrize("words", ["", "officer", "officer=", "colour=red", "hour=noon"])
def test_what_figures_cannot_be_narrowed_to_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        only_of(words)


def test_one_officers_figures_have_his_own_deeds_and_calls_alone() -> None:
    told = Told().at(0, e.CounterOpened(counter="quay-2", officer="can-bo-2", session=uid(901)))
    told.issue(0, 1).issue(0, 2).issue(0, 3)
    told.call(1, 3, out_of_order=True, over=2, reason="đi cùng người ốm").at(2, e.TicketMissed(ticket=uid(3)))
    told.call(3, 2, counter="quay-2", out_of_order=True, over=1, reason="người già")
    told.at(4, e.TicketMissed(ticket=uid(2)))
    report = only(told, "officer=can-bo-2")
    assert [(x.officer, x.calls, x.out_of_order, x.no_shows) for x in report.skips] == [("can-bo-2", 1, 1, 1)]
    assert [act.reason for act in report.out_of_order] == ["người già"]
    assert [line.key for line in report.tables["officer"]] == ["can-bo-2"]


@pytest.mark.parametrize(("votes", "shown"), [(9, None), (10, 100.0)])
def test_the_fewest_answers_count_for_the_whole_of_one_officer_too(votes: int, shown: float | None) -> None:
    told = Told()
    for n in range(1, votes + 1):
        told.served(n * 10, n, offer=500 + n).vote(n * 10 + 5, 500 + n)
    report = only(told, "officer=can-bo-1")
    lines = [report.whole, *report.tables["agency"], *report.tables["month"]]
    assert [line.satisfied for line in lines] == [shown] * 3
    assert only(told, "agency=tu-phap").whole.satisfied == 100.0


def test_a_day_that_is_not_over_tells_where_everybody_is() -> None:
    told = Told().served(0, 1)
    for n in range(2, 8):
        told.issue(5, n)
    told.call(6, 2).start(7, 2).at(8, e.TicketParked(ticket=uid(2)))
    told.call(8, 3).at(9, e.TicketDeferred(ticket=uid(3), until=NINE_IN_THE_MORNING + 90 * MINUTE))
    told.call(10, 4).start(11, 4).call(12, 5, counter="quay-2")
    now = told.fold.running()
    assert (now.day, now.waiting, now.at_counters, now.aside) == (DAY, 2, 2, 2)
    assert now.as_of == NINE_IN_THE_MORNING + 12 * MINUTE
    assert [step.number for step in told.fold.steps()] == ["A001"]


def test_an_officer_who_still_sits_there_has_been_present_until_now() -> None:
    told = Told().served(0, 1).served(20, 2)
    [hour] = told.fold.presence.hours(told.fold.clock)
    assert (hour.officer, hour.open) == ("can-bo-1", 24 * MINUTE)


def test_only_who_was_served_to_the_end_tells_how_long_one_is_on_hold() -> None:
    told = Told().issue(0, 1).call(1, 1).start(2, 1).at(3, e.TicketParked(ticket=uid(1)))
    told.at(300, e.TicketExpired(ticket=uid(1)))
    assert told.step().hold is not None
    whole = report_of([summary(told.fold, told.fold.steps())], the_roster(), period_of(DAY)).whole.tally
    assert (whole["parked"], whole.count("hold")) == (1, 0)


def test_what_is_narrowed_says_to_what() -> None:
    assert only(Told().served(0, 1), "service=khai-sinh").only == Only("service", "khai-sinh")
