"""Reports of days of which some are not rolled up, or not over; and of a part of the hall."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hall_core.domain import events as e
from hall_core.domain.figures.narrowing import Only, OnlyScope, belongs, narrowed
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import report_of
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.figures.__main__ import main
from hall_hub.figures.gathering import FOLDED_MOST, report_on
from hall_hub.figures.raw import FiguresError, LedgerDays
from hall_hub.figures.roll_up import folded, roll_up
from hall_hub.figures.store import FILE
from hall_sim.days import working_days, write_days
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid
from tests.hall_hub.figures.made_figures import DAYS, LEDGER, append, report, roster_file

SATURDAY = "2026-11-21"


def a_visit(folder: Path, n: int, minutes: int, *, vote: bool = False) -> None:
    """On the Saturday that has begun, at a counter that is open from then on."""
    at = NINE_IN_THE_MORNING + minutes * 60_000
    issued = e.TicketIssued(
        ticket=uid(n), number=f"A{n:03}", value=n, service="khai-sinh", priority=None, language="vi", device="kiosk-1"
    )
    done: list[e.Event] = [
        e.CounterOpened(counter="quay-1", officer="can-bo-1", session=uid(n + 100)),
        issued,
        e.TicketPrinted(ticket=uid(n)),
        e.TicketCalled(ticket=uid(n), counter="quay-1", call=uid(n + 200), zone="sanh", sequence=n),
        e.TicketServiceStarted(ticket=uid(n)),
        e.TicketCompleted(ticket=uid(n), offer=uid(n + 300)),
    ]
    voted = e.VoteRecorded(
        offer=uid(n + 300),
        ticket=uid(n),
        service="khai-sinh",
        counter="quay-1",
        officer="can-bo-1",
        level="satisfied",
        device="pad-1",
    )
    append(folder, *((at, event) for event in [*done, *([voted] if vote else [])]))


def test_the_running_day_is_counted_and_marked_as_not_over(data: Path) -> None:
    before = report(data, SATURDAY)
    assert before.running is not None
    assert before.whole.tally["visits"] == 0
    a_visit(data, 1, 0)
    after = report(data, SATURDAY)
    assert after.running is not None
    assert (after.running.day, after.running.as_of) == (SATURDAY, NINE_IN_THE_MORNING)
    assert after.whole.tally["visits"] == 1
    assert (
        report(data, "2026-Q4").whole.tally["visits"]
        == report(data, "2026-11-18..2026-11-20").whole.tally["visits"] + 1
    )


def test_days_that_are_over_know_of_no_running_one(data: Path) -> None:
    a_visit(data, 1, 0)
    assert report(data, "2026-11-20").running is None


def test_days_that_are_not_rolled_up_yet_are_counted_from_the_ledger(data: Path, plan: Plan) -> None:
    whole = report(data)
    (data / FILE).unlink()
    assert report_on(data, period_of("2026-Q4"), roster_of(plan)) == whole


def test_too_many_days_without_figures_are_not_counted_while_somebody_waits(tmp_path: Path, plan: Plan) -> None:
    days = working_days(date(2026, 3, 2), date(2026, 3, 20))
    assert len(days) > FOLDED_MOST
    write_days(tmp_path / LEDGER, plan, days, 2)
    with pytest.raises(FiguresError, match="days have no figures yet"):
        report_on(tmp_path, period_of("2026"), roster_of(plan))


def test_a_hall_that_has_never_been_rolled_up_has_figures_of_its_first_day(tmp_path: Path, plan: Plan) -> None:
    append(tmp_path, (NINE_IN_THE_MORNING, e.DayBegan(day=SATURDAY)))
    a_visit(tmp_path, 1, 0)
    assert report_on(tmp_path, period_of(SATURDAY), roster_of(plan)).whole.tally["completed"] == 1
    with pytest.raises(FiguresError, match="nothing was rolled up yet"):
        report(tmp_path, SATURDAY)


@pytest.mark.parametrize(
    ("scope", "key"),
    [("service", "khai-sinh"), ("agency", "tu-phap"), ("counter", "quay-2"), ("officer", "can-bo-1"), ("hour", "09")],
)
def test_a_part_is_what_its_own_steps_say(data: Path, plan: Plan, scope: OnlyScope, key: str) -> None:
    only, roster = Only(scope, key), roster_of(plan)
    days = []
    ledger = LedgerDays(data / LEDGER)
    for stretch, _ in ledger.finished():
        day, steps = folded(ledger.lines(stretch))
        days.append(narrowed(day, filter(belongs(only, roster), steps), only, roster))
    ledger.close()
    period = period_of("2026-11-18..2026-11-20")
    assert report_on(data, period, None, only) == report_of(days, roster, period, only=only)


def test_a_vote_told_later_counts_in_its_part_alone(data: Path, plan: Plan) -> None:
    a_visit(data, 1, 0)
    later = e.VoteRecorded(
        offer=uid(301),
        ticket=uid(1),
        service="khai-sinh",
        counter="quay-1",
        officer="can-bo-1",
        level="satisfied",
        device="pad-1",
    )
    monday = NINE_IN_THE_MORNING + 48 * 3_600_000
    append(data, (monday, e.DayBegan(day="2026-11-23")), (monday, later), (monday, e.DayBegan(day="2026-11-24")))
    roll_up(data, roster_of(plan))

    def answers(words: OnlyScope, key: str) -> int:
        return report_on(data, period_of(SATURDAY), None, Only(words, key)).whole.tally.answered

    assert (answers("officer", "can-bo-1"), answers("officer", "can-bo-2")) == (1, 0)
    assert (answers("service", "khai-sinh"), answers("service", "sao-y")) == (1, 0)


def test_an_officer_learns_todays_ratings_when_the_day_is_over(data: Path, plan: Plan) -> None:
    for n in range(1, 12):
        a_visit(data, n, n * 10, vote=True)
    mine = Only("officer", "can-bo-1")
    running = report_on(data, period_of(SATURDAY), None, mine, own=True).whole
    assert (running.tally["completed"], running.tally["offered"], running.satisfied) == (11, 0, None)
    append(data, (NINE_IN_THE_MORNING + 24 * 3_600_000, e.DayBegan(day="2026-11-22")))
    roll_up(data, roster_of(plan))
    assert report_on(data, period_of(SATURDAY), None, mine, own=True).whole.satisfied == 100.0


def test_an_officers_own_page_names_no_colleague(data: Path, plan: Plan, tmp_path: Path) -> None:
    out = tmp_path / "own.html"
    argv = ["report", "--data", str(data), "--roster", str(roster_file(tmp_path, plan)), "--period", "2026-Q4"]
    assert main([*argv, "--part", "own", "--only", "officer=can-bo-1", "--out", str(out)]) == 0
    page = out.read_text("utf-8")
    names = {officer.id: officer.name for officer in plan.officers}
    assert names["can-bo-1"] in page
    assert [name for id, name in names.items() if id != "can-bo-1" and name in page] == []
    assert "Theo cơ quan" not in page
    assert main([*argv, "--part", "own", "--out", str(out)]) == 2


def test_a_report_says_on_how_many_days_anybody_came(data: Path) -> None:
    assert report(data).days == len(DAYS)


def test_a_box_whose_ledger_is_gone_has_the_figures_that_were_made(data: Path) -> None:
    before = report(data, "2026-11-18..2026-11-20")
    (data / LEDGER).unlink()
    assert report(data, "2026-11-18..2026-11-20") == before
    assert report(data, SATURDAY).running is None
