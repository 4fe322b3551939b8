"""Records are read wherever a day's events lie by now, in any portions, and are the same each time."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import DayClosed
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.courier.reading import BEGINNING, HoleError, Reading
from hall_hub.figures.archive import Archive
from hall_hub.figures.raw import LEDGER, Stretch, prune
from hall_hub.figures.roll_up import archive_days, roll_up
from hall_hub.store.ledger import Ledger
from tests.hall_hub.courier.lived_days import PLAN, LivedDays, append
from tests.hall_hub.courier.test_records import told_of
from tests.hall_hub.courier.told_days import Told, all_records, names_of, to_the_end, write_ledger


def epoch_of(data: Path) -> int:
    with closing(sqlite3.connect(data / LEDGER)) as db:
        return db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]


def new_epoch(data: Path) -> None:
    """As whoever puts a copy in the ledger's place does."""
    with closing(sqlite3.connect(data / LEDGER)) as db, db:
        db.execute("UPDATE meta SET value = value + 1 WHERE key = 'epoch'")


def read(data: Path, plan: Plan, start: Stretch = BEGINNING, portion: int = 100) -> Told:
    with closing(Reading(data, names_of(plan))) as reading:
        reading.look()
        reading.begin(start, None)
        return to_the_end(reading, portion)


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), portion=st.integers(1, 60))
def test_however_reading_is_cut_the_records_are_the_same(seed: int, portion: int) -> None:
    lived = LivedDays(seed, wishes=25)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        lived.write(data / LEDGER)
        whole = [(mark.seq, mark.part, record) for mark, record in read(data, PLAN, portion=portion)]
    assert whole == [(record.seq, record.part, record) for record in told_of(lived.lines)]


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_whoever_begins_after_any_record_makes_those_that_follow_it(seed: int) -> None:
    lived = LivedDays(seed, wishes=25)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        lived.write(data / LEDGER)
        whole = read(data, PLAN)
        with closing(Reading(data, names_of(PLAN))) as reading:
            for mark, _ in Random(seed).sample(whole, min(5, len(whole))):
                reading.look()
                reading.begin(reading.start_after(mark), None)
                made = to_the_end(reading, 50)
                assert [x for x in made if x[0] > mark] == [x for x in whole if x[0] > mark]


def test_whoever_has_a_part_of_what_one_event_made_gets_the_rest(tmp_path: Path) -> None:
    for seed in range(20):
        folder = tmp_path / str(seed)
        folder.mkdir()
        LivedDays(seed, wishes=25).write(folder / LEDGER)
        whole = read(folder, PLAN)
        parts = [mark for (mark, _), (after, _) in pairwise(whole) if mark.seq == after.seq]
        with closing(Reading(folder, names_of(PLAN))) as reading:
            for mark in {mark.seq: mark for mark in parts}.values():
                reading.look()
                reading.begin(reading.start_after(mark), None)
                assert [x for x in to_the_end(reading, 50) if x[0] > mark] == [x for x in whole if x[0] > mark]
        if parts:
            return
    pytest.fail("no event has made more than one record")


