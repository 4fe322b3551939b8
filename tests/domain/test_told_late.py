"""What became of the paper, told when the business day is over: in the ledger, under the day on which that was."""

from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.hall import Hall, evolve, picture
from tests.domain.a_day import Day, uid

TICKET = uid(901)
DAY = 24 * 3600 * 1000
HERE = f.IssuedHere(ticket=TICKET, number="A900", value=900, service="khai-sinh", day="2026-11-21")
PRINTED, AGAIN = f.PaperPrinted(ticket=TICKET), f.PaperPrinted(ticket=TICKET, again=True)
FAILED = f.PaperFailed(ticket=TICKET, reason="paper-out")


def test_the_paper_of_a_ticket_of_yesterday_is_told_with_its_day_and_its_time() -> None:
    day = Day()
    day.tick(DAY)
    day.hear(HERE, ago=DAY)
    assert day.hear(FAILED, ago=DAY - 3_000) == [
        e.PaperReported(
            day="2026-11-21",
            ticket=TICKET,
            paper="failed",
            reason="paper-out",
            device="kiosk-1",
            at=day.at - DAY + 3_000,
        )
    ]


def test_who_comes_today_waits_today_though_a_wrong_clock_had_begun_tomorrow_before_it_was_put_right() -> None:
    day = Day()
    day.tick(DAY)
    day.at -= DAY
    [issued] = day.hear(HERE, heard_at=day.at)
    assert isinstance(issued, e.TicketIssued)
    assert len(day.hall.lines["khai-sinh"]) == 1


def test_so_is_that_of_a_ticket_which_the_hub_itself_gave_yesterday() -> None:
    day = Day()
    ticket = day.issue()
    day.tick(DAY)
    [reported] = day.hear(f.PaperPrinted(ticket=ticket), ago=DAY)
    assert isinstance(reported, e.PaperReported)
    assert (reported.day, reported.paper, reported.reason) == ("2026-11-21", "printed", "")


def test_a_copy_made_the_day_after_is_of_the_day_on_which_it_was_made() -> None:
    day = Day()
    day.tick(DAY)
    day.hear(HERE, ago=DAY)
    day.hear(PRINTED, ago=DAY)
    [reported] = day.hear(AGAIN)
    assert isinstance(reported, e.PaperReported)
    assert (reported.day, reported.paper) == ("2026-11-22", "reprinted")


def test_the_paper_of_a_ticket_for_a_service_that_is_gone_is_told_too() -> None:
    day = Day()
    day.hear(f.IssuedHere(ticket=TICKET, number="A900", value=900, service="da-bo", day="2026-11-21"))
    [reported] = day.hear(PRINTED)
    assert isinstance(reported, e.PaperReported)
    assert (reported.day, day.hall.tickets) == ("2026-11-21", {})


@pytest.mark.parametrize("again", [PRINTED, FAILED])
def test_told_twice_it_is_no_news(again: f.Fact) -> None:
    day = Day()
    day.tick(DAY)
    day.hear(HERE, ago=DAY)
    day.hear(PRINTED, ago=DAY)
    assert day.hear(again, ago=DAY) == []


def kind_of(event: e.Event) -> str:
    match event:
        case e.TicketPrinted():
            return "printed"
        case e.TicketReprinted():
            return "reprinted"
        case e.TicketPrintFailed():
            return "failed"
        case e.PaperReported(paper=paper):
            return paper
        case _:
            raise AssertionError(event)


@given(st.lists(st.sampled_from([PRINTED, AGAIN, FAILED]), max_size=8))
def test_told_late_or_at_once_the_same_stands_in_the_ledger_in_the_same_order(facts: list[f.Fact]) -> None:
    at_once, late = Day(), Day()
    late.tick(DAY)
    at_once.hear(HERE)
    ago = DAY
    log: list[tuple[e.Event, int]] = [(e.DayBegan(day=late.hall.day), late.at)]
    log += [(event, late.at) for event in late.hear(HERE, ago=ago)]
    reported: list[e.PaperReported] = []
    for fact in facts:
        ago -= 1_000
        told = late.hear(fact, ago=ago)
        assert [kind_of(event) for event in told] == [kind_of(event) for event in at_once.hear(fact)]
        log += [(event, late.at) for event in told]
        reported += [event for event in told if isinstance(event, e.PaperReported)]
    assert all(event.day == "2026-11-21" for event in reported)
    assert all(before.at < after.at for before, after in pairwise(reported))
    again = Hall(late.hall.plan)
    for event, at in log:
        evolve(again, event, at)
    assert picture(again) == picture(late.hall)
