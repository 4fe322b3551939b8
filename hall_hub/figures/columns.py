"""The columns of every table of figures: the same in CSV, XLSX and on pages. Headings are those of the definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from hall_core.domain.figures.definitions import DEFINITIONS
from hall_core.domain.figures.report import Line, Report, Table
from hall_core.domain.figures.roster import Roster
from hall_core.domain.figures.tally import PERCENTS, TIMES, Count, Tally, Time, share

Kind = Literal["count", "seconds", "percent"]
Value = int | float | None
LEVEL_WORDS: dict[Count, str] = {
    "very-satisfied": "Rất hài lòng",
    "satisfied": "Hài lòng",
    "neutral": "Bình thường",
    "dissatisfied": "Không hài lòng",
}
TABLES: dict[Table, str] = {
    "month": "Theo tháng",
    "hour": "Theo giờ",
    "agency": "Theo cơ quan",
    "service": "Theo dịch vụ",
    "counter": "Theo quầy",
    "officer": "Theo cán bộ",
    "device": "Theo nơi lấy số",
}
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


def columns(roster: Roster) -> list[Column]:
    counts = [Column(DEFINITIONS[count].name.vi, "count", _count(count)) for count in _COUNTS]
    times = [
        Column(f"{DEFINITIONS[time].name.vi}, p{percent}", "seconds", _time(time, percent))
        for time in TIMES
        for percent in PERCENTS
    ]
    minutes = roster.service_level_minutes
    level = f"{DEFINITIONS['service_level'].name.vi} ({minutes} phút), %"
    return [
        *counts,
        *times,
        Column(level, "percent", lambda line: line.tally.service_level(minutes)),
        Column("Vắng mặt, %", "percent", lambda line: no_show_share(line.tally)),
        Column("Bỏ chờ, %", "percent", lambda line: abandoned_share(line.tally)),
        Column("Mời đánh giá", "count", lambda line: line.tally["offered"]),
        *(Column(words, "count", _votes(level)) for level, words in LEVEL_WORDS.items()),
        Column(DEFINITIONS["unanswered"].name.vi, "count", lambda line: line.tally.unanswered),
        Column(f"{DEFINITIONS['satisfied'].name.vi}, %", "percent", lambda line: line.satisfied),
    ]


def no_show_share(tally: Tally) -> float | None:
    """Of those who were called."""
    return share(tally["no_show"], tally["called"])


def abandoned_share(tally: Tally) -> float | None:
    """Of those who waited."""
    return share(tally["abandoned"], tally["steps"] - tally["void"])


def tables(report: Report) -> list[tuple[str, list[Line]]]:
    """The whole first."""
    return [("Toàn trung tâm", [report.whole]), *((words, report.tables[key]) for key, words in TABLES.items())]


def _count(count: Count) -> Callable[[Line], Value]:
    return lambda line: line.tally[count]


def _time(time: Time, percent: int) -> Callable[[Line], Value]:
    return lambda line: line.tally.percentile(time, percent)


def _votes(level: Count) -> Callable[[Line], Value]:
    return lambda line: line.tally[level] if line.votes else None
