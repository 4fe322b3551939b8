"""The copy on the stick: made anew when it must be, and never at the cost of the last good one. Real files."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from hall_core.domain import commands as c
from hall_hub.backup.check import look_through
from hall_hub.backup.copy import Copy, CopyError
from hall_hub.backup.keeping import SPOILT, Keeping
from hall_hub.backup.portion import Source
from tests.hall_hub.backup.copied import AT, Copied, rows, work


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
