"""What is told of a day after it is over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

from hall_core.domain import events as e
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.figures.roll_up import roll_up
from hall_hub.store.ledger import Ledger
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid
from tests.hall_hub.figures.made_figures import LEDGER, report

SATURDAY = "2026-11-21"
_PAPER: dict[str, Literal["printed", "failed", "reprinted"]] = {x: x for x in ("printed", "failed", "reprinted")}
_TOLD: dict[str, e.Event] = {
    "printed": e.TicketPrinted(ticket=uid(1)),
    "failed": e.TicketPrintFailed(ticket=uid(1), reason="paper out"),
}


def test_a_vote_told_on_a_later_day_counts_on_the_day_of_the_service(tmp_path: Path, plan: Plan) -> None:
    voted = e.VoteRecorded(
        offer=uid(50),
        ticket=uid(1),
        service="khai-sinh",
        counter="quay-1",
        officer="can-bo-1",
        level="satisfied",
        device="pad-1",
    )
    _two_days(tmp_path, voted)
    roll_up(tmp_path, roster_of(plan))
    first, second = report(tmp_path, "2026-11-21").whole.tally, report(tmp_path, "2026-11-22").whole.tally
    assert (first["offered"], first.answered, second.answered) == (1, 1, 0)


@pytest.mark.parametrize(
    ("own", "later", "counted"),
    [
        ("", "failed", (1, 1, 0)),
        ("", "printed", (0, 0, 0)),
        ("", "failed printed", (1, 0, 0)),
        ("", "failed reprinted", (1, 0, 1)),
        ("failed", "printed", (1, 0, 0)),
        ("printed", "reprinted reprinted", (0, 0, 2)),
        ("printed", "failed reprinted", (0, 0, 1)),
    ],
)
def test_paper_told_on_a_later_day_counts_on_the_day_of_the_ticket_as_if_it_had_been_told_then(
    tmp_path: Path, plan: Plan, own: str, later: str, counted: tuple[int, int, int]
) -> None:
    """That it failed, that it never came, and reprints; what was printed once stays so."""
    told = [e.PaperReported(day=SATURDAY, ticket=uid(1), paper=_PAPER[x], device="k", at=0) for x in later.split()]
    _two_days(tmp_path, *told, own=[_TOLD[x] for x in own.split()])
    roll_up(tmp_path, roster_of(plan))
    tally = report(tmp_path, SATURDAY).whole.tally
    assert (tally["print_failed"], tally["no_paper"], tally["reprints"]) == counted
    assert report(tmp_path, "2026-11-22").whole.tally["print_failed"] == 0


def test_a_ticket_told_on_a_later_day_is_counted_apart_on_its_own(tmp_path: Path, plan: Plan) -> None:
    told = e.TicketReported(
        day="2026-11-21",
        ticket=uid(2),
        number="A900",
        service="khai-sinh",
        priority=None,
        device="kiosk-1",
        issued_at=0,
    )
    _two_days(tmp_path, told)
    roll_up(tmp_path, roster_of(plan))
    of_the_day = report(tmp_path, "2026-11-21")
    assert (of_the_day.told_late, of_the_day.whole.tally["visits"]) == (1, 1)


def _two_days(folder: Path, *later: e.Event, own: Sequence[e.Event] = ()) -> None:
    """One visit on a Saturday with its ``own`` paper, ``later`` on the Sunday after it, and the Monday has begun."""
    issued = e.TicketIssued(
        ticket=uid(1), number="A001", value=1, service="khai-sinh", priority=None, language="vi", device="kiosk-1"
    )
    called = e.TicketCalled(ticket=uid(1), counter="quay-1", call=uid(9), zone="sanh", sequence=1)
    saturday: list[e.Event] = [
        e.DayBegan(day="2026-11-21"),
        e.CounterOpened(counter="quay-1", officer="can-bo-1", session=uid(8)),
        issued,
        *own,
        called,
        e.TicketServiceStarted(ticket=uid(1)),
        e.TicketCompleted(ticket=uid(1), offer=uid(50)),
        e.CounterClosed(counter="quay-1"),
    ]
    ledger = Ledger(folder / LEDGER)
    with ledger.batch():
        for n, event in enumerate([*saturday, e.DayBegan(day="2026-11-22"), *later, e.DayBegan(day="2026-11-23")]):
            ledger.append(event, NINE_IN_THE_MORNING + n * 1_000, None)
    ledger.close()
