"""A report as CSV and as XLSX. Knows XlsxWriter, which is imported when a workbook is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.report import Report
from hall_hub.figures import columns as c
from hall_hub.figures import late_columns as late
from hall_hub.figures.columns import Column, Kind, columns
from hall_hub.figures.wording import Wording

DAY_SECONDS = 86_400
_FORMATS: dict[Kind, str] = {"count": "#,##0", "seconds": "[h]:mm:ss", "percent": "0.00"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would compute a cell that begins so."""
WIDE, NARROW, LONG = 42, 12, 110
"""Columns, in letters: of names, of numbers, of sentences."""


def to_csv(report: Report, words: Wording) -> bytes:
    """One table, times in whole seconds; UTF-8 with its mark, without which Excel takes it for another encoding."""
    say, out = words.say, io.StringIO()
    writer = csv.writer(out)
    wanted = columns(words)
    seconds = f" ({say('giây')})"
    headings = [x.heading + (seconds if x.kind == "seconds" else "") for x in wanted]
    writer.writerow([say("Bảng"), say("Mục"), *headings])
    for sheet in c.sheets(words, report):
        for name, line in sheet.lines:
            values = [column.of(line) if column.heading in sheet.headings else None for column in wanted]
            writer.writerow([sheet.name, _plain(name), *("" if value is None else value for value in values)])
    return out.getvalue().encode("utf-8-sig")


def late_to_csv(report: Report, words: Wording) -> bytes:
    """One table: a line for each agency, then one for each dossier."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([words.say("Bảng"), *late.sheet_headings(words)])
    for name, values in late.sheet_rows(words, report):
        cells = (_plain(value) if isinstance(value, str) else value for value in values)
        writer.writerow([name, *("" if cell is None else cell for cell in cells)])
    return out.getvalue().encode("utf-8-sig")


def _plain(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def to_xlsx(report: Report, words: Wording, file: Path) -> None:
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

    say = words.say
    # Names and reasons are words, whatever they begin with. Rows come in order, so none has to be kept.
    book: Any = Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    kinds: dict[Kind, Any] = {kind: book.add_format({"num_format": told}) for kind, told in _FORMATS.items()}
    for table in c.sheets(words, report):
        sheet = _sheet(book, table.name, [say("Mục"), *table.headings], bold)
        for row, (name, line) in enumerate(table.lines, 1):
            sheet.write_string(row, 0, name)
            for at, column in enumerate(table.columns, 1):
                _cell(sheet, row, at, column, column.of(line), kinds)
    _rows(_sheet(book, say("Lượt gọi của cán bộ"), c.skip_headings(words), bold), c.skip_rows(words, report))
    _rows(_sheet(book, say("Tỷ lệ theo kênh"), c.channel_headings(words), bold), c.channel_rows(words, report))
    if report.dossiers:
        _rows(_sheet(book, say("Hồ sơ theo hạn"), c.dossier_headings(words), bold), c.dossier_rows(words, report))
    if rows := list(late.sheet_rows(words, report)):
        headings = [say("Bảng"), *late.sheet_headings(words)]
        _rows(_sheet(book, say("Hồ sơ trễ hạn, xin lỗi"), headings, bold), [[name, *row] for name, row in rows])
    sheet = _sheet(book, say("Định nghĩa"), [say("Chỉ tiêu"), say("Nghĩa")], bold, wide=(LONG, wrap))
    _rows(sheet, [[words.heading(key), words.says(key)] for key in DEFINITIONS])
    book.close()


def _sheet(book: Any, name: str, headings: Sequence[str], bold: Any, *, wide: tuple[int, Any] = (NARROW, None)) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, len(headings), *wide)
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
