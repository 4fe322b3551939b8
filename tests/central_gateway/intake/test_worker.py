"""One worker over a real PostgreSQL."""

from __future__ import annotations

import base64
import logging
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from central_gateway.intake.refusals import Refusals
from central_gateway.intake.waiting import PATIENCE
from central_gateway.intake.worker import Intake
from central_gateway.store import halls, heard
from central_gateway.store.connection import Db, open_
from hall_core.contract.centre.messages import NOTHING, Ask, Mark, Recorded, Told
from hall_core.contract.centre.records import Record
from tests.central_gateway.made_records import (
    DAY,
    apology,
    batch,
    hello,
    rating,
    said,
    status,
    transaction,
    uid,
)
from tests.central_gateway.played_engine import PlayedBroker, PlayedEngine
from tests.conftest import HandClock


class Worker:
    def __init__(self, db: Db, broker: PlayedBroker) -> None:
        self.time = 0.0
        self.engine = PlayedEngine(broker)
        self.refusals = Refusals()
        self.intake = Intake(db, self.engine, HandClock(), self.refusals, lambda: self.time)

    def turn(self) -> None:
        self.intake.turn(0)


@pytest.fixture
def worker(db: Db, broker: PlayedBroker) -> Worker:
    return Worker(db, broker)


def one(db: Db, query: str) -> Any:
    row = db.execute(query.encode()).fetchone()
    return None if row is None else row[0]


def records(count: int, first: int = 1) -> list[Record]:
    return [Record(n, 0, DAY, transaction(n)) for n in range(first, first + count)]


def test_records_become_rows_and_the_hall_is_told_once_they_are_committed(
    db: Db, broker: PlayedBroker, worker: Worker, database: str
) -> None:
    seen_at_telling: list[int] = []

    def look(_hall: str, _body: object) -> None:
        with open_(database, "another") as other:
            seen_at_telling.append(one(other, "SELECT count(*) FROM transaction"))

    broker.heard_by = look
    message = broker.say("thu", *said(batch(records(30), "transactions")))
    worker.turn()
    assert seen_at_telling == [30]
    assert broker.told("thu") == [Recorded(stream="transactions", upto=Mark(1, 30))]
    assert worker.engine.done_with == [message]


