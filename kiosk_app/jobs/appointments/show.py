"""What stands on the pages of checking in. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, draws, home_button, message
from kiosk_app.jobs.appointments import pages as p
from kiosk_app.jobs.appointments.words import no_check_in, not_checked_in
from kiosk_app.jobs.entry.show import entry
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.jobs.tickets.pages import Begin
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.messages import Tap
from kiosk_app.views import MessageView

EXAMPLE = "HEN4K7P"
"""What such a code looks like."""


@draws(p.CheckInEntry)
def _entry(kiosk: Kiosk, page: p.CheckInEntry, say: Say, now: Now) -> EntryView:
    return entry(
        kiosk,
        page,
        say,
        now,
        title=say("Mã lịch hẹn của quý vị?"),
        placeholder=say("Mã trong giấy hoặc tin nhắn hẹn"),
        scan=say("Hoặc đưa mã vào máy quét."),
        example=say("Ví dụ: {code}").format(code=EXAMPLE),
        button=say("Nhận số"),
    )


@draws(p.CheckingIn)
def _checking_in(kiosk: Kiosk, page: p.CheckingIn, say: Say, now: Now) -> MessageView:
    said = Said("clock", say("Đang nhận lịch hẹn…"), (say("Mời quý vị chờ trong giây lát."),))
    return message(kiosk, said, say, now)


@draws(p.NotCheckedIn)
def _not_checked_in(kiosk: Kiosk, page: p.NotCheckedIn, say: Say, now: Now) -> MessageView:
    said = not_checked_in(page.refusal, say, now.at)
    other = None if page.refusal.reason == "appointment-used" else _ordinary(kiosk, say, now)
    return message(kiosk, said, say, now, button=home_button(say), second=other)


@draws(p.NoCheckIn)
def _no_check_in(kiosk: Kiosk, page: p.NoCheckIn, say: Say, now: Now) -> MessageView:
    return message(kiosk, no_check_in(say), say, now, button=home_button(say), second=_ordinary(kiosk, say, now))


def _ordinary(kiosk: Kiosk, say: Say, now: Now) -> tuple[str, Tap] | None:
    return (say("Lấy số thường"), Begin()) if blocked(kiosk, now) is None else None
