"""What a day's figures count of each thing that may become of a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hall_core.domain import events as e
from hall_core.domain.figures.day import DaySummary, summary
from hall_core.domain.figures.tally import PERCENTS, Tally, share, tally_of
from tests.domain.a_day import uid
from tests.domain.figures.told import Told

ISSUED = e.TicketIssued(
    ticket=uid(1), number="A001", value=1, service="khai-sinh", priority=None, language="vi", device="kiosk-1"
)
PRINTED, FAILED = e.TicketPrinted(ticket=uid(1)), e.TicketPrintFailed(ticket=uid(1), reason="hết giấy")
REPRINTED = e.TicketReprinted(ticket=uid(1))
MISSED, BACK = e.TicketMissed(ticket=uid(1)), e.TicketReinstated(ticket=uid(1))
CANCELLED, EXPIRED = e.TicketCancelled(ticket=uid(1), reason=""), e.TicketExpired(ticket=uid(1))
PARKED, TAKEN_UP = e.TicketParked(ticket=uid(1)), e.TicketTakenUp(ticket=uid(1), counter="quay-1")
DEFERRED, RETURNED = e.TicketDeferred(ticket=uid(1), until=0), e.TicketReturned(ticket=uid(1))


def of(told: Told) -> DaySummary:
    return summary(told.fold, told.fold.steps())


def counted(told: Told) -> dict[str, int | list[int]]:
    """Of all hours."""
    whole = Tally()
    for tally in of(told).tallies["hour"].values():
        whole.put(tally)
    return whole.told()


def requeued(**more: Any) -> e.TicketRequeued:
    return e.TicketRequeued(ticket=uid(1), where="own-place", **more)


def sent_on(**more: Any) -> e.TicketTransferred:
    return e.TicketTransferred(ticket=uid(1), service="sao-y", counter="quay-1", **more)


ONE = {"steps": 1, "visits": 1}
TIMES = {"wait_first": [60], "wait_last": [60]}
SERVED = {**ONE, "called": 1, "completed": 1, **TIMES, "walking": [60], "service_time": [60], "sojourn": [180]}
STORIES: dict[str, tuple[Callable[[], Told], dict[str, int | list[int]]]] = {
    "served to the end": (lambda: Told().issue(0).call(1).start(2).complete(3), SERVED),
    "of a priority group": (
        lambda: Told().issue(0, priority="cao-tuoi").call(1).start(2).complete(3),
        SERVED | {"priority": 1},
    ),
    "put into a priority group later": (
        lambda: (
            Told().issue(0).at(0, e.TicketPrioritised(ticket=uid(1), priority="cao-tuoi")).call(1).start(2).complete(3)
        ),
        SERVED | {"priority": 1},
    ),
    "with an appointment": (
        lambda: Told().issue(0, appointment="HEN001").call(1).start(2).complete(3),
        SERVED | {"appointment": 1},
    ),
    "called but never served": (
        lambda: Told().issue(0).call(1).complete(3),
        {**ONE, "called": 1, "completed": 1, **TIMES, "sojourn": [180]},
    ),
    "never came": (lambda: Told().issue(0).call(1).at(2, MISSED), {**ONE, **TIMES, "called": 1, "no_show": 1}),
    "never came, and was taken back and served": (
        lambda: Told().issue(0).call(1).at(2, MISSED).at(10, BACK).call(11).start(12).complete(13),
        SERVED | {"reinstated": 1, "sojourn": [780]},
    ),
    "gave up while waiting": (lambda: Told().issue(0).at(5, CANCELLED), {**ONE, "cancelled": 1, "abandoned": 1}),
    "gave up when called": (
        lambda: Told().issue(0).call(1).at(2, CANCELLED),
        {**ONE, **TIMES, "called": 1, "cancelled": 1},
    ),
    "gave up while told to come back later": (
        lambda: Told().issue(0).call(1).at(2, DEFERRED).at(3, CANCELLED),
        {**ONE, **TIMES, "called": 1, "deferred": 1, "cancelled": 1, "abandoned": 1},
    ),
    "given up while on hold": (
        lambda: Told().issue(0).call(1).start(2).at(3, PARKED).at(4, CANCELLED),
        {**ONE, **TIMES, "walking": [60], "called": 1, "parked": 1, "cancelled": 1},
    ),
    "never on paper and never called": (lambda: Told().at(0, ISSUED, CANCELLED), {"steps": 1, "void": 1}),
    "never on paper, but called": (
        lambda: Told().at(0, ISSUED).call(1).at(2, CANCELLED),
        {**ONE, **TIMES, "called": 1, "cancelled": 1},
    ),
    "never on paper, but taken back": (
        lambda: Told().at(0, ISSUED).call(1).at(2, MISSED, BACK, CANCELLED),
        {**ONE, "reinstated": 1, "cancelled": 1, "abandoned": 1},
    ),
    "its paper failed": (
        lambda: Told().at(0, ISSUED, FAILED, CANCELLED),
        {**ONE, "cancelled": 1, "abandoned": 1, "print_failed": 1, "no_paper": 1},
    ),
    "its paper failed, and came later": (
        lambda: Told().at(0, ISSUED, FAILED, PRINTED, CANCELLED),
        {**ONE, "cancelled": 1, "abandoned": 1, "print_failed": 1},
    ),
    "printed anew twice": (
        lambda: Told().issue(0).at(0, REPRINTED, REPRINTED, CANCELLED),
        {**ONE, "cancelled": 1, "abandoned": 1, "reprints": 2},
    ),
    "still waiting when the day turned": (
        lambda: Told().issue(0).at(5, EXPIRED),
        {**ONE, "expired": 1, "abandoned": 1},
    ),
    "in an officer's hand when the day turned": (
        lambda: Told().issue(0).call(1).start(2).at(3, EXPIRED),
        {**ONE, **TIMES, "walking": [60], "called": 1, "expired": 1},
    ),
    "called again twice": (
        lambda: Told().issue(0).call(1).call(1.5, again=True).call(2, again=True).start(3).complete(4),
        SERVED | {"recalls": 2, "wait_last": [120], "sojourn": [240]},
    ),
    "called over three, out of turn": (
        lambda: Told().issue(0).call(1, over=3, out_of_order=True, reason="ốm").start(2).complete(3),
        SERVED | {"over": 3, "out_of_order": 1},
    ),
    "put back in line": (
        lambda: Told().issue(0).call(1).at(2, requeued()).call(3).start(4).complete(5),
        SERVED | {"requeued": 1, "wait_last": [180], "sojourn": [300]},
    ),
    "declined by the officer": (
        lambda: (
            Told()
            .issue(0)
            .call(1)
            .at(2, requeued(declined_by="can-bo-1", reason="người nhà"))
            .call(3)
            .start(4)
            .complete(5)
        ),
        SERVED | {"declined": 1, "wait_last": [180], "sojourn": [300]},
    ),
    "left by the officer": (
        lambda: Told().issue(0).call(1).at(2, requeued(left=True)).call(3).start(4).complete(5),
        SERVED | {"wait_last": [180], "sojourn": [300]},
    ),
    "told to come back later twice": (
        lambda: (
            Told()
            .issue(0)
            .call(1)
            .at(2, DEFERRED)
            .at(12, RETURNED)
            .call(13)
            .at(14, DEFERRED)
            .at(20, RETURNED)
            .call(21)
            .start(22)
            .complete(23)
        ),
        SERVED | {"deferred": 2, "wait_last": [5 * 60], "sojourn": [23 * 60]},
    ),
    "called though told to come back later": (
        lambda: Told().issue(0).call(1).at(2, DEFERRED).call(9).call(10, again=True).start(11).complete(12),
        SERVED | {"deferred": 1, "recalls": 1, "wait_last": [180], "sojourn": [12 * 60]},
    ),
    "on hold twice": (
        lambda: (
            Told().issue(0).call(1).start(2).at(3, PARKED).at(5, TAKEN_UP).at(6, PARKED).at(9, TAKEN_UP).complete(10)
        ),
        SERVED | {"parked": 1, "hold": [300], "service_time": [180], "sojourn": [600]},
    ),
    "served, put back and called again": (
        lambda: (
            Told()
            .issue(0)
            .call(1)
            .start(2)
            .at(3, PARKED)
            .at(5, TAKEN_UP)
            .at(6, requeued())
            .call(8)
            .start(9)
            .complete(11)
        ),
        SERVED
        | {"requeued": 1, "parked": 1, "hold": [120], "wait_last": [4 * 60], "service_time": [240], "sojourn": [660]},
    ),
    "put back from hold": (
        lambda: Told().issue(0).call(1).start(2).at(3, PARKED).at(5, requeued()).call(8).start(9).complete(11),
        SERVED
        | {"requeued": 1, "parked": 1, "hold": [120], "wait_last": [5 * 60], "service_time": [180], "sojourn": [660]},
    ),
    "sent on": (
        lambda: Told().issue(0).call(1).start(2).at(3, sent_on()).call(5).start(6).complete(7),
        {
            **ONE,
            "steps": 2,
            "called": 2,
            "completed": 1,
            "transferred": 1,
            "wait_first": [60, 120],
            "wait_last": [60, 120],
        }
        | {"walking": [60, 60], "service_time": [60, 60], "sojourn": [420]},
    ),
    "sent on with paper that failed, an appointment and a reprint": (
        lambda: Told().at(0, ISSUED, FAILED, REPRINTED, FAILED).call(1).start(2).at(3, sent_on()).at(9, CANCELLED),
        {**ONE, **TIMES, "steps": 2, "called": 1, "transferred": 1, "cancelled": 1, "abandoned": 1, "walking": [60]}
        | {"service_time": [60], "print_failed": 1, "no_paper": 1, "reprints": 1},
    ),
    "rated": (
        lambda: Told().issue(0).call(1).start(2).complete(3, offer=50).vote(3, 50, "neutral"),
        SERVED | {"offered": 1, "neutral": 1},
    ),
    "rated for the first of two services": (
        lambda: (
            Told()
            .issue(0)
            .call(1)
            .start(2)
            .at(3, e.TicketStepEnded(ticket=uid(1), service="sao-y", offer=uid(50)))
            .vote(4, 50, "very-satisfied")
            .at(5, EXPIRED)
        ),
        {**ONE, **TIMES, "steps": 2, "called": 1, "completed": 1, "expired": 1, "abandoned": 1, "walking": [60]}
        | {"service_time": [60], "offered": 1, "very-satisfied": 1},
    ),
    "there while the clock was set": (
        lambda: Told().issue(0).call(1).start(0).complete(1),
        SERVED | {"clock_moved": 1, "walking": [0], "sojourn": [120]},
    ),
    "there after the clock was set": (
        lambda: Told().at(1).at(0, e.CallUnseen(call=uid(9))).issue(0).call(1).start(2).complete(3),
        SERVED,
    ),
    "taken back after the clock was set": (
        lambda: Told().issue(5).call(6).at(7, MISSED).at(0, BACK).call(1).start(2).complete(3),
        SERVED | {"reinstated": 1, "sojourn": [300]},
    ),
}
"""What became of it, and what the day's figures have: numbers, and whole seconds."""


