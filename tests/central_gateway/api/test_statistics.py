"""Figures over many halls: what the centre says of its rows is what a hall says of the same steps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from central_gateway.api.statistics import RATING_LEAST
from central_gateway.store import sums
from central_gateway.store.connection import Db
from hall_core.contract.centre.records import Rating, Transaction
from hall_core.domain.figures.rows import Step
from hall_core.domain.figures.tally import PERCENTS, TIMES, Tally
from hall_core.domain.rating import LEVELS
from tests.central_gateway import made_records as made
from tests.central_gateway.api.conftest import Wire
from tests.central_gateway.api.test_records import put

PATH = "/v1/statistics"
ONE_DAY = {"from": made.DAY, "to": made.DAY}
SECONDS = st.integers(0, 4_000)
SPENT = st.one_of(st.none(), SECONDS)


def lines(wire: Wire, by: str = "hall", **more: Any) -> list[dict[str, Any]]:
    return wire.get(PATH, by=by, **{**ONE_DAY, **more})["lines"]


def votes(level: str, *numbers: int, **more: Any) -> list[Rating]:
    return [replace(made.rating(n, level), **more) for n in numbers]


def test_lines_are_by_what_was_asked_for(wire: Wire, db: Db) -> None:
    put(db, "transactions", made.transaction(1), made.transaction(2, service="chung-thuc"))
    put(db, "transactions", made.transaction(3), hall="ha-giang", day="2026-11-20")
    put(db, "ratings", made.rating(1))
    assert [
        (line["hall"], line["day"], line["service"], line["steps"])
        for line in lines(wire, "hall,day,service", **{"from": "2026-11-20"})
    ] == [
        ("ha-giang", "2026-11-20", "khai-sinh", 1),
        ("thu", "2026-11-21", "chung-thuc", 1),
        ("thu", "2026-11-21", "khai-sinh", 1),
    ]
    assert [(line["agency"], line["steps"], line["answers"]) for line in lines(wire, "agency")] == [("tu-phap", 2, 1)]
    assert [line["steps"] for line in lines(wire, "", **{"from": "2026-11-01"})] == [3]
    assert [line["steps"] for line in lines(wire, "hall", service="chung-thuc")] == [1]
    assert lines(wire, "hall", hall="nobody") == []


def test_the_share_is_of_the_two_best_levels_to_two_decimals(wire: Wire, db: Db) -> None:
    put(db, "ratings", *votes("very-satisfied", 1, 2), *votes("satisfied", 3, 4, 5), *votes("dissatisfied", 6))
    [line] = lines(wire)
    assert (line["answers"], line["satisfied"]) == (6, 83.33)
    assert line["votes"] == {"very-satisfied": 2, "satisfied": 3, "neutral": 0, "dissatisfied": 1}


def test_what_fewer_than_ten_said_of_an_officer_or_a_service_is_not_shown(wire: Wire, db: Db) -> None:
    few = votes("dissatisfied", *range(RATING_LEAST - 1), officer="can-bo-1", service="khai-sinh")
    enough = votes("satisfied", *range(100, 100 + RATING_LEAST), officer="can-bo-2", service="chung-thuc")
    put(db, "ratings", *few, *enough)
    for by, named in (("officer", "can-bo-1"), ("service", "khai-sinh")):
        hidden = next(line for line in lines(wire, by) if line[by] == named)
        shown = next(line for line in lines(wire, by) if line[by] != named)
        assert (hidden["answers"], hidden["satisfied"], hidden["votes"]) == (RATING_LEAST - 1, None, None)
        assert (shown["answers"], shown["satisfied"]) == (RATING_LEAST, 100.0)
    [narrowed] = lines(wire, "agency", service="khai-sinh")
    assert narrowed["votes"] is None
    [whole] = lines(wire, "agency")
    assert whole["votes"]["dissatisfied"] == RATING_LEAST - 1


def test_officers_of_halls_that_do_not_tell_them_are_one_line_without_a_name(wire: Wire, db: Db) -> None:
    put(db, "transactions", made.transaction(1), replace(made.transaction(2), officer="can-bo-1"))
    assert [line.get("officer") for line in lines(wire, "officer")] == [None, "can-bo-1"]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"by": "hall,hall"}, "by"),
        ({"by": "color"}, "by"),
        ({"from": "2026-11-22"}, "to"),
        ({"from": "2020-01-01"}, "to"),
        ({"from": "gestern"}, "from"),
        ({"service_level_minutes": 0}, "service_level_minutes"),
        ({"by": "service; DROP TABLE client"}, "by"),
    ],
)
def test_what_cannot_be_asked_for_is_told(query: dict[str, Any], where: str, wire: Wire) -> None:
    problem = wire.get(PATH, 400, **{**ONE_DAY, **query})
    assert [fault["where"] for fault in problem["faults"]] == [where]


OUTCOMES = st.sampled_from(["completed", "transferred", "no_show", "cancelled", "expired", "void"])
STEPS = st.lists(
    st.builds(
        lambda outcome, step, called, abandoned, times, recalls: (outcome, step, called, abandoned, times, recalls),
        *(OUTCOMES, st.integers(1, 2), st.booleans(), st.booleans()),
        st.tuples(*[SPENT] * len(TIMES)),
        st.integers(0, 3),
    ),
    max_size=30,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=STEPS, levels=st.lists(st.sampled_from(LEVELS), max_size=12))
def test_the_centres_figures_are_the_halls_own(told: list[Any], levels: list[str], wire: Wire, db: Db) -> None:
    db.execute("DELETE FROM transaction")
    db.execute("DELETE FROM rating")
    bodies = [_step(n, *each) for n, each in enumerate(told)]
    put(db, "transactions", *bodies)
    put(db, "ratings", *(made.rating(n, level) for n, level in enumerate(levels)))
    tally = Tally()
    for body in bodies:
        tally.add(_as_the_hall_has_it(body))
    found = lines(wire, "hall", service_level_minutes=20)
    if not bodies and not levels:
        assert found == []
        return
    [line] = found
    for count in ("steps", "visits", "called", "abandoned", "recalls", "clock_moved"):
        assert line[count] == tally[count], count
    for outcome, number in line["outcomes"].items():
        assert number == tally[outcome]
    assert line["service_level"] == tally.service_level(20)
    for time in TIMES:
        spread = line["times"].get(time)
        assert (spread["count"] if spread else 0) == tally.count(time)
        if spread:
            assert [spread[f"p{percent}"] for percent in PERCENTS] == [tally.percentile(time, p) for p in PERCENTS]
    assert line["answers"] == len(levels)


def _step(n: int, outcome: str, step: int, called: bool, abandoned: bool, times: Any, recalls: int) -> Transaction:
    spent = dict(zip(TIMES, times, strict=True))
    body = made.transaction(n, step=step, outcome=outcome)
    # Who was never called has no time to the first call.
    spent["wait_first"] = (spent["wait_first"] or 0) if called else None
    called_at = {"first_call": body.first_call if called else None}
    return replace(body, abandoned=abandoned, recalls=recalls, **spent, **called_at)


def _as_the_hall_has_it(body: Transaction) -> Step:
    known = {name: value for name, value in asdict(body).items() if name in Step.__struct_fields__}
    for time in TIMES:
        known[time] = None if known[time] is None else known[time] * 1_000 + 999
    rest: dict[str, Any] = dict.fromkeys(Step.__struct_fields__, 0) | {
        "rating": None,
        "offer": None,
        "paper": "printed",
    }
    return Step(**{**rest, **known})


def test_more_lines_than_anybody_reads_are_not_made(wire: Wire, db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "LINES_MOST", 2)
    put(db, "transactions", *(made.transaction(n, service=f"dich-vu-{n}") for n in range(3)))
    problem = wire.get(PATH, 400, by="service", **ONE_DAY)
    assert problem["faults"][0]["where"] == "by"
    assert len(lines(wire, "hall")) == 1
