"""Days that leave the ledger, beside a hub that writes it: nothing is lost, whenever it is cut off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
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


def test_a_day_without_figures_stays_in_the_ledger(data: Path) -> None:
    sql(data / FILE, "DELETE FROM day WHERE day = '2026-11-18'")
    assert list(archive_days(data, "2026-11-20")) == ["2026-11-19"]
    assert sql(data / LEDGER, "SELECT min(seq) FROM event") == [(1,)]


def test_a_ledger_begun_anew_is_not_taken_for_the_one_before(data: Path) -> None:
    before = events_in(data)
    list(prune(data / LEDGER, [(Stretch(epoch=1, first=1), before)], pause=0))
    assert events_in(data) == before


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
