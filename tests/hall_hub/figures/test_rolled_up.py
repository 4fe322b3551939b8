"""What is kept of days that are over, compared with their raw events."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from demo.hall_file import write_hall
from demo.made_dossiers import write_dossiers
from hall_core.device.hall_file import load
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.figures.tally import share
from hall_core.domain.plan import Plan
from hall_hub.figures.__main__ import SHOWN, main
from hall_hub.figures.archive import Archive
from hall_hub.figures.child import RollingUp
from hall_hub.figures.raw import LedgerDays
from hall_hub.figures.roll_up import archive_days, recount, roll_up
from hall_hub.figures.store import FILE, Figures
from tests.hall_hub.figures.made_figures import DAYS, LEDGER, report, sql


def test_every_finished_day_is_rolled_up_once(data: Path, plan: Plan) -> None:
    with closing(Figures(data)) as figures:
        assert [kept.day for kept in figures.days()] == ["2026-11-18", "2026-11-19", "2026-11-20"]
    assert roll_up(data, roster_of(plan)) == []


def test_a_recount_of_what_was_rolled_up_is_equal(data: Path) -> None:
    assert recount(data) == (3, [])
    assert main(["recount", "--data", str(data)]) == 0


def test_aggregates_are_what_the_steps_say_when_counted_naively(data: Path) -> None:
    rows = sql(data / FILE, "SELECT service, outcome, wait_first, rating FROM step")
    for line in report(data).tables["service"]:
        mine = [row for row in rows if row[0] == line.key]
        assert line.tally["completed"] == sum(row[1] == "completed" for row in mine)
        waits = sorted(int(str(row[2])) // 1000 for row in mine if row[2] is not None)
        at = next(n for n in range(1, len(waits) + 1) if n * 100 >= 90 * len(waits))
        assert line.tally.percentile("wait_first", 90) == waits[at - 1]
        answers = [row[3] for row in mine if row[3] is not None]
        good = sum(answer in ("very-satisfied", "satisfied") for answer in answers)
        assert line.tally.satisfied == share(good, len(answers))


def test_parts_of_a_completed_step_add_up_to_its_whole(data: Path) -> None:
    query = """SELECT count(*), sum(wait_last + walking + service_time + coalesce(hold, 0) = ended - came)
        FROM step WHERE outcome = 'completed'"""
    [(steps, whole)] = sql(data / FILE, query)
    assert steps == whole != 0


def test_a_recount_names_a_figure_that_somebody_changed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql(data / FILE, "UPDATE step SET outcome = 'no_show' WHERE n = 0 AND first = 1")
    days, differences = recount(data, "2026-11-18")
    assert days == 1
    assert [words.split(" outcome: ")[1] for words in differences] == ["no_show kept, completed counted"]
    assert main(["recount", "--data", str(data)]) == 1
    assert "1 differences" in capsys.readouterr().out


def test_a_recount_names_an_event_that_somebody_changed(data: Path) -> None:
    sql(data / LEDGER, "UPDATE event SET at = at + 60000 WHERE seq = 3")
    _, differences = recount(data)
    assert "2026-11-18: the events are not those that the figures were made of" in differences


def test_a_recount_names_steps_that_somebody_took_out(data: Path) -> None:
    sql(data / FILE, "DELETE FROM step WHERE first = 1 AND n = (SELECT max(n) FROM step WHERE first = 1)")
    [(kept,)] = sql(data / FILE, "SELECT count(*) FROM step WHERE first = 1")
    assert isinstance(kept, int)
    assert recount(data) == (3, [f"2026-11-18: steps: {kept} kept, {kept + 1} counted"])


def test_a_recount_names_a_day_whose_events_are_nowhere(data: Path) -> None:
    list(archive_days(data, "2026-11-19"))
    next((data / "archive").glob("2026-11-18*")).unlink()
    assert recount(data) == (3, ["2026-11-18: its events are neither in the ledger nor in the archive"])


def test_a_recount_prints_some_of_many_differences_and_counts_the_others(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sql(data / FILE, "UPDATE step SET device = 'no-such'")
    count = len(recount(data)[1])
    assert main(["recount", "--data", str(data)]) == 1
    *shown, more, verdict = capsys.readouterr().out.splitlines()
    assert (len(shown), more) == (SHOWN, f"… and {count - SHOWN} more")
    assert verdict == f"3 days counted again: {count} differences"


def test_a_day_without_figures_is_named(data: Path) -> None:
    sql(data / FILE, "DELETE FROM day WHERE day = '2026-11-19'")
    assert recount(data) == (2, ["2026-11-19: has no figures yet"])


def test_figures_that_are_lost_are_made_again_from_the_ledger(data: Path, plan: Plan) -> None:
    before = report(data)
    (data / FILE).unlink()
    assert len(roll_up(data, roster_of(plan))) == 3
    assert report(data) == before


def test_a_file_of_figures_that_is_broken_is_made_anew(data: Path, plan: Plan) -> None:
    (data / FILE).write_bytes(b"no database at all, and long enough to be looked at" * 100)
    assert len(roll_up(data, roster_of(plan))) == 3


def test_the_archive_gives_back_the_very_lines_of_the_ledger(data: Path) -> None:
    with closing(LedgerDays(data / LEDGER)) as ledger:
        for stretch, _ in ledger.finished():
            assert Archive(data).lines(stretch) == ledger.lines(stretch)


def test_the_ledger_is_read_by_a_connection_that_cannot_write(data: Path) -> None:
    with closing(LedgerDays(data / LEDGER)) as ledger, pytest.raises(sqlite3.OperationalError, match="readonly"):
        ledger._db.execute("DELETE FROM event")


def test_dossiers_come_from_the_halls_copy_and_outlast_a_shorter_one(data: Path, plan: Plan) -> None:
    copies, first, last = data / "copies.sqlite", date(2026, 10, 1), date(2026, 12, 1)
    write_dossiers(copies, plan, 300, first, last)
    roll_up(data, roster_of(plan))
    whole = report(data).dossiers[-1]
    assert whole.received == 300
    write_dossiers(copies, plan, 3, first, date(2026, 12, 2))
    roll_up(data, roster_of(plan))
    assert report(data).dossiers[-1].received == 300


def test_a_copy_of_dossiers_that_has_only_just_been_begun_holds_up_no_figures(data: Path, plan: Plan) -> None:
    (data / FILE).unlink()
    (data / "copies.sqlite").touch()
    assert len(roll_up(data, roster_of(plan))) == 3
    assert report(data).dossiers == []


def test_a_technician_rolls_up_by_the_hall_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / FILE).unlink()
    hall = write_hall(data / "hall.toml", counters=1)
    assert main(["roll-up", "--data", str(data), "--hall", str(hall)]) == 0
    made = [line for line in capsys.readouterr().out.splitlines() if line.endswith("figures made")]
    assert made == [f"{day}: figures made" for day in DAYS]
    assert report(data).roster.hall == load(hall).hall.name


def test_the_hub_has_it_done_by_another_process(data: Path, plan: Plan) -> None:
    (data / FILE).unlink()
    rolling = RollingUp(plan, data)
    rolling.begin()
    assert rolling._process is not None
    rolling._process.wait(8)
    assert rolling.look() is True
    assert recount(data) == (3, [])
    rolling.close()


def test_without_a_ledger_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount", "--data", str(tmp_path)]) == 2
    assert "cannot be done" in capsys.readouterr().err
