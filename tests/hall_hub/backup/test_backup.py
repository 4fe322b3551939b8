"""The ledger's copy, and the way back: real files, cut off at every step."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from hall_core.domain.hall import picture
from hall_core.domain.plan import Plan
from hall_hub.backup import finish, place
from hall_hub.backup.check import copies_in, look_through, newest
from hall_hub.backup.copy import CopyError
from hall_hub.backup.keeping import Keeping
from hall_hub.backup.portion import Source
from hall_hub.backup.restore import main as restore
from hall_hub.store.ledger import Ledger, LedgerError
from tests.conftest import HandClock
from tests.hall_hub.backup.copied import AT, ISSUE, Copied, lose, restored, rows, work
from tests.hall_hub.conftest import Bench


def test_the_copy_follows_the_ledger_row_for_row(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    assert rows(copied.good().path) == rows(copied.bench.file)
    work(copied.bench, 2)
    copied.bench.clock.at += 86_400_000
    copied.bench.hub.tick()
    copied.follow()
    assert rows(copied.good().path) == rows(copied.bench.file)


def test_who_copies_holds_up_no_answer_and_what_it_lacks_is_taken_next_time(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    copied.close()
    work(copied.bench, 3)
    again = Copied(copied.bench, copied.folder)
    again.follow()
    assert rows(again.good().path) == rows(copied.bench.file)
    again.close()


def test_a_copy_that_was_torn_off_counts_up_to_where_it_was_whole(copied: Copied, tmp_path: Path) -> None:
    work(copied.bench, 2)
    copied.follow()
    whole = rows(copied.bench.file)
    work(copied.bench, 30)
    copied.keeping.turn(AT, copied.now + 1)
    assert len(rows(copied.good().path)["event"]) > len(whole["event"]), "some of it is there"
    data = tmp_path / "data"
    data.mkdir()
    place.put(copied.good(), data, list)
    back = rows(data / "ledger.sqlite")
    assert back["event"][:-1] == whole["event"]
    assert all(back[table] == whole[table] for table in ("answer", "offer", "inbox"))
    assert back["day"] == [(first, day, copied.good().epoch) for first, day, _ in whole["day"]], "begun in the lost one"


@pytest.mark.usefixtures("hall_file")
def test_a_hub_whose_card_is_dead_goes_on_with_what_was_copied(copied: Copied, capsys: Any) -> None:
    work(copied.bench)
    copied.follow()
    before, epoch = picture(copied.bench.hub.hall), copied.bench.ledger.epoch
    lose(copied.bench)
    assert restored(copied, "--check") == 0
    assert not copied.bench.file.exists(), "looking changes nothing"
    assert restored(copied) == 0
    assert "put back" in capsys.readouterr().out
    copied.bench.start()
    assert copied.bench.ledger.epoch > epoch
    after = picture(copied.bench.hub.hall)
    assert {key: value for key, value in after.items() if key != "restored"} == {
        key: value for key, value in before.items() if key != "restored"
    }
    assert copied.bench.hub.hall.recovering
    assert copied.bench.ask("kiosk-1", ISSUE).refusal.reason == "recovering"


@pytest.mark.usefixtures("hall_file")
def test_a_sound_ledger_and_a_running_hub_are_not_pushed_aside(copied: Copied, capsys: Any) -> None:
    work(copied.bench)
    copied.follow()
    assert restored(copied) == 1
    assert "systemctl stop hall.target first" in capsys.readouterr().err
    copied.bench.close()
    copied.close()
    before = copied.bench.file.read_bytes()
    assert restored(copied) == 1
    assert "--replace" in capsys.readouterr().err
    assert copied.bench.file.read_bytes() == before
    assert restored(copied, "--replace") == 0
    assert (copied.bench.file.parent / "ledger.before").read_bytes() == before
    copied.bench.start()


@pytest.mark.usefixtures("hall_file")
def test_a_ledger_with_a_spoilt_page_is_named_with_the_command_and_not_run_on(copied: Copied) -> None:
    work(copied.bench, 40)
    copied.follow()
    copied.bench.close()
    copied.close()
    file = copied.bench.file
    spoilt = bytearray(file.read_bytes())
    assert len(spoilt) > 10 * 4096
    spoilt[5 * 4096 : 6 * 4096] = os.urandom(4096)
    file.write_bytes(spoilt)
    with pytest.raises(LedgerError, match="motcua restore"):
        Ledger(file)
    assert file.read_bytes() == bytes(spoilt), "nothing is mended in silence"
    assert restored(copied) == 0
    copied.bench.start()


def test_a_ledger_that_lacks_an_event_is_not_run_on(bench: Bench) -> None:
    work(bench)
    bench.close()
    with closing(sqlite3.connect(bench.file)) as db:
        db.execute("DELETE FROM event WHERE seq = 5")
        db.commit()
    with pytest.raises(LedgerError, match=r"events of .* are missing"):
        Ledger(bench.file)
    with closing(sqlite3.connect(bench.file)) as db:
        db.execute("DELETE FROM event WHERE seq < 7")  # as a day that leaves for the archive
        db.commit()
    Ledger(bench.file).close()


class CutError(Exception):
    """The mains."""


@pytest.mark.usefixtures("hall_file")
def test_wherever_the_power_is_cut_the_old_ledger_is_there_or_the_copy_whole(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(copied.bench)
    copied.follow()
    copied.close()
    work(copied.bench, 2)
    data = copied.bench.file.parent
    copied.bench.ledger._db.execute("PRAGMA wal_autocheckpoint = 0")
    good = copied.good()
    before = [copied.bench.file.read_bytes(), (data / "ledger.sqlite-wal").read_bytes()]
    events = len(rows(copied.bench.file)["event"])
    copied.bench.close()
    real, outcomes = Path.replace, set[bool]()
    for step in range(6):
        copied.bench.file.write_bytes(before[0])
        (data / "ledger.sqlite-wal").write_bytes(before[1])
        done = 0

        def replace(self: Path, target: Path, step: int = step) -> Path:
            nonlocal done
            if done == step:
                raise CutError
            done += 1
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        with suppress(CutError):
            place.put(good, data, list)
        monkeypatch.setattr(Path, "replace", real)
        finish(data)
        count = len(rows(copied.bench.file)["event"])
        assert count in (events, good.seq + 1)
        outcomes.add(count == events)
        ledger = Ledger(copied.bench.file)
        ledger.close()
        for left in data.glob("ledger.*"):
            left.unlink()
    assert outcomes == {True, False}
    copied.bench.file.write_bytes(before[0])
    copied.bench.start()


def test_a_spoilt_copy_and_one_of_another_hall_are_not_used(copied: Copied) -> None:
    work(copied.bench, 40)
    copied.follow()
    copied.close()
    path = copied.good().path
    with pytest.raises(CopyError, match="another hall"):
        look_through(path, "hall-khac")
    spoilt = bytearray(path.read_bytes())
    spoilt[4 * 4096 : 5 * 4096] = bytes(4096)
    path.write_bytes(spoilt)
    with pytest.raises(CopyError, match=r"spoilt|malformed"):
        look_through(path, copied.bench.plan.hall.id)


def test_a_ledger_that_was_begun_by_mistake_does_not_push_out_the_copy_that_is_meant(
    copied: Copied, plan: Plan, clock: HandClock, tmp_path: Path
) -> None:
    work(copied.bench)
    copied.follow()
    copied.close()
    (tmp_path / "new").mkdir()
    other = Bench(plan, tmp_path / "new" / "ledger.sqlite", clock)
    with closing(sqlite3.connect(other.file)) as db:
        db.execute("UPDATE meta SET value = value + 5 WHERE key = 'epoch'")
        db.commit()
    new = Copied(other, copied.folder)
    new.follow()
    with pytest.raises(CopyError, match="say which one"):
        new.good()
    all_good = [look_through(path, plan.hall.id) for path in copies_in(copied.folder)]
    assert newest(all_good, copied.bench.ledger.epoch).seq == copied.bench.ledger.head
    new.close()
    other.close()


def test_the_copy_of_a_ledger_that_was_put_back_takes_the_older_ones_place(copied: Copied, tmp_path: Path) -> None:
    work(copied.bench)
    copied.follow()
    data = tmp_path / "data"
    data.mkdir()
    epoch = place.put(copied.good(), data, list)
    source = Source(data / "ledger.sqlite")
    Ledger(data / "ledger.sqlite").close()
    keeping = Keeping(source, copied.folder, copied.bench.plan.hall.id)
    while keeping.turn(AT, time.monotonic()) or not keeping.as_of:
        pass
    assert len(copies_in(copied.folder)) == 2
    assert copied.good().epoch == epoch
    keeping.close()
    source.close()


@pytest.mark.usefixtures("hall_file")
def test_each_ledger_that_is_put_back_has_an_epoch_of_its_own_and_pushes_out_none(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.time, "time", lambda: 0.0)  # a box without a clock
    work(copied.bench)
    copied.follow()
    (copied.folder / "ledger-cũ.sqlite.old").touch()  # by whom ever, of no epoch
    copied.close()
    copied.bench.close()
    data = copied.bench.file.parent
    epochs = [copied.good().epoch]
    with closing(sqlite3.connect(copied.bench.file, isolation_level=None)) as db:
        db.execute("UPDATE meta SET value = value + 100 WHERE key = 'epoch'")  # begun while there was no stick
    for _ in range(3):
        assert restored(copied, "--replace") == 0
        with closing(sqlite3.connect(copied.bench.file)) as db:
            epochs += db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    assert epochs == [epochs[0], *(epochs[0] + 101 + n for n in range(3))]
    assert len(list(data.glob("ledger.before*"))) == 3
    copied.bench.start()


@pytest.mark.usefixtures("hall_file")
def test_a_ledger_read_from_the_dead_box_own_card_is_put_back_with_what_stands_in_its_log(
    copied: Copied, tmp_path: Path
) -> None:
    work(copied.bench)
    rescued = tmp_path / "card"
    rescued.mkdir()
    for file in copied.bench.file.parent.glob("ledger.sqlite*"):
        (rescued / file.name).write_bytes(file.read_bytes())
    before = rows(copied.bench.file)
    lose(copied.bench)
    hall = ["--hall", "hall.toml", "--data", str(copied.bench.file.parent)]
    assert restore([*hall, "--from", str(rescued / "ledger.sqlite")]) == 0
    assert rows(copied.bench.file)["event"][:-1] == before["event"]
    copied.bench.start()
    assert copied.bench.hub.hall.recovering


def test_a_ledger_in_which_no_day_had_begun_is_put_back_and_one_begins(
    plan: Plan, clock: HandClock, tmp_path: Path
) -> None:
    for name in ("old", "stick", "new"):
        (tmp_path / name).mkdir()
    Ledger(tmp_path / "old" / "ledger.sqlite").close()
    source = Source(tmp_path / "old" / "ledger.sqlite")
    with closing(Keeping(source, tmp_path / "stick", plan.hall.id)) as keeping:
        while keeping.turn(AT, 1.0) or not keeping.as_of:
            pass
    source.close()
    [copy] = copies_in(tmp_path / "stick")
    place.put(look_through(copy, plan.hall.id), tmp_path / "new", list)
    with closing(Bench(plan, tmp_path / "new" / "ledger.sqlite", clock)) as bench:
        bench.hub.tick()
        assert bench.ask("kiosk-1", ISSUE).ticket.number == "A001"


def test_what_went_bad_on_its_way_into_the_box_becomes_no_ledger(copied: Copied, tmp_path: Path) -> None:
    work(copied.bench)
    copied.follow()
    good = copied.good()
    with closing(sqlite3.connect(good.path)) as db:
        [root] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answer_wish'").fetchone()
    with good.path.open("r+b") as file:
        file.seek((root - 1) * 4_096)
        file.write(bytes(4_096))
    (data := tmp_path / "data").mkdir()
    with pytest.raises(CopyError, match="does not keep what it is given"):
        place.put(good, data, list)
    assert not place.finish(data)
    assert not (data / "ledger.sqlite").exists()


@pytest.mark.usefixtures("hall_file")
def test_a_ledger_that_is_no_database_any_more_goes_aside_and_a_copy_takes_its_place(
    copied: Copied, capsys: Any
) -> None:
    work(copied.bench)
    copied.follow()
    lose(copied.bench)
    copied.bench.file.write_bytes(b"hello" * 1_000)
    assert restored(copied) == 0
    assert "is spoilt (file is not a database) and goes aside" in capsys.readouterr().out
    assert (copied.bench.file.parent / "ledger.before").read_bytes() == b"hello" * 1_000
    copied.bench.start()


@pytest.mark.usefixtures("hall_file")
def test_the_ledger_that_went_aside_can_be_put_back_itself(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    copied.close()
    work(copied.bench, 2)
    before = rows(copied.bench.file)
    copied.bench.close()
    data = copied.bench.file.parent
    assert restored(copied, "--replace") == 0
    assert len(rows(copied.bench.file)["event"]) < len(before["event"])
    hall = ["--hall", "hall.toml", "--data", str(data), "--replace"]
    assert restore([*hall, "--from", str(data / "ledger.before")]) == 0
    assert rows(copied.bench.file)["event"][:-1] == before["event"]
    copied.bench.start()
