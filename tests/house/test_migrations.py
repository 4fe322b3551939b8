"""What a migration may do (docs/updates.md): the release before must be able to go on with the file, as a box goes back
to it by itself."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hall_core.contract.messages import Reply
from hall_core.domain.commands import Command, Held
from hall_core.domain.events import Event
from hall_core.domain.rating import Offer
from hall_core.migrations import Migration, NewerFileError, OlderFileError, migrate, must_fit, version_of
from hall_core.mqtt import memory, outbox
from hall_hub.console import accounts
from hall_hub.console.diary import store as diary
from hall_hub.store import tables as ledger
from hall_trust import register

FILES = {
    "ledger": ledger.MIGRATIONS,
    "outbox": outbox.MIGRATIONS,
    "answers": memory.MIGRATIONS,
    "accounts": accounts.MIGRATIONS,
    "diary": diary.MIGRATIONS,
    "register": register.MIGRATIONS,
}
KEPT_AS_JSON = {6: "6943a286d0d45361"}
"""Version of the ledger's tables to what stands in them as JSON. What changes there is a version of its own: a kind of
event, a word among others, a field. While nobody has the release yet its own line is written anew."""

Shape = dict[str, dict[str, tuple[Any, ...]]]


def shape(db: sqlite3.Connection) -> Shape:
    """Each table's columns, and what of it may refuse a row or do more than is asked."""
    made: Shape = {}
    named = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name != 'migration'"
    )
    for table, _ in db.execute(named).fetchall():
        columns = {row[1]: row[2:6] for row in db.execute(f"PRAGMA table_info({table})")}
        for _, index, unique, *_ in db.execute(f"PRAGMA index_list({table})").fetchall():
            if unique:
                columns[f"unique {index}"] = tuple(db.execute(f"PRAGMA index_info({index})").fetchall())
        for (trigger,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ):
            columns[f"trigger {trigger}"] = ()
        made[table] = columns
    return made


def in_the_way(before: Shape, after: Shape) -> list[str]:
    """Of whoever only knows ``before``: what makes his questions or rows fail, or mean something else."""
    found = list[str]()
    for table, had in before.items():
        has = after.get(table)
        if has is None:
            found.append(f"{table} is gone")
            continue
        found += [f"{table}.{column} is gone or another" for column in had if has.get(column) != had[column]]
        for column, about in has.items():
            if column in had:
                continue
            if column.startswith(("unique ", "trigger ")):
                found.append(f"{table} has a {column}")
            else:
                _, required, default, key = about
                if key or (required and default is None):
                    found.append(f"{table}.{column} must be said")
    return found


def wrong(file: Path, migrations: Sequence[Migration]) -> list[str]:
    """What is against the rule in them."""
    found, shapes = list[str](), list[Shape]([{}])
    for number, migration in enumerate(migrations, 1):
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            migrate(db, file, migrations[:number], nobody_goes_back=True)
            shapes.append(shape(db))
        before = [n for n, each in enumerate(migrations[: number - 1], 1) if each.release != migration.release]
        if not before:
            continue  # nobody has another release
        fits = migration.fits or number
        if fits > before[-1]:
            found.append(f"{number} does not fit the release before, whose tables are version {before[-1]}")
        found += [f"{number}: {why}" for why in in_the_way(shapes[min(fits, number - 1)], shapes[number])]
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_release_before_can_go_on_after_every_migration(name: str, tmp_path: Path) -> None:
    assert wrong(tmp_path / "file", FILES[name]) == []


FIRST = Migration("1.0", "CREATE TABLE a (id TEXT PRIMARY KEY, x TEXT NOT NULL);")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("ALTER TABLE a ADD COLUMN y TEXT", None),
        ("ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT ''; CREATE INDEX b ON a (y)", None),
        ("CREATE TABLE b (id TEXT PRIMARY KEY, x TEXT NOT NULL UNIQUE)", None),
        ("ALTER TABLE a RENAME COLUMN x TO y", "a.x is gone or another"),
        ("ALTER TABLE a DROP COLUMN x", "a.x is gone or another"),
        ("ALTER TABLE a RENAME TO b", "a is gone"),
        ("CREATE UNIQUE INDEX b ON a (x)", "a has a unique b"),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END", "a has a trigger t"),
        ("DROP TABLE a; CREATE TABLE a (id TEXT PRIMARY KEY, x TEXT NOT NULL, y TEXT NOT NULL)", "a.y must be said"),
        ("DROP TABLE a; CREATE TABLE a (id TEXT PRIMARY KEY, x INTEGER NOT NULL)", "a.x is gone or another"),
    ],
)
def test_what_only_adds_is_told_from_what_does_not(tmp_path: Path, script: str, why: str | None) -> None:
    found = wrong(tmp_path / "file", (FIRST, Migration("1.1", script, fits=1)))
    assert any(why in each for each in found) if why else found == []


