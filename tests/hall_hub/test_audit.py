"""Who asked for what, and why it was not done, can be asked of the ledger by anybody who may read it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_hub import hub as hub_module
from hall_hub.store.ledger import Ledger
from hall_hub.store.tables import MIGRATIONS
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, uid
from tests.hall_hub.desk_plan import HEAD, desk_plan

ISSUE = c.IssueTicket(service="khai-sinh")


@pytest.fixture
def bench(clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(desk_plan(), tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def rows(bench: Bench, columns: str, tail: str = "ORDER BY at, command") -> list[tuple[Any, ...]]:
    """As another process reads them."""
    with closing(sqlite3.connect(bench.file)) as db:
        return db.execute(f"SELECT {columns} FROM answer {tail}").fetchall()


def test_each_command_is_kept_with_its_device_its_officer_and_what_it_was(bench: Bench) -> None:
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    bench.ask("kiosk-1", ISSUE)
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    bench.ask("ban-dieu-hanh", c.Recall(counter="quay-1", by=HEAD))
    bench.ask("ban-dieu-hanh", c.SetCap(service="sao-y", cap=5, by=HEAD))
    assert rows(bench, "device, officer, wish, refusal") == [
        ("goi-1", "can-bo-1", "open", None),
        ("kiosk-1", None, "issue", None),
        ("goi-1", "can-bo-1", "next", None),
        ("ban-dieu-hanh", HEAD, "recall", None),
        ("ban-dieu-hanh", HEAD, "set-cap", None),
    ]


def test_one_who_closes_a_counter_sat_there(bench: Bench) -> None:
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    bench.ask("goi-1", c.CloseCounter(counter="quay-1"))
    assert rows(bench, "officer, wish")[-1] == ("can-bo-1", "close")


def test_what_was_refused_is_kept_with_its_reason_and_all_that_was_asked(bench: Bench) -> None:
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    wish = c.TakeOver(counter="quay-1", ticket=ticket, reason="Nhầm", by="can-bo-1")
    bench.ask("ban-dieu-hanh", wish)
    bench.ask("ban-dieu-hanh", c.StopService(service="sao-y", by="can-bo-1"))
    bench.ask("ban-dieu-hanh", c.StopService(service="sao-y", by="ai-do"))
    assert rows(bench, "officer, wish, refusal")[2:] == [
        ("can-bo-1", "take-over", "not-open"),
        ("can-bo-1", "stop-service", "head-only"),
        ("ai-do", "stop-service", "unknown-officer"),
    ]
    found = rows(bench, "json_extract(body, '$.ticket'), json_extract(body, '$.reason')", "WHERE wish = 'take-over'")
    assert found == [(ticket, "Nhầm")]


def test_the_events_of_a_command_are_found_by_it(bench: Bench) -> None:
    bench.ask("ban-dieu-hanh", c.StopService(service="sao-y", reason="Mất điện", by=HEAD))
    found = rows(bench, "officer, json_extract(event.body, '$.type')", "JOIN event ON event.command = answer.command")
    assert found == [(HEAD, "service-stopped")]


def test_a_command_that_comes_again_is_kept_once(bench: Bench) -> None:
    for _ in range(3):
        bench.ask("kiosk-1", ISSUE, id=uid(900))
    assert rows(bench, "command, wish") == [(uid(900), "issue")]


def test_what_could_not_be_taken_at_all_is_not_kept(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command may be tried again once what was wrong is mended."""

    def stumbles(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(hub_module, "decide", stumbles)
    assert bench.ask("kiosk-1", ISSUE).refusal.reason == "internal-error"
    assert rows(bench, "command") == []


def test_a_span_of_time_is_found_without_reading_all(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.file)) as db:
        how = db.execute("EXPLAIN QUERY PLAN SELECT wish FROM answer WHERE at BETWEEN 1 AND 2").fetchall()
    assert "answer_at" in str(how)


OLD = """
INSERT INTO event VALUES
(1, 1795226400000, NULL, '{"type":"day-began","day":"2026-11-21","provisional":false}'),
(2, 1795226400000, '00000000-0000-7000-8000-000000000002', '{"type":"ticket-issued",
 "ticket":"00000000-0000-7000-8000-000000000002","number":"A001","value":1,"service":"khai-sinh","priority":null,
 "language":"vi","device":"kiosk-1"}');
INSERT INTO day VALUES (1, '2026-11-21');
INSERT INTO answer VALUES
('00000000-0000-7000-8000-000000000002', 'kiosk-1', 1795226400000, CAST('{"to":"00000000-0000-7000-8000-000000000002",
"refusal":null,"ticket":null,"counter":null}' AS BLOB)),
('00000000-0000-7000-8000-000000000003', 'goi-1', 1795226400001, CAST('{"to":"00000000-0000-7000-8000-000000000003",
"refusal":{"reason":"counter-closed","about":"quay-1"},"ticket":null,"counter":null}' AS BLOB));
PRAGMA user_version = 3;
"""
"""A morning as it was written before commands were kept whole."""


@pytest.fixture
def old(clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    file = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.executescript("".join(each.script for each in MIGRATIONS[:3]) + OLD)
    bench = Bench(desk_plan(), file, clock)
    bench.ids = 100
    yield bench
    bench.close()


def test_an_old_ledger_goes_on_and_its_answers_stay_as_they_were(old: Bench) -> None:
    again = old.ask("goi-1", c.CallNext(counter="quay-1"), id=uid(3))
    assert again.refusal.reason == "counter-closed"
    assert old.ask("kiosk-1", ISSUE, id=uid(2)).ticket is None, "word for word what was answered then"
    assert old.ask("kiosk-1", ISSUE).ticket.number == "A002"


def test_of_an_old_ledgers_commands_is_known_what_stood_there(old: Bench) -> None:
    old.clock.wait(1_000)
    old.ask("kiosk-1", ISSUE)
    assert rows(old, "device, officer, wish, refusal") == [
        ("kiosk-1", None, None, None),
        ("goi-1", None, None, "counter-closed"),
        ("kiosk-1", None, "issue", None),
    ]


def test_a_migrated_ledger_is_the_same_as_a_new_one(old: Bench, tmp_path: Path) -> None:
    Ledger(tmp_path / "new.sqlite").close()

    def schema(file: Path) -> list[Any]:
        with closing(sqlite3.connect(file)) as db:
            return db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()

    assert schema(old.file) == schema(tmp_path / "new.sqlite")


def test_who_is_signed_in_elsewhere_counts_before_who_sits_there(bench: Bench) -> None:
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    bench.ask("ban-dieu-hanh", replace(c.PauseCounter(counter="quay-1", reason="Họp"), by=HEAD))
    assert rows(bench, "officer, wish")[-1] == (HEAD, "pause")
