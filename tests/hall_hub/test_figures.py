"""What is kept of days that are over, compared with their raw events; reports as files."""

from __future__ import annotations

import csv
import io
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from demo.made_days import working_days, write_days
from demo.made_dossiers import write_dossiers
from hall_core.domain import events as e
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.figures.tally import share
from hall_core.domain.plan import Plan
from hall_hub.figures.__main__ import main, write
from hall_hub.figures.archive import Archive
from hall_hub.figures.child import RollingUp
from hall_hub.figures.columns import TABLES, columns
from hall_hub.figures.page import duration, number
from hall_hub.figures.raw import FiguresError, LedgerDays
from hall_hub.figures.roll_up import archive_days, recount, roll_up
from hall_hub.figures.store import FILE, Figures
from hall_hub.store.ledger import Ledger
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid

DAYS = working_days(date(2026, 11, 18), date(2026, 11, 20))
LEDGER = "ledger.sqlite"


@pytest.fixture
def data(tmp_path: Path, plan: Plan) -> Path:
    """Three days of forty people, rolled up."""
    write_days(tmp_path / LEDGER, plan, DAYS, 40)
    roll_up(tmp_path, roster_of(plan))
    return tmp_path


def report(data: Path, period: str = "2026-Q4") -> Report:
    with closing(Figures(data)) as figures:
        return figures.report(period_of(period))


