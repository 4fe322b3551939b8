"""Why there is no number now, in plain words: what happened, whether a number counts, what to do. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.business_day import local
from hall_core.domain.names import Millis
from hall_core.domain.refusal import Refusal
from hall_core.ui.translate import Say
from kiosk_app.pages import Block, Kiosk
from kiosk_app.where import clock_text, day_text


class Said(Struct, frozen=True):
    """A message page: what happened, what follows from it, and the code for whoever is asked."""

    icon: str
    title: str
    lines: tuple[str, ...]
    code: str = ""


def refusal_words(refusal: Refusal, say: Say, now: Millis) -> Said:
    """Every refusal a kiosk can meet; what only a technician can mend carries its key as ``code``."""
    another = say("Quý vị chưa lấy số nào. Mời chọn dịch vụ khác hoặc hỏi nhân viên hướng dẫn.")
    match refusal.reason:
        case "hall-closed":
            opens = int(refusal.about) if refusal.about.isdecimal() else None
            return closed_words(opens, say, now)
        case "numbers-spent":
            return Said("ticket", say("Dịch vụ này đã phát hết số hôm nay"), (another,))
        case "daily-cap":
            title = say("Dịch vụ này đã đủ số lượt nhận trong ngày")
            limit = say("Mỗi ngày nhận tối đa {limit} lượt.").format(limit=refusal.about)
            return Said("ticket", title, (limit, another) if refusal.about else (another,))
        case "no-counter":
            return Said("ticket", say("Hiện chưa có quầy nào phục vụ dịch vụ này"), (another,))
        case "storage":
            return Said(
                "warning",
                say("Hệ thống chưa ghi được số mới"),
                (say("Quý vị chưa lấy số nào."), ask_staff(say)),
                refusal.reason,
            )
        case "stale":
            return Said(
                "warning",
                say("Thông tin vừa thay đổi"),
                (say("Quý vị chưa lấy số nào. Mời thử lại từ đầu."),),
            )
    return Said(
        "warning",
        say("Ki-ốt này chưa lấy được số cho dịch vụ đã chọn"),
        (say("Quý vị chưa lấy số nào."), ask_staff(say)),
        refusal.reason,
    )


def block_words(block: Block, kiosk: Kiosk, say: Say, now: Millis) -> Said:
    """Why nobody can take a number here, told before anybody taps."""
    match block:
        case "closed":
            return closed_words(kiosk.hall.changes_at if kiosk.hall else None, say, now)
        case "connecting":
            return Said("clock", say("Ki-ốt đang kết nối"), (say("Mời quý vị chờ trong giây lát."), ask_staff(say)))
        case "no-link" | "hub-quiet":
            return Said(
                "no-link",
                say("Ki-ốt tạm thời chưa lấy được số"),
                (say("Ki-ốt đang mất kết nối và sẽ tự hoạt động trở lại."), ask_staff(say)),
                block,
            )


def closed_words(opens: Millis | None, say: Say, now: Millis) -> Said:
    """When the hall opens; ``opens`` None when it does not say."""
    title = say("Ngoài giờ làm việc")
    if opens is None:
        return Said("clock", title, (say("Quý vị chưa lấy số nào."), ask_staff(say)))
    return Said("clock", title, (opening_words(opens, say, now), say("Mời quý vị quay lại khi mở cửa.")))


def opening_words(opens: Millis, say: Say, now: Millis) -> str:
    time = clock_text(opens)
    days = (local(opens).date() - local(now).date()).days
    if days == 0:
        return say("Mở cửa lúc {time} hôm nay.").format(time=time)
    if days == 1:
        return say("Mở cửa lúc {time} ngày mai.").format(time=time)
    day = weekdays(say)[local(opens).weekday()]
    return say("Mở cửa lúc {time} {weekday}, ngày {day}.").format(time=time, weekday=day, day=day_text(opens))


def weekdays(say: Say) -> tuple[str, ...]:
    """From Monday."""
    return (
        say("thứ Hai"),
        say("thứ Ba"),
        say("thứ Tư"),
        say("thứ Năm"),
        say("thứ Sáu"),
        say("thứ Bảy"),
        say("Chủ nhật"),
    )


def ask_staff(say: Say) -> str:
    return say("Nếu cần giúp đỡ, mời hỏi nhân viên hướng dẫn.")


def printer_words(kiosk: Kiosk, say: Say) -> str:
    """What is wrong with the printer, told before the tap; empty when nothing is."""
    problems = kiosk.problems
    if "paper-out" in problems:
        trouble = say("Máy in hết giấy.")
    elif "printer-cover" in problems:
        trouble = say("Nắp máy in đang mở.")
    elif problems & {"printer-missing", "printer-offline"} or not kiosk.setup.printer:
        trouble = say("Ki-ốt này không in được phiếu.")
    else:
        return ""
    instead = say("Số sẽ hiện trên màn hình, mời ghi nhớ hoặc chụp mã QR.")
    return f"{trouble} {instead}"
