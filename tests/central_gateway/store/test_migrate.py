from __future__ import annotations

import threading

import pytest

from central_gateway.store import migrate
from central_gateway.store.connection import StoreError, open_


def test_the_tables_are_made_once(empty_database: str) -> None:
    with open_(empty_database, "test") as db:
        assert migrate.migrate(db) == [1]
        assert migrate.migrate(db) == []
        migrate.check(db)


def test_of_two_who_make_the_tables_at_once_one_does_and_the_other_waits(empty_database: str) -> None:
    done: list[list[int]] = []
    together = threading.Barrier(2)

    def make() -> None:
        with open_(empty_database, "test") as db:
            together.wait()
            done.append(migrate.migrate(db))

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [[], [1]]


def test_a_migration_may_take_longer_than_a_statement(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of a year's rows does."""
    monkeypatch.setattr(migrate, "_migrations", lambda: ["SELECT pg_sleep(1.5)"])
    with open_(empty_database, "test", statement_timeout_s=1) as db:
        assert migrate.migrate(db) == [1]


def test_a_program_refuses_a_database_without_tables(empty_database: str) -> None:
    with open_(empty_database, "test") as db, pytest.raises(StoreError, match="motcua central init"):
        migrate.check(db)


def test_tables_of_a_newer_version_are_left_alone(empty_database: str) -> None:
    with open_(empty_database, "test") as db:
        migrate.migrate(db)
        db.execute("INSERT INTO schema_version (version) VALUES (99)")
        for step in (migrate.check, migrate.migrate):
            with pytest.raises(StoreError, match="update"):
                step(db)


def test_what_fails_half_way_leaves_nothing_behind(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_migrations", lambda: ["CREATE TABLE one (n int); SELECT 1 / 0"])
    with open_(empty_database, "test") as db:
        with pytest.raises(Exception, match="division by zero"):
            migrate.migrate(db)
        assert db.execute("SELECT to_regclass('one')").fetchone() == (None,)
        assert migrate.version(db) == 0
