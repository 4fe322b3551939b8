"""The copy on the stick: made anew when it must be, and never at the cost of the last good one. Real files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_hub.backup import place
from hall_hub.backup.check import look_through
from hall_hub.backup.copy import NEW, Copy, CopyError, name_of
from hall_hub.backup.keeping import ANEW_EVERY, SPOILT, Keeping
from hall_hub.backup.portion import Source
from tests.hall_hub.backup.copied import AT, Copied, rows, work


def of_another_release(path: Path) -> None:
    """One that says of itself what this one does not know."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE copied SET standing = '[3]'")


def test_what_rules_of_keeping_have_deleted_goes_from_the_copy(copied: Copied) -> None:
    copied.bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    copied.bench.ask("goi-1", c.AskHelp(counter="quay-1", note="một câu riêng"))
    copied.follow()
    path = copied.good().path
    assert "một câu riêng".encode() in path.read_bytes()
    with closing(sqlite3.connect(copied.bench.file, isolation_level=None)) as db:
        for table in ("event", "answer"):
            db.execute(f"UPDATE {table} SET body = replace(body, 'một câu riêng', '[…]')")
        db.execute("UPDATE answer SET reply = CAST(replace(CAST(reply AS TEXT), 'một câu riêng', '[…]') AS BLOB)")
        db.execute("INSERT OR REPLACE INTO meta VALUES ('wordless_events', 2)")
    copied.follow()
    assert "một câu riêng".encode() in path.read_bytes(), "not each time a few rows have gone"
    copied.anew()
    assert rows(copied.good().path) == rows(copied.bench.file)
    assert "một câu riêng".encode() not in path.read_bytes()


def test_a_first_copy_comes_to_its_end_though_something_is_deleted_meanwhile(copied: Copied) -> None:
    work(copied.bench)
    assert copied.keeping.turn(AT, copied.now), "there is more than a portion"
    with closing(sqlite3.connect(copied.bench.file, isolation_level=None)) as db:
        db.execute("DELETE FROM answer WHERE at = (SELECT min(at) FROM answer)")
    copied.follow()
    assert copied.good().seq == copied.bench.ledger.head
    copied.anew()
    assert rows(copied.good().path) == rows(copied.bench.file)


