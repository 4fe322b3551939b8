"""The fixed words of a ticket, in one language. Pure. Those ``within("paper", …)`` have more room on a screen.

In another language than Vietnamese the words that an officer must find at a glance stand in Vietnamese as well.
"""

from __future__ import annotations

from msgspec import Struct

from hall_core.ui.translate import Say

NO_BREAK = "\N{NO-BREAK SPACE}"


class TicketWords(Struct, frozen=True, kw_only=True):
    title: str
    title_below: str
    """The Vietnamese title, for the officer who is shown a ticket in another language; else empty."""
    hotline: str
    priority: str
    counters: str
    zone: str
    ahead: str
    expected: str
    time: str
    follow: str
    closing: str
    copy: str
    copy_means: str
    copied: str


def words_of(say: Say) -> TicketWords:
    title = say("PHIẾU SỐ THỨ TỰ")
    return TicketWords(
        title=title,
        title_below=below(title, "PHIẾU SỐ THỨ TỰ"),
        hotline=say("Đường dây nóng:"),
        priority=_beside(say("ƯU TIÊN"), "ƯU TIÊN"),
        counters=say("Nơi phục vụ"),
        zone=say.within("paper", "Khu vực chờ"),
        ahead=say.within("paper", "Phía trước"),
        expected=say("Dự kiến"),
        time=say("Giờ lấy số"),
        follow=say("Quét mã để xem còn bao nhiêu người phía trước"),
        closing=say("Quá lượt, xin liên hệ quầy."),
        copy=_beside(say("BẢN IN LẠI"), "BẢN IN LẠI"),
        copy_means=say("Chỉ một lượt phục vụ"),
        copied=say("Giờ in lại"),
    )


def below(title: str, vietnamese: str) -> str:
    """What stands below a title: the same in Vietnamese, unless it is."""
    return "" if title == vietnamese else vietnamese


def _beside(words: str, vietnamese: str) -> str:
    return words if words == vietnamese else f"{words} · {vietnamese}"


def ahead_words(say: Say, people: int) -> str:
    """How many are before, such as ``7 người chờ``."""
    return say.many("{count} người chờ", people) if people else say("không có ai chờ")


def estimate_words(say: Say, minutes: int | None) -> str:
    """The wait, always called an estimate; None is said as well, so that nobody looks for it."""
    if minutes is None:
        return say("chưa có ước tính")
    about = say.within("paper", "khoảng {minutes} phút")  # the short word for minutes, which has no plural
    wait = about.format(minutes=minutes) if minutes else say("được mời ngay")
    estimate = say("(ước tính)").replace(" ", NO_BREAK)  # on one line: it may not be read as part of the minutes
    return f"{wait} {estimate}"
