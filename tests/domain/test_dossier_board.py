"""What stands on a board of dossiers, and what never does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.business_day import business_day, ends_at, moment_of
from hall_core.domain.dossier import Dossier, Fee, State
from hall_core.domain.dossier_board import (
    AGENCIES,
    LISTED,
    MASK,
    TAIL,
    AgencyLate,
    BoardDays,
    DossierBoard,
    Figures,
    LateRow,
    Picked,
    ReadyRow,
    board_days,
    board_of,
    masked,
    picked,
)
from hall_core.domain.names import Name
from hall_core.domain.plan import Policy
from hall_core.domain.working_days import Calendar, WorkingDays

TODAY = "2026-11-21"
MORNING = moment_of(datetime(2026, 11, 21, 8, 30))
STATES: tuple[State, ...] = get_args(State)
CODES = st.from_regex(r"[A-Z0-9./-]{6,40}", fullmatch=True)


def day(away: int) -> str:
    return (date.fromisoformat(TODAY) + timedelta(days=away)).isoformat()


DAYS = st.integers(-40, 40).map(day)


def name(text: str) -> Name:
    return Name(vi=text, en=text)


def dossier(n: int, state: State = "processing", agency: str = "Sở Y tế", **more: Any) -> Dossier:
    about = {"code": f"H41.16-261105-{n:04d}", "procedure": name("Cấp phép"), "agency": name(agency), "state": state}
    return Dossier(**{**about, **more})


def board(*dossiers: Dossier, today: str | None = TODAY, as_of: int = MORNING, **policy: Any) -> DossierBoard:
    rules = Policy(**policy)
    days = board_days(as_of, today, "04:00", rules)
    return board_of(picked(dossiers, days), as_of, days.day, rules)


def codes(rows: Iterable[Any]) -> list[str]:
    return [row.code for row in rows]


def test_a_result_is_listed_while_it_waits_and_no_longer_than_the_site_says() -> None:
    told = board(
        dossier(1, "finished", ended=day(-30)),
        dossier(2, "finished", ended=day(-31)),
        dossier(3, "returned", ended=day(-1)),
        dossier(4, "finished", ended=day(-2)),
        dossier(5, "finished"),
    )
    assert codes(told.ready) == ["•••004", "•••001", "•••005"], "newest first, those without a date last"
    assert codes(board(dossier(2, "finished", ended=day(-31)), dossier_ready_days=31).ready) == ["•••002"]


def test_the_longest_overdue_stands_first_with_the_promise_that_was_missed_and_the_new_one() -> None:
    told = board(
        dossier(1, due=day(-3), new_due=day(9)),
        dossier(2, due=day(-20)),
        dossier(3, due=day(0)),
        dossier(4, "finished", due=day(-9), ended=day(-1)),
    )
    assert [(row.code, row.due, row.new_due) for row in told.late] == [
        ("•••002", day(-20), None),
        ("•••001", day(-3), day(9)),
    ]


def test_a_full_list_keeps_the_first_and_the_others_are_counted() -> None:
    many = [dossier(n, "finished", ended=day(-(n % 30))) for n in range(LISTED * 20)]
    late = [dossier(n, due=day(-1 - n % 40)) for n in range(LISTED * 20)]
    told = board(*many, *late)
    assert len(told.ready) == len(told.late) == LISTED
    assert {row.ended for row in told.ready} == {day(0), day(-1)}
    assert {row.due for row in told.late} == {day(-40), day(-39)}
    assert told.figures is not None
    assert (told.ready_all, told.figures.late) == (LISTED * 20, LISTED * 20)


def test_the_figures_count_the_day_the_month_and_what_is_in_hand() -> None:
    told = board(
        dossier(1, "received", received=TODAY, due=day(9)),
        dossier(2, due=day(-1)),
        dossier(3),
        dossier(4, "returned", due=day(-1), ended=day(-2)),
        dossier(5, "finished", due=day(-2), ended=day(-2)),
        dossier(6, "rejected", due=day(-3), ended=day(-2)),
        dossier(7, "returned", due=day(-40), ended=day(-40)),
        dossier(8, "withdrawn", due=day(-3), ended=day(-2)),
        dossier(9, "returned", ended=day(-2)),
    ).figures
    assert told is not None
    assert (told.received, told.open, told.late) == (1, 3, 1)
    assert (told.early, told.on_time, told.was_late) == (1, 1, 1)


def test_late_ones_are_counted_by_agency_most_first() -> None:
    told = board(*(dossier(n, agency=f"Sở {n % 3}", due=day(-1)) for n in range(8, 0, -1))).figures
    assert told is not None
    assert [(item.agency, item.late) for item in told.by_agency] == [("Sở 1", 3), ("Sở 2", 3), ("Sở 0", 2)]
    many = board(*(dossier(n, agency=f"Sở {n}", due=day(-1)) for n in range(AGENCIES + 9))).figures
    assert many is not None
    assert len(many.by_agency) == AGENCIES == 40


@pytest.mark.parametrize("today", [day(1), day(-1), None])
def test_a_copy_that_is_not_of_today_calls_nothing_late(today: str | None) -> None:
    told = board(dossier(1, due=day(-9)), dossier(2, "finished", ended=day(-1)), today=today)
    assert (told.late, told.figures) == ([], None)
    assert codes(told.ready) == ["•••002"]
    assert (told.as_of, told.day) == (MORNING, TODAY)


def test_before_the_turn_of_the_day_a_copy_is_still_of_the_day_before() -> None:
    night = moment_of(datetime(2026, 11, 22, 3, 59))
    told = board(dossier(1, due=day(-1)), as_of=night)
    assert told.day == TODAY
    assert len(told.late) == 1


@given(code=CODES)
def test_a_masked_code_shows_at_most_its_last_three_signs_and_no_more_than_a_third(code: str) -> None:
    signs = [sign for sign in code if sign.isalnum()]
    shown = masked(code).removeprefix(MASK)
    assert masked(code).startswith(MASK)
    assert len(shown) <= min(TAIL, len(signs) / 3)
    assert signs[len(signs) - len(shown) :] == list(shown)


@given(
    codes=st.lists(st.from_regex(r"[A-Z0-9]{9,37}", fullmatch=True), min_size=2, max_size=2),
    end=st.from_regex("[0-9]{3}", fullmatch=True),
)
def test_codes_that_end_alike_are_masked_alike_whatever_stands_before(codes: list[str], end: str) -> None:
    assert masked(codes[0] + end) == masked(codes[1] + end) == MASK + end


def test_a_site_may_show_whole_codes() -> None:
    assert codes(board(dossier(7, "finished"), dossier_codes="whole").ready) == ["H41.16-261105-0007"]


DAYS_OF_WORK = WorkingDays(Calendar(first="2026-11-01", last="2026-12-31", holidays=["2026-11-20"], worked=[]))
SORRY: dict[str, Any] = {"received": TODAY, "due": day(-5), "new_due": day(9)}


def test_a_row_has_names_dates_working_days_and_what_the_apology_is_called_and_no_more() -> None:
    whole = Policy(dossier_codes="whole")
    ready, sorry, silent = dossier(1, "finished", ended=day(-1)), dossier(2, **SORRY), dossier(3, due=day(-1))
    days = board_days(MORNING, TODAY, "04:00", whole)
    chosen = picked([ready, sorry, silent], days)
    refs = {sorry.code: "0123456789abcdef"}
    assert board_of(chosen, MORNING, TODAY, whole, DAYS_OF_WORK, refs) == DossierBoard(
        as_of=MORNING,
        day=TODAY,
        ready=[ReadyRow(code=ready.code, procedure="Cấp phép", agency="Sở Y tế", ended=day(-1))],
        ready_all=1,
        late=[
            LateRow(
                code=sorry.code,
                procedure="Cấp phép",
                agency="Sở Y tế",
                due=day(-5),
                new_due=day(9),
                days=3,
                ref="0123456789abcdef",
            ),
            LateRow(code=silent.code, procedure="Cấp phép", agency="Sở Y tế", due=day(-1), new_due=None),
        ],
        figures=Figures(
            received=1, open=2, late=2, early=0, on_time=0, was_late=0, by_agency=[AgencyLate("Sở Y tế", 2)]
        ),
    )
    without = board_of(chosen, MORNING, TODAY, whole)
    assert [(row.days, row.ref) for row in without.late] == [(None, ""), (None, "")]


@pytest.mark.parametrize(
    ("today", "since", "current"),
    [(TODAY, day(-30), True), (day(1), day(-29), False), (day(-1), day(-31), False), (None, day(-30), False)],
)
def test_a_result_is_listed_since_so_many_days_before_today_or_before_the_copy_where_nobody_knows_the_day(
    today: str | None, since: str, current: bool
) -> None:
    assert board_days(MORNING, today, "04:00", Policy()) == BoardDays(TODAY, since, current)


def test_of_two_results_of_one_day_and_of_two_dossiers_late_since_one_day_the_lower_code_stands_first() -> None:
    kinds: list[tuple[State, str | None, str | None]] = [
        ("finished", day(-1), None),
        ("finished", None, None),
        ("processing", None, day(-1)),
    ]
    pairs = [[dossier(n, state, ended=ended, due=due) for n in (2, 1)] for state, ended, due in kinds]
    told = board(*(one for pair in pairs for one in pair), dossier_codes="whole")
    assert [code[-1] for code in codes(told.ready)] == ["1", "2", "1", "2"]
    assert [code[-1] for code in codes(told.late)] == ["1", "2"]


def test_each_dossier_counts_once_where_it_belongs() -> None:
    ends = {"early": -1, "on time": 0, "late": 1}
    before = {
        how: [dossier(n, "returned", due=day(-9), ended=day(-9 + by)) for n in range(2)] for how, by in ends.items()
    }
    told = board(*(one for pair in before.values() for one in pair)).figures
    assert told == Figures(received=0, open=0, late=0, early=2, on_time=2, was_late=2, by_agency=[])
    none = [
        dossier(1, "returned", due=day(-30), ended="2026-10-31"),
        dossier(2, "returned", due=day(9), ended="2025-11-21"),
        dossier(3, "finished", due=day(-1)),
        dossier(4, "finished", ended=day(-1)),
        dossier(5, "stopped", due=day(-9), ended=day(-1)),
    ]
    assert board(*none).figures == Figures(received=0, open=0, late=0, early=0, on_time=0, was_late=0, by_agency=[])
    two = board(dossier(1, received=TODAY), dossier(2, "withdrawn", received=TODAY), dossier(3, received=day(-1)))
    assert two.figures == Figures(received=2, open=2, late=0, early=0, on_time=0, was_late=0, by_agency=[])


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("AB", ""),
        ("ABC", "C"),
        ("A-B.C/D2", "2"),
        ("ABCDE6", "E6"),
        ("ABCDEFGH", "GH"),
        ("ABCDEFGHI", "GHI"),
        ("H41.16-210612-0001", "001"),
    ],
)
def test_of_a_code_stays_one_sign_of_three_and_three_at_most(code: str, shown: str) -> None:
    assert masked(code) == "•••" + shown


def test_nothing_that_has_no_promise_can_be_told_late() -> None:
    with pytest.raises(AssertionError, match=r"^nothing without a promise is late$"):
        board_of(Picked(late=[dossier(1)]), MORNING, TODAY, Policy())


DOSSIERS = st.builds(
    dossier,
    n=st.integers(0, 9999),
    state=st.sampled_from(STATES),
    received=st.none() | DAYS,
    due=st.none() | DAYS,
    new_due=st.none() | DAYS,
    ended=st.none() | DAYS,
    note=st.just(name("BÍ MẬT")),
    fee=st.just(Fee(amount=1, bank="970403", account="BIMAT123")),
    owner=st.just("ab" * 32),
)


@given(dossiers=st.lists(DOSSIERS, max_size=30), today=st.none() | DAYS)
def test_nothing_but_what_is_shown_is_in_it_and_nothing_is_late_that_the_copy_does_not_prove(
    dossiers: list[Dossier], today: str | None
) -> None:
    told = board(*dossiers, today=today)
    text = msgspec.json.encode(told).decode()
    for secret in ("BÍ MẬT", "BIMAT123", "ab" * 32, "H41"):
        assert secret not in text
    if today != TODAY:
        assert told.late == []
    assert all(row.due < told.day for row in told.late)
    assert all(row.ended is None or row.ended >= day(-70) for row in told.ready)


@given(dossiers=st.lists(DOSSIERS, max_size=30), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_copy_changes_nothing(dossiers: list[Dossier], seed: Any) -> None:
    unique = list({d.code: d for d in dossiers}.values())
    mixed = list(unique)
    seed.shuffle(mixed)
    assert board(*unique) == board(*mixed)


@given(at=st.integers(0, 4_000_000_000_000), turn=st.sampled_from(["00:00", "04:00", "23:59", "24:00"]))
def test_a_business_day_ends_at_the_moment_at_which_the_next_one_begins(at: int, turn: str) -> None:
    ends = ends_at(business_day(at, turn), turn)
    assert at < ends
    assert business_day(ends - 1, turn) == business_day(at, turn)
    assert business_day(ends, turn) > business_day(at, turn)