def test_a_stick_of_another_hall_is_left_alone(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    copied.close()
    other = Keeping(Source(copied.bench.file), copied.folder, "hall-khac")
    with pytest.raises(CopyError, match="another hall"):
        other.turn(AT, 1.0)


def test_a_ledger_that_has_lost_events_does_not_push_out_the_last_good_copy(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    with closing(sqlite3.connect(copied.bench.file, isolation_level=None)) as db:
        db.execute("DELETE FROM event WHERE seq = 5")
        db.execute("DELETE FROM answer WHERE at = (SELECT min(at) FROM answer)")
    copied.anew()
    assert "spoilt" in copied.keeping.trouble
    assert copied.good().seq == copied.bench.ledger.head


def test_what_the_card_has_lost_and_the_copy_has_is_told_and_not_mixed(copied: Copied) -> None:
    work(copied.bench)
    before = copied.folder.parent / "before.sqlite"
    with closing(sqlite3.connect(copied.bench.file)) as db, closing(sqlite3.connect(before)) as target:
        db.backup(target)
    work(copied.bench, 2)
    copied.follow()
    seq = copied.good().seq
    copied.close()
    source = Source(before)
    keeping = Keeping(source, copied.folder, copied.bench.plan.hall.id)
    with pytest.raises(CopyError, match="has what the ledger lacks"):
        keeping.turn(AT, copied.now)
    keeping.close()
    source.close()
    assert copied.good().seq == seq


@pytest.mark.parametrize("page", [0, 2])
def test_a_copy_that_is_spoilt_is_noticed_put_aside_and_made_anew(copied: Copied, page: int) -> None:
    work(copied.bench, 40)
    copied.follow()
    path = copied.good().path
    copied.keeping.close()
    body = bytearray(path.read_bytes())
    body[4096 * page : 4096 * (page + 1)] = bytes(4096)
    path.write_bytes(body)
    copied.keeping.turn(AT, copied.now)
    copied.keeping.look_through()
    copied.follow()
    assert copied.good().seq == copied.bench.ledger.head
    assert path.with_name(path.name + SPOILT).exists()
    copied.keeping.tidy()
    assert list(copied.folder.glob(f"*{SPOILT}")) == []


def test_a_copy_that_was_never_whole_is_none(copied: Copied) -> None:
    work(copied.bench)
    copy = Copy(copied.folder / "ledger-1.sqlite")
    copy.begin(copied.bench.plan.hall.id, "root", ["CREATE TABLE event (seq)"])
    copy.close()
    with pytest.raises(CopyError, match="never whole"):
        look_through(copied.folder / "ledger-1.sqlite", copied.bench.plan.hall.id)


def begun(path: Path, hall: str) -> None:
    with closing(Copy(path)) as copy:
        copy.begin(hall, "root", ["CREATE TABLE event (seq)"])


@pytest.mark.parametrize(
    "made", [begun, lambda path, _: path.touch()], ids=["a copy that was only begun", "an empty one"]
)
def test_what_has_the_copys_name_and_is_none_gives_way_to_one(
    copied: Copied, made: Callable[[Path, str], None]
) -> None:
    work(copied.bench)
    made(copied.folder / name_of(copied.bench.ledger.epoch), copied.bench.plan.hall.id)
    copied.follow()
    assert rows(copied.good().path) == rows(copied.bench.file)


def forgotten(copied: Copied, times: int) -> None:
    """A rule of keeping has taken something out of the ledger once more."""
    with closing(sqlite3.connect(copied.bench.file, isolation_level=None)) as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('wordless_events', ?)", (times,))


def test_while_something_is_deleted_again_and_again_the_copy_before_goes_on(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    new = copied.good().path.with_name(f"{copied.good().path.name}{NEW}")
    forgotten(copied, 1)
    copied.now += ANEW_EVERY
    assert copied.keeping.turn(AT, copied.now)
    assert new.exists()
    forgotten(copied, 2)
    work(copied.bench, 2)
    copied.follow()
    assert not new.exists(), "what was deleted meanwhile may be in it"
    assert copied.good().seq == copied.bench.ledger.head
    copied.now += ANEW_EVERY / 2
    copied.follow()
    assert not new.exists(), "a stick is not written without end"
    copied.anew()
    assert rows(copied.good().path) == rows(copied.bench.file)


def test_the_one_that_is_being_made_is_not_tidied_away(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    (left := copied.folder / f"ledger-77.sqlite{NEW}").write_bytes(b"begun and not ended")
    forgotten(copied, 1)
    copied.now += ANEW_EVERY
    assert copied.keeping.turn(AT, copied.now)
    copied.keeping.tidy()
    assert not left.exists()
    copied.follow()
    assert rows(copied.good().path) == rows(copied.bench.file)


def test_an_event_that_the_copy_lacks_is_noticed_when_it_is_looked_through(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    path = copied.good().path
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DELETE FROM event WHERE seq = 5")
    copied.keeping.look_through()
    copied.follow()
    assert rows(copied.good().path) == rows(copied.bench.file)
    assert path.with_name(path.name + SPOILT).exists()


def of_another_hall(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("""UPDATE copied SET standing = replace(standing, '"hall":"thu"', '"hall":"khac"')""")


@pytest.mark.parametrize(
    "was",
    [of_another_hall, of_another_release, lambda path: path.write_bytes(b"x" * 5_000)],
    ids=["of another hall", "of another release", "garbled"],
)
def test_of_an_older_ledgers_copy_only_what_is_surely_ours_goes_from_the_stick(
    copied: Copied, tmp_path: Path, was: Callable[[Path], None]
) -> None:
    work(copied.bench)
    copied.follow()
    older = copied.good().path
    (data := tmp_path / "data").mkdir()
    place.put(copied.good(), data, list)
    was(older)
    source = Source(data / "ledger.sqlite")
    with closing(Keeping(source, copied.folder, copied.bench.plan.hall.id)) as keeping:
        while keeping.turn(AT, 1.0) or not keeping.as_of:
            pass
        keeping.tidy()
        assert older.exists()
    source.close()


def of_no_ledger(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE note (words)")


def without_its_last_event(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda path: path.write_bytes(b"hello" * 1_000), "not a database"),
        (of_no_ledger, "is no copy of a ledger"),
        (of_another_release, "is no copy of a ledger"),
        (without_its_last_event, "events, and says it has"),
    ],
    ids=["a text", "of another program", "of another release", "without its last event"],
)
def test_what_is_no_good_copy_is_not_put_back_and_told_why(
    copied: Copied, made: Callable[[Path], None], why: str
) -> None:
    work(copied.bench)
    copied.follow()
    path = copied.good().path
    copied.close()
    made(path)
    with pytest.raises(CopyError, match=why):
        look_through(path, copied.bench.plan.hall.id)
