"""Late dossiers and apologies on boards, as figures and as a list."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.business_day import moment_of
from hall_core.domain.figures.late import SorryLine
from hall_core.domain.figures.narrowing import Only
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_core.domain.plan_keep import Keep
from hall_hub.figures.__main__ import main, write
from hall_hub.figures.gathering import report_on
from hall_hub.figures.raw import FiguresError
from hall_hub.figures.roll_up import roll_up
from hall_hub.figures.store import FILE, FORMER, Figures
from hall_hub.keeping.forget import forget
from tests.hall_hub.figures.made_figures import DAYS, LEDGER, append, period_of, report, roster_file, sql
from tests.hall_hub.figures.made_late import (
    AS_OF,
    DONE,
    FRESH,
    HEALTH,
    LAND,
    ON_TIME,
    SILENT,
    SORRY,
    shown,
    write_copy,
    write_late_hall,
)
from tests.hall_hub.figures.test_reports import read_sheets


@pytest.fixture
def data(tmp_path: Path, plan: Plan) -> Path:
    write_late_hall(tmp_path, plan)
    return tmp_path


def lines(made: Report) -> list[SorryLine]:
    assert made.sorry is not None
    return made.sorry.lines()


def test_what_is_late_by_the_copy_is_named_longest_overdue_first_with_its_working_days(data: Path) -> None:
    sorry = report(data).sorry
    assert sorry is not None
    assert [(row.code, row.new_due, row.days) for row in sorry.late.rows] == [
        (SORRY.code, "2026-12-04", 8),
        (SILENT.code, None, 5),
        (FRESH.code, "2026-12-01", 1),
    ]


def test_an_apology_is_told_with_its_first_and_last_time_its_boards_and_its_new_days(data: Path) -> None:
    sorry = report(data).sorry
    assert sorry is not None
    first, last = (shown(date(2026, 11, day), hour, "", SORRY)[0] for day, hour in ((19, 7), (21, 8)))
    told = sorry.shown[SORRY.code]
    assert (told.first, told.last, told.boards, told.days) == (first, last, ("bang-1", "bang-2"), 3)
    assert (told.promises, told.new_due) == (2, "2026-12-04")
    assert set(sorry.shown) == {SORRY.code}


def test_a_period_counts_each_dossier_once_and_only_what_stood_on_a_board_then(data: Path) -> None:
    def counted(period: str) -> list[tuple[str, int, int]]:
        return [(line.agency, line.apologised, line.promises) for line in lines(report(data, period))]

    assert counted("2026-Q4") == [(HEALTH, 1, 1), (LAND, 1, 2), ("", 2, 3)]
    assert counted("2026-11-20") == [(HEALTH, 0, 0), (LAND, 1, 1), ("", 1, 1)]
    assert counted("2026-11-18") == [(HEALTH, 0, 0), (LAND, 0, 0), ("", 0, 0)]


def test_the_running_day_is_among_them(data: Path) -> None:
    sorry = report(data, "2026-11-21").sorry
    assert sorry is not None
    assert [(line.code, line.boards) for line in sorry.apologies] == [(SORRY.code, ("bang-2",))]


def test_agencies_are_told_of_with_the_whole_at_the_end(data: Path) -> None:
    assert [(line.agency, line.late, line.promised, line.longest) for line in lines(report(data))] == [
        (HEALTH, 1, 1, 1),
        (LAND, 2, 1, 8),
        ("", 3, 2, 8),
    ]


def test_who_was_apologised_to_and_is_late_no_more_stands_apart(data: Path) -> None:
    sorry = report(data).sorry
    assert sorry is not None
    [over] = sorry.over
    assert (over.code, over.late_days) == (DONE.code, 5)


def test_what_a_board_told_a_day_late_counts_on_the_day_on_which_it_stood_there(data: Path, plan: Plan) -> None:
    day = date(2026, 11, 20)
    for board in ("bang-3", "bang-4"):
        append(data, shown(day, 14, board, FRESH, told_on=date(2026, 11, 21)))
    assert lines(report(data, "2026-11-20"))[-1].apologised == 2
    append(data, (AS_OF + 40 * 3_600_000, e.DayBegan(day="2026-11-22")))
    roll_up(data, roster_of(plan))
    assert lines(report(data, "2026-11-20"))[-1].apologised == 2
    assert lines(report(data, "2026-11-21"))[-1].apologised == 1
    sorry = report(data).sorry
    assert sorry is not None
    assert (sorry.shown[FRESH.code].days, sorry.shown[FRESH.code].boards) == (1, ("bang-3", "bang-4"))


def test_a_board_whose_clock_was_years_off_is_told_of_by_the_hubs(data: Path) -> None:
    heard, event = shown(date(2026, 11, 21), 10, "bang-2", FRESH)
    assert isinstance(event, e.ApologiesShown)
    append(data, (heard, replace(event, at=86_400_000)))
    sorry = report(data).sorry
    assert sorry is not None
    assert sorry.shown[FRESH.code].first == heard


def test_a_newer_copy_says_who_is_late_now_and_apologies_stay(data: Path, plan: Plan) -> None:
    done = replace(SORRY, state="returned", ended="2026-11-20")
    write_copy(data, done, FRESH, SILENT, DONE, ON_TIME, as_of=AS_OF + 60_000)
    roll_up(data, roster_of(plan))
    sorry = report(data).sorry
    assert sorry is not None
    assert [row.code for row in sorry.late.rows] == [SILENT.code, FRESH.code]
    assert [line.code for line in sorry.over] == [SORRY.code, DONE.code]


def test_without_a_calendar_nothing_is_told_in_working_days(data: Path, plan: Plan) -> None:
    (data / "calendar.json").unlink()
    write_copy(data, SORRY, as_of=AS_OF + 60_000)
    roll_up(data, roster_of(plan))
    [_, whole] = lines(report(data, "2026-11-20"))
    assert (whole.late, whole.longest) == (1, None)


def test_a_part_of_the_hall_has_no_dossiers(data: Path) -> None:
    assert report_on(data, period_of("2026-Q4"), only=Only("service", "khai-sinh")).sorry is None


def asked(data: Path, plan: Plan, out: Path, *more: str) -> str:
    argv = ["report", "--data", str(data), "--roster", str(roster_file(out.parent, plan)), "--period", "2026-Q4"]
    assert main([*argv, "--out", str(out), *more]) == 0
    return out.read_text("utf-8-sig")


def test_the_figures_have_the_counts_and_the_list_has_the_dossiers(data: Path, plan: Plan, tmp_path: Path) -> None:
    figures = asked(data, plan, tmp_path / "r.html")
    assert "Hồ sơ trễ hạn và lời xin lỗi" in figures
    assert SORRY.code not in figures
    listed = asked(data, plan, tmp_path / "l.html", "--list", "late")
    assert listed.index(SORRY.code) < listed.index(SILENT.code) < listed.index(FRESH.code) < listed.index(DONE.code)
    assert "21/11/2026 08:15" in listed
    assert ON_TIME.code not in listed
    english = asked(data, plan, tmp_path / "e.html", "--list", "late", "--language", "en")
    assert "First land use certificate" in english
    assert "Late dossiers and apologies" in english


def test_csv_has_a_line_for_each_agency_and_dossier_whose_counts_add_up(data: Path, plan: Plan, tmp_path: Path) -> None:
    headings, *rows = list(csv.reader(io.StringIO(asked(data, plan, tmp_path / "l.csv", "--list", "late"))))
    assert {len(row) for row in rows} == {len(headings)}
    *_, whole = [row for row in rows if row[0] == "Theo cơ quan"]
    one_by_one = [row for row in rows if row[0] != "Theo cơ quan"]
    assert whole[-4:] == ["3", "2", "2", "3"]
    assert [str(sum(int(row[at]) for row in one_by_one)) for at in (-4, -3, -2, -1)] == whole[-4:]


def test_a_workbook_has_the_dossiers_by_agency_and_the_late_ones_one_by_one(data: Path, plan: Plan) -> None:
    write(report(data), data / "r.xlsx")
    sheets = read_sheets(data / "r.xlsx")
    assert [row[0] for row in sheets["Hồ sơ theo hạn"][1:]] == [HEALTH, LAND, "Tổng cộng"]
    codes = [row[1] for row in sheets["Hồ sơ trễ hạn, xin lỗi"][1:]]
    assert codes == [HEALTH, LAND, "Tổng cộng", SORRY.code, SILENT.code, FRESH.code, DONE.code]
    write(report_on(data, period_of("2026-Q4"), only=Only("service", "khai-sinh")), data / "part.xlsx")
    assert not {"Hồ sơ theo hạn", "Hồ sơ trễ hạn, xin lỗi"} & set(read_sheets(data / "part.xlsx"))


def test_a_hall_in_which_nothing_is_late_says_so(data: Path, plan: Plan, tmp_path: Path) -> None:
    write_copy(data, ON_TIME, as_of=AS_OF + 60_000)
    roll_up(data, roster_of(plan))
    listed = asked(data, plan, tmp_path / "l.html", "--list", "late")
    assert "Không có hồ sơ nào." in listed
    assert ON_TIME.code not in listed


def test_a_hall_without_dossiers_says_so(tmp_path: Path, plan: Plan) -> None:
    from hall_sim.days import write_days

    write_days(tmp_path / "ledger.sqlite", plan, DAYS[:1], 2)
    roll_up(tmp_path, roster_of(plan))
    assert "chưa có dữ liệu hồ sơ" in asked(tmp_path, plan, tmp_path / "l.html", "--list", "late")
    assert "lời xin lỗi</h2>" not in asked(tmp_path, plan, tmp_path / "r.html")


def test_a_moment_is_the_halls() -> None:
    from datetime import datetime

    from hall_hub.figures.late_columns import moment

    assert moment(moment_of(datetime(2026, 11, 21, 8, 15))) == "21/11/2026 08:15"


def test_of_days_whose_tickets_are_kept_no_longer_no_code_is_left_and_all_counts_are(data: Path, plan: Plan) -> None:
    append(data, (AS_OF + 40 * 3_600_000, e.DayBegan(day="2026-11-22")))
    roll_up(data, roster_of(plan))
    before = [lines(report(data, period)) for period in ("2026-Q4", "2026-11-19", "2026-11-20")]
    with closing(Figures(data, write=True)) as figures:
        for kept in figures.days()[:3]:
            figures.lay_bare(kept)
    assert DONE.code.encode() not in (data / FILE).read_bytes()
    assert [lines(report(data, period)) for period in ("2026-Q4", "2026-11-19", "2026-11-20")] == before


def test_a_code_that_is_kept_no_longer_is_not_shown(data: Path, plan: Plan, tmp_path: Path) -> None:
    with closing(Figures(data, write=True)) as figures:
        for kept in figures.days():
            figures.lay_bare(kept)
    assert "~" not in asked(data, plan, tmp_path / "l.html", "--list", "late")
    assert "~" not in asked(data, plan, tmp_path / "l.csv", "--list", "late")


def test_a_list_of_an_old_copy_is_kept_no_longer(data: Path) -> None:
    until = {"words": 3_000, "ledger": 3_000, "tickets": 3_660}
    kept = Keep(**until, dossiers=7)
    days = [sql(data / LEDGER, "SELECT day FROM day ORDER BY first")[0][0], *(f"2026-12-{n:02}" for n in range(1, 9))]
    assert days[0] == "2026-11-18"
    last = sql(data / LEDGER, "SELECT max(first) FROM day")[0][0]
    assert isinstance(last, int)
    for n, day in enumerate(days[1:], 1):
        sql(data / LEDGER, f"INSERT INTO day (first, day) VALUES ({last + n}, '{day}')")
    assert "kept no longer: 3 late dossiers of an old list" in list(forget(data, kept, "2026-12-09"))
    assert SILENT.code.encode() not in (data / FILE).read_bytes()
    sorry = report(data).sorry
    assert sorry is not None
    assert sorry.late.count == 0


def test_a_file_of_the_former_version_is_carried_over(data: Path, plan: Plan) -> None:
    visits = report(data, "2026-11-18").whole.tally["visits"]
    sql(data / FILE, "DROP TABLE apology")
    sql(data / FILE, "DELETE FROM meta WHERE key = 'late'")
    sql(data / FILE, f"PRAGMA user_version = {FORMER}")
    days = sql(data / FILE, "SELECT epoch, first, digest FROM day")
    with pytest.raises(FiguresError, match="another version"):
        report(data)
    sql(data / FILE, "UPDATE day SET digest = '' WHERE day = '2026-11-18'")  # a bare one, which nothing brings back
    (data / "archive").rename(data / "elsewhere")
    roll_up(data, roster_of(plan))
    assert [row[:2] for row in sql(data / FILE, "SELECT epoch, first, digest FROM day")] == [row[:2] for row in days]
    assert report(data, "2026-11-18").whole.tally["visits"] == visits
    sorry = report(data).sorry
    assert sorry is not None
    assert [row.code for row in sorry.late.rows] == [SORRY.code, SILENT.code, FRESH.code]
