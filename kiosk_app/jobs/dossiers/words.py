"""Where a dossier stands and what to do next, in plain words. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.questions import Asked
from hall_core.domain.business_day import local
from hall_core.domain.dossier import ENDED, Dossier, Standing, State, standing
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.names import Day, Millis
from hall_core.ui.translate import Say
from kiosk_app.jobs.dossiers.views import Kind, TextView
from kiosk_app.where import clock_text, day_text

OLD = 36 * 3_600_000
"""Milliseconds: a copy that comes in the evening is not old all the next day; one that has missed an evening is."""
ANSWERED: frozenset[State] = frozenset({"finished", "returned"})


class StateWords(Struct, frozen=True):
    icon: str
    kind: Kind
    title: str
    next: str
    """What the citizen is to do."""


def state_words(state: State, say: Say) -> StateWords:
    """The ten states that systems share, as one says them to somebody who has never heard of them."""
    nothing = say("Quý vị chưa cần làm gì thêm.")
    match state:
        case "registered":
            return StateWords("clock", "calm", say("Mới đăng ký"), say("Mời quý vị chờ cơ quan tiếp nhận hồ sơ."))
        case "received":
            return StateWords("document", "calm", say("Đã được tiếp nhận"), nothing)
        case "rejected":
            why = say("Mời quý vị hỏi lý do tại quầy tiếp nhận. Quý vị có thể nộp lại hồ sơ.")
            return StateWords("warning", "caution", say("Không được tiếp nhận"), why)
        case "processing":
            return StateWords("clock", "calm", say("Đang giải quyết"), nothing)
        case "needs-papers":
            add = say("Mời quý vị bổ sung giấy tờ còn thiếu tại quầy tiếp nhận hoặc trên Cổng dịch vụ công.")
            return StateWords("document", "caution", say("Cần bổ sung giấy tờ"), add)
        case "fee-due":
            pay = say("Mời quý vị nộp khoản phải nộp. Hồ sơ được giải quyết tiếp khi khoản nộp được xác nhận.")
            return StateWords("money", "caution", say("Chờ nộp tiền"), pay)
        case "withdrawn":
            again = say("Hồ sơ không được giải quyết tiếp. Khi cần, quý vị có thể nộp hồ sơ mới.")
            return StateWords("info", "calm", say("Đã rút theo yêu cầu"), again)
        case "stopped":
            ask = say("Hồ sơ không được giải quyết tiếp. Mời quý vị hỏi lý do tại quầy tiếp nhận.")
            return StateWords("warning", "caution", say("Đã dừng giải quyết"), ask)
        case "finished":
            come = say("Mời quý vị mang giấy biên nhận và giấy tờ tùy thân đến quầy trả kết quả.")
            return StateWords("check", "good", say("Đã có kết quả"), come)
        case "returned":
            kept = say("Kết quả đã được trả. Nếu quý vị chưa nhận được, mời hỏi quầy trả kết quả.")
            return StateWords("check", "good", say("Đã trả kết quả"), kept)


def lateness(dossier: Dossier, as_of: Millis | None) -> Standing:
    return standing(dossier, as_of_day(as_of))


def as_of_day(as_of: Millis | None) -> Day | None:
    return None if as_of is None else local(as_of).date().isoformat()


def expected_words(reckoned: Reckoned | None) -> str | None:
    """When the result may be expected, which nobody has promised."""
    if reckoned is None or reckoned.expected is None:
        return None
    day = day_words(reckoned.expected)
    return day if reckoned.expected_time is None else f"{reckoned.expected_time}, {day}"


def apology(dossier: Dossier, as_of: Millis | None, reckoned: Reckoned | None, say: Say) -> TextView | None:
    """In the agency's name, with the new promise or the lack of one; None when nothing is late."""
    how, days = lateness(dossier, as_of), None if reckoned is None else reckoned.late_days
    agency = dossier.agency.into(say.language)
    if how == "was-late" and dossier.state in ANSWERED:
        sorry = say("{agency} xin lỗi quý vị vì đã có kết quả muộn hơn ngày hẹn.").format(agency=agency)
        if days is not None:
            sorry = say.many(
                "{agency} xin lỗi quý vị vì đã có kết quả muộn {count} ngày làm việc.", days, agency=agency
            )
        return TextView(say("Lời xin lỗi"), sorry)
    if how != "late":
        return None
    sorry = say("{agency} xin lỗi quý vị vì chậm trả kết quả.").format(agency=agency)
    if days is not None:
        sorry = say.many("{agency} xin lỗi quý vị vì chậm trả kết quả {count} ngày làm việc.", days, agency=agency)
    return TextView(say("Lời xin lỗi"), f"{sorry} {_new_promise(dossier.new_due, as_of_day(as_of), say)}")


def _new_promise(day: Day | None, as_of: Day | None, say: Say) -> str:
    if day is None:
        return say("Chưa có ngày hẹn mới, mời quý vị hỏi quầy tiếp nhận.")
    if as_of is not None and day < as_of:
        return say("Ngày hẹn lại {day} cũng đã qua, mời quý vị hỏi quầy tiếp nhận.").format(day=day_words(day))
    return say("Ngày hẹn lại là {day}.").format(day=day_words(day))


def day_words(day: Day) -> str:
    """``dd/mm/yyyy``."""
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}"


def updated_words(as_of: Millis | None, say: Say, *, asked: Asked = "not-asked") -> str:
    if as_of is None:
        return say("Chưa rõ thông tin được cập nhật lúc nào")
    if asked == "found":
        told = say("Hệ thống một cửa cập nhật lúc {time}, {day}")
        return told.format(time=clock_text(as_of), day=day_text(as_of))
    return say("Cập nhật lúc {time}, {day}").format(time=clock_text(as_of), day=day_text(as_of))


def aged(dossier: Dossier, as_of: Millis | None, now: Millis | None, say: Say) -> str:
    """What is added for one that is open, when what is known of it is old; empty otherwise. ``now``: None when nobody
    knows it."""
    if as_of is None or now is None or now - as_of < OLD or dossier.state in ENDED:
        return ""
    told = say("Đây là thông tin ngày {day}, mời hỏi nhân viên hướng dẫn xem đã có thay đổi chưa.")
    return told.format(day=day_text(as_of))
