"""Ours, brought to another system: each at least once, in order, and what comes twice changes nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from central_gateway.adapters.face import AdapterError, TryLater
from central_gateway.adapters.http import Refused
from central_gateway.adapters.rest_push import RestPush
from central_gateway.config import ConfigError
from central_gateway.store import adapters
from demo.vendors.faults import Fault, Faults
from demo.vendors.lgsp import PASSWORD, TOKEN, USER, Lgsp
from hall_core.contract.centre.records import Totals
from tests.central_gateway.adapters.conftest import Rig
from tests.central_gateway.adapters.rows_of_ours import put, put_ratings, put_transactions
from tests.central_gateway.made_records import day_closed, uid

PATHS = {"transactions": "/transactions", "ratings": "/ratings", "days": "/days"}


def session(rig: Rig, url: str) -> dict[str, Any]:
    auth = {"kind": "session", "login": TOKEN, "user": USER, "password_file": rig.secret("mat-khau", PASSWORD)}
    return {"url": url, "auth": auth, "answer_s": 10}


@pytest.fixture
def lgsp() -> Iterator[Lgsp]:
    with Lgsp() as vendor:
        yield vendor


def pusher(rig: Rig, lgsp: Lgsp, **more: Any) -> RestPush:
    return rig.adapter("rest-push", {"line": session(rig, lgsp.url), "count": 5, **PATHS, **more})


def ids(lgsp: Lgsp, path: str = "/transactions") -> set[str]:
    return set(lgsp.rows.get(path, {}))


def of(*ns: int, hall: str = "thu") -> set[str]:
    return {f"{hall}:{uid(n)}:1" for n in ns}


def test_all_of_ours_arrive_once(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, *range(1, 13))
    put_ratings(rig.db, {1: "satisfied", 2: "dissatisfied"}, first=101)
    put(rig.db, "days", [day_closed({"khai-sinh": Totals(steps=12, completed=12)})], first=201)
    adapter = pusher(rig, lgsp)
    rig.rounds(adapter)
    rig.rounds(adapter)
    assert ids(lgsp) == of(*range(1, 13))
    assert {row["level"] for row in lgsp.rows["/ratings"].values()} == {"3", "1"}
    assert lgsp.rows["/days"][f"thu:2026-11-21:{'0' * 16}"]["sums"]["services"]["khai-sinh"]["completed"] == 12
    assert lgsp.effects == 15
    assert len(lgsp.got) == 3 + 1 + 1


def test_what_the_table_does_not_name_does_not_go_out(rig: Rig, lgsp: Lgsp) -> None:
    from tests.central_gateway.adapters.test_table import text

    (rig.folder / "it.toml").write_text(text("rest-out").replace('officer = "officer"\n', ""), "utf-8")
    put_transactions(rig.db, 1)
    rig.rounds(pusher(rig, lgsp, table="it.toml"))
    [row] = lgsp.rows["/transactions"].values()
    assert "officer" not in row
    assert row["came"].endswith("+07:00")


def test_what_has_changed_goes_out_again_with_a_higher_version(rig: Rig, lgsp: Lgsp) -> None:
    adapter = pusher(rig, lgsp)
    put_transactions(rig.db, 1, outcome="no_show")
    rig.rounds(adapter)
    put_transactions(rig.db, 1, first=9)
    rig.rounds(adapter)
    assert lgsp.rows["/transactions"][f"thu:{uid(1)}:1"]["outcome"] == "completed"
    assert lgsp.effects == 2


@pytest.mark.parametrize("fault", ["error", "busy", "broken-off", "cut"])
def test_a_lot_whose_answer_is_lost_is_sent_again_with_the_same_mark(rig: Rig, lgsp: Lgsp, fault: Fault) -> None:
    put_transactions(rig.db, *range(1, 13))
    adapter = pusher(rig, lgsp)
    lgsp.faults.next(None, fault)
    with pytest.raises(TryLater):
        rig.rounds(adapter)
    rig.rounds(adapter)
    assert ids(lgsp) == of(*range(1, 13))
    assert lgsp.effects == 12
    marks = [got.headers["Idempotency-Key"] for got in lgsp.got]
    assert len(marks) == 4
    assert marks[1] == marks[2]


def test_what_was_taken_while_the_answer_was_lost_has_its_effect_once(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, 1, 2, 3)
    lgsp.deaf = 2
    adapter = pusher(rig, lgsp)
    for _ in range(2):
        with pytest.raises(TryLater):
            rig.rounds(adapter)
    rig.rounds(adapter)
    assert (ids(lgsp), lgsp.effects) == (of(1, 2, 3), 3)


def test_a_process_killed_before_it_noted_its_place_sends_again_and_doubles_nothing(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, 1, 2, 3)
    rig.rounds(pusher(rig, lgsp))
    adapters.keep(rig.db, "nguon", {})
    rig.rounds(pusher(rig, lgsp))
    assert len(lgsp.got) == 2
    assert lgsp.effects == 3


def test_a_row_that_it_will_not_take_is_set_aside_and_all_others_arrive(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, *range(1, 13))
    bad = f"thu:{uid(4)}:1"
    lgsp.refuses = {bad}
    done = rig.rounds(pusher(rig, lgsp))
    assert ids(lgsp) == of(*range(1, 13)) - {bad}
    assert rig.aside() == {f"transactions {bad}": "nguon: POST /transactions: is not taken (422)"}
    assert "1 of transactions were not taken" in done[0].remark


def test_rows_that_it_names_as_not_taken_are_set_aside(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, *range(1, 6))
    bad = f"thu:{uid(4)}:1"
    lgsp.refuses, lgsp.names_them = {bad}, True
    rig.rounds(pusher(rig, lgsp, rejected="rejected"))
    assert set(rig.aside()) == {f"transactions {bad}"}
    assert ids(lgsp) == of(1, 2, 3, 5)


def test_who_refuses_everything_is_told_of_and_nothing_is_set_aside(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, *range(1, 13))
    lgsp.refuses_all = True
    adapter = pusher(rig, lgsp)
    with pytest.raises(Refused):
        rig.rounds(adapter)
    assert rig.aside() == {}
    lgsp.refuses_all = False
    rig.rounds(adapter)
    assert ids(lgsp) == of(*range(1, 13))


def test_a_lone_row_that_is_refused_waits_until_another_shows_that_it_is_the_row(rig: Rig, lgsp: Lgsp) -> None:
    lgsp.refuses = {f"thu:{uid(1)}:1"}
    put_transactions(rig.db, 1)
    adapter = pusher(rig, lgsp)
    with pytest.raises(Refused):
        rig.rounds(adapter)
    put_transactions(rig.db, 2, first=2)
    rig.rounds(adapter)
    assert ids(lgsp) == of(2)
    assert len(rig.aside()) == 1


def test_a_place_that_is_not_there_stops_only_what_was_to_go_there(rig: Rig, lgsp: Lgsp) -> None:
    put_transactions(rig.db, 1)
    put_ratings(rig.db, {1: "satisfied"}, first=101)
    lgsp.paths = {"/ratings"}
    with pytest.raises(AdapterError, match="/transactions"):
        rig.rounds(pusher(rig, lgsp))
    assert len(ids(lgsp, "/ratings")) == 1
    assert rig.aside() == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_through_any_faults_each_row_has_its_effect_once(rig: Rig, seed: int) -> None:
    of_: tuple[Fault, ...] = ("error", "busy", "broken-off", "cut", "session-over")
    with Lgsp(Faults(0.3, seed, of_)) as lgsp:
        adapter = pusher(rig, lgsp)
        for n in range(1, 61, 3):
            put_transactions(rig.db, n, n + 1, n + 2, first=n)
            try:
                rig.rounds(adapter)
            except AdapterError:
                continue
        lgsp.faults = Faults()
        rig.rounds(adapter)
        assert (ids(lgsp), lgsp.effects) == (of(*range(1, 61)), 60)
        assert rig.aside() == {}


def test_who_sends_nothing_is_told(rig: Rig, lgsp: Lgsp) -> None:
    with pytest.raises(ConfigError, match="nothing is to be sent"):
        rig.adapter("rest-push", {"line": session(rig, lgsp.url)})