@pytest.mark.parametrize("story", STORIES)
def test_of_a_ticket_is_counted(story: str) -> None:
    told, figures = STORIES[story]
    assert counted(told()) == figures


@pytest.mark.parametrize(
    ("heard", "paper"),
    [([], "unknown"), ([PRINTED], "printed"), ([FAILED], "failed"), ([PRINTED, REPRINTED], "reprinted")],
)
def test_a_step_tells_what_became_of_the_paper(heard: list[e.Event], paper: str) -> None:
    assert Told().at(0, ISSUED, *heard).at(1, EXPIRED).step().paper == paper


def test_who_is_passed_over_is_counted_for_each_time() -> None:
    told = Told().issue(0, 1).issue(0, 2).issue(0, 3).call(1, 2, passed=[uid(1)]).call(2, 3, passed=[uid(1)])
    told.at(5, *(e.TicketExpired(ticket=uid(n)) for n in (1, 2, 3)))
    assert [step.passed for step in told.fold.steps()] == [2, 0, 0]
    assert counted(told)["passed"] == 2


def test_an_officers_calls_are_of_people_and_a_repeated_one_is_none() -> None:
    told = Told().issue(0, 1).issue(0, 2).call(1, 1).call(2, 1, again=True).at(3, requeued()).call(4, 1).call(5, 2)
    told.call(6, 2, counter="quay-9")
    assert of(told).calls == {"can-bo-1": 3}


