"""Reports as files."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hall_core.domain.figures.channels import CHANNELS
from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.report import Report
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.names import Language
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Words
from hall_hub.figures.__main__ import main, write
from hall_hub.figures.columns import columns, table_names
from hall_hub.figures.roll_up import roll_up
from hall_hub.figures.wording import Wording, duration
from hall_sim.days import write_days
from tests.conftest import make_plan
from tests.hall_hub.figures.made_figures import DAYS, LEDGER, report

VIETNAMESE = re.compile("[ăâđêôơưàảãáạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ]", re.IGNORECASE)


def vietnamese(made: Report) -> Wording:
    return Wording(Words().into("vi"), made.roster)


def read_sheets(file: Path) -> dict[str, list[list[str]]]:
    """The words and numbers of each sheet, as a spreadsheet reads them."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(file) as book:
        names = ElementTree.fromstring(book.read("xl/workbook.xml")).findall("x:sheets/x:sheet", space)
        found = dict[str, list[list[str]]]()
        for number, sheet in enumerate(names, 1):
            rows = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).findall(".//x:row", space)
            found[sheet.attrib["name"]] = [["".join(cell.itertext()) for cell in row] for row in rows]
        return found


def test_csv_opens_in_excel_and_has_a_line_for_each_row_of_each_table(data: Path, tmp_path: Path) -> None:
    made = report(data)
    write(made, tmp_path / "r.csv")
    raw = (tmp_path / "r.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    words = vietnamese(made)
    assert len(rows) == 2 + sum(len(made.tables[name]) for name in table_names(words))
    assert {len(row) for row in rows} == {len(columns(words)) + 2}
    assert rows[1][:3] == ["Toàn trung tâm", "Toàn trung tâm", str(made.whole.tally["visits"])]


def test_xlsx_has_a_sheet_for_each_table_and_one_for_the_definitions(data: Path, tmp_path: Path) -> None:
    made = report(data)
    write(made, tmp_path / "r.xlsx")
    sheets = read_sheets(tmp_path / "r.xlsx")
    words = vietnamese(made)
    assert {*table_names(words).values(), "Toàn trung tâm", "Tỷ lệ theo kênh", "Định nghĩa"} <= set(sheets)
    assert ["Tỷ lệ hài lòng", DEFINITIONS["satisfied"].says.vi] in sheets["Định nghĩa"]


def test_every_number_of_a_sheet_is_that_of_the_report(data: Path, tmp_path: Path) -> None:
    made = report(data)
    write(made, tmp_path / "r.xlsx")
    [headings, *rows] = read_sheets(tmp_path / "r.xlsx")["Theo dịch vụ"]
    wanted = columns(vietnamese(made))
    assert headings == ["Mục", *(column.heading for column in wanted)]
    for row, line in zip(rows, made.tables["service"], strict=True):
        values = [column.of(line) for column in wanted]
        told = [
            pytest.approx(value / 86_400 if column.kind == "seconds" else value)
            for column, value in zip(wanted, values, strict=True)
            if value is not None
        ]
        assert [float(cell) for cell in row[1:]] == told


def test_a_report_in_english_has_nothing_vietnamese_but_names(data: Path, tmp_path: Path) -> None:
    made = report(data)
    made.roster.officers.clear()
    made.roster.services.clear()
    made.roster.agencies.clear()
    write(made, tmp_path / "r.html", "en")
    write(made, tmp_path / "r.xlsx", "en")
    write(made, tmp_path / "r.csv", "en")
    page = (tmp_path / "r.html").read_text("utf-8").replace(made.roster.hall.en, "")
    sheets = str(read_sheets(tmp_path / "r.xlsx"))
    table = (tmp_path / "r.csv").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "Report on services: Quarter 4 of 2026" in page
    for words in (page, sheets, table):
        assert VIETNAMESE.findall(words) == []


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


def test_numbers_are_written_as_the_language_does() -> None:
    roster = roster_of(make_plan())
    assert Wording(Words().into("vi"), roster).number(12_345.678, 2) == "12.345,68"
    assert Wording(Words().into("en"), roster).number(12_345.678, 2) == "12,345.68"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_way_to_a_number_has_a_name_of_its_own(language: Language) -> None:
    words = Wording(Words().into(language), roster_of(make_plan()))
    names = [words.channel(key) for key in CHANNELS]
    assert len(set(names)) == len(CHANNELS)
    assert bool(VIETNAMESE.search(" ".join(names))) == (language == "vi")


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("r.pdf", (), ".pdf is no kind of report; name the file .html, .csv or .xlsx"),
        ("r", (), "nothing is no kind of report"),
        ("r.xlsx", ("--list", "late"), ".xlsx is no kind of list; name the file .html or .csv"),
    ],
)
def test_a_file_of_another_kind_is_not_written_and_the_kinds_are_named(
    data: Path, name: str, more: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = data / name
    assert main(["report", "--data", str(data), "--period", "2026-Q4", "--out", str(out), *more]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_the_workbook_library_is_loaded_only_when_a_workbook_is_written() -> None:
    look = "import sys, hall_hub.figures.__main__, hall_hub.figures.page; assert 'xlsxwriter' not in sys.modules"
    subprocess.run([sys.executable, "-c", look], check=True, timeout=8)
