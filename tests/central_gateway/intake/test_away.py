"""A worker whose PostgreSQL goes away, and two that work beside one another."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from msgspec.structs import replace

from central_gateway.engine.face import Heard
from central_gateway.intake import worker as worker_module
from central_gateway.intake.reading import Said
from central_gateway.intake.recording import Work, record
from central_gateway.intake.worker import HALLS_EVERY
from central_gateway.store.connection import Db, StoreAway, open_
from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import Record
from tests.central_gateway.intake.test_worker import Worker, one, records
from tests.central_gateway.made_records import DAY, batch, hello, said, status, transaction, uid
from tests.central_gateway.played_engine import PlayedBroker

DEADLINE = 20.0


@pytest.fixture
def worker(db: Db, broker: PlayedBroker) -> Worker:
    return Worker(db, broker)


def test_while_postgresql_is_away_everything_is_put_off(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    worker.turn()
    message = broker.say("thu", *said(batch(records(2), "transactions")))
    db.close()
    with pytest.raises(StoreAway):
        worker.turn()
    assert worker.engine.put_off == [message]
    assert broker.told("thu") == []


def test_what_was_done_with_before_postgresql_went_away_is_not_put_off(
    db: Db, broker: PlayedBroker, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some brokers end the connection of who gives back what he has acknowledged."""
    good = broker.say("ha-giang", *said(batch(records(2), "transactions")))
    huge = replace(transaction(1), wait_first=2**40)
    bad = broker.say("thu", *said(batch([Record(1, 0, DAY, huge)], "transactions")))
    real = worker_module.record

    def record(db: Db, work: Any, now: int) -> Any:
        if work.halls() == {"thu"}:
            raise StoreAway("PostgreSQL: đi vắng")
        return real(db, work, now)

    monkeypatch.setattr(worker_module, "record", record)
    with pytest.raises(StoreAway):
        worker.turn()
    assert (worker.engine.done_with, worker.engine.put_off) == ([good], [bad])


def test_what_waits_is_put_off_whenever_postgresql_goes_away(db: Db, broker: PlayedBroker, worker: Worker) -> None:
    """Else a broker that waits for who has taken it would keep it from the others."""
    message = broker.say("thu", *said(batch(records(3, 4), "transactions", after=Mark(1, 3))))
    worker.turn()
    db.close()
    worker.time += HALLS_EVERY
    with pytest.raises(StoreAway):
        worker.turn()
    assert worker.engine.put_off == [message]


def test_two_workers_never_wait_for_one_another_in_a_ring(database: str) -> None:
    """What one notes of halls it notes in one order: while it waits for the first it holds none of the others."""
    work = Work(
        said=[
            Said(Heard("thu", "status", b""), uid(1), 1, status()),
            Said(Heard("ha-giang", "hello", b""), uid(2), 1, hello()),
        ]
    )
    with open_(database, "first") as first, open_(database, "second") as second, open_(database, "third") as third:
        with first.transaction():
            first.execute("SELECT FROM hall WHERE id = 'ha-giang' FOR UPDATE")
            thread = threading.Thread(target=record, args=(second, work, 1))
            thread.start()
            _until_it_waits(third, "motcua second")
            third.execute("SELECT FROM hall WHERE id = 'thu' FOR UPDATE NOWAIT")
        thread.join(DEADLINE)
    assert not thread.is_alive()


def _until_it_waits(db: Db, program: str) -> None:
    waiting = threading.Event()
    for _ in range(int(DEADLINE / 0.02)):
        if one(
            db,
            f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{program}' AND datname ="
            " current_database() AND wait_event_type = 'Lock'",
        ):
            return
        waiting.wait(0.02)
    pytest.fail("it does not wait")
