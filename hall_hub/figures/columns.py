"""The columns of every table of figures: the same in CSV, XLSX and on pages. Headings are those of the definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from hall_core.domain.figures.channels import CHANNELS
from hall_core.domain.figures.report import Line, Report, Table
from hall_core.domain.figures.tally import PERCENTS, TIMES, Count, Tally, Time, share
from hall_core.domain.rating import LEVELS
from hall_hub.figures.wording import Wording

Kind = Literal["count", "seconds", "percent"]
Value = int | float | None
_COUNTS: tuple[Count, ...] = (
    "visits",
    "steps",
    "called",
    "completed",
    "transferred",
    "no_show",
    "cancelled",
    "expired",
    "abandoned",
    "void",
    "recalls",
    "out_of_order",
    "over",
    "requeued",
    "declined",
    "passed",
    "print_failed",
    "no_paper",
)


class Column(Struct, frozen=True):
    """``of`` gives None for what there is nothing of, or what is not shown."""

    heading: str
    kind: Kind
    of: Callable[[Line], Value]


def columns(words: Wording) -> list[Column]:
    say, heading = words.say, words.heading
    counts = [Column(heading(count), "count", _count(count)) for count in _COUNTS]
    times = [
        Column(f"{heading(time)}, p{percent}", "seconds", _time(time, percent))
        for time in TIMES
        for percent in PERCENTS
    ]
    minutes = words.roster.service_level_minutes
    level = say("{figure} ({minutes} phút), %").format(figure=heading("service_level"), minutes=minutes)
    return [
        *counts,
        *times,
        Column(level, "percent", lambda line: line.tally.service_level(minutes)),
        Column(f"{heading('no_show')}, %", "percent", lambda line: no_show_share(line.tally)),
        Column(f"{heading('abandoned')}, %", "percent", lambda line: abandoned_share(line.tally)),
        Column(say("Mời đánh giá"), "count", lambda line: line.tally["offered"]),
        *(Column(words.level(level), "count", _votes(level)) for level in LEVELS),
        Column(heading("unanswered"), "count", lambda line: line.tally.unanswered),
        Column(f"{heading('satisfied')}, %", "percent", lambda line: line.satisfied),
    ]


def no_show_share(tally: Tally) -> float | None:
    """Of those who were called."""
    return share(tally["no_show"], tally["called"])


def abandoned_share(tally: Tally) -> float | None:
    """Of those who waited."""
    return share(tally["abandoned"], tally["steps"] - tally["void"])


def table_names(words: Wording) -> dict[Table, str]:
    say = words.say
    return {
        "month": say("Theo tháng"),
        "hour": say("Theo giờ"),
        "agency": say("Theo cơ quan"),
        "service": say("Theo dịch vụ"),
        "counter": say("Theo quầy"),
        "officer": say("Theo cán bộ"),
        "channel": say("Theo kênh lấy số"),
        "device": say("Theo nơi lấy số"),
    }


def whole_name(words: Wording, report: Report) -> str:
    return words.say("Toàn trung tâm") if report.only is None else words.only(report.only)


class Sheet(Struct, frozen=True):
    name: str
    columns: list[Column]
    lines: list[tuple[str, Line]]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]


def sheets(words: Wording, report: Report) -> list[Sheet]:
    """Each table, and its lines with their names; the whole first. How people came by their numbers is a matter of
    counts: their times are those of the hours and services."""
    whole, every = whole_name(words, report), columns(words)
    counts = [column for column in every if column.kind == "count"]
    found = [Sheet(words.say("Toàn trung tâm"), every, [(whole, report.whole)])]
    for key, name in table_names(words).items():
        lines = [(line_name(words, key, line), line) for line in report.tables[key]]
        found.append(Sheet(name, counts if key in ("channel", "device") else every, lines))
    return found


def line_name(words: Wording, table: Table, line: Line) -> str:
    if table == "channel":
        return next((words.channel(x) for x in CHANNELS if x == line.key), line.key)
    return words.name(table, line.key)


def skip_headings(words: Wording) -> list[str]:
    heading, say = words.heading, words.say
    figures = ("out_of_order", "over", "passed", "declined", "requeued", "left", "took_over")
    more = (say("Báo vắng mặt"), heading("quick_no_show"))
    return [words.scope("officer"), say("Số lần gọi"), *(heading(x) for x in figures), *more]


def skip_rows(words: Wording, report: Report) -> list[list[Any]]:
    return [
        [
            words.name("officer", x.officer),
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


def channel_headings(words: Wording) -> list[str]:
    return [words.scope("channel"), words.say("Số người"), words.say("Tỷ lệ, %")]


def channel_rows(words: Wording, report: Report) -> list[list[Any]]:
    return [[words.channel(x.key), x.people, x.share] for x in report.channels]


def dossier_headings(words: Wording) -> list[str]:
    say = words.say
    return [
        words.scope("agency"),
        say("Tiếp nhận"),
        say("Trước hạn"),
        say("Đúng hạn"),
        say("Trễ hạn"),
        say("Không hẹn ngày"),
        say("Đúng và trước hạn, %"),
        say("Đang giải quyết"),
        say("Trong đó quá hạn"),
    ]


def dossier_rows(words: Wording, report: Report) -> list[list[Any]]:
    return [
        [words.agency(x.agency), x.received, x.early, x.on_time, x.late, x.no_promise, x.kept, x.open, x.open_late]
        for x in report.dossiers
    ]


def _count(count: Count) -> Callable[[Line], Value]:
    return lambda line: line.tally[count]


def _time(time: Time, percent: int) -> Callable[[Line], Value]:
    return lambda line: line.tally.percentile(time, percent)


def _votes(level: Count) -> Callable[[Line], Value]:
    return lambda line: line.tally[level] if line.votes else None