def sql(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        return db.execute(query).fetchall()


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


def test_a_day_that_left_the_ledger_is_counted_again_from_the_archive(data: Path, plan: Plan) -> None:
    before = report(data)
    assert archive_days(data, "2026-11-20") == ["2026-11-18", "2026-11-19"]
    assert recount(data) == (3, [])
    (data / FILE).unlink()
    roll_up(data, roster_of(plan))
    assert (report(data), recount(data)) == (before, (3, []))


def test_nothing_leaves_the_ledger_while_the_hub_has_it_open(data: Path) -> None:
    hub = Ledger(data / LEDGER)
    try:
        with pytest.raises(FiguresError, match="stop the hub"):
            archive_days(data, "2026-11-20")
    finally:
        hub.close()
    assert len(sql(data / LEDGER, "SELECT 1 FROM event WHERE seq = 1")) == 1


def test_a_day_whose_archive_is_not_whole_stays_in_the_ledger(data: Path) -> None:
    file = next((data / "archive").glob("2026-11-18*"))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(FiguresError, match="restore the last copy"):
        archive_days(data, "2026-11-20")
    assert len(sql(data / LEDGER, "SELECT 1 FROM event WHERE seq = 1")) == 1


def test_the_archive_gives_back_the_very_lines_of_the_ledger(data: Path) -> None:
    with closing(LedgerDays(data / LEDGER)) as ledger:
        for stretch, _ in ledger.finished():
            assert Archive(data).lines(stretch) == ledger.lines(stretch)


def test_the_ledger_is_read_by_a_connection_that_cannot_write(data: Path) -> None:
    with closing(LedgerDays(data / LEDGER)) as ledger, pytest.raises(sqlite3.OperationalError, match="readonly"):
        ledger._db.execute("DELETE FROM event")


def test_a_vote_told_on_a_later_day_counts_on_the_day_of_the_service(tmp_path: Path, plan: Plan) -> None:
    _two_days(tmp_path, e.VoteRecorded(**_VOTE))
    roll_up(tmp_path, roster_of(plan))
    first, second = report(tmp_path, "2026-11-21").whole.tally, report(tmp_path, "2026-11-22").whole.tally
    assert (first["offered"], first.answered, second.answered) == (1, 1, 0)


def test_paper_told_on_a_later_day_counts_on_the_day_of_the_ticket(tmp_path: Path, plan: Plan) -> None:
    failed = e.PaperReported(day="2026-11-21", ticket=uid(1), paper="failed", device="kiosk-1", at=0)
    _two_days(tmp_path, failed)
    roll_up(tmp_path, roster_of(plan))
    counted = report(tmp_path, "2026-11-21").whole.tally
    assert (counted["print_failed"], counted["no_paper"]) == (1, 1)


def test_a_ticket_told_on_a_later_day_is_counted_apart_on_its_own(tmp_path: Path, plan: Plan) -> None:
    told = e.TicketReported(
        day="2026-11-21",
        ticket=uid(2),
        number="A900",
        service="khai-sinh",
        priority=None,
        device="kiosk-1",
        issued_at=0,
    )
    _two_days(tmp_path, told)
    roll_up(tmp_path, roster_of(plan))
    of_the_day = report(tmp_path, "2026-11-21")
    assert (of_the_day.told_late, of_the_day.whole.tally["visits"]) == (1, 1)


def test_dossiers_come_from_the_halls_copy_and_outlast_a_shorter_one(data: Path, plan: Plan) -> None:
    copies, first, last = data / "copies.sqlite", date(2026, 10, 1), date(2026, 12, 1)
    write_dossiers(copies, plan, 300, first, last)
    roll_up(data, roster_of(plan))
    whole = report(data).dossiers[-1]
    assert whole.received == 300
    write_dossiers(copies, plan, 3, first, date(2026, 12, 2))
    roll_up(data, roster_of(plan))
    assert report(data).dossiers[-1].received == 300


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


def test_csv_opens_in_excel_and_has_a_line_for_each_row_of_each_table(data: Path, tmp_path: Path) -> None:
    made = report(data)
    write(made, tmp_path / "r.csv")
    raw = (tmp_path / "r.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 2 + sum(len(made.tables[name]) for name in TABLES)
    assert {len(row) for row in rows} == {len(columns(made.roster)) + 2}
    assert rows[1][:3] == ["Toàn trung tâm", "Toàn trung tâm", str(made.whole.tally["visits"])]


def test_xlsx_has_a_sheet_for_each_table_and_one_for_the_definitions(data: Path, tmp_path: Path) -> None:
    write(report(data), tmp_path / "r.xlsx")
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()
        assert all(f'name="{words}"' in names for words in [*TABLES.values(), "Toàn trung tâm", "Định nghĩa"])
        assert "(Rất hài lòng + Hài lòng)" in book.read("xl/sharedStrings.xml").decode()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "rect", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "path"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_is_whole_names_the_hall_and_needs_nothing_from_elsewhere(data: Path, tmp_path: Path) -> None:
    write(report(data), tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    tags = _Tags()
    tags.feed(page)
    words = " ".join(tags.words)
    assert tags.open == []
    assert all(x in words for x in ("Trung tâm Thử", "Báo cáo phục vụ quý IV năm 2026", "Định nghĩa", "GIÁM ĐỐC"))
    assert not any(x in page for x in ("http:", "https:", "<script", "src=", "<link"))


def test_names_cannot_bring_anything_into_the_page(tmp_path: Path, plan: Plan) -> None:
    roster = roster_of(plan)
    roster.officers["can-bo-1"] = "<script>alert(1)</script>"
    write_days(tmp_path / LEDGER, plan, DAYS[:1], 20)
    roll_up(tmp_path, roster)
    write(report(tmp_path), tmp_path / "r.html")
    assert "<script" not in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("seconds", "told"), [(None, "–"), (59, "0:59"), (754, "12:34"), (3_600, "1:00:00")])
def test_times_are_told_as_people_write_them(seconds: int | None, told: str) -> None:
    assert duration(seconds) == told


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert number(12_345.678, 2) == "12.345,68"


def test_the_workbook_library_is_loaded_only_when_a_workbook_is_written() -> None:
    look = "import sys, hall_hub.figures.__main__, hall_hub.figures.page; assert 'xlsxwriter' not in sys.modules"
    subprocess.run([sys.executable, "-c", look], check=True, timeout=8)


_VOTE = {
    "offer": uid(50),
    "ticket": uid(1),
    "service": "khai-sinh",
    "counter": "quay-1",
    "officer": "can-bo-1",
    "level": "satisfied",
    "device": "pad-1",
}


def _two_days(folder: Path, later: e.Event) -> None:
    """One visit on a Saturday, ``later`` on the Sunday after it, and the Monday has begun."""
    issued = e.TicketIssued(
        ticket=uid(1), number="A001", value=1, service="khai-sinh", priority=None, language="vi", device="kiosk-1"
    )
    called = e.TicketCalled(ticket=uid(1), counter="quay-1", call=uid(9), zone="sanh", sequence=1)
    saturday: list[e.Event] = [
        e.DayBegan(day="2026-11-21"),
        e.CounterOpened(counter="quay-1", officer="can-bo-1", session=uid(8)),
        issued,
        called,
        e.TicketServiceStarted(ticket=uid(1)),
        e.TicketCompleted(ticket=uid(1), offer=uid(50)),
        e.CounterClosed(counter="quay-1"),
    ]
    ledger = Ledger(folder / LEDGER)
    with ledger.batch():
        for n, event in enumerate([*saturday, e.DayBegan(day="2026-11-22"), later, e.DayBegan(day="2026-11-23")]):
            ledger.append(event, NINE_IN_THE_MORNING + n * 1_000, None)
    ledger.close()