def test_all_that_a_transaction_says_is_in_its_row(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    broker.say("thu", *said(batch([Record(7, 2, DAY, transaction(5))], "transactions")))
    worker.turn()
    row = db.execute(
        "SELECT day::text, hall, ticket::text, step, epoch, seq, part, number, service, agency, channel, outcome,"
        " priority, counter, officer, extract(epoch FROM came) * 1000, extract(epoch FROM ended) * 1000, wait_first,"
        " walking, service_time, hold, sojourn, recalls, abandoned FROM transaction"
    ).fetchone()
    body = transaction(5)
    assert row == (
        *(DAY, "thu", uid(5), 1, 1, 7, 2, "A005", "khai-sinh", "tu-phap", "kiosk", "completed"),
        *(None, "quay-1", None, body.came, body.ended, 60, 10, 530, None, 600, 0, False),
    )


def test_all_streams_of_many_halls_go_into_their_tables_in_one_turn(
    db: Db, broker: PlayedBroker, worker: Worker
) -> None:
    for hall in ("thu", "ha-giang"):
        broker.say(hall, *said(batch(records(2), "transactions")))
        broker.say(hall, *said(batch([Record(3, 0, DAY, rating(1))], "ratings")))
        broker.say(hall, *said(batch([Record(4, 0, DAY, apology("H41.16-0001"))], "apologies")))
    worker.turn()
    counts = [one(db, f"SELECT count(*) FROM {table}") for table in ("transaction", "rating", "apology")]
    assert counts == [4, 2, 2]
    assert db.execute("SELECT DISTINCT reasons, level FROM rating").fetchall() == [(["kind", "quick"], "satisfied")]


def test_a_batch_that_comes_twice_is_recorded_once_and_answered_twice(
    db: Db, broker: PlayedBroker, worker: Worker
) -> None:
    for _ in range(2):
        broker.say("thu", *said(batch(records(3), "transactions")))
        worker.turn()
    assert one(db, "SELECT count(*) FROM transaction") == 3
    assert broker.told("thu") == [Recorded(stream="transactions", upto=Mark(1, 3))] * 2


def test_batches_in_the_wrong_order_are_put_right_within_a_turn(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    first, second = records(3), records(3, 4)
    broker.say("thu", *said(batch(second, "transactions", after=Mark(1, 3))))
    broker.say("thu", *said(batch(first, "transactions")))
    worker.turn()
    assert broker.told("thu") == [Recorded(stream="transactions", upto=Mark(1, 6))]


def test_what_comes_too_early_waits_a_moment_for_what_is_before_it(
    db: Db, broker: PlayedBroker, worker: Worker
) -> None:
    broker.say("thu", *said(batch(records(3, 4), "transactions", after=Mark(1, 3))))
    worker.turn()
    assert broker.told("thu") == []
    broker.say("thu", *said(batch(records(3), "transactions")))
    worker.turn()
    assert broker.told("thu") == [Recorded(stream="transactions", upto=Mark(1, 6))]
    assert broker.under_way == {}


def test_a_gap_that_stays_is_answered_with_where_the_stream_is(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    broker.say("thu", *said(batch(records(3, 4), "transactions", after=Mark(1, 3))))
    worker.turn()
    worker.time += PATIENCE
    worker.turn()
    assert one(db, "SELECT count(*) FROM transaction") == 0
    assert broker.told("thu") == [Recorded(stream="transactions", upto=NOTHING)]
    assert broker.under_way == {}


def test_a_later_place_wins_whatever_comes_first(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    absent, back = transaction(1, outcome="no_show"), transaction(1, outcome="completed")
    both = [Record(5, 0, DAY, absent), Record(9, 0, DAY, back)]
    broker.say("thu", *said(batch(both, "transactions")))
    worker.turn()
    assert db.execute("SELECT outcome, seq FROM transaction").fetchall() == [("completed", 9)]


def test_a_restored_ledger_follows_upon_what_was_told_of_the_one_before_and_takes_its_place(
    db: Db, broker: PlayedBroker, worker: Worker
) -> None:
    broker.say("thu", *said(batch(records(3), "transactions", epoch=1)))
    worker.turn()
    again = [Record(1, 0, DAY, transaction(1, outcome="no_show")), *records(3, 2)]
    broker.say("thu", *said(batch(again, "transactions", epoch=2)))  # of who does not know how far the centre is
    worker.turn()
    assert broker.told("thu")[-1] == Recorded(stream="transactions", upto=Mark(1, 3))
    broker.say("thu", *said(batch(again, "transactions", epoch=2, after=Mark(1, 3))))
    worker.turn()
    found = db.execute("SELECT epoch, outcome FROM transaction ORDER BY seq").fetchall()
    assert found == [(2, "no_show"), *[(2, "completed")] * 3]


def test_a_lower_epoch_is_refused_with_how_far_the_higher_is(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    broker.say("thu", *said(batch(records(2), "transactions", epoch=2)))
    worker.turn()
    broker.say("thu", *said(batch(records(9), "transactions", epoch=1)))
    worker.turn()
    assert one(db, "SELECT count(*) FROM transaction") == 2
    assert broker.told("thu")[-1] == Recorded(stream="transactions", upto=Mark(2, 2))


def test_a_day_without_a_partition_gets_one(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    broker.say("thu", *said(batch([Record(1, 0, "2026-06-03", transaction(1))], "transactions")))
    worker.turn()
    assert one(db, "SELECT count(*) FROM transaction_20260603") == 1


def test_a_hello_is_answered_for_each_stream(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    broker.say("thu", *said(batch(records(2), "transactions")))
    worker.turn()
    broker.sent.clear()
    broker.say("thu", *said(hello()))
    worker.turn()
    told = broker.told("thu")
    assert {each.stream: each.upto for each in told if isinstance(each, Recorded)} == {
        "transactions": Mark(1, 2),
        "ratings": NOTHING,
        "days": NOTHING,
        "apologies": NOTHING,
    }


def test_the_status_of_a_hall_is_kept_as_it_was_last(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    for waiting in (1, 2):
        broker.say("thu", *said(status(waiting)))
        worker.turn()
    [thu] = [hall for hall in halls.all_(db) if hall.id == "thu"]
    assert thu.status == status(2)
    assert thu.seen is not None


def test_asking_for_a_dossier_that_nobody_knows_gets_an_answer(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    broker.say("thu", *said(Ask(code="H41.16-210612-0001"), uid(77)))
    worker.turn()
    [told] = broker.told("thu")
    assert isinstance(told, Told)
    assert (told.to, told.dossier) == (uid(77), None)


def test_a_hall_that_nobody_knows_is_passed_over_counted_and_logged_once(
    db: Db, broker: PlayedBroker, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            broker.say("fremd", *said(batch(records(1), "transactions")))
        worker.turn()
    worker.intake.keep_refusals()
    assert broker.told("fremd") == []
    assert broker.under_way == {}
    assert len([each for each in caplog.records if "fremd" in each.getMessage()]) == 1
    assert [(each.hall, each.why, each.times) for each in halls.refused(db)] == [("", "unknown-hall", 3)]


def nested(deep: int) -> tuple[str, bytes]:
    """A batch that is right but for an unknown field, which a decoder passes over list by list."""
    good = batch(records(1), "transactions")
    data = zlib.decompress(base64.b64decode(good.packed))
    data = data.replace(b'"ticket"', b'"x":' + b"[" * deep + b"]" * deep + b',"ticket"')
    return said(replace(good, packed=base64.b64encode(zlib.compress(data)).decode()))


GARBLED: dict[str, Callable[[], tuple[str, bytes]]] = {
    "no JSON": lambda: ("records", b"\xff\x00"),
    "too large": lambda: ("records", b" " * 9_000),
    "another way": lambda: ("hello", said(status())[1]),
    "a day that is none": lambda: said(batch([Record(1, 0, "2026-13-41", transaction(1))], "transactions")),
    "lists within lists": lambda: nested(50_000),
    "another stream": lambda: said(batch(records(1), "ratings")),
}


@pytest.mark.parametrize("kind", GARBLED)
def test_what_is_garbled_holds_nobody_up(db: Db, broker: PlayedBroker, worker: Worker, kind: str) -> None:
    broker.say("thu", *GARBLED[kind]())
    broker.say("ha-giang", *said(batch(records(2), "transactions")))
    worker.turn()
    assert broker.under_way == {}
    assert broker.told("ha-giang") == [Recorded(stream="transactions", upto=Mark(1, 2))]
    worker.intake.keep_refusals()
    assert [(each.hall, each.times) for each in halls.refused(db)] == [("thu", 1)]


def test_what_postgresql_does_not_take_of_one_hall_holds_no_other_up(
    db: Db, broker: PlayedBroker, worker: Worker
) -> None:
    huge = 2**40  # seconds: more than the column takes
    bad = replace(transaction(1), wait_first=huge)
    broker.say("thu", *said(batch([Record(1, 0, DAY, bad)], "transactions")))
    broker.say("ha-giang", *said(batch(records(2), "transactions")))
    worker.turn()
    assert broker.under_way == {}
    assert broker.told("thu") == []
    assert heard.of(db, ["ha-giang"])["ha-giang"]["transactions"] == Mark(1, 2)
    worker.intake.keep_refusals()
    assert [(each.hall, each.why) for each in halls.refused(db)] == [("thu", "not-recorded")]


def test_what_postgresql_does_not_take_is_not_repeated_to_whoever_reads_the_log(
    db: Db, broker: PlayedBroker, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    told = replace(apology("H41.16-0001"), agency="bí mật\0")
    broker.say("thu", *said(batch([Record(1, 0, DAY, told)], "apologies")))
    worker.turn()
    [(_, why, _, example)] = worker.refusals.counts()
    assert why == "not-recorded"
    assert "bí mật" not in example + caplog.text
