"""The fixed words of a list of papers and of a test print, in one language. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.ui.translate import Say
from kiosk_app.devices.ticket_words import below


class PapersWords(Struct, frozen=True, kw_only=True):
    title: str
    title_below: str
    """The Vietnamese title, for the officer who is shown a list in another language; else empty."""
    hotline: str
    code: str
    case: str
    no_papers: str
    channels: str
    time: str
    fee: str
    where: str
    joint: str
    scan: str
    longer: str
    """Above the code of a list that is cut."""
    longer_unscanned: str
    """The same where there is no code."""
    edition: str
    printed: str


def papers_words(say: Say) -> PapersWords:
    title = say("GIẤY TỜ CẦN CHUẨN BỊ")
    return PapersWords(
        title=title,
        title_below=below(title, "GIẤY TỜ CẦN CHUẨN BỊ"),
        hotline=say("Đường dây nóng:"),
        code=say.within("paper", "Mã thủ tục"),
        case=say.within("paper", "Trường hợp"),
        no_papers=say("Danh mục không ghi giấy tờ nào cho trường hợp này. Mời hỏi nhân viên hướng dẫn."),
        channels=say("THỜI HẠN VÀ LỆ PHÍ"),
        time=say.within("paper", "Thời hạn"),
        fee=say.within("paper", "Lệ phí"),
        where=say("NƠI NỘP HỒ SƠ"),
        joint=say("THỦ TỤC LIÊN THÔNG"),
        scan=say("Quét mã để xem trên điện thoại."),
        longer=say("CÒN TIẾP: mời xem tiếp trên màn hình hoặc quét mã dưới đây."),
        longer_unscanned=say("CÒN TIẾP: mời xem tiếp trên màn hình."),
        edition=say.within("paper", "Danh mục cập nhật"),
        printed=say.within("paper", "Thời gian in"),
    )


class TrialWords(Struct, frozen=True, kw_only=True):
    title: str
    device: str
    printer: str
    dots: str
    width: str
    """Of ``dots`` and ``mm``."""
    time: str
    ruler: str
    bar: str


def trial_words(say: Say) -> TrialWords:
    return TrialWords(
        title=say("IN THỬ"),
        device=say.within("paper", "Thiết bị"),
        printer=say.within("paper", "Máy in"),
        dots=say.within("paper", "Khổ in"),
        width=say("{dots} chấm ({mm} mm)"),
        time=say.within("paper", "Giờ in"),
        ruler=say("Thước mi-li-mét: đủ hai mép là đúng khổ"),
        bar=say("Vạch đen liền: có sọc trắng là đầu in hỏng"),
    )


def count_words(say: Say, originals: int, copies: int) -> str:
    """Such as ``1 bản chính, 2 bản sao``; empty when the catalogue gives no numbers."""
    parts: list[str] = []
    if originals:
        parts.append(say.many("{count} bản chính", originals))
    if copies:
        parts.append(say.many("{count} bản sao", copies))
    return ", ".join(parts)