def test_what_stands_beside_the_steps_is_told_of_the_day() -> None:
    told = Told().at(0, e.CounterOpened(counter="quay-2", officer="can-bo-2", session=uid(901)))
    told.issue(0, 1).call(0, 1, counter="quay-2").call(0, 1)
    for reason in ("used", "expired", "used"):
        told.at(1, e.VoteRefused(offer=uid(50), reason=reason, device="pad-1"))
    told.at(1, e.CallUnseen(call=uid(1)), e.CallUnseen(call=uid(2)))
    day = of(told)
    assert (day.day, day.refused_votes, day.unseen_calls) == ("2026-11-21", {"expired": 1, "used": 2}, 2)
    assert (list(day.calls), list(day.refused_votes)) == (["can-bo-1", "can-bo-2"], ["expired", "used"])


def test_a_share_is_of_a_hundred_and_rounded_half_up() -> None:
    assert [share(1, 1), share(1, 2), share(1, 8), share(1, 20_000), share(1, 20_001)] == [100, 50, 12.5, 0.01, 0.0]


def test_where_nobody_was_called_in_time_the_service_level_is_nought() -> None:
    assert tally_of({"steps": 1}, {"wait_first": [61]}).service_level(1) == 0.0


def test_of_a_thousand_times_the_five_hundredth_is_the_median() -> None:
    tally = tally_of({}, {"hold": range(1_000)})
    assert [tally.percentile("hold", percent) for percent in PERCENTS] == [499, 899, 949]
    assert str(tally.count("hold")) == "1000"


