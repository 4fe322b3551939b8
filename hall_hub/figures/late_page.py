"""Late dossiers and apologies as HTML: a part of the figures, and the list of them one by one."""

from __future__ import annotations

from html import escape

from hall_core.domain.business_day import local
from hall_core.domain.figures.late import Sorry
from hall_core.domain.figures.report import Report
from hall_hub.figures import late_columns as c
from hall_hub.figures.late_columns import LateRow
from hall_hub.figures.markup import note, section, table
from hall_hub.figures.sections import definitions
from hall_hub.figures.wording import NONE, Wording

WORDS = ("dossiers_open", "late_days", "apologised", "promises")
"""Of the definitions, those that the list needs."""
_TEXTS = (1, 2, 6, 7, 8)
"""Cells of a row that are words or may stand on two lines."""
_PROCEDURE = 1
"""The one that is not known of what is late no more."""


def title(words: Wording) -> str:
    return words.say("Hồ sơ trễ hạn và lời xin lỗi")


def counts(report: Report, words: Wording, name: str = "") -> str:
    """By agency; nothing where there is nothing to tell. ``name``: another heading, where the page has this one."""
    lines = [] if report.sorry is None else report.sorry.lines()
    if not lines:
        return ""
    told = words.say("Ba cột đầu là tình trạng trong bản dữ liệu lúc {as_of}; hai cột cuối là của kỳ báo cáo.")
    rows = [c.agency_cells(words, line) for line in lines]
    name = name or title(words)
    return section(
        name,
        table(name, c.agency_headings(words), rows, last_is_whole=True),
        note(told.format(as_of=_as_of(report))),
        note(words.says("apologised")),
    )


def one_by_one(report: Report, words: Wording, before_words: str = "") -> str:
    say, sorry = words.say, report.sorry
    if sorry is None or (report.dossiers_as_of is None and not sorry.apologies):
        return section(title(words), note(say("Trung tâm chưa có dữ liệu hồ sơ của hệ thống một cửa.")))
    late, over = say("Hồ sơ đang quá hạn"), say("Đã xin lỗi trong kỳ, nay không còn quá hạn")
    return "".join(
        (
            _tiles(sorry, words),
            counts(report, words, say("Theo cơ quan")),
            section(
                late,
                _table(words, late, c.late_rows(words, sorry)),
                _more(sorry, words),
                note(say("Theo bản dữ liệu lúc {as_of}.").format(as_of=_as_of(report))),
            ),
            section(over, _table(words, over, c.over_rows(words, sorry), without=_PROCEDURE)),
            before_words,
            definitions(report, words, WORDS),
        )
    )


def _tiles(sorry: Sorry, words: Wording) -> str:
    say, number = words.say, words.number
    whole = sorry.lines()[-1] if sorry.lines() else None
    told = [
        (say("Hồ sơ đang quá hạn"), 0 if whole is None else whole.late, ""),
        (say("Đã xin lỗi, hẹn lại"), 0 if whole is None else whole.promised, say("trong số đang quá hạn")),
        (say("Trễ lâu nhất"), whole and whole.longest, say("ngày làm việc")),
        (words.heading("apologised"), 0 if whole is None else whole.apologised, say("trong kỳ báo cáo")),
    ]
    drawn = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{number(value)}<small>{escape(more)}</small></dd></div>"
        for name, value, more in told
    )
    return f'<dl class="tiles">{drawn}</dl>'


def _table(words: Wording, title: str, rows: list[LateRow], without: int = -1) -> str:
    """``without``: the column that is left out."""
    if not rows:
        return note(words.say("Không có hồ sơ nào."))
    kept = [at for at in range(len(c.row_headings(words))) if at != without]
    headings, *cells = [
        [line[at] for at in kept] for line in (c.row_headings(words), *(c.row_cells(words, row) for row in rows))
    ]
    return table(title, headings, cells, texts=[place for place, at in enumerate(kept) if at in _TEXTS])


def _more(sorry: Sorry, words: Wording) -> str:
    more = sorry.late.count - len(sorry.late.rows)
    told = words.say("và {count} hồ sơ nữa, trễ ít ngày hơn, chỉ có trong số liệu.")
    return note(told.format(count=words.number(more))) if more else ""


def _as_of(report: Report) -> str:
    return NONE if report.dossiers_as_of is None else f"{local(report.dossiers_as_of):%d/%m/%Y %H:%M}"
