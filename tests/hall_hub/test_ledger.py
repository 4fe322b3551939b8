"""What the ledger promises about the disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.events import DayBegan, TicketExpired
from hall_core.domain.hall import picture
from hall_core.domain.plan import Plan
from hall_hub.store.ledger import STREAMS_MOST, Ledger, LedgerError
from hall_hub.store.tables import MIGRATIONS
from hall_hub.when import COUNTS_MOST, Kept
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, uid


def test_a_batch_is_all_or_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    with pytest.raises(RuntimeError), ledger.batch():
        ledger.append(DayBegan(day="2026-11-21"), 1, None)
        raise RuntimeError("pulled the plug")
    assert ledger.head == 0
    assert list(ledger.today()) == []
    ledger.close()


def test_today_is_what_came_since_the_day_began(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    with ledger.batch():
        ledger.append(DayBegan(day="2026-11-20"), 1, None)
        ledger.append(TicketExpired(ticket=uid(1)), 2, None)
        ledger.append(DayBegan(day="2026-11-21"), 3, None)
        ledger.append(TicketExpired(ticket=uid(2)), 4, uid(9))
    assert [at for _, at in ledger.today()] == [3, 4]
    ledger.close()


def test_every_commit_is_flushed_to_the_disk(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    assert ledger._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert ledger._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    ledger.close()


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "l.sqlite"
    Ledger(file).close()
    with sqlite3.connect(file) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(LedgerError, match="changed by release"):
        Ledger(file)


FIRST = """
INSERT INTO event VALUES
(1, 1795226400000, NULL, '{"type":"day-began","day":"2026-11-21","provisional":false}'),
(2, 1795226400000, '00000000-0000-7000-8000-000000000001',
 '{"type":"counter-opened","counter":"quay-1","officer":"can-bo-1","session":"00000000-0000-7000-8000-000000000001"}'),
(3, 1795226401000, '00000000-0000-7000-8000-000000000002', '{"type":"ticket-issued",
 "ticket":"00000000-0000-7000-8000-000000000002","number":"A001","value":1,"service":"khai-sinh","priority":null,
 "language":"vi","device":"kiosk-1"}'),
(4, 1795226402000, '00000000-0000-7000-8000-000000000003', '{"type":"ticket-called",
 "ticket":"00000000-0000-7000-8000-000000000002","counter":"quay-1","call":"00000000-0000-7000-8000-000000000003",
 "zone":"sanh","sequence":1,"again":false}'),
(5, 1795226403000, '00000000-0000-7000-8000-000000000004',
 '{"type":"service-started","ticket":"00000000-0000-7000-8000-000000000002"}'),
(6, 1795226404000, '00000000-0000-7000-8000-000000000005',
 '{"type":"ticket-completed","ticket":"00000000-0000-7000-8000-000000000002"}'),
(7, 1795226405000, '00000000-0000-7000-8000-000000000006', '{"type":"ticket-issued",
 "ticket":"00000000-0000-7000-8000-000000000006","number":"A002","value":2,"service":"khai-sinh","priority":"cao-tuoi",
 "language":"vi","device":"kiosk-1"}');
