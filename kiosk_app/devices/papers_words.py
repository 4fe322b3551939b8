"""The fixed words of a list of papers and of a test print, in both languages. Pure; Vietnamese is the source."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.names import Language


class PapersWords(Struct, frozen=True, kw_only=True):
    title: str
    title_below: str
    """The title in the other language, for the officer who is shown an English list; may be empty."""
    hotline: str
    code: str
    case: str
    no_papers: str
    channels: str
    time: str
    fee: str
    where: str
    scan: str
    longer: str
    """Above the code of a list that is cut."""
    longer_unscanned: str
    """The same where there is no code."""
    edition: str
    printed: str


VIETNAMESE = PapersWords(
    title="GIẤY TỜ CẦN CHUẨN BỊ",
    title_below="",
    hotline="Đường dây nóng:",
    code="Mã thủ tục",
    case="Trường hợp",
    no_papers="Danh mục không ghi giấy tờ nào cho trường hợp này. Mời hỏi nhân viên hướng dẫn.",
    channels="THỜI HẠN VÀ LỆ PHÍ",
    time="Thời hạn",
    fee="Lệ phí",
    where="NƠI NỘP HỒ SƠ",
    scan="Quét mã để xem trên điện thoại.",
    longer="CÒN TIẾP: mời xem tiếp trên màn hình hoặc quét mã dưới đây.",
    longer_unscanned="CÒN TIẾP: mời xem tiếp trên màn hình.",
    edition="Danh mục cập nhật",
    printed="Thời gian in",
)
ENGLISH = PapersWords(
    title="PAPERS TO PREPARE",
    title_below="GIẤY TỜ CẦN CHUẨN BỊ",
    hotline="Hotline:",
    code="Procedure",
    case="Case",
    no_papers="The catalogue lists no papers for this case. Please ask at the guidance desk.",
    channels="TIME AND FEE",
    time="Time",
    fee="Fee",
    where="WHERE TO FILE",
    scan="Scan to read it on your phone.",
    longer="CONTINUED: please read on at the screen or scan the code below.",
    longer_unscanned="CONTINUED: please read on at the screen.",
    edition="Catalogue updated",
    printed="Printed at",
)


class TrialWords(Struct, frozen=True, kw_only=True):
    title: str
    device: str
    printer: str
    dots: str
    time: str
    ruler: str
    bar: str


TRIAL_VIETNAMESE = TrialWords(
    title="IN THỬ",
    device="Thiết bị",
    printer="Máy in",
    dots="Khổ in",
    time="Giờ in",
    ruler="Thước mi-li-mét: đủ hai mép là đúng khổ",
    bar="Vạch đen liền: có sọc trắng là đầu in hỏng",
)
TRIAL_ENGLISH = TrialWords(
    title="TEST PRINT",
    device="Device",
    printer="Printer",
    dots="Width",
    time="Printed at",
    ruler="Millimetres: right when both ends are there",
    bar="All black: a white stripe is a dead dot",
)


def papers_words(language: Language) -> PapersWords:
    return ENGLISH if language == "en" else VIETNAMESE


def trial_words(language: Language) -> TrialWords:
    return TRIAL_ENGLISH if language == "en" else TRIAL_VIETNAMESE


def count_words(language: Language, originals: int, copies: int) -> str:
    """Such as ``1 bản chính, 2 bản sao``; empty when the catalogue gives no numbers."""
    if language == "en":
        parts = [_counted(originals, "original", "originals"), _counted(copies, "copy", "copies")]
    else:
        parts = [_counted(originals, "bản chính", "bản chính"), _counted(copies, "bản sao", "bản sao")]
    return ", ".join(filter(None, parts))


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""
