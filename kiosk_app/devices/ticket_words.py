"""The fixed words of a ticket, in both languages. Pure; Vietnamese is the source."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.names import Language


class TicketWords(Struct, frozen=True, kw_only=True):
    title: str
    title_below: str
    """The title in the other language, for the officer who is shown an English ticket; may be empty."""
    hotline: str
    priority: str
    counters: str
    zone: str
    ahead: str
    expected: str
    time: str
    closing: str
    copy: str
    copy_means: str
    copied: str


VIETNAMESE = TicketWords(
    title="PHIẾU SỐ THỨ TỰ",
    title_below="",
    hotline="Đường dây nóng:",
    priority="ƯU TIÊN",
    counters="Nơi phục vụ",
    zone="Khu vực chờ",
    ahead="Phía trước",
    expected="Dự kiến",
    time="Giờ lấy số",
    closing="Quá lượt, xin liên hệ quầy.",
    copy="BẢN IN LẠI",
    copy_means="Chỉ một lượt phục vụ",
    copied="Giờ in lại",
)
ENGLISH = TicketWords(
    title="QUEUE TICKET",
    title_below="PHIẾU SỐ THỨ TỰ",
    hotline="Hotline:",
    priority="PRIORITY · ƯU TIÊN",
    counters="Served at",
    zone="Wait here",
    ahead="Ahead",
    expected="Expected",
    time="Taken at",
    closing="If you miss your turn, please speak to the counter.",
    copy="REPRINT · BẢN IN LẠI",
    copy_means="One number, served once",
    copied="Reprinted at",
)

ESTIMATE = "(ước\N{NO-BREAK SPACE}tính)"
"""Kept on one line: it may not be read as part of the minutes."""


def words_of(language: Language) -> TicketWords:
    return ENGLISH if language == "en" else VIETNAMESE


def ahead_words(language: Language, people: int) -> str:
    """How many are before, such as ``7 người chờ``."""
    if language == "en":
        return {0: "nobody", 1: "1 person waiting"}.get(people, f"{people} people waiting")
    return f"{people} người chờ" if people else "không có ai chờ"


def estimate_words(language: Language, minutes: int | None) -> str:
    """The wait, always called an estimate; None is said as well, so that nobody looks for it."""
    if language == "en":
        if minutes is None:
            return "not known yet"
        if minutes == 0:
            return "straight away (estimate)"
        return f"about {minutes} min (estimate)"
    if minutes is None:
        return "chưa có ước tính"
    return f"khoảng {minutes} phút {ESTIMATE}" if minutes else f"được mời ngay {ESTIMATE}"