INSERT INTO day VALUES (1, '2026-11-21');
INSERT INTO inbox VALUES ('kiosk-1', '00000000-0000-7000-8000-0000000001f4', 4);
PRAGMA user_version = 1;
"""
"""A morning as the first release wrote it."""


def test_a_ledger_of_the_first_release_goes_on_in_the_middle_of_the_day(
    plan: Plan, clock: HandClock, tmp_path: Path
) -> None:
    file = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.executescript(MIGRATIONS[0].script + FIRST)
    bench = Bench(plan, file, clock)
    bench.ids = 100
    assert [(t.number, t.state) for t in bench.hub.hall.tickets.values()] == [
        ("A001", "completed"),
        ("A002", "waiting"),
    ]
    assert bench.tell("kiosk-1", 4, f.PaperPrinted(ticket=uid(6))) == 4, "heard before"
    assert bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.number == "A003"
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        reply = bench.ask("goi-1", kind(counter="quay-1"))
    assert reply.counter.offer.number == "A002"
    before = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == before
    bench.close()


def test_a_file_that_is_no_ledger_is_named_in_the_error(tmp_path: Path) -> None:
    file = tmp_path / "l.sqlite"
    file.write_bytes(b"something else entirely " * 100)
    with pytest.raises(LedgerError, match=r"l\.sqlite"):
        Ledger(file)


def test_a_disk_that_refuses_is_answered_with_storage_and_nothing_is_half_done(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    before = picture(bench.hub.hall)
    # Another process holds the write lock: the same refusal as a full or read-only disk.
    bench.ledger._db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(bench.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    message = bench.message("command", "kiosk-1", c.IssueTicket(service="khai-sinh"))
    out = bench.hub.handle([message])
    assert [reply.body.refusal.reason for reply in bench.sent(out, "reply")] == ["storage"]
    bench.hub.handle([message])
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1, "said once, not each time"
    assert [state.body.problems for state in bench.sent(out, "device-state")] == [["storage"]]
    assert picture(bench.hub.hall) == before
    other.execute("ROLLBACK")
    other.close()
    [reply] = bench.sent(bench.hub.handle([message]), "reply")
    assert reply.body.ticket.number == "A001", "the same intent is done once the disk is well"
    assert [state.body.problems for state in bench.sent(bench.hub.state(), "device-state")] == [[]], "and it says so"


def test_a_service_that_left_the_hall_file_during_the_day_stops_the_start_with_its_name(bench: Bench) -> None:
    bench.ask("kiosk-1", c.IssueTicket(service="sao-y"))
    services = [s for s in bench.plan.services if s.id != "sao-y"]
    from msgspec.structs import replace

    counters = [replace(x, serves={"khai-sinh": 0}) for x in bench.plan.counters]
    bench.plan = replace(bench.plan, services=services, counters=counters)
    bench.close()
    with pytest.raises(LedgerError, match="sao-y"):
        bench.start()


def test_a_ledger_that_is_closed_is_one_whole_file(tmp_path: Path) -> None:
    file, log = tmp_path / "l.sqlite", tmp_path / "l.sqlite-wal"
    ledger = Ledger(file)
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as reader:
        reader.execute("SELECT count(*) FROM event").fetchone()  # the console: open, and reading nothing just now
        with ledger.batch():
            ledger.append(DayBegan(day="2026-11-21"), 1, None)
        assert log.stat().st_size > 0
        ledger.close()
        assert log.stat().st_size == 0
        (tmp_path / "copy").write_bytes(file.read_bytes())
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (1,)


@pytest.mark.timeout(4)
def test_the_end_waits_for_nobody_who_reads(tmp_path: Path) -> None:
    file = tmp_path / "l.sqlite"
    ledger = Ledger(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchone()
        with ledger.batch():
            ledger.append(DayBegan(day="2026-11-21"), 1, None)
        ledger.close()
        assert reader.execute("SELECT count(*) FROM event").fetchone() == (0,), "as it was when the reading began"
    again = Ledger(file)
    assert again.head == 1
    again.close()


def test_a_box_that_names_another_outbox_with_each_fact_and_another_start_fills_no_disk(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    with ledger.batch():
        for n in range(200):
            ledger.keep_heard("kiosk-1", uid(n), 1)
            ledger.keep_clock(Kept("kiosk-1", 1_000 - n, n))
            ledger.keep_heard("kiosk-2", uid(7), n)
    assert [n for n in range(200) if ledger.heard_from("kiosk-1", uid(n))] == list(range(200 - STREAMS_MOST, 200))
    assert ledger.heard_from("kiosk-2", uid(7)) == 199
    assert sorted(kept.boot for kept in ledger.clocks()) == list(range(801, 801 + COUNTS_MOST))
    ledger.close()


def test_an_outbox_that_is_older_than_all_that_are_remembered_is_heard_all_the_same(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "l.sqlite")
    with ledger.batch():
        for n in range(100, 200):
            ledger.keep_heard("kiosk-1", uid(n), 1)
        ledger.keep_heard("kiosk-1", uid(1), 5)
        ledger.keep_heard("kiosk-1", uid(1), 6)
    assert ledger.heard_from("kiosk-1", uid(1)) == 6
    ledger.close()
