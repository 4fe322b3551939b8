"""Late dossiers, and apologies for them that stood on boards."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.domain import events as e
from hall_core.domain.dossier import Dossier, State
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.figures.apologies import Apologised, apologised
from hall_core.domain.figures.day import summary
from hall_core.domain.figures.day_clock import LONGEST
from hall_core.domain.figures.late import LISTED, AgencyLate, Late, LateDossier, LateTally, Sorry, SorryLine
from hall_core.domain.figures.rows import Apology
from hall_core.domain.names import Name
from hall_core.domain.working_days import Calendar, WorkingDays
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.figures.told import DAY, MINUTE, Told

HEALTH, LAND = "Sở Y tế", "Văn phòng Đất đai"
DAYS = WorkingDays(Calendar(first="2026-11-01", last="2026-12-31", holidays=["2026-11-16"], worked=[]))


def dossier(n: int, due: str | None, state: State = "processing", agency: str = HEALTH, **more: Any) -> Dossier:
    name = Name(vi=agency, en="An agency")
    return Dossier(code=f"H41-{n:04}", procedure=name, agency=name, state=state, due=due, **more)


def late(*dossiers: Dossier, days: WorkingDays | None = DAYS, as_of: str = DAY) -> Late:
    tally = LateTally(as_of, days)
    assert list(tally.passing(dossiers)) == list(dossiers)
    return tally.late()


def test_a_late_dossier_is_named_with_its_agency_both_promises_and_the_working_days_since() -> None:
    [row] = late(dossier(1, "2026-11-12", new_due="2026-12-04"), dossier(2, DAY), dossier(3, None)).rows
    assert row == LateDossier("H41-0001", Name(vi=HEALTH, en="An agency"), HEALTH, "2026-11-12", "2026-12-04", 5)


def test_the_longest_overdue_stands_first_and_those_of_one_day_by_their_codes() -> None:
    told = late(dossier(3, "2026-11-19"), dossier(9, "2026-11-12"), dossier(1, "2026-11-19"))
    assert [row.code for row in told.rows] == ["H41-0009", "H41-0001", "H41-0003"]


def test_agencies_stand_by_name_with_how_many_are_late_how_many_have_a_new_day_and_the_longest() -> None:
    told = late(
        dossier(1, "2026-11-19", agency=LAND),
        dossier(2, "2026-11-12", agency=LAND, new_due="2026-12-04"),
        dossier(3, "2026-11-19", agency=LAND, new_due="2026-12-01"),
        dossier(4, "2026-11-20"),
    )
    assert told.agencies == [AgencyLate(HEALTH, 1, 0, None), AgencyLate(LAND, 3, 2, 5)]
    assert told.count == 4


def test_without_a_calendar_no_working_days_are_told() -> None:
    told = late(dossier(1, "2026-11-12"), days=None)
    assert (told.rows[0].days, told.agencies[0].longest) == (None, None)


def test_of_very_many_the_longest_overdue_are_listed_and_all_are_counted() -> None:
    many = [dossier(n, f"2026-11-{20 - n % 20:02}") for n in range(LISTED * 9)]
    told = late(*many)
    assert [row.code for row in told.rows] == [x.code for x in sorted(many, key=lambda x: (x.due, x.code))][:LISTED]
    assert (told.count, len(told.rows)) == (LISTED * 9, 1_000)


def apology(day: str, code: str = "H41-0001", **more: Any) -> Apology:
    about: dict[str, Any] = {"agency": HEALTH, "due": "2026-11-12", "new_due": "2026-12-04", "board": "bang-1", "at": 7}
    return Apology(**{"day": day, "code": code, **about, **more})


def shown(at: int, day: str | None = None) -> e.ApologiesShown:
    said = ShownApology(code="H41-0001", agency=HEALTH, due="2026-11-12", new_due="2026-12-04")
    other = ShownApology(code="H41-0002", agency=LAND, due="2026-11-13", new_due="2026-12-05")
    return e.ApologiesShown(apologies=[said, other], board="bang-1", at=at, day=day)


def test_each_apology_that_a_board_tells_of_stands_with_the_running_day_and_when_the_board_had_it() -> None:
    at = NINE_IN_THE_MORNING + 4 * MINUTE
    told = Told().at(5, shown(at))
    assert summary(told.fold, []).apologies == [
        apology(DAY, at=at),
        apology(DAY, "H41-0002", agency=LAND, due="2026-11-13", new_due="2026-12-05", at=at),
    ]


def test_what_a_board_tells_of_an_earlier_day_stands_with_that_day_and_moment() -> None:
    told = Told().at(5, shown(7, "2026-11-20"))
    assert [(row.day, row.at) for row in summary(told.fold, []).apologies] == [("2026-11-20", 7)] * 2


@pytest.mark.parametrize("way", [1, -1])
def test_a_board_whose_clock_is_more_than_a_day_off_is_told_of_by_the_hubs(way: int) -> None:
    heard = NINE_IN_THE_MORNING + 5 * MINUTE
    told = Told().at(5, shown(heard + way * LONGEST), shown(heard + way * (LONGEST + 1)))
    rows = summary(told.fold, []).apologies
    assert [row.at for row in rows] == [heard + way * LONGEST] * 2 + [heard] * 2


def test_nothing_was_apologised_for_on_a_day_without_apologies() -> None:
    assert summary(Told().fold, []).apologies == []


def test_all_apologies_for_one_dossier_are_one_line_from_the_first_to_the_last() -> None:
    [told] = apologised(
        [
            apology("2026-11-20", new_due="2026-12-04", board="bang-2", at=9),
            apology("2026-11-18", new_due="2026-11-19", at=5),
            apology("2026-11-18", new_due="2026-11-19", at=6),
            apology("2026-11-19", new_due="2026-12-04", at=7),
        ],
        DAYS,
    )
    assert told == Apologised(
        code="H41-0001",
        agency=HEALTH,
        due="2026-11-12",
        new_due="2026-12-04",
        promises=2,
        first=5,
        last=9,
        days=3,
        boards=("bang-1", "bang-2"),
        late_days=5,
    )


def test_dossiers_apologised_for_stand_with_the_longest_overdue_first_and_then_by_code() -> None:
    rows = [apology(DAY, "H41-0003"), apology(DAY, "H41-0001", due="2026-11-19"), apology(DAY, "H41-0002")]
    assert [told.code for told in apologised(rows, DAYS)] == ["H41-0002", "H41-0003", "H41-0001"]


@pytest.mark.parametrize("due", ["2026-11-20", "2026-02-30", "2019-05-20"])
def test_where_the_calendar_does_not_tell_no_working_days_are_named(due: str) -> None:
    [told] = apologised([apology(DAY, due=due)], DAYS)
    assert told.late_days is None


def test_without_a_calendar_an_apology_names_no_working_days() -> None:
    assert [told.late_days for told in apologised([apology(DAY)], None)] == [None]


def said(n: int, agency: str, promises: int) -> Apologised:
    [told] = apologised(
        [apology(DAY, f"H41-{n:04}", agency=agency, new_due=f"2026-12-{d:02}") for d in range(1, promises + 1)], DAYS
    )
    return told


def sorry(now: Late, *apologies: Apologised) -> Sorry:
    return Sorry(late=now, apologies=list(apologies), shown={})


def line(agency: str, late: int, promised: int, longest: int | None, apologised: int, promises: int) -> SorryLine:
    return SorryLine(
        agency=agency, late=late, promised=promised, longest=longest, apologised=apologised, promises=promises
    )


def test_a_report_tells_of_each_agency_and_of_all_together_at_the_end() -> None:
    now = late(
        dossier(1, "2026-11-12", new_due="2026-12-04"), dossier(2, "2026-11-19"), dossier(3, "2026-11-20", agency=LAND)
    )
    told = sorry(now, said(1, HEALTH, 2), said(8, HEALTH, 1), said(9, "Công an", 3)).lines()
    assert told == [
        line("Công an", 0, 0, None, 1, 3),
        line(HEALTH, 2, 1, 5, 2, 3),
        line(LAND, 1, 0, None, 0, 0),
        line("", 3, 1, 5, 3, 6),
    ]


def test_the_whole_names_no_working_days_where_none_are_known() -> None:
    assert sorry(late(dossier(1, "2026-11-12"), days=None)).lines()[-1] == line("", 1, 0, None, 0, 0)


def test_where_nothing_is_late_and_nothing_was_apologised_for_there_is_no_line() -> None:
    assert sorry(late()).lines() == []


def test_who_was_apologised_to_and_is_late_no_more_is_known_where_all_late_ones_are_listed() -> None:
    one = dossier(1, "2026-11-12")
    listed, more = late(one), Late(agencies=[AgencyLate(HEALTH, 2, 0, 5)], rows=late(one).rows)
    told = [said(1, HEALTH, 1), said(2, HEALTH, 1)]
    assert [x.code for x in sorry(listed, *told).over] == ["H41-0002"]
    assert sorry(more, *told).over == []
