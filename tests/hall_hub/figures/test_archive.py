"""Days that leave the ledger, beside a hub that writes it: nothing is lost, whenever it is cut off."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from hall_core.domain import events as e
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.figures.__main__ import main
from hall_hub.figures.raw import AT_ONCE, FiguresError, LedgerDays, Stretch, prune, shrink
from hall_hub.figures.roll_up import archive_days, recount, roll_up
from hall_hub.figures.store import FILE
from hall_hub.store.ledger import Ledger
from hall_sim.days import write_days
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid
from tests.hall_hub.figures.made_figures import LEDGER, orders_file, report, sql

TAKES_OUT = """
import sys
from pathlib import Path
from hall_hub.figures import raw, roll_up

def told(*taken, made=raw.prune):
    for some in made(*taken):
        print(some, flush=True)
        yield some

roll_up.prune = told
for day in roll_up.archive_days(Path(sys.argv[1]), "2026-11-20"):
    print(day, flush=True)
"""
"""The archiving itself, saying each step."""


def events_in(data: Path) -> int:
    [(count,)] = sql(data / LEDGER, "SELECT count(*) FROM event")
    assert isinstance(count, int)
    return count


def test_a_day_that_left_the_ledger_is_counted_again_from_the_archive(data: Path, plan: Plan) -> None:
    before = report(data)
    assert list(archive_days(data, "2026-11-20")) == ["2026-11-18", "2026-11-19"]
    with closing(LedgerDays(data / LEDGER)) as ledger:
        assert [day for _, day in ledger.finished()] == ["2026-11-20"]
    assert recount(data) == (3, [])
    (data / FILE).unlink()
    roll_up(data, roster_of(plan))
    assert (report(data), recount(data)) == (before, (3, []))


def test_a_hub_that_has_the_ledger_open_goes_on_writing_between_the_steps(data: Path) -> None:
    hub, written = Ledger(data / LEDGER), 0
    try:
        for _ in _steps(data):
            with hub.batch():
                hub.append(e.IntentVoided(ticket=uid(written)), NINE_IN_THE_MORNING, None)
            written += 1
        head = hub.head
    finally:
        hub.close()
    assert written > 2
    assert sql(data / LEDGER, "SELECT max(seq) FROM event") == [(head,)]
    assert recount(data) == (3, [])


def _steps(data: Path) -> Iterator[int]:
    with closing(LedgerDays(data / LEDGER)) as ledger:
        (first, _), (second, _), _ = ledger.finished()
    yield from prune(data / LEDGER, [(first, second.first - 1)], pause=0)


def test_only_a_few_events_leave_in_one_transaction(data: Path) -> None:
    assert max(_steps(data)) == AT_ONCE


@pytest.mark.parametrize("steps", [1, 2, 5, 6])
def test_archiving_that_is_killed_half_way_loses_nothing_and_is_ended_the_next_time(
    data: Path, plan: Plan, steps: int
) -> None:
    before, whole = report(data), events_in(data)
    argv = [sys.executable, "-c", TAKES_OUT, str(data)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as archiving:
        assert archiving.stdout is not None
        for _ in range(steps):
            assert archiving.stdout.readline()
        archiving.kill()
    assert events_in(data) < whole
    assert recount(data) == (3, []), "half of a day is read from the archive"
    (data / FILE).unlink()
    roll_up(data, roster_of(plan))
    assert report(data) == before
    list(archive_days(data, "2026-11-20"))
    with closing(LedgerDays(data / LEDGER)) as ledger:
        assert sql(data / LEDGER, "SELECT min(seq) FROM event") == [(ledger.finished()[0][0].first,)]
    assert recount(data) == (3, [])


@pytest.mark.parametrize("after", [0.0, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_rolling_up_that_is_killed_at_any_moment_loses_nothing(data: Path, plan: Plan, after: float) -> None:
    """Whatever it was at: the rules hold at every moment."""
    before = report(data)
    (data / FILE).unlink()
    argv = [sys.executable, "-m", "hall_hub.figures", "roll-up", "--data", str(data)]
    with (
        orders_file(data, plan).open("rb") as told,
        subprocess.Popen(argv, stdin=told, stdout=subprocess.DEVNULL) as rolling,
    ):
        try:
            rolling.wait(after)
        except subprocess.TimeoutExpired:
            rolling.kill()
    roll_up(data, roster_of(plan))
    assert (report(data), recount(data)) == (before, (3, []))


def test_a_day_whose_archive_is_not_whole_stays_in_the_ledger(data: Path) -> None:
    file = next((data / "archive").glob("2026-11-18*"))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(FiguresError, match="restore the last copy"):
        list(archive_days(data, "2026-11-20"))
    assert sql(data / LEDGER, "SELECT min(seq) FROM event") == [(1,)]


def test_a_day_whose_archive_is_of_other_events_stays_in_the_ledger(data: Path) -> None:
    first, second = (next((data / "archive").glob(f"{day}*")) for day in ("2026-11-18", "2026-11-19"))
    first.write_bytes(second.read_bytes())
    assert list(archive_days(data, "2026-11-20")) == ["2026-11-19"]
    assert sql(data / LEDGER, "SELECT min(seq) FROM event") == [(1,)]


def test_an_archive_in_which_somebody_changed_an_event_is_not_believed(data: Path) -> None:
    file = next((data / "archive").glob("2026-11-18*"))
    text = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(text.replace(b"quay-1", b"quay-2", 1)))
    with pytest.raises(FiguresError, match="its digest is not that of its events"):
        list(archive_days(data, "2026-11-20"))
    assert sql(data / LEDGER, "SELECT min(seq) FROM event") == [(1,)]


def test_an_archive_that_is_broken_is_made_anew_as_long_as_the_ledger_has_the_day(data: Path, plan: Plan) -> None:
    file = next((data / "archive").glob("2026-11-18*"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    (data / FILE).unlink()
    roll_up(data, roster_of(plan))
    assert file.read_bytes() == whole


def test_a_day_without_figures_stays_in_the_ledger(data: Path) -> None:
    sql(data / FILE, "DELETE FROM day WHERE day = '2026-11-18'")
    assert list(archive_days(data, "2026-11-20")) == ["2026-11-19"]
    assert sql(data / LEDGER, "SELECT min(seq) FROM event") == [(1,)]


def test_a_ledger_begun_anew_is_not_taken_for_the_one_before(data: Path) -> None:
    before = events_in(data)
    list(prune(data / LEDGER, [(Stretch(epoch=1, first=1), before)], pause=0))
    assert events_in(data) == before


def test_days_of_a_ledger_that_is_gone_are_counted_again_from_the_archive(data: Path, plan: Plan) -> None:
    """The one that was begun anew numbers its events from 1 as well."""
    (data / LEDGER).unlink()
    write_days(data / LEDGER, plan, [date(2026, 11, 23)], 5, seed=2)
    sql(data / LEDGER, "UPDATE meta SET value = value + 1 WHERE key = 'epoch'")
    assert roll_up(data, roster_of(plan)) == ["2026-11-23"]
    assert recount(data) == (4, [])


@pytest.mark.parametrize("table", ["meta", "event", "day"])
def test_a_ledger_that_cannot_be_read_is_named_with_what_is_wrong_in_it(
    data: Path, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sql(data / LEDGER, f"ALTER TABLE {table} RENAME TO lost")
    assert main(["recount", "--data", str(data)]) == 2
    assert capsys.readouterr().err.startswith(f"cannot be done: {data / LEDGER}: no such table: {table}; ")


def test_a_disk_that_takes_nothing_more_is_named_and_the_day_is_taken_out_the_next_time(data: Path) -> None:
    sql(data / LEDGER, "CREATE TRIGGER full BEFORE DELETE ON event BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    with pytest.raises(FiguresError, match="disk full; what was taken out until now is in the archive"):
        list(archive_days(data, "2026-11-19"))
    sql(data / LEDGER, "DROP TRIGGER full")
    assert list(archive_days(data, "2026-11-19")) == ["2026-11-18"]
    assert recount(data) == (3, [])


def test_what_old_days_took_on_the_disk_is_free_when_that_is_asked_for(
    tmp_path: Path, plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    write_days(tmp_path / LEDGER, plan, [date(2026, 3, 16), date(2026, 3, 17)], 60)
    roll_up(tmp_path, roster_of(plan))
    before = (tmp_path / LEDGER).stat().st_size
    assert main(["archive", "--data", str(tmp_path), "--keep-days", "60", "--compact"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2026-03-16: left the ledger",
        "2026-03-17: left the ledger",
        "2 days left the ledger; their events are in the archive",
        "what they took on the disk is free",
    ]
    assert (tmp_path / LEDGER).stat().st_size < before
    assert recount(tmp_path) == (2, [])


def test_the_file_is_made_smaller_only_when_nobody_else_has_it_open(data: Path) -> None:
    list(archive_days(data, "2026-11-20"))
    hub = Ledger(data / LEDGER)
    with pytest.raises(FiguresError, match="stop the hub"):
        shrink(data / LEDGER)
    hub.close()
    before = (data / LEDGER).stat().st_size
    shrink(data / LEDGER)
    assert (data / LEDGER).stat().st_size < before
    assert recount(data) == (3, [])


def test_days_stay_for_as_long_as_late_votes_need_them(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["archive", "--data", str(data), "--keep-days", "59"]) == 2
    assert "at least 60 days" in capsys.readouterr().err
