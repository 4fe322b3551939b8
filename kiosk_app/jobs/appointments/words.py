"""Why an appointment is not checked in, in plain words, and what to do. Pure."""

from __future__ import annotations

from hall_core.domain.business_day import local
from hall_core.domain.names import Millis
from hall_core.domain.refusal import Refusal
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, ask_staff
from kiosk_app.jobs.tickets.words import refusal_words, weekdays
from kiosk_app.where import clock_text, day_text


def not_checked_in(refusal: Refusal, say: Say, now: Millis) -> Said:
    """``about`` is a time in milliseconds, or the number that was given; empty when the hub did not say."""
    ordinary = say("Quý vị cũng có thể lấy số thường.")
    when = int(refusal.about) if refusal.about.isdecimal() else None
    match refusal.reason:
        case "appointment-unknown":
            look = say("Mời xem lại mã hẹn trên giấy hoặc trong tin nhắn.")
            return Said("calendar", say("Không có lịch hẹn với mã này"), (look, ordinary))
        case "appointment-other-day":
            title = say("Lịch hẹn không phải hôm nay")
            lines = () if when is None else (appointed(when, say),)
            return Said("calendar", title, (*lines, ordinary))
        case "appointment-early":
            title = say("Còn sớm so với giờ hẹn")
            back = say("Mời quý vị quay lại ki-ốt này từ {time}.")
            lines = () if when is None else (back.format(time=clock_text(when)),)
            return Said("clock", title, (*lines, ordinary))
        case "appointment-used":
            title = say("Lịch hẹn này đã được nhận số")
            number = say("Số của quý vị là {number}.").format(number=refusal.about)
            watch = say("Mời theo dõi bảng gọi số. Nếu mất phiếu, mời hỏi nhân viên hướng dẫn.")
            return Said("ticket", title, (number, watch) if refusal.about else (watch,))
    return refusal_words(refusal, say, now)


def appointed(when: Millis, say: Say) -> str:
    day = weekdays(say)[local(when).weekday()]
    said = say("Quý vị hẹn lúc {time} {weekday}, ngày {day}.")
    return said.format(time=clock_text(when), weekday=day, day=day_text(when))


def no_check_in(say: Say) -> Said:
    lines = (
        say("Ki-ốt chưa hỏi được hệ thống của trung tâm. Mời thử lại sau ít phút."),
        ask_staff(say),
    )
    return Said("no-link", say("Chưa nhận được lịch hẹn lúc này"), lines, "no-check-in")
