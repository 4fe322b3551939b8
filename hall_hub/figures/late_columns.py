"""The columns of what reports tell of late dossiers and apologies: the same in CSV, XLSX and on pages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from hall_core.domain.business_day import local
from hall_core.domain.figures.apologies import Apologised
from hall_core.domain.figures.late import LateDossier, Sorry, SorryLine
from hall_core.domain.figures.report import Report
from hall_core.domain.names import Day, Millis
from hall_hub.figures.of_dossiers import NO_CODE
from hall_hub.figures.wording import NONE, Wording


class LateRow(Struct, frozen=True, kw_only=True):
    """One dossier; what does not apply is None or empty."""

    late: bool
    """Still."""
    code: str
    procedure: str
    agency: str
    due: Day
    days: int | None
    new_due: Day | None
    first: Millis | None
    last: Millis | None
    boards: str


def late_rows(words: Wording, sorry: Sorry) -> list[LateRow]:
    return [_late(words, row, sorry.shown.get(row.code)) for row in sorry.late.rows]


def over_rows(words: Wording, sorry: Sorry) -> list[LateRow]:
    """Apologised for in the period, and late no more."""
    return [_over(words, line) for line in sorry.over]


def _late(words: Wording, row: LateDossier, shown: Apologised | None) -> LateRow:
    return LateRow(
        late=True,
        code=row.code,
        procedure=row.procedure.into(words.language),
        agency=words.agency(row.agency),
        due=row.due,
        days=row.days,
        new_due=row.new_due,
        first=None if shown is None else shown.first,
        last=None if shown is None else shown.last,
        boards="" if shown is None else ", ".join(shown.boards),
    )


def _over(words: Wording, line: Apologised) -> LateRow:
    return LateRow(
        late=False,
        code=NONE if line.code.startswith(NO_CODE) else line.code,
        procedure="",
        agency=words.agency(line.agency),
        due=line.due,
        days=line.late_days,
        new_due=line.new_due,
        first=line.first,
        last=line.last,
        boards=", ".join(line.boards),
    )


def row_headings(words: Wording) -> list[str]:
    say = words.say
    return [
        say("Mã hồ sơ"),
        say("Thủ tục"),
        words.scope("agency"),
        say("Hẹn trả"),
        words.heading("late_days"),
        say("Hẹn lại"),
        say("Xin lỗi trên bảng lần đầu"),
        say("Lần gần nhất"),
        say("Trên bảng"),
    ]


def row_cells(words: Wording, row: LateRow) -> list[str]:
    return [
        row.code,
        row.procedure,
        row.agency,
        words.day(row.due),
        words.number(row.days),
        NONE if row.new_due is None else words.day(row.new_due),
        moment(row.first),
        moment(row.last),
        row.boards or NONE,
    ]


def agency_headings(words: Wording) -> list[str]:
    say = words.say
    return [
        words.scope("agency"),
        say("Đang quá hạn"),
        say("Đã xin lỗi, hẹn lại"),
        say("Trễ lâu nhất, ngày làm việc"),
        words.heading("apologised"),
        words.heading("promises"),
    ]


def agency_cells(words: Wording, line: SorryLine) -> list[str]:
    counts = (line.late, line.promised, line.longest, line.apologised, line.promises)
    return [words.agency(line.agency), *map(words.number, counts)]


def sheet_headings(words: Wording) -> list[str]:
    """Of one table with the agencies and each dossier, in which whole columns can be added up."""
    counts = agency_headings(words)
    rows = row_headings(words)
    return [words.say("Mục"), *rows[1:], counts[1], counts[2], counts[4], counts[5]]


def sheet_rows(words: Wording, report: Report) -> Iterator[tuple[str, list[object]]]:
    """Each with the name of its table."""
    if report.sorry is None:
        return
    for line in report.sorry.lines():
        counts = [line.late, line.promised, line.apologised, line.promises]
        agency = words.agency(line.agency)
        yield words.say("Theo cơ quan"), [agency, "", agency, "", line.longest, "", "", "", "", *counts]
    told = {line.code: line for line in report.sorry.apologies}
    for row in late_rows(words, report.sorry):
        yield words.say("Hồ sơ đang quá hạn"), _sheet_row(row, told.get(row.code))
    for row, line in zip(over_rows(words, report.sorry), report.sorry.over, strict=True):
        yield words.say("Đã xin lỗi, không còn quá hạn"), _sheet_row(row, line)


def _sheet_row(row: LateRow, told: Apologised | None) -> list[object]:
    """``told``: in the period. Days and moments as every spreadsheet reads them."""
    counts = [int(row.late), int(row.late and row.new_due is not None), int(told is not None)]
    moments = ["" if at is None else f"{local(at):%Y-%m-%d %H:%M}" for at in (row.first, row.last)]
    cells = [row.code, row.procedure, row.agency, row.due, row.days, row.new_due or "", *moments, row.boards]
    return [*cells, *counts, 0 if told is None else told.promises]


def moment(at: Millis | None) -> str:
    return NONE if at is None else f"{local(at):%d/%m/%Y %H:%M}"
