from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from central_gateway.store import heard, records
from central_gateway.store.connection import Db
from central_gateway.store.day_check import differences
from central_gateway.store.records import Row
from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import Record, RecordBody, Stream, Totals
from tests.central_gateway.made_records import DAY, day_closed, rating, transaction

SINCE = date(2026, 11, 1)
STREAMS: tuple[Stream, ...] = ("transactions", "ratings", "days")


def tell(db: Db, stream: Stream, *bodies: RecordBody, first: int = 1) -> None:
    records.put(db, stream, [Row("thu", 1, Record(n, 0, DAY, body)) for n, body in enumerate(bodies, first)])


def is_at(db: Db, seq: int) -> None:
    keys: list[heard.Key] = [("thu", stream) for stream in STREAMS]
    with db.transaction():
        heard.lock(db, keys)
        heard.move(db, dict.fromkeys(keys, Mark(1, seq)))


def test_a_day_that_adds_up_is_not_spoken_of(db: Db) -> None:
    tell(db, "transactions", transaction(1), transaction(2, outcome="no_show"))
    tell(db, "ratings", rating(1))
    closed = day_closed({"khai-sinh": Totals(steps=2, completed=1, no_show=1)}, {"satisfied": 1})
    tell(db, "days", closed, first=9)
    is_at(db, 9)
    assert differences(db, SINCE) == []


def test_what_is_missing_and_what_is_too_much_is_told(db: Db) -> None:
    tell(db, "transactions", transaction(1), transaction(2))
    tell(db, "ratings", rating(1, "neutral"))
    tell(db, "days", day_closed({"khai-sinh": Totals(steps=3, completed=3)}, {"satisfied": 1}), first=9)
    is_at(db, 9)
    found = {each.what: (each.told, each.counted, each.to_come) for each in differences(db, SINCE)}
    assert found == {
        "khai-sinh completed": (3, 2, False),
        "votes neutral": (0, 1, False),
        "votes satisfied": (1, 0, False),
    }


def test_what_may_still_come_is_told_apart(db: Db) -> None:
    tell(db, "transactions", transaction(1))
    tell(db, "days", day_closed({"khai-sinh": Totals(steps=2, completed=2)}), first=9)
    is_at(db, 1)
    assert [each.to_come for each in differences(db, SINCE)] == [True]


def test_a_day_of_which_not_all_sums_are_here_is_no_alarm(db: Db) -> None:
    tell(db, "transactions", transaction(1), transaction(2, service="chung-thuc"))
    half = replace(day_closed({"khai-sinh": Totals(steps=1, completed=1)}), services_of=2)
    tell(db, "days", half, first=9)
    is_at(db, 9)
    assert [(each.what, each.to_come) for each in differences(db, SINCE)] == [("chung-thuc completed", True)]


def test_days_before_are_left_out(db: Db) -> None:
    tell(db, "days", day_closed({"khai-sinh": Totals(steps=2, completed=2)}), first=9)
    assert differences(db, date(2026, 11, 22)) == []


def test_two_business_days_of_one_name_are_counted_together(db: Db) -> None:
    tell(db, "transactions", transaction(1), transaction(2))
    for seq in (5, 9):
        tell(db, "days", day_closed({"khai-sinh": Totals(steps=1, completed=1)}), first=seq)
    is_at(db, 9)
    assert differences(db, SINCE) == []
