"""Why there is no number now, in plain words: what happened, whether a number counts, what to do. Pure."""

from __future__ import annotations

from hall_core.domain.business_day import local
from hall_core.domain.estimate import optimistic
from hall_core.domain.names import Millis
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.plan_devices import Spare
from hall_core.domain.refusal import Refusal
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, ask_staff
from kiosk_app.jobs.tickets.hall import Block, opens
from kiosk_app.jobs.tickets.pages import NoNumber
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.where import clock_text, day_text

HOURS_FROM = 90
"""Minutes from which a wait is told in hours."""


def refusal_words(refusal: Refusal, say: Say, now: Millis) -> Said:
    """Every refusal a kiosk can meet; what only a technician can mend carries its key as ``code``."""
    another = say("Quý vị chưa lấy số nào. Mời chọn dịch vụ khác hoặc hỏi nhân viên hướng dẫn.")
    match refusal.reason:
        case "hall-closed":
            opens = int(refusal.about) if refusal.about.isdecimal() else None
            return closed_words(opens, say, now)
        case "too-late":
            opens = int(refusal.about) if refusal.about.isdecimal() else None
            lines = (say("Quý vị chưa lấy số nào."), *([] if opens is None else [opening_words(opens, say, now)]))
            return Said("clock", say("Đã qua giờ nhận số"), lines)
        case "numbers-spent":
            return Said("ticket", say("Dịch vụ này đã phát hết số hôm nay"), (another,))
        case "daily-cap":
            title = say("Dịch vụ này đã đủ số lượt nhận trong ngày")
            limit = say("Mỗi ngày nhận tối đa {limit} lượt.").format(limit=refusal.about)
            return Said("ticket", title, (limit, another) if refusal.about else (another,))
        case "service-stopped":
            # Why, as the head of the centre wrote it.
            why = refusal.about.strip()
            return Said("ticket", say("Dịch vụ này đang tạm ngừng nhận số"), (why, another) if why else (another,))
        case "no-counter":
            return Said("ticket", say("Hiện chưa có quầy nào phục vụ dịch vụ này"), (another,))
        case "storage":
            return Said(
                "warning",
                say("Hệ thống chưa ghi được số mới"),
                (say("Quý vị chưa lấy số nào."), ask_staff(say)),
                refusal.reason,
            )
        case "too-many":
            return Said("clock", say("Ki-ốt đang bận"), (say("Quý vị chưa lấy số nào. Mời thử lại sau ít giây."),))
        case "recovering":
            lines = (say("Quý vị chưa lấy số nào. Mời thử lại sau ít phút."),)
            return Said("clock", say("Hệ thống đang khôi phục"), lines)
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


def no_number_words(why: NoNumber, say: Say) -> Said:
    """Nobody answered, and this kiosk has no number of its own to give either."""
    title, none = say("Chưa lấy được số"), say("Quý vị chưa lấy số nào.")
    match why:
        case "no-answer":
            again = say("Mời quý vị thử lại, hoặc báo nhân viên hướng dẫn.")
            return Said("no-link", title, (again, none), why)
        case "spent":
            desk = say("Ki-ốt này đã hết số dự phòng. Mời quý vị đến bàn hướng dẫn lấy số.")
            return Said("ticket", title, (desk, none), why)
        case "storage":
            return Said("warning", title, (none, ask_staff(say)), why)


def block_words(block: Block, kiosk: Kiosk, say: Say, now: Now) -> Said:
    """Why nobody can take a number here, told before anybody taps."""
    match block:
        case "closed":
            return closed_words(opens(kiosk, now), say, now.at)
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


def printer_words(kiosk: Kiosk, say: Say) -> str:
    """What is wrong with the printer, told before the tap; empty when nothing is that a citizen would notice: little
    paper is still paper."""
    problems = kiosk.problems
    if "paper-out" in problems:
        trouble = say("Máy in hết giấy.")
    elif "printer-cover" in problems:
        trouble = say("Nắp máy in đang mở.")
    elif problems & {"printer-missing", "printer-offline", "printer-cutter"} or not kiosk.setup.printer:
        trouble = say("Ki-ốt này không in được phiếu.")
    else:
        return ""
    spare = _spare(kiosk)
    if spare is not None:
        instead = say("Phiếu sẽ in tại {place}.").format(place=spare.at.into(say.language))
    else:
        instead = say("Số sẽ hiện trên màn hình, mời ghi nhớ hoặc chụp mã QR.")
    return f"{trouble} {instead}"


def _spare(kiosk: Kiosk) -> Spare | None:
    """The printer that takes over, if it can."""
    device = kiosk.setup.plan.device(kiosk.setup.me)
    if not kiosk.setup.printer or not isinstance(device, Device) or "spare-printer" in kiosk.problems:
        return None
    return device.spare


def ahead_words(ahead: int, say: Say) -> str:
    return say.many("{count} người", ahead) if ahead else say("Không có ai")


def estimate_words(minutes: int | None, say: Say) -> str:
    """From the optimistic to the expected wait, marked as about; in hours where minutes would have to be converted."""
    if minutes is None:
        return say("Chưa rõ")
    if minutes == 0:
        return say("Được mời ngay")
    least = optimistic(minutes)
    if minutes < HOURS_FROM:
        if least == minutes:
            return say.many("khoảng {count} phút", minutes)
        return say("khoảng {least}–{most} phút").format(least=least, most=minutes)
    return say("khoảng {least}–{most} giờ").format(least=_hours(least, say), most=_hours(minutes, say))


def _hours(minutes: int, say: Say) -> str:
    """In half hours, as one says it: 1, 1,5, 2."""
    halves = max(1, round(minutes / 30))
    half = ".5" if say.language == "en" else ",5"
    return f"{halves // 2}{half if halves % 2 else ''}"
