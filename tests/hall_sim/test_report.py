from __future__ import annotations

import pytest

from hall_sim.report import QUARTER, Waits, report
from hall_sim.words import counted, in_words
from tests.hall_sim.days import WILD, a_day, ward
from tests.hall_sim.made import a_good_day, plan_with_reserve

PLAN = plan_with_reserve()


@pytest.fixture(scope="module")
def made() -> object:
    return report(PLAN, a_good_day().happened)


def test_what_happened_is_counted_from_the_ledger(made: object) -> None:
    told = {name: getattr(made, name) for name in made.__struct_fields__}  # type: ignore[attr-defined]
    assert (told["tickets"], told["served"], told["no_shows"], told["reserve"]) == (4, 2, 1, 1)
    assert (told["papers_failed"], told["reprinted"], told["votes"], told["still_open"]) == (1, 0, 1, 1)
    assert (told["calls"], told["recalls"], told["unheard"]) == (5, 1, 5)
    assert told["by_counter"] == {"quay-1": 3, "quay-2": 1, "quay-3": 0}


def test_waits_are_from_the_ticket_to_the_first_call(made: object) -> None:
    assert made.waits == Waits(people=4, median=16, p90=22, longest=22)  # type: ignore[attr-defined]
    assert made.priority.people == 1  # type: ignore[attr-defined]
    assert made.others.people == 3  # type: ignore[attr-defined]


def test_every_quarter_of_an_hour_says_how_many_waited() -> None:
    lived = a_day(1, visitors=60)
    told = report(ward(), lived.happened)
    minutes = [int(at[:2]) * 60 + int(at[3:]) for at, _ in told.queue]
    assert minutes == list(range(minutes[0], minutes[-1] + 1, QUARTER // 60_000))
    assert max(people for _, people in told.queue) <= told.longest_queue


def test_nobody_is_overtaken_more_often_than_the_report_says_is_promised() -> None:
    told = report(ward(), a_day(2, WILD, visitors=300).happened)
    assert 0 < told.most_overtaken <= told.bound


def test_the_words_have_every_figure_and_whether_all_can_be_true() -> None:
    told = report(ward(), a_day(1, visitors=60).happened)
    text = "\n".join(in_words(told, ward()))
    for words, figure in counted(told):
        assert f"{words:<44}{figure}" in text
    assert "Certified copies of originals" in text
