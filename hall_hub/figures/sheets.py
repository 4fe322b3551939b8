"""A report as CSV and as XLSX. Knows XlsxWriter, which is imported when a workbook is written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.report import Report
from hall_hub.figures.columns import Column, Kind, columns, tables

DAY_SECONDS = 86_400
_FORMATS: dict[Kind, str] = {"count": "#,##0", "seconds": "[h]:mm:ss", "percent": "0.00"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would compute a cell that begins so."""
DOSSIERS = ("Cơ quan", "Tiếp nhận", "Trước hạn", "Đúng hạn", "Trễ hạn", "Không hẹn ngày", "Đúng và trước hạn, %")
SKIPS = (
    "Cán bộ",
    "Số lần gọi",
    "Gọi ngoài lượt",
    "Người bị vượt",
    "Bỏ qua một lần",
    "Từ chối nhận",
    "Xếp lại",
    "Rời quầy khi còn khách",
    "Nhận thay",
    "Báo vắng mặt",
    "Báo vắng quá nhanh",
)


def to_csv(report: Report) -> bytes:
    """One table, times in whole seconds; UTF-8 with its mark, without which Excel takes it for another encoding."""
    out = io.StringIO()
    writer = csv.writer(out)
    wanted = columns(report.roster)
    writer.writerow(["Bảng", "Mục", *(x.heading + (" (giây)" if x.kind == "seconds" else "") for x in wanted)])
    for words, lines in tables(report):
        for line in lines:
            values = [column.of(line) for column in wanted]
            writer.writerow([words, _plain(line.name), *("" if value is None else value for value in values)])
    return out.getvalue().encode("utf-8-sig")


def _plain(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def dossier_rows(report: Report) -> list[list[Any]]:
    return [[x.agency, x.received, x.early, x.on_time, x.late, x.no_promise, x.kept] for x in report.dossiers]


def skip_rows(report: Report) -> list[list[Any]]:
    return [
        [
            x.name,
            x.calls,
            x.out_of_order,
            x.over,
            x.passed,
            x.declined,
            x.requeued,
            x.left,
            x.took_over,
            x.no_shows,
            x.quick_no_shows,
        ]
        for x in report.skips
    ]


def to_xlsx(report: Report, file: Path) -> None:
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

    # Names and reasons are words, whatever they begin with.
    book: Any = Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    kinds: dict[Kind, Any] = {kind: book.add_format({"num_format": words}) for kind, words in _FORMATS.items()}
    wanted = columns(report.roster)
    for words, lines in tables(report):
        sheet = _sheet(book, words, ["Mục", *(column.heading for column in wanted)], bold)
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, line.name)
            for at, column in enumerate(wanted, 1):
                _cell(sheet, row, at, column, column.of(line), kinds)
    _rows(_sheet(book, "Lượt gọi của cán bộ", SKIPS, bold), skip_rows(report))
    if report.dossiers:
        _rows(_sheet(book, "Hồ sơ", DOSSIERS, bold), dossier_rows(report))
    sheet = _sheet(book, "Định nghĩa", ["Chỉ tiêu", "Nghĩa"], bold)
    sheet.set_column(1, 1, 110, wrap)
    _rows(sheet, [[x.name.vi, x.says.vi] for x in DEFINITIONS.values()])
    book.close()


def _sheet(book: Any, name: str, headings: list[str] | tuple[str, ...], bold: Any) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, len(headings), 12)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.write_row(0, 0, headings, bold)
    return sheet


def _rows(sheet: Any, rows: list[list[Any]]) -> None:
    for row, values in enumerate(rows, 1):
        sheet.write_row(row, 0, values)


def _cell(sheet: Any, row: int, at: int, column: Column, value: float | None, kinds: dict[Kind, Any]) -> None:
    if value is not None:
        number = value / DAY_SECONDS if column.kind == "seconds" else value
        sheet.write_number(row, at, number, kinds[column.kind])
