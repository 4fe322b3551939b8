from __future__ import annotations

import threading

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from central_gateway.store import records
from central_gateway.store.connection import Db, open_
from central_gateway.store.records import Row
from hall_core.contract.centre.records import DayClosed, Record, Totals
from tests.central_gateway.made_records import DAY, apology, day_closed, rating, transaction


def row(seq: int, body: object, *, epoch: int = 1, part: int = 0, hall: str = "thu") -> Row:
    return Row(hall, epoch, Record(seq, part, DAY, body))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stream", "table", "earlier", "later", "shown"),
    [
        ("transactions", "transaction", transaction(1, outcome="no_show"), transaction(1), "outcome"),
        ("ratings", "rating", rating(1, "neutral"), rating(1), "level"),
        ("apologies", "apology", apology("H41-000001", None), apology("H41-000001"), "new_due::text"),
    ],
)
@pytest.mark.parametrize("order", ["as it happened", "backwards", "in one go"])
def test_the_later_place_wins(
    db: Db, stream: records.Stream, table: str, earlier: object, later: object, shown: str, order: str
) -> None:
    rows = [row(3, earlier), row(7, later)]
    for each in {"as it happened": [[rows[0]], [rows[1]]], "backwards": [[rows[1]], [rows[0]]]}.get(order, [rows]):
        records.put(db, stream, each)
    wanted = {"outcome": "completed", "level": "satisfied", "new_due::text": "2026-12-01"}[shown]
    assert db.execute(f"SELECT seq, {shown} FROM {table}".encode()).fetchall() == [(7, wanted)]


def test_a_row_that_takes_over_is_new_to_whoever_reads_on(db: Db) -> None:
    records.put(db, "ratings", [row(1, rating(1))])
    before = records.settled(db)
    records.put(db, "ratings", [row(2, rating(1, "neutral"))])
    assert db.execute("SELECT level FROM rating WHERE taken > %s", (before,)).fetchall() == [("neutral",)]


def test_a_day_that_is_told_by_a_later_epoch_replaces_the_one_before(db: Db) -> None:
    for epoch, seq in ((1, 50), (1, 90), (2, 40), (2, 40)):
        body = day_closed({"khai-sinh": Totals(steps=seq)})
        records.put(db, "days", [row(seq, body, epoch=epoch)])
    assert db.execute("SELECT epoch, seq FROM day_closed").fetchall() == [(2, 40)]


@pytest.mark.parametrize("order", [[[0], [1], [2]], [[2], [1], [0]], [[0, 1, 2]], [[0, 1], [1, 2], [0]]])
def test_a_day_told_in_several_records_has_one_row_with_all_services(db: Db, order: list[list[int]]) -> None:
    all_services = {f"dv-{n}": Totals(steps=n) for n in range(1, 7)}
    parts = [
        replace(day_closed({f"dv-{n}": Totals(steps=n) for n in (2 * part + 1, 2 * part + 2)}), services_of=6)
        for part in range(3)
    ]
    for together in order:
        records.put(db, "days", [row(9, parts[part], part=part) for part in together])
    [(seq, part, body)] = db.execute("SELECT seq, part, body::text FROM day_closed").fetchall()
    assert (seq, part, msgspec.json.decode(body, type=DayClosed)) == (9, 2, replace(parts[0], services=all_services))


def test_a_part_of_a_day_that_comes_again_is_no_news(db: Db) -> None:
    records.put(db, "days", [row(9, day_closed({"khai-sinh": Totals(steps=1)}))])
    before = records.settled(db)
    records.put(db, "days", [row(9, day_closed({"khai-sinh": Totals(steps=1)}))])
    assert db.execute("SELECT count(*) FROM day_closed WHERE taken > %s", (before,)).fetchone() == (0,)


def test_what_stands_under_way_is_waited_for_before_anybody_reads_on(db: Db, database: str) -> None:
    """A number is given before its row is seen; who reads up to it would miss the row for ever."""
    told: list[int] = []
    with open_(database, "writer") as writer:
        with writer.transaction():
            records.writing(writer)
            records.put(writer, "ratings", [row(1, rating(1))])
            asking = threading.Thread(target=lambda: told.append(records.settled(db)))
            asking.start()
            asking.join(0.3)
            assert told == []
        asking.join()
    assert db.execute("SELECT count(*) FROM rating WHERE taken <= %s", (told[0],)).fetchone() == (1,)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(0, 1), st.integers(0, 3)), min_size=1, max_size=12
    )
)
def test_in_whatever_order_they_are_put_each_thing_has_the_row_of_its_latest_place(
    db: Db, places: list[tuple[int, int, int, int]]
) -> None:
    db.execute("TRUNCATE transaction")
    latest: dict[int, tuple[int, int, int]] = {}
    for epoch, seq, part, ticket in places:
        records.put(db, "transactions", [row(seq, transaction(ticket), epoch=epoch, part=part)])
        latest[ticket] = max(latest.get(ticket, (0, 0, 0)), (epoch, seq, part))
    found = db.execute("SELECT right(ticket::text, 12), epoch, seq, part FROM transaction").fetchall()
    assert {int(each[0], 16): each[1:] for each in found} == latest
