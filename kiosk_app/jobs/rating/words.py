"""The words of levels, reasons, and why nothing can be rated. Pure."""

from __future__ import annotations

from hall_core.domain.rating import Level
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, ask_staff
from kiosk_app.jobs.rating.pages import Why

GOOD: tuple[Level, ...] = ("very-satisfied", "satisfied")
"""Whose reasons tell what was well; the others', what was not."""


def level_words(level: Level, say: Say) -> str:
    """As on the devices in use."""
    match level:
        case "very-satisfied":
            return say("Rất hài lòng")
        case "satisfied":
            return say("Hài lòng")
        case "neutral":
            return say("Bình thường")
        case "dissatisfied":
            return say("Không hài lòng")


def reason_words(reason: str, level: Level, say: Say) -> str:
    """Short enough for two lines of a 7-inch pad."""
    words = {
        "kind": say("Tận tình, lịch sự"),
        "clear": say("Hướng dẫn rõ ràng"),
        "quick": say("Giải quyết nhanh"),
        "place": say("Nơi chờ thuận tiện") if level in GOOD else say("Nơi chờ bất tiện"),
        "slow": say("Phải chờ lâu"),
        "unclear": say("Hướng dẫn chưa rõ"),
        "repeated": say("Phải đi lại nhiều lần"),
        "rude": say("Thái độ chưa tốt"),
        "extra-papers": say("Đòi thêm giấy tờ"),
        "extra-money": say("Đòi thêm tiền"),
    }
    return words[reason]


def question_words(level: Level, say: Say) -> tuple[str, str]:
    """In full, and for a small panel."""
    if level in GOOD:
        return say("Điều gì làm quý vị hài lòng?"), say("Điều gì đã tốt?")
    return say("Điều gì cần làm tốt hơn?"), say("Điều gì chưa tốt?")


def when_done(say: Say) -> str:
    return say("Mời quý vị đánh giá sau khi xong việc")


def why_words(why: Why, say: Say) -> Said:
    """What happened, and what to do; what only staff can help with says so."""
    match why:
        case "early":
            lines = (say("Phiếu này chưa được phục vụ xong."), say("Khi xong việc, mời quý vị quét lại phiếu này."))
            return Said("clock", when_done(say), lines)
        case "used":
            lines = (say("Mỗi lượt phục vụ được đánh giá một lần."), say("Xin cảm ơn quý vị."))
            return Said("check", say("Phiếu này đã được đánh giá"), lines)
        case "expired":
            lines = (say("Mời quý vị góp ý với nhân viên hướng dẫn, hoặc đánh giá lần sau."),)
            return Said("clock", say("Đã hết thời gian đánh giá lượt này"), lines)
        case "other-hall":
            lines = (say("Mời quý vị đánh giá tại nơi đã lấy phiếu."), ask_staff(say))
            return Said("info", say("Phiếu này của một trung tâm khác"), lines)
        case "unknown":
            lines = (say("Chỉ phiếu của hôm nay đã được phục vụ xong mới đánh giá được."), ask_staff(say))
            return Said("info", say("Phiếu này chưa đánh giá được"), lines)
        case "no-hub":
            lines = (say("Mời quý vị thử lại sau ít phút."), ask_staff(say))
            return Said("no-link", say("Tạm thời chưa đánh giá được"), lines, why)
