from __future__ import annotations

import time
from pathlib import Path

import pytest

from central_gateway.config import Central, Config, Nats, Store
from central_gateway.store.connection import Db, StoreAway, StoreError, connect, open_, transaction


def test_every_statement_has_an_end(database: str) -> None:
    with (
        open_(database, "test", statement_timeout_s=1) as db,
        pytest.raises(StoreAway, match="statement timeout"),
        transaction(db),
    ):
        db.execute("SELECT pg_sleep(20)")


def test_a_session_says_who_it_is_and_counts_in_utc(db: Db) -> None:
    row = db.execute("SELECT current_setting('application_name'), current_setting('timezone')").fetchone()
    assert row == ("motcua test", "UTC")


def test_nobody_there_is_something_that_may_pass() -> None:
    with pytest.raises(StoreAway, match="PostgreSQL"):
        open_("host=/nowhere dbname=x", "test")


def test_a_url_that_is_none_is_a_mistake_that_stays() -> None:
    with pytest.raises(StoreError, match="url") as caught:
        open_("postgresql://h/db?nonsense=1", "test")
    assert not isinstance(caught.value, StoreAway)


def test_what_fails_within_a_transaction_undoes_all_of_it(db: Db) -> None:
    with pytest.raises(StoreError, match="does not take it"), transaction(db):
        db.execute("INSERT INTO hall (id, name) VALUES ('x', 'x')")
        db.execute("INSERT INTO hall (id, name) VALUES ('x', 'x')")
    assert db.execute("SELECT count(*) FROM hall WHERE id = 'x'").fetchone() == (0,)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://motcua@db.example/motcua",
        "host=10.0.0.5 dbname=motcua sslmode=require",
        "host=localhost,db.example dbname=motcua",
    ],
)
def test_another_machine_is_spoken_with_only_where_it_shows_who_it_is(tmp_path: Path, url: str) -> None:
    config = Config(tmp_path / "central.toml", Central(store=Store(url=url), broker=Nats(servers=["127.0.0.1:1"])))
    with pytest.raises(StoreError, match=r"central.toml: store.url: .* another machine.*sslmode=verify-full"):
        connect(config, "test")


@pytest.mark.parametrize(
    "setting", ["default_transaction_read_only = on", "idle_in_transaction_session_timeout = '1ms'"]
)
def test_a_standby_and_a_pause_that_was_too_long_are_something_that_may_pass(db: Db, setting: str) -> None:
    db.execute(f"SET {setting}".encode())
    with pytest.raises(StoreAway), transaction(db):
        db.execute("SELECT 1")
        time.sleep(0.2)
        db.execute("INSERT INTO hall (id, name) VALUES ('x', 'x')")
