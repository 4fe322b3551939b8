"""A hub whose box starts without the time: who has come today, and who was left from before."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from hall_core.domain import commands as c
from hall_core.domain.hall import picture
from hall_core.domain.plan import Plan
from hall_hub.today import load
from tests.conftest import HandClock
from tests.hall_hub.backup.test_recovery import Restored
from tests.hall_hub.conftest import Bench

ISSUE = c.IssueTicket(service="khai-sinh")
HOUR, MINUTE = 3_600_000, 60_000


def problems(bench: Bench) -> list[str]:
    return json.loads(bench.hub.presence(online=True).payload)["body"]["problems"]


def issued(bench: Bench) -> str:
    return bench.ask("kiosk-1", ISSUE).ticket.number


def set_clock(bench: Bench, ahead: int) -> None:
    bench.clock.at += ahead
    bench.hub.tick()
    bench.clock.trusted = True
    bench.hub.tick()


def lines(bench: Bench) -> list[tuple[str, str]]:
    return [(x.number, x.state) for x in bench.hub.hall.tickets.values()]


def test_after_a_night_that_the_hubs_box_slept_through_who_came_in_the_morning_keeps_the_place(bench: Bench) -> None:
    yesterday = bench.ask("kiosk-1", ISSUE).ticket.number
    bench.clock.wait(HOUR)
    bench.restart_box()
    assert (bench.hub.hall.day, bench.hub.today) == ("2026-11-21", None), "nothing is deleted by it, nothing is late"
    assert problems(bench) == ["clock"]
    bench.clock.wait(MINUTE)
    today = bench.ask("kiosk-1", ISSUE).ticket.number
    # The program starts anew, and then the clock is set, which is trusted a moment later.
    bench.restart()
    bench.clock.at += 20 * HOUR
    bench.hub.tick()
    bench.clock.trusted = True
    bench.hub.tick()
    assert bench.hub.hall.day == bench.hub.today == "2026-11-22"
    assert [(x.number, x.state) for x in bench.hub.hall.tickets.values()] == [
        (yesterday, "expired"),
        (today, "waiting"),
    ]
    assert problems(bench) == []
    bench.clock.wait(24 * HOUR)
    bench.hub.tick()
    assert (bench.hub.hall.day, bench.hub.hall.tickets) == ("2026-11-23", {}), "it is over with the night"


def test_who_came_in_the_last_minutes_before_the_power_failed_has_not_come_today(bench: Bench) -> None:
    yesterday = issued(bench)
    bench.clock.wait(5 * MINUTE)
    bench.restart_box(cut=9 * MINUTE)
    today = issued(bench)
    bench.clock.wait(MINUTE)
    bench.restart()
    also = issued(bench)
    set_clock(bench, 20 * HOUR)
    assert lines(bench) == [(yesterday, "expired"), (today, "waiting"), (also, "waiting")]
    live = picture(bench.hub.hall)
    assert picture(load(bench.plan, bench.ledger)) == live, "the ledger tells it without the clock"


def test_after_the_power_failed_twice_everybody_from_before_the_second_time_has_gone(bench: Bench) -> None:
    bench.restart_box()
    first = issued(bench)
    bench.restart_box(cut=MINUTE)
    second = issued(bench)
    set_clock(bench, 20 * HOUR)
    assert lines(bench) == [(first, "expired"), (second, "waiting")]


def test_a_program_that_was_away_while_the_clock_was_set_turns_nobody_out(bench: Bench) -> None:
    yesterday = issued(bench)
    bench.restart_box(cut=9 * MINUTE)
    today = issued(bench)
    bench.clock.at += 20 * HOUR
    bench.clock.trusted = True
    bench.restart()
    assert (bench.hub.today, lines(bench)) == ("2026-11-22", [(yesterday, "expired"), (today, "waiting")])


def test_all_who_wait_in_a_copy_are_from_before_the_card_it_is_put_on(bench: Bench, plan: Plan, tmp_path: Path) -> None:
    yesterday = issued(bench)
    bench.close()
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(bench.file, other / "ledger.sqlite")
    # A new card's time is its image's, of last month.
    clock = HandClock()
    clock.at, clock.since_start, clock.trusted = bench.clock.at - 30 * 24 * HOUR, 5_000, False
    box = Bench(plan, other / "ledger.sqlite", clock, box_start=7)
    box.ids = 100
    today = issued(box)
    set_clock(box, 31 * 24 * HOUR)
    assert lines(box) == [(yesterday, "expired"), (today, "waiting")]
    box.close()
    bench.start()


def test_so_are_all_whom_a_hub_that_was_put_back_is_told_of(bench: Bench, tmp_path: Path) -> None:
    restored = Restored(bench, tmp_path / "stick")
    bench.restart_box(cut=30 * 24 * HOUR)
    restored.tell("kiosk-1")
    restored.tell("goi-1")
    today = issued(bench)
    set_clock(bench, 31 * 24 * HOUR)
    assert lines(bench)[1:] == [(restored.second.number, "expired"), (today, "waiting")]


def test_a_disk_that_refuses_at_the_start_makes_nobody_of_today_one_of_yesterday(bench: Bench) -> None:
    yesterday = issued(bench)
    with closing(sqlite3.connect(bench.file, isolation_level=None)) as full:
        full.execute("CREATE TRIGGER full BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'full'); END")
        bench.restart_box(cut=9 * MINUTE)
        assert "storage" in problems(bench)
        full.execute("DROP TRIGGER full")
    today = issued(bench)
    bench.restart()
    set_clock(bench, 20 * HOUR)
    assert lines(bench) == [(yesterday, "expired"), (today, "waiting")]
