"""What stands on a page on which a code is scanned or typed. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, draws, header, home_button, message
from kiosk_app.jobs.entry.pages import Enter, Entry, Unread
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import MessageView


def scanner_there(kiosk: Kiosk) -> bool:
    return kiosk.setup.scanner and "scanner-missing" not in kiosk.problems


def entry(
    kiosk: Kiosk, page: Entry, say: Say, now: Now, *, title: str, placeholder: str, scan: str, example: str, button: str
) -> EntryView:
    """``scan`` says what the scanner takes; ``example`` what a code looks like, where there is none."""
    from hall_core.ui.widgets.keyboard.keyboard_words import keyboard_words

    there = scanner_there(kiosk)
    return EntryView(
        header=header(kiosk, say, now),
        title=title,
        text=page.text,
        placeholder=placeholder,
        hint=scan if there else example,
        hint_icon="scan" if there else "info",
        trouble=_trouble(page, say),
        kind="code",
        words=keyboard_words(say, "plain"),
        back=say("Quay lại"),
        button=(button, Enter()),
    )


def _trouble(page: Entry, say: Say) -> str:
    match page.wrong:
        case "empty":
            return say("Mời nhập mã in trên giấy.")
        case "typed":
            return say("Mã chưa đúng. Mời xem lại trên giấy.")
        case "scanned":
            return unread_words(say)
        case _:
            return ""


def unread_words(say: Say) -> str:
    return say("Chưa đọc được mã. Mời đưa lại gần hơn.")


@draws(Unread)
def _unread(kiosk: Kiosk, page: Unread, say: Say, now: Now) -> MessageView:
    lines = (say("Mời giữ giấy thẳng trước máy quét trong giây lát."),)
    return message(kiosk, Said("scan", unread_words(say), lines), say, now, button=home_button(say))
