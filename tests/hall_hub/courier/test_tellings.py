"""From the ledger to the centre's tables, whatever happens to either of them meanwhile."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.centre.messages import NOTHING, Mark, Recorded
from hall_core.contract.centre.records import DayClosed, Record
from hall_core.domain import events as e
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.courier.__main__ import _roster
from hall_hub.courier.marks import FILE
from hall_hub.courier.reading import Reading
from hall_hub.courier.tellings import HEAR_ALL, STREAMS, STUCK, TRY_AGAIN
from hall_hub.courier.window import AGAIN_MOST
from hall_hub.figures.archive import Archive
from hall_hub.figures.raw import LEDGER
from hall_hub.figures.roll_up import archive_days, roll_up
from hall_hub.store.ledger import Ledger
from tests.domain.a_day import uid
from tests.hall_hub.courier.lived_days import PLAN, LivedDays, append
from tests.hall_hub.courier.played_centre import PlayedCentre, key_of
from tests.hall_hub.courier.told_courier import Courier, has_all
from tests.hall_hub.courier.told_days import all_records, write_ledger


@pytest.fixture
def hub(tmp_path: Path, plan: Plan) -> Path:
    write_ledger(tmp_path, plan)
    return tmp_path


def test_all_that_happened_is_told_once(hub: Path, plan: Plan) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        has_all(courier.centre, hub, plan)
        assert len(courier.centre.came) == len(all_records(hub, plan))
        assert courier.centre.gaps == 0


def test_nothing_is_read_before_the_centre_has_said_how_far_it_is(hub: Path, plan: Plan) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.turn()
        assert not courier.read
        courier.tellings.recorded(Recorded(stream="ratings", upto=NOTHING), courier.now)
        courier.turn()
        assert not courier.read, "the others will follow"
        courier.now += HEAR_ALL
        courier.turn()
        assert courier.read, "a centre that does not know all streams gets those that it knows"


def test_what_happens_then_is_told_at_once(tmp_path: Path) -> None:
    lived = LivedDays(3)
    append(tmp_path / LEDGER, lived.events[:200])
    with closing(Courier(tmp_path, PLAN)) as courier:
        courier.until_told()
        append(tmp_path / LEDGER, lived.events[200:])
        while courier.turn():
            pass
        has_all(courier.centre, tmp_path, PLAN)


def test_a_courier_that_starts_anew_reads_the_running_day_alone(hub: Path, plan: Plan) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        courier.tellings.keep()
        taken, reads = len(courier.centre.came), courier.read
        courier.restart()
        courier.until_told()
        assert len(courier.centre.came) == taken
        assert courier.read - reads < reads


@pytest.mark.parametrize("left", [None, b"", b'{"told": 7}', b"\x00\xff"])
def test_a_courier_that_has_forgotten_everything_asks_and_goes_on(hub: Path, plan: Plan, left: bytes | None) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        courier.tellings.keep()
        taken = len(courier.centre.came)
        file = courier.own / FILE
        file.unlink()
        if left is not None:
            file.write_bytes(left)
        courier.restart()
        courier.until_told()
        assert len(courier.centre.came) == taken
        assert courier.tellings.told() == courier.centre.heard | {"apologies": NOTHING}


def test_a_centre_that_has_lost_more_than_the_courier_remembers_gets_it_again(hub: Path, plan: Plan) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        courier.tellings.keep()
        courier.restart()
        for share in (0.5, 0.0):
            courier.centre.forget("transactions", share)
            courier.until_told()
            has_all(courier.centre, hub, plan)


def test_days_that_have_left_the_ledger_are_told_from_the_archive(hub: Path, plan: Plan) -> None:
    whole = all_records(hub, plan)
    roll_up(hub, roster_of(plan))
    list(archive_days(hub, "2026-11-20"))
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        assert courier.centre.bodies() == {key_of(record): record for _, record in whole}


@pytest.mark.parametrize("rolled_up", [True, False])
def test_what_only_older_days_know_keeps_its_name_once_there_are_figures_of_them(
    hub: Path, plan: Plan, *, rolled_up: bool
) -> None:
    now = replace(plan, services=plan.services[:1])
    if rolled_up:
        roll_up(hub, roster_of(plan))
    kept = _roster(now, hub).services
    assert kept == roster_of(plan if rolled_up else now).services


def test_no_more_is_read_than_there_is_room_for(hub: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall_hub.courier.window.AHEAD", 20)
    monkeypatch.setattr("hall_hub.courier.tellings.PORTION", 10)
    with closing(Courier(hub, plan)) as courier:
        courier.greet()
        for _ in range(1_000):
            courier.now += 0.1
            courier.tellings.look(courier.now)
        assert courier.tellings.behind <= 20 * len(STREAMS) + 10
        courier.until_told()
        has_all(courier.centre, hub, plan)
        assert courier.centre.gaps == 0


def closed(centre: PlayedCentre) -> list[Record]:
    return [record for _, _, record in centre.came if isinstance(record.body, DayClosed)]


def test_a_stream_that_the_centre_does_not_take_holds_up_the_others_for_a_minute_only(
    hub: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hall_hub.courier.window.AHEAD", 5)
    monkeypatch.setattr("hall_hub.courier.window.UNDER_WAY", 1)
    monkeypatch.setattr("hall_hub.courier.tellings.PORTION", 20)
    with closing(Courier(hub, plan)) as courier:
        courier.greet()
        courier.refuses = "ratings"
        for _ in range(int(STUCK * 9)):
            courier.turn()
        assert len(closed(courier.centre)) < 3, "there is no room to read so far"
        for _ in range(300):
            courier.turn()
        assert len(closed(courier.centre)) == 3
        courier.refuses, read = None, courier.read
        courier.now += AGAIN_MOST
        courier.until_told()
        has_all(courier.centre, hub, plan)
        assert courier.read > read, "what was passed over meanwhile was not kept, and is read once more"


def test_while_nothing_happens_no_event_is_read(hub: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        courier.turn()

        def read(_self: Reading, _events: int) -> list[tuple[Mark, Record]]:
            raise OSError("it was read")

        monkeypatch.setattr(Reading, "more", read)
        for _ in range(20):
            courier.turn()
        assert not courier.tellings.trouble
        append(hub / LEDGER, [(e.CallUnseen(call=uid(1)), 1)])
        courier.turn()
        assert courier.tellings.trouble


def test_a_ledger_that_cannot_be_read_is_a_trouble_and_read_again_when_it_can(tmp_path: Path) -> None:
    with closing(Courier(tmp_path, PLAN)) as courier:
        courier.greet()
        courier.turn()
        assert courier.tellings.trouble
        LivedDays(1).write(tmp_path / LEDGER)
        courier.until_told()
        assert not courier.tellings.trouble
        has_all(courier.centre, tmp_path, PLAN)


def test_a_hall_that_has_no_ledger_yet_is_not_taken_for_one_that_was_put_back_and_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Courier(tmp_path, PLAN)) as courier:
        courier.centre.heard["ratings"] = Mark(1, 5)
        courier.greet()
        for _ in range(3):
            courier.turn()
            courier.now += TRY_AGAIN
        assert courier.tellings.trouble
        assert not courier.tellings.ahead()
        assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1


def test_a_file_of_the_archive_that_is_spoilt_is_looked_at_from_time_to_time(hub: Path, plan: Plan) -> None:
    roll_up(hub, roster_of(plan))
    list(archive_days(hub, "2026-11-20"))
    spoilt = sorted((hub / "archive").iterdir())[0]
    whole = spoilt.read_bytes()
    spoilt.write_bytes(whole[:-20])
    with closing(Courier(hub, plan)) as courier:
        courier.greet()
        courier.turn()
        assert spoilt.name in courier.tellings.trouble
        spoilt.write_bytes(whole)
        courier.turn()
        assert courier.tellings.trouble
        courier.now += TRY_AGAIN
        courier.until_told()
        assert not courier.tellings.trouble
        assert len(closed(courier.centre)) == 3


def test_an_event_that_is_missing_for_good_is_a_trouble_and_is_waited_for(hub: Path, plan: Plan) -> None:
    with closing(sqlite3.connect(hub / LEDGER)) as db, db:
        db.execute("DELETE FROM event WHERE seq = 400")
    with closing(Courier(hub, plan)) as courier:
        courier.greet()
        for _ in range(20):
            courier.turn()
        assert "have left the ledger" in courier.tellings.trouble
        assert not courier.tellings.look(courier.now)


def test_a_file_of_the_archive_that_goes_just_when_it_is_read_is_passed_over(
    hub: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll_up(hub, roster_of(plan))
    list(archive_days(hub, "2026-11-20"))
    known = Archive(hub).stretches()
    for stretch, _ in known:
        Archive(hub).remove(stretch)
    monkeypatch.setattr(Archive, "stretches", lambda _: known)
    with closing(Courier(hub, plan)) as courier:
        courier.until_told()
        assert {record.day for _, _, record in courier.centre.came} == {"2026-11-20"}


def test_the_hub_writes_while_the_courier_reads(tmp_path: Path) -> None:
    lived = LivedDays(8)
    ledger = Ledger(tmp_path / LEDGER)
    with closing(Courier(tmp_path, PLAN)) as courier:
        courier.greet()
        for event, at in lived.events:
            with ledger.batch():
                ledger.append(event, at, None)
            courier.turn()
        ledger.close()
        courier.until_told()
        has_all(courier.centre, tmp_path, PLAN)
        assert len(courier.centre.came) == len(all_records(tmp_path, PLAN))


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_killed_and_started_anew_at_any_moment_nothing_is_lost_or_doubled(seed: int) -> None:
    random, lived = Random(seed), LivedDays(seed, wishes=40)
    with tempfile.TemporaryDirectory() as folder:
        hub = Path(folder)
        lived.write(hub / LEDGER)
        with closing(Courier(hub, PLAN)) as courier:
            for _ in range(12):
                courier.greet()
                for _ in range(random.randrange(6)):
                    courier.turn()
                if random.random() < 0.3:
                    courier.tellings.keep()
                if random.random() < 0.3:
                    (courier.own / FILE).unlink(missing_ok=True)
                if random.random() < 0.2:
                    courier.centre.forget("transactions", random.random())
                courier.restart()
            courier.until_told()
            has_all(courier.centre, hub, PLAN)
            assert len(courier.centre.came) == len(all_records(hub, PLAN))