@pytest.mark.parametrize(("minutes", "percent"), [(0, 20.0), (1, 40.0), (2, 60.0)])
def test_the_service_level_counts_a_wait_of_exactly_so_many_minutes(minutes: int, percent: float) -> None:
    tally = tally_of({"steps": 6, "void": 1, "called": 4}, {"wait_first": [0, 60, 61, 500]})
    assert tally.service_level(minutes) == percent


def test_a_tally_of_nothing_has_no_shares_and_no_percentiles() -> None:
    tally = Tally()
    assert (tally.percentile("hold", 50), tally.service_level(15), tally.satisfied) == (None, None, None)
    assert (tally.answered, tally.unanswered, tally.gave_up_uncalled, tally.count("hold"), tally.told()) == (
        0,
        0,
        0,
        0,
        {},
    )


def test_what_was_told_late_makes_no_count_negative() -> None:
    tally = tally_of({"called": 1, "satisfied": 1})
    assert (tally.gave_up_uncalled, tally.unanswered) == (0, 0)


def test_a_percentile_is_made_anew_when_more_is_counted() -> None:
    tally = tally_of({}, {"hold": [1]})
    assert tally.percentile("hold", 50) == 1
    tally.put(tally_of({}, {"hold": [3, 3]}))
    assert tally.percentile("hold", 50) == 3
    [step] = Told().issue(0).call(1).start(2).at(3, PARKED).at(3.2, TAKEN_UP).complete(4).fold.steps()
    for _ in range(9):
        tally.add(step)
    assert (tally.percentile("hold", 50), tally.count("hold")) == (12, 12)
