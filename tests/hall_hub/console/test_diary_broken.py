"""A diary that cannot be read or written, or is none any more: the console goes on, and the diary as soon as it can."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.contract.messages import Health
from hall_hub.console.diary.keeper import EVERY, Act, Box
from hall_hub.console.diary.store import ADDRESSES_KEPT, DAY
from tests.conftest import HandClock
from tests.hall_hub.console.test_diary_keeper import KIOSK, Console, watching


@pytest.fixture
def console(tmp_path: Path, clock: HandClock) -> Iterator[Console]:
    yield from watching(tmp_path, clock)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def refused(console: Console, table: str) -> None:
    """The file has lost this table under the console's hands."""
    with closing(sqlite3.connect(console.file)) as db:
        db.execute(f"DROP TABLE {table}")


def test_a_file_that_cannot_be_read_claims_nothing_and_says_why(console: Console) -> None:
    console.learn(KIOSK)
    refused(console, "event")
    assert dict(console.keeper.known()) == {}
    assert "no such table: event" in console.keeper.trouble


def test_a_history_that_cannot_be_read_is_none_and_the_diary_goes_on_later(console: Console, clock: HandClock) -> None:
    console.learn(KIOSK)
    refused(console, "sample")
    assert console.keeper.look_up("kiosk-1", None) is None
    assert "no such table: sample" in console.keeper.trouble
    with closing(sqlite3.connect(console.file)) as db:
        db.execute("CREATE TABLE sample (device, at, temperature, disk, memory, outbox, PRIMARY KEY (device, at))")
    clock.wait(EVERY)
    console.write()
    assert console.keeper.trouble == ""
    assert ("first", "0.1", 0, 0) in console.told()


def test_a_console_that_cannot_write_its_last_words_ends_all_the_same(
    console: Console, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    console.write(Box("kiosk-1", clock.at, Health(uptime_s=1, temperature_c=50)))
    refused(console, "sample")
    console.keeper.shut()
    assert "the diary's last words are lost" in caplog.text
    assert [each.name for each in console.file.parent.glob("diary*")] == ["diary.sqlite"], "the file is closed"


def test_a_diary_with_a_page_that_broke_while_the_console_was_off_is_set_aside(
    console: Console, clock: HandClock, tmp_path: Path
) -> None:
    console.write(*(Act(clock.at + n, "can-bo-1", "report-downloaded", "2026-Q4" * 9) for n in range(500)))
    console.stop()
    with console.file.open("r+b") as file:
        whole = file.seek(0, os.SEEK_END)
        file.seek(whole // 8192 * 4096)
        file.write(b"\xff" * 4096)
    console.start()
    console.watch()
    assert console.keeper.trouble == ""
    assert console.told() == [("away", "anew", 0, 0)]
    assert list(tmp_path.glob("diary.sqlite.broken-*"))


def test_a_broken_diary_that_cannot_be_set_aside_is_told_and_tried_again(tmp_path: Path, clock: HandClock) -> None:
    file = tmp_path / "diary.sqlite"
    file.write_bytes(b"garbled " * 1000)
    in_the_way = tmp_path / "diary.sqlite.broken-20261121-090000"
    in_the_way.mkdir()
    console = Console(file, clock)
    console.watch()
    console.learn(KIOSK)
    assert "not a database" in console.keeper.trouble
    assert console.keeper.look_up("kiosk-1", None) is None
    in_the_way.rmdir()
    clock.wait(EVERY)
    console.write()
    assert console.keeper.trouble == ""
    assert [what for what, *_ in console.told()] == ["away", "first"]
    console.keeper.shut()


def test_what_cannot_be_removed_of_old_diaries_keeps_nothing_else(
    console: Console, clock: HandClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, old = tmp_path / "diary.sqlite.broken-a", tmp_path / "diary.sqlite.broken-b"
    stuck.mkdir()
    old.touch()
    for each in (stuck, old):
        os.utime(each, (clock.at / 1000, clock.at / 1000))
    clock.wait(ADDRESSES_KEPT + DAY)
    console.learn(KIOSK)
    assert (stuck.exists(), old.exists()) == (True, False)
    assert f"{stuck}: cannot be removed" in caplog.text
    assert ("first", "0.1") in [row[:2] for row in console.told()], "and the diary is written"