def test_days_that_have_left_the_ledger_come_from_the_archive(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    before = all_records(tmp_path, plan)
    assert sum(isinstance(record.body, DayClosed) for _, record in before) == 3
    roll_up(tmp_path, roster_of(plan))
    assert list(archive_days(tmp_path, "2026-11-20"))
    assert all_records(tmp_path, plan) == before
    assert all_records(tmp_path, plan, portion=7) == before


def test_an_event_that_has_left_for_the_archive_was_in_the_ledger_and_one_beyond_its_end_was_not(
    tmp_path: Path, plan: Plan
) -> None:
    write_ledger(tmp_path, plan)
    with closing(Reading(tmp_path, names_of(plan))) as reading:
        reading.look()
        reading.begin(BEGINNING, None)
        reading.more(20)
        point = reading.point
        assert point is not None
        beyond = replace(point, seq=reading.ledger.head() + 1)
        assert reading.is_alike(point)
        assert not reading.is_alike(replace(point, at=point.at + 1))
        assert not reading.is_alike(beyond)
        roll_up(tmp_path, roster_of(plan))
        list(archive_days(tmp_path, "2026-11-20"))
        assert reading.is_alike(point)
        assert not reading.is_alike(beyond)


def test_a_day_of_which_the_hall_keeps_nothing_any_more_is_passed_over(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    roll_up(tmp_path, roster_of(plan))
    list(archive_days(tmp_path, "2026-11-20"))
    archive = Archive(tmp_path)
    (first, _), *_ = archive.stretches()
    archive.remove(first)
    assert {record.day for _, record in all_records(tmp_path, plan)} == {"2026-11-19", "2026-11-20"}


def test_events_that_leave_the_ledger_under_the_readers_hands_are_noticed(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    whole = all_records(tmp_path, plan)
    roll_up(tmp_path, roster_of(plan))
    with closing(Reading(tmp_path, names_of(plan))) as reading:
        reading.look()
        reading.begin(BEGINNING, None)
        reading.more(20)
        (first, _), *_ = Archive(tmp_path).stretches()
        list(prune(tmp_path / LEDGER, [(first, 150)], pause=0))
        with pytest.raises(HoleError) as hole:
            to_the_end(reading, 20)
        reading.begin(hole.value.stretch, None)
        assert to_the_end(reading, 20) == whole


def test_what_happens_after_the_end_was_reached_is_read_from_there(tmp_path: Path) -> None:
    lived = LivedDays(1)
    append(tmp_path / LEDGER, lived.events[:100])
    whole = told_of(lived.lines)
    with closing(Reading(tmp_path, names_of(PLAN))) as reading:
        reading.look()
        reading.begin(BEGINNING, None)
        made = to_the_end(reading, 30)
        append(tmp_path / LEDGER, lived.events[100:])
        assert not reading.look()
        made += to_the_end(reading, 30)
    assert [record for _, record in made] == whole


def test_between_two_portions_nothing_keeps_the_hubs_log_out_of_its_file(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    with (
        closing(sqlite3.connect(tmp_path / LEDGER, timeout=0, isolation_level=None)) as hub,
        closing(Reading(tmp_path, names_of(plan))) as reading,
    ):
        hub.execute("UPDATE meta SET value = value WHERE key = 'epoch'")
        reading.look()
        reading.begin(BEGINNING, None)
        for _ in range(3):
            reading.more(50)
            reading.ledger.stirred()
            hub.execute("INSERT INTO answer (command, device, at, reply) VALUES (hex(randomblob(8)), 'x', 1, x'00')")
            busy, *_ = hub.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert not busy


def test_the_ledgers_writer_is_noticed_without_reading(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    ledger = Ledger(tmp_path / LEDGER)
    with closing(Reading(tmp_path, names_of(plan))) as reading:
        reading.look()
        assert reading.ledger.stirred()
        assert not reading.ledger.stirred()
        with ledger.batch():
            ledger.keep_heard("kiosk-1", "x", 1)
        assert reading.ledger.stirred()
    ledger.close()


def test_another_ledger_in_its_place_is_noticed(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    with closing(Reading(tmp_path, names_of(plan))) as reading:
        assert reading.look()
        reading.begin(BEGINNING, None)
        to_the_end(reading, 100)
        assert not reading.look()
        new_epoch(tmp_path)
        assert reading.look()
        (tmp_path / LEDGER).unlink()
        for more in tmp_path.glob(f"{LEDGER}-*"):
            more.unlink()
        Ledger(tmp_path / LEDGER).close()
        assert reading.look()


def test_a_ledger_begun_anew_follows_the_days_of_the_one_before(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    roll_up(tmp_path, roster_of(plan))
    before, epoch = all_records(tmp_path, plan), epoch_of(tmp_path)
    (tmp_path / LEDGER).unlink()
    lived = LivedDays(2, days=1)
    append(tmp_path / LEDGER, lived.events, epoch=epoch + 5)
    after = read(tmp_path, plan)
    assert after[: len(before)] == before
    assert {mark.epoch for mark, _ in after[len(before) :]} == {epoch + 5}
    assert [record.seq for _, record in after[len(before) :]] == [x.seq for x in told_of(lived.lines)]


def test_a_copys_days_that_the_centre_has_under_the_old_epoch_are_not_told_again(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    with closing(Reading(tmp_path, names_of(plan))) as reading:
        reading.look()
        reading.begin(BEGINNING, None)
        whole = to_the_end(reading, 100)
        base = reading.base
        assert base is not None
        new_epoch(tmp_path)
        assert reading.look()
        reading.begin(base.stretch, base)
        assert to_the_end(reading, 100) == [x for x in whole if x[0].seq > base.stretch.first]
        # Of one whose first event is another nothing is known: all of it is told.
        reading.begin(base.stretch, type(base)(base.stretch, "0" * 64))
        again = to_the_end(reading, 100)
    assert [record for _, record in again] == [record for _, record in whole]
    assert {mark.epoch for mark, _ in again} == {base.stretch.epoch + 1}


def test_of_an_old_ledger_with_a_lower_epoch_nothing_old_is_read(tmp_path: Path, plan: Plan) -> None:
    write_ledger(tmp_path, plan)
    epoch = epoch_of(tmp_path)
    assert read(tmp_path, plan, Stretch(epoch + 1, 1)) == []


def test_an_empty_ledger_has_nothing(tmp_path: Path, plan: Plan) -> None:
    Ledger(tmp_path / LEDGER).close()
    assert read(tmp_path, plan) == []
    with closing(Reading(tmp_path, names_of(plan))) as reading:
        reading.look()
        assert reading.start_after(Mark(1, 100)) == BEGINNING
