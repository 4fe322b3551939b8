"""A report as one HTML page in Vietnamese, for A4: it needs no network, no script and no other file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

from hall_core.domain.business_day import local
from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.report import Line, Report
from hall_core.domain.figures.tally import Time, share
from hall_hub.figures.charts import bars, lying, parts
from hall_hub.figures.columns import LEVEL_WORDS, abandoned_share, no_show_share
from hall_hub.figures.sheets import DOSSIERS, SKIPS, dossier_rows, skip_rows

STYLE = Path(__file__).with_name("page.css")
REASONS = 40
"""Calls out of order that are listed with their reasons; how many more there are is said."""
_GREENS_TO_RED = ("#1f5fa8", "#7fa8d6", "#d9dee5", "#b3261e")
NONE = "–"


def to_html(report: Report) -> str:
    title = _title(report)
    body = "".join(
        part(report)
        for part in (
            _head,
            _tiles,
            _hours,
            _agencies,
            _services,
            _officers,
            _ratings,
            _dossiers,
            _turns,
            _apart,
            _sign,
            _words,
        )
    )
    style = STYLE.read_text(encoding="utf-8")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return f'<!doctype html><html lang="vi"><head>{head}<style>{style}</style></head><body>{body}</body></html>'


def _title(report: Report) -> str:
    words = report.period.vi
    return f"Báo cáo phục vụ {words[0].lower()}{words[1:]}"


def number(value: float | None, decimals: int = 0) -> str:
    """As Vietnamese writes it: 12.345,67."""
    if value is None:
        return NONE
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def percent(value: float | None) -> str:
    return NONE if value is None else f"{number(value, 2)} %"


def duration(seconds: int | None) -> str:
    """Minutes and seconds, from an hour on hours as well."""
    if seconds is None:
        return NONE
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _head(report: Report) -> str:
    first, last = (f"{date.fromisoformat(day):%d/%m/%Y}" for day in (report.period.first, report.period.last))
    hall, title = escape(report.roster.hall.vi), escape(_title(report))
    days = f"Từ {first} đến {last} · {report.days} ngày có người đến"
    return f'<header><p class="hall">{hall}</p><h1>{title}</h1><p>{days}</p></header>'


def _tiles(report: Report) -> str:
    whole = report.whole.tally
    minutes = report.roster.service_level_minutes

    def times(time: Time) -> str:
        return f"p90 {duration(whole.percentile(time, 90))} · p95 {duration(whole.percentile(time, 95))}"

    tiles = [
        ("Lượt khách", number(whole["visits"]), f"{number(whole['completed'])} lượt phục vụ hoàn thành"),
        ("Chờ đến lần gọi đầu, p50", duration(whole.percentile("wait_first", 50)), times("wait_first")),
        ("Phục vụ, p50", duration(whole.percentile("service_time", 50)), times("service_time")),
        (f"Được gọi trong {minutes} phút", percent(whole.service_level(minutes)), ""),
        ("Hài lòng", percent(whole.satisfied), f"{number(whole.answered)} trả lời, {number(whole.unanswered)} không"),
        ("Vắng mặt", percent(no_show_share(whole)), f"{number(whole['no_show'])} lượt đã gọi"),
        ("Bỏ chờ", percent(abandoned_share(whole)), f"{number(whole['abandoned'])} lượt; đã hủy {whole['cancelled']}"),
        ("Lỗi in", number(whole["print_failed"]), f"{number(whole['no_paper'])} không có phiếu giấy"),
    ]
    drawn = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{value}<small>{escape(more)}</small></dd></div>"
        for name, value, more in tiles
    )
    note = "Thời gian ghi phút:giây, từ một giờ trở lên ghi giờ:phút:giây."
    return f'<dl class="tiles">{drawn}</dl><p class="note">{note}</p>'


def _hours(report: Report) -> str:
    hours = report.tables["hour"]
    came = [(f"{int(x.key)} giờ", float(x.tally["visits"]), number(x.tally["visits"])) for x in hours]
    waits = [(f"{int(x.key)} giờ", x.tally.percentile("wait_first", 90)) for x in hours]
    staff = [(f"{x.hour} giờ", x.officers, number(x.officers, 1)) for x in report.staff]
    return (
        "<h2>Theo giờ trong ngày</h2>"
        + bars("Lượt khách theo giờ lấy số", came, high=110)
        + bars("Chờ đến lần gọi đầu, p90 (phút:giây)", [(x, float(y or 0), duration(y)) for x, y in waits], high=90)
        + bars("Cán bộ có mặt, trung bình mỗi ngày", staff, high=70)
        + ("<h2>Theo tháng</h2>" + _table("Tháng", report.tables["month"]) if len(report.tables["month"]) > 1 else "")
    )


def _agencies(report: Report) -> str:
    return "<h2>Theo cơ quan</h2>" + _table("Cơ quan", report.tables["agency"], report.whole)


def _services(report: Report) -> str:
    return "<h2>Theo dịch vụ</h2>" + _table("Dịch vụ", report.tables["service"])


def _officers(report: Report) -> str:
    least = report.roster.rating_least
    note = f'<p class="note">Tỷ lệ hài lòng chỉ hiển thị khi có từ {least} trả lời trở lên.</p>'
    return "<h2>Theo cán bộ</h2>" + _table("Cán bộ", report.tables["officer"]) + note


def _table(first: str, lines: list[Line], whole: Line | None = None) -> str:
    headings = (
        first,
        "Lượt phục vụ",
        "Hoàn thành",
        "Chờ p50",
        "Chờ p90",
        "Phục vụ p50",
        "Phục vụ p90",
        "Vắng mặt",
        "Bỏ chờ",
        "Trả lời",
        "Không trả lời",
        "Hài lòng, %",
    )
    rows = [_row(line) for line in lines]
    return _html_table(headings, [*rows, _row(whole)] if whole is not None else rows, last_is_whole=whole is not None)


def _row(line: Line) -> list[str]:
    tally = line.tally
    return [
        line.name,
        number(tally["steps"]),
        number(tally["completed"]),
        duration(tally.percentile("wait_first", 50)),
        duration(tally.percentile("wait_first", 90)),
        duration(tally.percentile("service_time", 50)),
        duration(tally.percentile("service_time", 90)),
        number(tally["no_show"]),
        number(tally["abandoned"]),
        number(tally.answered),
        number(tally.unanswered),
        number(line.satisfied, 2),
    ]


def _ratings(report: Report) -> str:
    whole = report.whole.tally
    levels = [
        (words, whole[level], colour)
        for (level, words), colour in zip(LEVEL_WORDS.items(), _GREENS_TO_RED, strict=True)
    ]
    agencies = [(x.name, x.satisfied, percent(x.satisfied)) for x in report.tables["agency"] if x.tally.answered]
    refused = sum(report.refused_votes.values())
    asked = f"Đã mời {number(whole['offered'])} lượt, {number(whole.answered)} trả lời "
    note = f"{asked}({percent(share(whole.answered, whole['offered']))}), {number(refused)} phiếu không hợp lệ."
    return (
        "<h2>Đánh giá của người dân</h2>"
        + parts("Mức độ hài lòng", levels)
        + lying("Tỷ lệ hài lòng theo cơ quan (rất hài lòng và hài lòng)", agencies)
        + f'<p class="note">{note}</p>'
        + _bursts(report)
    )


def _bursts(report: Report) -> str:
    if not report.bursts:
        return ""
    rows = [
        [
            f"{local(x.since):%d/%m %H:%M}–{local(x.until):%H:%M}",
            report.roster.name("officer", x.officer),
            x.device,
            str(x.votes),
        ]
        for x in report.bursts
    ]
    note = f'<p class="note">{escape(DEFINITIONS["burst"].says.vi)}</p>'
    return "<h2>Đánh giá dồn dập cần xem xét</h2>" + _html_table(("Lúc", "Cán bộ", "Thiết bị", "Số lượt"), rows) + note


def _dossiers(report: Report) -> str:
    if not report.dossiers:
        return ""
    whole = report.dossiers[-1]
    kept = [
        ("Trước hạn", whole.early, "#1f5fa8"),
        ("Đúng hạn", whole.on_time, "#7fa8d6"),
        ("Trễ hạn", whole.late, "#b3261e"),
    ]
    rows = [[row[0], *(number(x) for x in row[1:-1]), number(row[-1], 2)] for row in dossier_rows(report)]
    return "<h2>Hồ sơ</h2>" + parts("Trả kết quả", kept) + _html_table(DOSSIERS, rows, last_is_whole=True)


def _turns(report: Report) -> str:
    rows = [[row[0], *(number(x) for x in row[1:])] for row in skip_rows(report)]
    quick = f"Báo vắng quá nhanh: sớm hơn {report.roster.quick_no_show_s} giây sau lần gọi cuối."
    listed = report.out_of_order[:REASONS]
    reasons = [
        [
            f"{local(x.at):%d/%m %H:%M}",
            report.roster.name("officer", x.officer or ""),
            x.number,
            str(x.people),
            x.reason,
        ]
        for x in listed
    ]
    more = len(report.out_of_order) - len(listed)
    further = f'<p class="note">và {number(more)} lần nữa.</p>' if more else ""
    table = _html_table(("Lúc", "Cán bộ", "Số phiếu", "Vượt qua", "Lý do"), reasons) + further if reasons else ""
    return f'<h2>Lượt gọi của cán bộ</h2>{_html_table(SKIPS, rows)}<p class="note">{quick}</p>{table}'


def _apart(report: Report) -> str:
    tickets = sum(roll.people for roll in report.rolls)
    rows = [
        [x.name, number(x.tally["visits"]), number(x.tally["print_failed"]), number(x.tally["reprints"])]
        for x in report.tables["device"]
    ]
    told = [
        f"Phiếu giấy khi mất điện: {number(tickets)} số trong {len(report.rolls)} lần nhập, tính riêng.",
        f"Phiếu báo muộn: {number(report.told_late)}.",
        f"Lần gọi không bảng nào hiển thị kịp: {number(report.unseen_calls)}.",
        f"Lượt diễn ra khi đồng hồ bị chỉnh: {number(report.whole.tally['clock_moved'])}.",
    ]
    notes = "".join(f'<p class="note">{words}</p>' for words in told)
    return (
        "<h2>Nơi lấy số và tính riêng</h2>" + _html_table(("Thiết bị", "Lượt khách", "Lỗi in", "In lại"), rows) + notes
    )


def _sign(report: Report) -> str:
    """Before the definitions: whoever signs does so beside the figures."""
    return _SIGN


def _words(report: Report) -> str:
    told = "".join(f"<div><dt>{escape(x.name.vi)}</dt><dd>{escape(x.says.vi)}</dd></div>" for x in DEFINITIONS.values())
    return f'<h2>Phụ lục: Định nghĩa</h2><dl class="words">{told}</dl>'


_SIGN = (
    '<section class="sign"><div><p>&nbsp;</p><p><b>NGƯỜI LẬP BÁO CÁO</b></p>'
    '<p class="room"></p><p>(Ký, ghi rõ họ tên)</p></div>'
    "<div><p>……………, ngày …… tháng …… năm ………</p><p><b>GIÁM ĐỐC TRUNG TÂM</b></p>"
    '<p class="room"></p><p>(Ký, ghi rõ họ tên, đóng dấu)</p></div></section>'
)


def _html_table(headings: Sequence[str], rows: list[list[str]], *, last_is_whole: bool = False) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    drawn = list[str]()
    for at, row in enumerate(rows):
        kind = ' class="whole"' if last_is_whole and at == len(rows) - 1 else ""
        drawn.append(f"<tr{kind}>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(drawn)}</tbody></table>"
