from __future__ import annotations

import threading
from datetime import date

import pytest

from central_gateway.store import partitions, records
from central_gateway.store.connection import Db, open_
from central_gateway.store.records import Row
from hall_core.contract.centre.records import Record
from tests.central_gateway.made_records import transaction


def names(db: Db) -> set[str]:
    return {row[0] for row in db.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")}


def test_they_are_made_ahead_and_again_is_harmless(db: Db) -> None:
    for _ in range(2):
        partitions.ahead(db, date(2026, 12, 30))
    assert {"transaction_20261229", "rating_20270106"} <= names(db)
    assert "rating_20270107" not in names(db)


def test_each_has_the_keys_and_indexes_of_the_whole(db: Db) -> None:
    rows = db.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'transaction_20261121'").fetchall()
    assert len(rows) == 2
    assert any("UNIQUE" in row[0] and "(day, hall, ticket, step)" in row[0] for row in rows)


def test_two_who_want_the_same_one_both_get_it(database: str) -> None:
    days = [date(2027, 1, day) for day in range(1, 6)]
    trouble: list[BaseException] = []
    together = threading.Barrier(2)

    def make() -> None:
        try:
            with open_(database, "test") as db:
                together.wait()
                partitions.make(db, days)
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []


def test_making_one_waits_for_nobody_who_reads_or_writes_another_day(db: Db, database: str) -> None:
    with open_(database, "other") as other, other.transaction():
        other.execute("SELECT count(*) FROM transaction")
        other.execute("LOCK TABLE transaction IN ROW EXCLUSIVE MODE")  # as an INSERT does
        db.execute("SET lock_timeout = '2s'")
        partitions.make(db, [date(2027, 1, 1)])
    assert "transaction_20270101" in names(db)


def test_days_of_a_clock_that_is_wrong_share_a_partition_for_each_year_and_are_taken(db: Db) -> None:
    before = names(db)
    wrong = [date(1970, 1, 1), date(1970, 12, 31), date(2099, 2, 28), date(2099, 12, 31)]
    for day in wrong:
        partitions.make(db, [day])
        row = Record(day.toordinal(), 0, f"{day}", transaction(day.toordinal()))
        records.put(db, "transactions", [Row("thu", 1, row)])
    assert names(db) - before == {f"{table}_{year}" for table in partitions.TABLES for year in (1970, 2099)}
    assert db.execute("SELECT array_agg(day ORDER BY day) FROM transaction").fetchone() == (wrong,)


def test_a_year_that_was_far_away_goes_on_in_its_one_partition(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "FIRST_YEAR", 9_999)
    partitions.make(db, [date(2027, 5, 5)])
    monkeypatch.undo()
    before = names(db)
    partitions.ahead(db, date(2027, 5, 5))
    assert names(db) == before
