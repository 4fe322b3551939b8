"""What a technician reads of a box, in the words of one language. Pure."""

from __future__ import annotations

from hall_core.contract.messages import Problem
from hall_core.mqtt.outage import Reason
from hall_core.ui.translate import Say
from kiosk_app.jobs.staff.pages import RUNNING, WELL
from kiosk_app.kiosk import Kiosk

MINUTE, HOUR, DAY = 60, 3_600, 86_400
HOT = 80.0
"""Degrees Celsius at which a Raspberry Pi begins to slow down."""
FULL_DISK = 200
"""Megabytes: with less, a day of facts has no room for certain."""
PRINTER: tuple[Problem, ...] = (
    "printer-missing",
    "printer-offline",
    "paper-out",
    "printer-cover",
    "printer-cutter",
    "paper-low",
)


def problem_words(problem: str, say: Say) -> str:
    """A problem of the box, or why a slip did not come out; its key where there are no words for it."""
    words = {
        "printer-missing": say("không tìm thấy máy in"),
        "printer-offline": say("máy in không trả lời"),
        "paper-out": say("hết giấy"),
        "printer-cover": say("nắp đang mở"),
        "printer-cutter": say("dao cắt kẹt"),
        "paper-low": say("sắp hết giấy"),
        "spare-printer": say("máy in dự phòng có sự cố"),
        "scanner-missing": say("không tìm thấy máy quét"),
        "sound": say("không phát được âm thanh"),
    }
    return words.get(problem, problem)


def printer_words(kiosk: Kiosk, where: str, say: Say) -> tuple[str, bool]:
    """How the printer is, and whether that is trouble."""
    if not where:
        return say("không có"), False
    found = [problem_words(problem, say) for problem in PRINTER if problem in kiosk.problems]
    state = ", ".join(found) or say("tốt")
    return f"{where} · {state}", bool(found)


def link_words(reason: Reason, say: Say) -> str:
    """Why there is no link, so that the technician knows where to look; empty when the broker is simply not there."""
    words: dict[Reason, str] = {
        "away": "",
        "refused": say("máy chủ từ chối thiết bị này"),
        "keys": say("khóa của thiết bị thiếu hoặc hỏng"),
        "revoked": say("chứng thư thiết bị đã bị thu hồi"),
        "expired": say("chứng thư thiết bị đã hết hạn"),
        "stranger": say("chứng thư không do trung tâm này cấp"),
        "unfit": say("chứng thư thiết bị không dùng được"),
        "others-keys": say("chứng thư là của thiết bị khác"),
        "foreign-broker": say("máy chủ không thuộc trung tâm này"),
        "false-broker": say("có máy khác giả làm máy chủ"),
        "broker-expired": say("chứng thư máy chủ hết hạn hoặc giờ sai"),
        "no-tls": say("máy chủ không dùng chứng thư"),
        "tls": say("thiết bị chưa có chứng thư"),
        "no-agreement": say("không lập được kết nối an toàn"),
    }
    return words[reason]


def ago_words(seconds: int, say: Say) -> str:
    """For how long."""
    if seconds < MINUTE:
        return say.many("{count} giây", seconds)
    if seconds < 2 * HOUR:
        return say.many("{count} phút", seconds // MINUTE)
    if seconds < 2 * DAY:
        return say.many("{count} giờ", seconds // HOUR)
    return say.many("{count} ngày", seconds // DAY)


def outcome_words(outcome: str | None, say: Say) -> tuple[str, str]:
    """What came of a check, and its icon; empty before there was one."""
    match outcome:
        case None:
            return "", ""
        case str() if outcome == RUNNING:
            return say("Đang thử…"), "clock"
        case str() if outcome == WELL:
            return say("Xong"), "check"
        case _:
            return _sentence(problem_words(outcome, say)), "warning"


def _sentence(words: str) -> str:
    """Words of a list, standing alone."""
    return words[:1].upper() + words[1:]


def code_words(kind: str, say: Say) -> str:
    """What kind of code was scanned; of an ID card no more than that it is one."""
    words = {
        "TicketCode": say("phiếu số thứ tự"),
        "TicketLink": say("phiếu số thứ tự"),
        "AppointmentCode": say("lịch hẹn"),
        "DossierCode": say("mã hồ sơ"),
        "ProcedureCode": say("mã thủ tục"),
        "IdCard": say("thẻ căn cước"),
        "empty": say("mã trống"),
        "control": say("có ký tự lạ"),
        "half": say("mã đọc dở"),
        "too-long": say("mã quá dài"),
    }
    return words.get(kind, say("loại khác"))
