"""What the console says of states and times, and what an act has brought. Vietnamese is the source; English stands in
the catalogue of all programs."""

from __future__ import annotations

from hall_core.contract.messages import Reply
from hall_core.domain import commands as c
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis
from hall_core.domain.ticket import State
from hall_core.ui.translate import Say


def clock_and_day(at: Millis | None) -> str:
    """For what need not be of today."""
    return "" if at is None else f"{local(at):%H:%M %d/%m}"


def clock(at: Millis | None) -> str:
    return "" if at is None else f"{local(at):%H:%M}"


def state_words(say: Say, state: State) -> str:
    return {
        "waiting": say("Đang chờ"),
        "called": say("Đang mời"),
        "serving": say("Đang phục vụ"),
        "completed": say("Đã xong"),
        "parked": say("Đang tạm để"),
        "deferred": say("Hẹn quay lại"),
        "no_show": say("Vắng mặt"),
        "cancelled": say("Đã huỷ"),
        "transferred": say("Đã chuyển"),
        "expired": say("Hết ngày"),
    }[state]


def status_words(say: Say, status: str) -> str:
    return {"open": say("Đang mở"), "paused": say("Tạm dừng"), "closed": say("Đang đóng")}[status]


def wish_words(say: Say, tag: str) -> str:
    """What a command asks for, by its tag; the tag itself for one that the console does not know."""
    return {
        "": "–",
        "issue": say("Cấp số"),
        "check-in": say("Nhận số theo lịch hẹn"),
        "next": say("Mời tiếp"),
        "call-this": say("Mời đích danh"),
        "recall": say("Mời lại"),
        "start": say("Đã đến"),
        "complete": say("Xong"),
        "no-show": say("Vắng mặt"),
        "requeue": say("Trả về hàng chờ"),
        "decline": say("Nhờ người khác"),
        "park": say("Tạm để"),
        "take-up": say("Làm tiếp số đã tạm để"),
        "take-over": say("Tiếp nhận thay"),
        "defer": say("Hẹn quay lại"),
        "transfer": say("Chuyển nơi khác"),
        "return": say("Trả lại quầy đã chuyển"),
        "open": say("Mở quầy"),
        "pause": say("Tạm dừng"),
        "resume": say("Làm tiếp"),
        "close": say("Đóng quầy"),
        "ask-help": say("Gọi hỗ trợ"),
        "end-help": say("Thôi gọi hỗ trợ"),
        "cancel": say("Huỷ số"),
        "reinstate": say("Khôi phục số"),
        "set-priority": say("Sửa ưu tiên"),
        "stop-service": say("Ngừng cấp số"),
        "resume-service": say("Cấp số lại"),
        "set-cap": say("Giới hạn số trong ngày"),
        "enter-roll": say("Nhập cuộn số giấy"),
        "void-roll": say("Bỏ khối số giấy"),
        "post-message": say("Đăng lên bảng"),
        "take-down": say("Gỡ khỏi bảng"),
        "tell-held": say("Báo lại sau khôi phục"),
        "skip-device": say("Không chờ thiết bị"),
    }.get(tag, tag)


def done(say: Say, command: c.Command, reply: Reply) -> str:
    """What the officer is told when the hub has done it."""
    ticket = None if reply.counter is None else reply.counter.ticket
    number = "" if ticket is None else ticket.number
    match command:
        case c.IssueTicket() | c.CheckIn() if reply.ticket is not None:
            return say("Đã cấp số {number}. Phía trước có {ahead} người.").format(
                number=reply.ticket.number, ahead=reply.ticket.ahead or 0
            )
        case c.CallNext() | c.CallThis():
            return say("Đã mời số {number}.").format(number=number)
        case c.Recall():
            return say("Đã mời lại số {number}.").format(number=number)
        case c.TakeUp() | c.TakeOver():
            return say("Số {number} đang ở quầy này.").format(number=number)
        case c.AskHelp():
            return say("Đã báo cho đồng nghiệp.")
        case c.OpenCounter():
            return say("Quầy đã mở.")
        case c.PostMessage():
            return say("Đã đăng. Các bảng hiện ngay.")
        case c.TakeDownMessage():
            return say("Đã gỡ khỏi các bảng.")
        case c.EnterRoll():
            return say("Đã ghi khối {first}–{last}.").format(first=command.first, last=command.last)
        case _:
            return say("Đã làm xong.")


def unanswered(say: Say) -> str:
    return say("Máy chủ xếp hàng không trả lời. Chưa rõ việc đã được làm hay chưa: mời xem lại trước khi bấm lần nữa.")


def malformed(say: Say) -> str:
    return say("Còn thiếu hoặc sai thông tin. Mời điền lại rồi bấm lần nữa.")