def test_one_that_needs_its_own_release_is_against_the_rule(tmp_path: Path) -> None:
    more = Migration("1.1", "ALTER TABLE a ADD COLUMN y TEXT", fits=1)
    drop = "ALTER TABLE a DROP COLUMN x"
    assert "does not fit" in wrong(tmp_path / "own", (FIRST, Migration("1.1", more.script)))[0]
    assert "does not fit" in wrong(tmp_path / "one", (FIRST, more, Migration("1.1", drop, fits=2)))[0]


@pytest.mark.parametrize(("fits", "known", "goes"), [(1, 1, True), (1, 2, True), (2, 1, False), (2, 2, True)])
def test_a_file_is_opened_by_whom_every_migration_since_fits(tmp_path: Path, fits: int, known: int, goes: bool) -> None:
    file = tmp_path / "file"
    done = (FIRST, Migration("1.1", "CREATE TABLE b (x)", fits=fits), Migration("1.2", "CREATE TABLE c (x)", fits=1))
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        migrate(db, file, done)
        if goes:
            assert must_fit(db, file, known) == "1.2"
        else:
            with pytest.raises(NewerFileError, match=r"1\.2"):
                must_fit(db, file, known)


def test_a_release_that_was_skipped_has_to_run_first_or_the_box_could_not_go_back(tmp_path: Path) -> None:
    file = tmp_path / "file"
    more = Migration("1.1", "ALTER TABLE a ADD COLUMN y TEXT", fits=1)
    less = Migration("1.2", "ALTER TABLE a DROP COLUMN x", fits=2)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        migrate(db, file, [FIRST])
        before = shape(db)
        with pytest.raises(OlderFileError, match=r"left by release 1\.0, .* 1\.1 has to run on this box first"):
            migrate(db, file, (FIRST, more, less))
        assert (shape(db), version_of(db)) == (before, 1), "it goes back to what it was"
        migrate(db, file, (FIRST, more))
        migrate(db, file, (FIRST, more, less))
        assert "x" not in shape(db)["a"]


def test_what_is_put_back_from_a_copy_may_be_as_old_as_it_likes(tmp_path: Path) -> None:
    file = tmp_path / "file"
    done = (FIRST, Migration("1.1", "ALTER TABLE a ADD COLUMN y TEXT", 1), Migration("1.2", "CREATE TABLE c (x)", 2))
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        migrate(db, file, [FIRST])
        migrate(db, file, done, nobody_goes_back=True)
        assert version_of(db) == 3


def test_a_migration_is_done_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "file"
    half = Migration("1.1", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)", fits=1)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            migrate(db, file, (FIRST, half))
        assert (version_of(db), list(shape(db))) == (1, ["a"])


def test_two_that_open_a_file_at_the_same_time_both_find_it_whole(tmp_path: Path) -> None:
    """The second one does all of its own work before each statement of the first one in turn."""
    done = (FIRST, Migration("1.1", "CREATE TABLE b (x)", fits=1), Migration("1.2", "CREATE TABLE c (x)", fits=1))
    again: list[int] = []
    step = 0
    while len(again) == step:
        step += 1
        file = tmp_path / str(step)
        left = iter(range(step, -1, -1))
        with (
            closing(sqlite3.connect(file, isolation_level=None)) as first,
            closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as second,
        ):
            first.execute("PRAGMA journal_mode=WAL")

            def quicker(_: str, second: sqlite3.Connection = second, file: Path = file, left: Any = left) -> None:
                if next(left, 0) == 1:
                    again.append(int(file.name))
                    with suppress(sqlite3.OperationalError):  # it waits, in the midst of the first one's work
                        migrate(second, file, done)

            first.set_trace_callback(quicker)
            migrate(first, file, done)
            first.set_trace_callback(None)
            migrate(second, file, done)
            assert (version_of(first), list(shape(first))) == (3, ["a", "b", "c"]), f"before statement {step}"
    assert step > 10, "one statement after the other"


def test_what_stands_in_the_ledger_as_json_changes_with_a_version_of_its_tables() -> None:
    """Raise it with a migration, be it an empty one, which says who can go on with what is written from then on."""
    kept = (Event, Command, Held, Offer, Reply)
    told = msgspec.json.encode([without_words(msgspec.json.schema(each)) for each in kept], order="deterministic")
    assert KEPT_AS_JSON[len(ledger.MIGRATIONS)] == hashlib.sha256(told).hexdigest()[:16]


def without_words(schema: Any) -> Any:
    """Descriptions say nothing that a program reads."""
    if isinstance(schema, dict):
        return {key: without_words(value) for key, value in schema.items() if key not in ("description", "title")}
    return [without_words(each) for each in schema] if isinstance(schema, list) else schema
