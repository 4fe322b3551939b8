"""The board by the copy's indices is the board that the rules make of all dossiers, byte for byte."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_core.contract.dossier_edition import pack, unpack
from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier, State
from hall_core.domain.dossier_board import AGENCIES, LISTED, DossierBoard, board_days, board_of, picked
from hall_core.domain.names import Day, Name
from hall_core.domain.plan import Policy
from hall_hub.store.board import Rules, keep_board, made_board
from hall_hub.store.copies import Copies
from hall_hub.store.incoming import Incoming
from hall_hub.store.schema import connect

TODAY = "2026-11-21"
MORNING = moment_of(datetime(2026, 11, 21, 8, 30))
STATES: tuple[State, ...] = get_args(State)
RULES = Rules("04:00", Policy(), 30)


def day(away: int) -> Day:
    return (date.fromisoformat(TODAY) + timedelta(days=away)).isoformat()


def name(text: str) -> Name:
    return Name(vi=text, en=text)


DAYS = st.none() | st.integers(-40, 40).map(day)
DOSSIERS = st.builds(
    Dossier,
    code=st.integers(0, 99_999).map("H41-{:06}".format),
    procedure=st.sampled_from(["Khai sinh", "Đất đai"]).map(name),
    agency=st.sampled_from(["Sở Y tế", "Ủy ban", "Công an", "A"]).map(name),
    state=st.sampled_from(STATES),
    received=DAYS,
    due=DAYS,
    new_due=DAYS,
    ended=DAYS,
)


def copy_of(file: Path, dossiers: list[Dossier]) -> Path:
    file.unlink(missing_ok=True)
    Copies(file).close()
    with closing(Incoming(file, "dossiers")) as incoming:
        for line, dossier in enumerate(dossiers):
            assert incoming.add(dossier, line) is None
        incoming.take_place(MORNING)
    return file


def by_indices(file: Path, today: Day | None, rules: Rules = RULES) -> DossierBoard:
    with closing(connect(file)) as db:
        return made_board(db, MORNING, today, rules)


def by_rules(dossiers: list[Dossier], today: Day | None, policy: Policy) -> DossierBoard:
    days = board_days(MORNING, today, "04:00", policy)
    return board_of(picked(dossiers, days), MORNING, days.day, policy)


@given(
    dossiers=st.lists(DOSSIERS, max_size=60, unique_by=lambda dossier: dossier.code),
    today=st.sampled_from([TODAY, TODAY, TODAY, day(1), day(-1), None]),
    ready_days=st.sampled_from([1, 30]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_it_is_what_the_rules_say(dossiers: list[Dossier], today: Day | None, ready_days: int, tmp_path: Path) -> None:
    policy = Policy(dossier_ready_days=ready_days)
    made = by_indices(copy_of(tmp_path / "copies.sqlite", dossiers), today, Rules("04:00", policy, 30))
    assert pack(made) == pack(by_rules(dossiers, today, policy))


def test_full_lists_and_many_agencies_are_cut_alike(tmp_path: Path) -> None:
    dossiers = [
        Dossier(
            code=f"H41-{n:06}",
            procedure=name("Khai sinh"),
            agency=name(f"Sở {n % (AGENCIES * 2)}"),
            state=("processing", "finished")[n % 2],
            due=day(-1 - n % 7),
            ended=day(-(n % 5)) if n % 3 else None,
        )
        for n in range(LISTED * 5)
    ]
    made = by_indices(copy_of(tmp_path / "copies.sqlite", dossiers), TODAY)
    assert (len(made.ready), len(made.late)) == (LISTED, LISTED)
    assert pack(made) == pack(by_rules(dossiers, TODAY, Policy()))


def test_every_question_of_the_board_is_answered_by_an_index(tmp_path: Path) -> None:
    asked: list[str] = []
    with closing(connect(copy_of(tmp_path / "copies.sqlite", []))) as db:
        db.set_trace_callback(asked.append)
        made_board(db, MORNING, TODAY, RULES)
        db.set_trace_callback(None)
        plans = {query: str(db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()) for query in asked}
    assert len(plans) == 7
    assert [query for query, plan in plans.items() if "INDEX dossier_" not in plan] == []


@pytest.mark.parametrize(("days", "listed"), [(30, 1), (29, 0)])
def test_of_a_copy_that_is_kept_no_longer_nothing_is_listed(tmp_path: Path, days: int, listed: int) -> None:
    ready = Dossier(code="H41-000001", procedure=name("A"), agency=name("B"), state="finished")
    file = copy_of(tmp_path / "copies.sqlite", [ready])
    assert len(by_indices(file, day(30), Rules("04:00", Policy(), days)).ready) == listed


def test_what_was_made_is_kept_beside_the_copy_for_whoever_has_the_same_rules(tmp_path: Path) -> None:
    ready = Dossier(code="H41-000001", procedure=name("A"), agency=name("B"), state="finished")
    file = copy_of(tmp_path / "copies.sqlite", [ready])
    with closing(connect(file)) as db:
        assert keep_board(db, TODAY, RULES) == "1 ready, 0 late listed"
    with closing(Copies(file)) as copies:
        edition = copies.board(RULES.text)
        assert edition is not None
        assert unpack(edition).ready[0].code.endswith("001")
        assert copies.board(Rules("04:00", Policy(dossier_codes="whole"), 30).text) is None


def test_a_hall_without_a_copy_has_no_board(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    Copies(file).close()
    with closing(connect(file)) as db:
        assert keep_board(db, TODAY, RULES) is None


def test_an_item_that_this_program_cannot_read_is_found_by_nobody(tmp_path: Path) -> None:
    from hall_hub.store.dossier_rows import MARKS, row_of_item

    file = copy_of(tmp_path / "copies.sqlite", [])
    good = Dossier(code="H41-000001", procedure=name("A"), agency=name("B"), state="finished", owner="ab" * 32)
    bodies = {"H41-000002": msgspec.json.encode(good), "H41-000003": b'{"state":"new-in-2030"}', "H41-000004": b"\xff"}
    with closing(connect(file)) as db:
        for code, body in bodies.items():
            db.execute(f"INSERT INTO dossier VALUES ({MARKS})", row_of_item(code, body))
        assert db.execute("SELECT count(*) FROM dossier").fetchone() == (3,)
    with closing(Copies(file)) as copies:
        assert [copies.dossier(code) for code in bodies] == [None, None, None]
        assert copies.bucket("ab") == []
    assert pack(by_indices(file, TODAY)) == pack(by_rules([], TODAY, Policy()))
