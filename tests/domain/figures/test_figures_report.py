"""Counts, percentiles, shares, and what is shown of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain import events as e
from hall_core.domain.dossier import Dossier, State
from hall_core.domain.figures.bursts import VOTES, bursts
from hall_core.domain.figures.day import summary
from hall_core.domain.figures.dossiers import dossier_counts
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report, report_of
from hall_core.domain.figures.roster import roster_of, with_former
from hall_core.domain.figures.tally import merged, share, tally_of
from hall_core.domain.names import Name
from tests.conftest import make_plan
from tests.domain.a_day import uid
from tests.domain.figures.told import DAY, Told


def reported(told: Told) -> Report:
    return report_of([summary(told.fold, told.fold.steps())], roster_of(make_plan()), period_of(DAY))


@given(st.lists(st.integers(0, 10_000), min_size=1), st.sampled_from([50, 90, 95]))
def test_a_percentile_is_the_smallest_time_that_so_many_percent_do_not_exceed(times: list[int], percent: int) -> None:
    told = tally_of({}, {"hold": times}).percentile("hold", percent)
    enough = [time for time in times if sum(x <= time for x in times) * 100 >= percent * len(times)]
    assert told == min(enough)


@given(st.lists(st.lists(st.integers(0, 500), max_size=8), max_size=6))
def test_tallies_put_together_are_the_tally_of_all(parts: list[list[int]]) -> None:
    tallies = [tally_of({"steps": len(part)}, {"walking": part}) for part in parts]
    whole = merged(tallies)
    together = sorted(time for part in parts for time in part)
    assert (whole["steps"], sorted(whole.seconds("walking"))) == (len(together), together)


def test_shares_are_rounded_to_two_decimals_as_people_do() -> None:
    assert [share(1, 3), share(2, 3), share(1, 32), share(0, 0)] == [33.33, 66.67, 3.13, None]


def test_a_day_is_counted_by_hour_service_counter_officer_agency_and_month() -> None:
    told = Told().served(0, 1).served(65, 2).issue(70, 3, service="sao-y").call(71, 3)
    told.at(72, e.TicketMissed(ticket=uid(3)))
    tables = reported(told).tables
    counted = {name: [(line.key, line.tally["steps"]) for line in lines] for name, lines in tables.items()}
    assert counted == {
        "hour": [("09", 1), ("10", 2)],
        "service": [("khai-sinh", 2), ("sao-y", 1)],
        "counter": [("quay-1", 3)],
        "officer": [("can-bo-1", 3)],
        "device": [("kiosk-1", 3)],
        "channel": [("kiosk", 3)],
        "agency": [("tu-phap", 3)],
        "month": [("2026-11", 3)],
    }


def test_the_service_level_counts_who_left_uncalled_as_not_called_in_time() -> None:
    told = Told().issue(0, 1).issue(0, 2).issue(0, 3).issue(0, 4).call(10, 1).call(20, 2)
    told.at(5, e.TicketCancelled(ticket=uid(3), reason="")).at(60, *(e.TicketExpired(ticket=uid(n)) for n in (1, 2, 4)))
    assert reported(told).whole.tally.service_level(15) == 25.0


def test_the_published_share_is_of_the_answers_and_the_unanswered_are_told_beside_it() -> None:
    told = Told()
    for n, level in enumerate(["very-satisfied", "satisfied", "dissatisfied", None], 1):
        told.served(n * 10, n, offer=50 + n)
        if level is not None:
            told.vote(n * 10 + 5, 50 + n, level)
    whole = reported(told).whole.tally
    assert (whole.satisfied, whole.answered, whole.unanswered) == (66.67, 3, 1)


@pytest.mark.parametrize(("votes", "shown"), [(9, None), (10, 100.0)])
def test_an_officers_share_is_shown_from_so_many_answers_on(votes: int, shown: float | None) -> None:
    told = Told()
    for n in range(1, votes + 1):
        told.served(n * 10, n, offer=500 + n).vote(n * 10 + 5, 500 + n)
    report = reported(told)
    assert [line.satisfied for line in report.tables["officer"]] == [shown]
    assert [line.satisfied for line in report.tables["agency"]] == [100.0]


def test_five_rated_within_five_minutes_at_one_pad_are_noticed_and_told_once() -> None:
    told = Told()
    for n in range(1, VOTES + 2):
        at = n * 0.9
        told.issue(at, n).call(at, n).start(at, n).complete(at, n, offer=500 + n).vote(at, 500 + n)
    [burst] = bursts(told.fold.steps())
    assert (burst.device, burst.officer, burst.votes, burst.satisfied) == ("pad-1", "can-bo-1", 6, 6)


def test_votes_that_a_pad_tells_late_and_all_at_once_are_no_burst() -> None:
    told = Told()
    for n in range(1, 9):
        told.served(n * 5, n, offer=500 + n)
    for n in range(1, 9):
        told.vote(90, 500 + n)
    assert bursts(told.fold.steps()) == []


def test_a_no_show_marked_sooner_than_somebody_can_walk_is_counted_apart() -> None:
    told = Told().issue(0, 1).issue(0, 2).call(1, 1).at(1.4, e.TicketMissed(ticket=uid(1)))
    told.call(2, 2).at(2.5, e.TicketMissed(ticket=uid(2)))
    [skips] = reported(told).skips
    assert (skips.calls, skips.no_shows, skips.quick_no_shows) == (2, 2, 1)


def test_a_paper_roll_is_counted_apart() -> None:
    roll = e.RollEntered(
        service="sao-y", counter="quay-1", officer="can-bo-1", first=1, last=20, missed=2, from_at=0, until=60_000
    )
    report = reported(Told().at(1, roll))
    assert ([roll.people for roll in report.rolls], report.whole.tally["steps"]) == ([20], 0)


def test_staff_is_the_average_of_the_days_that_had_anybody() -> None:
    days = []
    for until in (60, 30):
        told = Told().at(until, e.CounterClosed(counter="quay-1"))
        days.append(summary(told.fold, []))
    report = report_of(days, roster_of(make_plan()), period_of("2026-Q4"))
    assert [(x.hour, x.officers) for x in report.staff] == [(9, 0.75)]


def test_dossiers_are_early_on_time_or_late_by_the_first_promise() -> None:
    def dossier(n: int, state: State, ended: str | None) -> Dossier:
        agency = Name(vi="Sở Thử", en="Test")
        return Dossier(
            code=f"H41-{n:04}",
            procedure=agency,
            agency=agency,
            state=state,
            received="2026-11-02",
            due="2026-11-10",
            new_due="2026-11-30",
            ended=ended,
        )

    ended = ["2026-11-09", "2026-11-10", "2026-11-11"]
    all_of_them = [dossier(n, "returned", day) for n, day in enumerate(ended)] + [dossier(9, "withdrawn", "2026-11-09")]
    counts = dossier_counts(all_of_them, "2026-11-20")
    report = report_of([], roster_of(make_plan()), period_of("2026-Q4"), counts)
    whole = report.dossiers[-1]
    assert (whole.received, whole.early, whole.on_time, whole.late, whole.kept) == (4, 1, 1, 1, 66.67)


def test_how_open_dossiers_stand_is_told_of_the_day_of_the_copy() -> None:
    def dossier(n: int, state: State, due: str) -> Dossier:
        agency = Name(vi="Sở Thử", en="Test")
        return Dossier(code=f"H41-{n:04}", procedure=agency, agency=agency, state=state, received="2026-11-02", due=due)

    open_ones = [dossier(1, "processing", "2026-11-20"), dossier(2, "needs-papers", "2026-11-19")]
    counts = dossier_counts([*open_ones, dossier(3, "withdrawn", "2026-11-10")], "2026-11-20")
    report = report_of([], roster_of(make_plan()), period_of("2026-Q4"), counts)
    whole = report.dossiers[-1]
    assert (whole.received, whole.open, whole.open_late, whole.kept) == (3, 2, 1, None)


def test_a_service_that_is_gone_keeps_its_name_and_agency() -> None:
    now, before = roster_of(make_plan()), roster_of(make_plan())
    del now.services["sao-y"]
    both = with_former(now, before)
    assert (both.services["sao-y"].name.vi, both.agency_of("sao-y")) == ("Sao y", "tu-phap")
