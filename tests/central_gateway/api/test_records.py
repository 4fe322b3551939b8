"""Reading on: every row once, in the order of arrival, whatever commits when."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from central_gateway.store import records
from central_gateway.store.connection import Db, open_, transaction
from central_gateway.store.reading import FRESH
from central_gateway.store.records import Row
from hall_core.contract.centre.records import Record, RecordBody, Totals
from tests.central_gateway import made_records as made
from tests.central_gateway.api.conftest import Wire
from tests.conftest import HandClock

PATIENCE = 10.0


def put(db: Db, stream: str, *bodies: RecordBody, hall: str = "thu", day: str = made.DAY, seq: int = 1) -> None:
    rows = [Row(hall, 1, Record(seq + n, 0, day, body)) for n, body in enumerate(bodies)]
    with transaction(db):
        records.writing(db)
        records.put(db, stream, rows)  # type: ignore[arg-type]


def steps(*numbers: int) -> list[RecordBody]:
    return [made.transaction(n) for n in numbers]


@pytest.fixture
def later(clock: HandClock) -> Callable[[], None]:
    """So much later that one looks anew up to where there is something."""
    return lambda: clock.wait(int(FRESH * 1_000))


def tickets(page: dict[str, Any]) -> list[int]:
    return [int(item["ticket"][-12:], 16) for item in page["items"]]


def read_on(wire: Wire, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    page: dict[str, Any] = {"next": 0, "more": True}
    while page["more"]:
        page = wire.get(path, after=page["next"], **query)
        yield page


def test_a_transaction_is_read_as_the_hall_told_it(wire: Wire, db: Db) -> None:
    put(db, "transactions", *steps(5))
    [item] = wire.get("/v1/transactions")["items"]
    assert item == {
        "taken": 1,
        "day": "2026-11-21",
        "hall": "thu",
        "ticket": made.uid(5),
        "step": 1,
        "number": "A005",
        "service": "khai-sinh",
        "agency": "tu-phap",
        "channel": "kiosk",
        "outcome": "completed",
        "priority": None,
        "counter": "quay-1",
        "officer": None,
        "came": "2026-11-21T02:00:00Z",
        "first_call": "2026-11-21T02:01:00Z",
        "last_call": "2026-11-21T02:01:00Z",
        "started": "2026-11-21T02:01:10Z",
        "ended": "2026-11-21T02:10:00.005000Z",
        "wait_first": 60,
        "wait_last": 60,
        "walking": 10,
        "service_time": 530,
        "hold": None,
        "sojourn": 600,
        "recalls": 0,
        "abandoned": False,
        "clock_moved": False,
    }


def test_ratings_days_and_apologies_are_read_likewise(wire: Wire, db: Db) -> None:
    put(db, "ratings", made.rating(1))
    put(db, "days", made.day_closed({"khai-sinh": Totals(steps=3, completed=3)}))
    put(db, "apologies", made.apology("H41.16-0001"))
    [vote], [day], [sorry] = (wire.get(f"/v1/{name}")["items"] for name in ("ratings", "days", "apologies"))
    assert (vote["offer"], vote["level"], vote["reasons"]) == (made.uid(1), "satisfied", ["kind", "quick"])
    assert day["body"]["services"] == {"khai-sinh": {"steps": 3, "completed": 3}}
    assert (sorry["code"], sorry["due"], sorry["new_due"]) == ("H41.16-0001", "2026-11-10", "2026-12-01")


def test_pages_have_every_row_once(wire: Wire, db: Db) -> None:
    for first in range(0, 25, 5):
        put(db, "transactions", *steps(*range(first, first + 5)), seq=first + 1)
    pages = list(read_on(wire, "/v1/transactions", limit=7))
    assert [tickets(page) for page in pages] == [list(range(n, min(n + 7, 25))) for n in range(0, 25, 7)]
    assert wire.get("/v1/transactions", after=pages[-1]["next"]) == {
        "items": [],
        "next": pages[-1]["next"],
        "more": False,
    }


def test_a_row_that_has_changed_comes_again_with_a_higher_number(wire: Wire, db: Db, later: Callable[[], None]) -> None:
    put(db, "transactions", made.transaction(1, outcome="no_show"), made.transaction(2))
    first = wire.get("/v1/transactions")
    put(db, "transactions", made.transaction(1), seq=9)
    later()
    again = wire.get("/v1/transactions", after=first["next"])
    assert [(item["taken"], item["outcome"]) for item in again["items"]] == [(3, "completed")]


def test_filters_leave_out_others_and_still_move_on(wire: Wire, db: Db) -> None:
    put(db, "transactions", *steps(1), hall="thu")
    put(db, "transactions", *steps(2), hall="ha-giang")
    put(db, "transactions", *steps(3), hall="ha-giang", day="2026-11-20")
    page = wire.get("/v1/transactions", hall="ha-giang", day="2026-11-21")
    assert tickets(page) == [2]
    assert page["next"] == 3
    assert tickets(wire.get("/v1/transactions", hall="ha-giang")) == [2, 3]


def test_what_is_committed_later_with_a_lower_number_is_never_passed_over(
    wire: Wire, db: Db, database: str, later: Callable[[], None]
) -> None:
    """The first writer takes its numbers and dawdles; the second one, begun later, commits at once."""
    seen: list[int] = []
    with open_(database, "slow") as slow:
        with transaction(slow):
            records.writing(slow)
            records.put(slow, "transactions", [Row("thu", 1, Record(1, 0, made.DAY, made.transaction(1)))])
            put(db, "transactions", *steps(2), seq=2)
            reader = threading.Thread(target=lambda: seen.extend(tickets(wire.get("/v1/transactions"))))
            reader.start()
            _until_somebody_waits(db)
            assert seen == []
        reader.join(PATIENCE)
    assert seen == [1, 2]


def test_a_reader_beside_many_writers_misses_nothing_and_reads_nothing_twice(
    wire: Wire, database: str, later: Callable[[], None]
) -> None:
    done = threading.Barrier(4)

    def write(number: int) -> None:
        with open_(database, "writer") as own:
            for n in range(20):
                step = number * 100 + n
                put(own, "transactions", made.transaction(step), made.transaction(step + 50), seq=step)
        done.wait(PATIENCE)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    after, finished = 0, False
    while True:
        last = finished
        finished = done.n_waiting == 3
        later()
        page = wire.get("/v1/transactions", after=after)
        seen, after = seen + tickets(page), page["next"]
        if last and not page["items"]:
            break
    done.wait(PATIENCE)
    for writer in writers:
        writer.join(PATIENCE)
    assert sorted(seen) == sorted(number * 100 + n + more for number in range(3) for n in range(20) for more in (0, 50))


def test_who_has_read_more_than_there_is_is_told_so(wire: Wire, db: Db) -> None:
    """The store was put back from a copy: numbers are given again."""
    put(db, "transactions", *steps(1))
    problem = wire.get("/v1/transactions", 409, after=2)
    assert problem["type"] == "urn:motcua:problem:beyond"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"after": -1}, "after"),
        ({"after": "x"}, "after"),
        ({"after": 2**70}, "after"),
        ({"limit": 0}, "limit"),
        ({"limit": 5001}, "limit"),
        ({"day": "2026-02-30"}, "day"),
        ({"hall": "Thu Đức"}, "hall"),
        ({"halls": "thu"}, "halls"),
        ({"hall": ["thu", "ha-giang"]}, "hall"),
    ],
)
def test_what_is_wrong_after_the_question_mark_is_named(query: dict[str, Any], where: str, wire: Wire) -> None:
    problem = wire.get("/v1/transactions", 400, **query)
    assert [fault["where"] for fault in problem["faults"]] == [where]


def _until_somebody_waits(db: Db) -> None:
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _ in range(2_000):
        row = db.execute(query).fetchone()
        if row is not None and row[0]:
            return
        db.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("nobody waits")
