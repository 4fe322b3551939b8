"""The wordings of the board of dossiers, from the fullest to the tersest, and its dates and figures. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hall_core.domain.dossier_board import LateRow
from hall_core.domain.names import Day
from hall_core.ui.translate import Say
from hall_core.ui.wrap import ELLIPSIS, Measure

Section = Literal["ready", "late", "today", "month", "overview", "agencies"]
FAR = 180
"""Days from which on a date says its year instead of its day: "28/12" alone would be taken for the nearest one."""
WIDEST_COUNT = 44_444


def titles(say: Say, section: Section, month: str) -> list[str]:
    """``month``: its number, such as 11."""
    match section:
        case "ready":
            return [
                say("Hồ sơ đã có kết quả, mời quý vị đến nhận"),
                say("Mời quý vị nhận kết quả"),
                say("Đã có kết quả"),
            ]
        case "late":
            return [say("Hồ sơ trễ hạn, xin lỗi quý vị vì sự chậm trễ"), say("Hồ sơ trễ hạn")]
        case "today":
            return [say("Tiếp nhận và giải quyết hôm nay"), say("Hồ sơ hôm nay")]
        case "month":
            words = [
                say("Kết quả giải quyết trong tháng {month}"),
                say("Đã giải quyết tháng {month}"),
                say("Tháng {month}"),
            ]
            return [text.format(month=month) for text in words]
        case "overview":
            return [say("Tình hình giải quyết hồ sơ"), say("Tình hình hồ sơ")]
        case "agencies":
            return [say("Hồ sơ trễ hạn theo cơ quan"), say("Trễ hạn theo cơ quan"), say("Theo cơ quan")]


def labels(say: Say) -> dict[Section, tuple[str, str, str]]:
    """What the three figures of a band are called."""
    return {
        "today": (say("Tiếp nhận"), say("Đang giải quyết"), say("Trễ hạn")),
        "month": (say("Trước hạn"), say("Đúng hạn"), say("Trễ hạn")),
    }


def age(say: Say, time: str, day: str) -> list[str]:
    """Of when the facts are; ``day`` is "" for today."""
    if not day:
        return [text.format(time=time) for text in (say("Cập nhật lúc {time}"), say("Lúc {time}"))]
    words = [say("Cập nhật lúc {time} ngày {day}"), say("Lúc {time} ngày {day}"), say("Ngày {day}")]
    return [text.format(time=time, day=day) for text in words]


def statements(say: Say, row: LateRow, day: Day) -> tuple[list[str], str]:
    """What an agency says of a late dossier on ``day``: with its name, and a short one to stand below it."""
    if row.new_due is None:
        words = [say("{agency} chưa có kết quả và chưa báo ngày hẹn mới"), say("{agency} chưa báo ngày hẹn mới")]
        short = say("Chưa có hẹn mới")
    elif row.new_due >= day:
        words = [
            say("{agency} xin lỗi vì chậm trễ, hẹn trả kết quả ngày {date}"),
            say("{agency} xin lỗi, hẹn lại ngày {date}"),
        ]
        short = say("Xin lỗi, hẹn {date}")
    else:
        words = [
            say("{agency} đã xin lỗi và hẹn lại ngày {date} nhưng vẫn chưa có kết quả"),
            say("{agency} hẹn lại ngày {date}, vẫn chưa có kết quả"),
            say("{agency} hẹn lại {date}, chưa có kết quả"),
        ]
        short = say("Đã quá hẹn {date}")
    date = day_shown(row.new_due, day) if row.new_due else ""
    full = [text.format(agency=row.agency, date=date) for text in words]
    return [*_with_days(say, row, day, date), *full], short.format(date=date)


def _with_days(say: Say, row: LateRow, day: Day, date: str) -> list[str]:
    """The same, with the working days by which it is late."""
    if row.days is None:
        return []
    days, named = row.days, {"agency": row.agency, "date": date}
    if row.new_due is None:
        return [
            say.many("{agency} chậm {count} ngày làm việc, chưa báo ngày hẹn mới", days, **named),
            say.many("{agency} chậm {count} ngày làm việc, chưa hẹn lại", days, **named),
        ]
    if row.new_due < day:
        return [
            say.many("{agency} hẹn lại ngày {date}, vẫn chưa có kết quả, chậm {count} ngày làm việc", days, **named),
            say.many("{agency} đã hẹn lại {date}, chậm {count} ngày làm việc", days, **named),
        ]
    return [
        say.many("{agency} xin lỗi vì chậm {count} ngày làm việc, hẹn trả kết quả ngày {date}", days, **named),
        say.many("{agency} xin lỗi vì chậm {count} ngày làm việc, hẹn {date}", days, **named),
    ]


def short_statements(say: Say) -> list[str]:
    """The widest of the short ones, each of which must have room on one line."""
    words = [say("Chưa có hẹn mới"), say("Xin lỗi, hẹn {date}"), say("Đã quá hẹn {date}")]
    return [text.format(date="28/12") for text in words]


def since(say: Say, day: str) -> str:
    """Since when a result waits."""
    return say("từ {date}").format(date=day)


def promised(say: Say, day: str) -> str:
    """The promise that was missed."""
    return say("hẹn {date}").format(date=day)


def day_shown(day: Day, today: Day) -> str:
    """``28/12``, or ``12/2025`` when that is long ago."""
    told = date.fromisoformat(day)
    return f"{told:%d/%m}" if abs((told - date.fromisoformat(today)).days) < FAR else f"{told:%m/%Y}"


def figure(count: int) -> str:
    """With dots between the thousands, as they are written in Vietnamese: 7.393."""
    return f"{count:,}".replace(",", ".")


def code_fitting(code: str, width: float, measure: Measure) -> str:
    """The end of a code that is too long for ``width``: what tells it from others stands there."""
    shown = code
    while measure(shown) > width and len(shown) > 1:
        code = code[1:]
        shown = ELLIPSIS + code
    return shown
