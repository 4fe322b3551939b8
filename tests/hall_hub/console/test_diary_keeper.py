"""What the diary holds, for how long, and what it says of the time in which nobody watched."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.contract.messages import Health
from hall_core.domain.plan import Hours
from hall_hub.console.devices.watch import Began, Change, Ended, Known, Started, changes
from hall_hub.console.diary import store as diary_store
from hall_hub.console.diary.keeper import EVERY, Act, Box, Job, Keeper, Watching
from hall_hub.console.diary.store import ADDRESSES_KEPT, DAY, KEPT, SAMPLE_EVERY, SAMPLES_KEPT, Event
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.conftest import HandClock

HOURS = Hours(sat=["00:00-24:00"])
MINUTE = 60_000
KIOSK = Known(online=True, since=NINE, boot=3, version="0.1")


class Console:
    """A keeper whose clocks are turned by hand."""

    def __init__(self, file: Path, clock: HandClock) -> None:
        self.file = file
        self.clock = clock
        self.known: Mapping[str, Known] = {}
        self.start()

    def start(self) -> None:
        self.keeper = Keeper(self.file, HOURS, lambda: self.clock.at, lambda: self.clock.since_start)

    def write(self, *jobs: Job) -> set[str]:
        return self.keeper.write(jobs, self.known)

    def watch(self, on: bool = True) -> None:
        self.write(Watching(self.clock.at, on, "link"))

    def stop(self) -> None:
        self.write(Watching(self.clock.at, False, "stop"))
        self.keeper.shut()

    def learn(self, after: Known, device: str = "kiosk-1", *, found: bool = False) -> None:
        before = self.known.get(device)
        self.known = {**self.known, device: after}
        self.write(*changes(device, before, after, self.clock.at, found=found))

    def rows(self, device: str = "kiosk-1") -> list[Event]:
        """Oldest first."""
        history = self.keeper.look_up(device, None)
        assert history is not None
        return list(reversed(history.events))

    def told(self, device: str = "kiosk-1") -> list[tuple[str, str, int, int | None]]:
        return [
            (row.what, row.about, row.at - NINE, None if row.until is None else row.until - NINE)
            for row in self.rows(device)
        ]


def watching(folder: Path, clock: HandClock) -> Iterator[Console]:
    """A console that has begun to keep its diary, until the test is over."""
    made = Console(folder / "diary.sqlite", clock)
    made.watch()
    yield made
    made.keeper.shut()


@pytest.fixture
def console(tmp_path: Path, clock: HandClock) -> Iterator[Console]:
    yield from watching(tmp_path, clock)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def test_a_diary_begins_with_its_own_beginning(console: Console) -> None:
    assert console.told() == [("away", "first", 0, 0)]


def test_what_was_open_when_the_console_stopped_is_not_forgotten(console: Console, clock: HandClock) -> None:
    console.learn(KIOSK)
    clock.wait(MINUTE)
    console.learn(Known(online=False, since=clock.at, boot=3, version="0.1"))
    console.stop()
    console.start()
    assert dict(console.keeper.known()) == {"kiosk-1": Known(online=False, since=clock.at, boot=3)}


def test_between_stop_and_start_nothing_is_claimed(console: Console, clock: HandClock) -> None:
    console.stop()
    clock.wait(20 * MINUTE)
    console.start()
    console.watch()
    assert console.told()[-1] == ("away", "stop", 0, 20 * MINUTE)


def test_a_console_that_broke_off_was_there_until_its_last_sign_of_life(console: Console, clock: HandClock) -> None:
    clock.wait(EVERY)
    console.write()
    clock.wait(EVERY // 2)
    console.write()  # too soon for another sign of life
    console.start()  # the one before was killed
    clock.wait(10 * MINUTE)
    console.watch()
    assert console.told()[-1] == ("away", "broken", EVERY, EVERY // 2 + EVERY + 10 * MINUTE)


def test_without_a_link_nothing_is_claimed_either(console: Console, clock: HandClock) -> None:
    console.watch(False)
    clock.wait(3 * MINUTE)
    console.watch()
    assert console.told()[-1] == ("away", "link", 0, 3 * MINUTE)


def test_a_clock_that_somebody_sets_is_told_with_both_times(console: Console, clock: HandClock) -> None:
    clock.at += 90 * MINUTE
    console.learn(KIOSK)
    assert ("clock", "", 0, 90 * MINUTE) in console.told()


def test_of_ten_minutes_the_worst_is_kept(console: Console, clock: HandClock) -> None:
    for temperature, free in ((50.0, 900), (71.5, 800), (48.0, 850)):
        console.write(Box("kiosk-1", clock.at, Health(uptime_s=1, temperature_c=temperature, disk_free_mb=free)))
        clock.wait(MINUTE)
    clock.wait(SAMPLE_EVERY)
    assert console.write(Box("kiosk-1", clock.at, Health(uptime_s=2))) == {"kiosk-1"}
    with closing(sqlite3.connect(console.file)) as db:
        assert db.execute("SELECT temperature, disk FROM sample").fetchall() == [(71.5, 800)]


def test_a_health_message_alone_writes_nothing(console: Console, clock: HandClock) -> None:
    with closing(sqlite3.connect(console.file)) as db:
        before = db.execute("PRAGMA data_version").fetchone()
        for _ in range(5):
            clock.wait(1_000)
            console.write(Box("kiosk-1", clock.at, Health(uptime_s=1, temperature_c=50)))
        assert db.execute("PRAGMA data_version").fetchone() == before
        clock.wait(EVERY)
        console.write(Box("kiosk-1", clock.at, Health(uptime_s=1, temperature_c=50)))
        assert db.execute("PRAGMA data_version").fetchone() != before, "the sign of life"


def test_what_is_older_than_the_rules_say_goes(console: Console, clock: HandClock) -> None:
    console.learn(KIOSK)
    console.write(
        Began(device="kiosk-1", what="problem", about="sound", at=clock.at),
        Ended(device="kiosk-1", what="problem", about="sound", at=clock.at + 1),
        Began(device="kiosk-1", what="gone", at=clock.at),
        Act(clock.at, "can-bo-1", "signed-in", ""),
        Box("kiosk-1", clock.at, Health(uptime_s=1)),
        Box("kiosk-1", clock.at + SAMPLE_EVERY, Health(uptime_s=1)),
    )
    clock.wait(KEPT + DAY)
    console.write()
    assert [what for what, *_ in console.told()] == ["first", "gone"], "what goes on, and the last start"
    with closing(sqlite3.connect(console.file)) as db:
        assert db.execute("SELECT count(*) FROM act").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM sample").fetchone() == (0,)


def test_the_address_of_a_wrong_password_is_forgotten_before_the_rest(console: Console, clock: HandClock) -> None:
    console.write(
        Act(clock.at, "can-bo-1", "wrong-password", "10.0.0.7"), Act(clock.at, "a", "report-downloaded", "Q3")
    )
    clock.wait(ADDRESSES_KEPT + DAY)
    console.write()
    with closing(sqlite3.connect(console.file)) as db:
        assert db.execute("SELECT what, about FROM act ORDER BY id").fetchall() == [
            ("wrong-password", ""),
            ("report-downloaded", "Q3"),
        ]


@pytest.mark.parametrize(("name", "table"), [("MOST_EVENTS", "event"), ("MOST_ACTS", "act"), ("MOST_FAILURES", "act")])
def test_the_file_is_bounded_whatever_happens(
    console: Console, clock: HandClock, monkeypatch: pytest.MonkeyPatch, name: str, table: str
) -> None:
    monkeypatch.setattr(diary_store, name, 10)
    changes: list[Change | Act] = [Started(device="kiosk-1", at=clock.at, boot=n, version="1") for n in range(40)]
    what = "wrong-password" if name == "MOST_FAILURES" else "signed-in"
    console.write(*changes, *(Act(clock.at + n, "?", what, "") for n in range(40)))
    clock.wait(2 * 3_600_000)
    console.write()
    with closing(sqlite3.connect(console.file)) as db:
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (10,)


def test_many_wrong_passwords_push_nothing_else_out(
    console: Console, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diary_store, "MOST_FAILURES", 10)
    console.write(Act(clock.at, "lanh-dao", "signed-in", ""))
    console.write(*(Act(clock.at + n, "?", "wrong-password", "") for n in range(40)))
    clock.wait(2 * 3_600_000)
    console.write()
    with closing(sqlite3.connect(console.file)) as db:
        assert db.execute("SELECT count(*) FROM act WHERE what = 'signed-in'").fetchone() == (1,)


def test_times_from_before_the_clock_was_set_do_not_make_a_row_old(console: Console, clock: HandClock) -> None:
    console.write(Began(device="kiosk-1", what="gone", at=5_000), Ended(device="kiosk-1", what="gone", at=9_000))
    clock.wait(DAY)
    console.write()
    assert ("gone", "", 5_000 - NINE, 9_000 - NINE) in console.told()


def test_a_file_that_is_no_diary_is_set_aside_and_a_new_one_begun(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "diary.sqlite").write_bytes(b"garbled " * 1000)
    console = Console(tmp_path / "diary.sqlite", clock)
    console.watch()
    console.learn(KIOSK)
    assert console.keeper.trouble == ""
    assert [(what, about) for what, about, *_ in console.told()] == [("away", "anew"), ("first", "0.1")]
    [old] = tmp_path.glob("diary.sqlite.broken-*")
    assert old.read_bytes().startswith(b"garbled")
    console.keeper.shut()


def test_a_file_that_breaks_under_way_is_set_aside_too(console: Console, clock: HandClock, tmp_path: Path) -> None:
    console.learn(KIOSK)

    def fail(*_: object) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorname = "SQLITE_CORRUPT"
        raise error

    store = console.keeper._store
    assert store is not None
    store.begin = fail  # type: ignore[method-assign]
    console.learn(Known(online=False, since=clock.at, boot=3))
    console.write(Act(clock.at, "can-bo-1", "signed-in", ""))
    assert list(tmp_path.glob("diary.sqlite.broken-*"))
    assert [what for what, *_ in console.told()] == ["away", "gone"], "the new one begins with what is known"


def test_a_disk_that_refuses_stops_nothing_and_leaves_a_gap(console: Console, clock: HandClock) -> None:
    console.learn(KIOSK)
    blocker = sqlite3.connect(console.file, isolation_level=None)
    store = console.keeper._store
    assert store is not None
    store._db.execute("PRAGMA busy_timeout = 0")
    blocker.execute("BEGIN IMMEDIATE")
    clock.wait(MINUTE)
    console.learn(Known(online=False, since=clock.at, boot=3))
    assert "locked" in console.keeper.trouble
    assert console.keeper.look_up("kiosk-1", None) is None
    blocker.execute("ROLLBACK")
    blocker.close()
    clock.wait(EVERY)
    console.write()
    assert console.keeper.trouble == ""
    assert [row[:3] for row in console.told()][-2:] == [("away", "disk", 0), ("gone", "", MINUTE + EVERY)]
    assert console.rows()[-1].found, "it happened somewhen in that time"


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "no-folder").write_text("")
    console = Console(tmp_path / "no-folder" / "diary.sqlite", clock)
    console.watch()
    console.learn(KIOSK)
    assert console.keeper.trouble
    assert console.keeper.look_up("kiosk-1", None) is None
    (tmp_path / "no-folder").unlink()
    clock.wait(EVERY)
    console.write()
    assert console.keeper.trouble == ""
    assert [what for what, *_ in console.told()] == ["away", "first"]
    console.keeper.shut()


def test_history_is_read_backwards_page_by_page(console: Console, clock: HandClock) -> None:
    for n in range(100):
        clock.wait(1_000)
        console.write(Started(device="kiosk-1", at=clock.at, boot=n, version="1"))
    seen, before = list[int](), None
    while True:
        history = console.keeper.look_up("kiosk-1", before)
        assert history is not None
        seen += [event.boot for event in history.events if event.device]
        if history.older is None:
            break
        before = history.older
    assert seen == list(range(99, -1, -1))


def test_samples_older_than_two_weeks_are_not_read(console: Console, clock: HandClock) -> None:
    for _ in range(2):
        console.write(Box("kiosk-1", clock.at, Health(uptime_s=1, temperature_c=50)))
        clock.wait(SAMPLE_EVERY)
    clock.wait(SAMPLES_KEPT)
    history = console.keeper.look_up("kiosk-1", None)
    assert history is not None
    assert history.trends.temperature == (None, None)


def test_the_hall_file_says_for_how_long_it_remembers(tmp_path: Path, clock: HandClock) -> None:
    file = tmp_path / "diary.sqlite"
    keeper = Keeper(file, HOURS, lambda: clock.at, lambda: clock.since_start, 60 * DAY)
    keeper.write([Act(clock.at, "can-bo-1", "report-downloaded", "2026-Q4")], {})
    clock.wait(61 * DAY)
    keeper.write([Act(clock.at, "can-bo-1", "signed-out", "")], {})
    assert b"2026-Q4" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    keeper.shut()


def test_a_diary_that_was_set_aside_goes_in_its_time(console: Console, clock: HandClock, tmp_path: Path) -> None:
    aside = tmp_path / "diary.sqlite.broken-20261121-090000"
    aside.write_bytes(b"broken")
    os.utime(aside, (clock.at / 1000, clock.at / 1000))
    clock.wait(ADDRESSES_KEPT - DAY)
    console.watch()
    assert aside.exists()
    clock.wait(2 * DAY)
    console.watch()
    assert not aside.exists()


def test_of_a_device_that_was_never_seen_to_come_nothing_is_known(console: Console, clock: HandClock) -> None:
    console.write(Began(device="kiosk-1", what="problem", about="sound", at=clock.at))
    console.stop()
    console.start()
    assert dict(console.keeper.known()) == {}
    assert ("problem", "sound", 0, None) in console.told()


def test_other_words_of_a_problem_stand_beside_its_first(console: Console, clock: HandClock) -> None:
    for words in ("cuộn giấy trống", "kẹt giấy"):
        console.learn(Known(online=True, since=NINE, boot=3, version="0.1", problems={"paper-out": words}))
        clock.wait(MINUTE)
    told = [(row.what, row.words) for row in console.rows() if row.about == "paper-out"]
    assert told == [("problem", "cuộn giấy trống"), ("worded", "kẹt giấy")]
