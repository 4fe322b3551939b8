"""What the feed says of notices, in plain words: why a row is left out, and what became of the table as a whole.

The feed writes English for whoever reads its report; the columns are the same for all. A sentence here says what a
column may hold, and the feed's own words stand below it.
"""

from __future__ import annotations

import re

from hall_core.contract.notice_edition import NOTICES_MOST
from hall_core.domain.notice import SECONDS_LEAST, SECONDS_MOST, TEXT_MOST, TITLE_MOST
from hall_core.ui.translate import Say

_COLUMN = re.compile(r'(?:column )?"(\w+)"')
_ACCEPTED = re.compile(r"accepted: (\d+) of (\d+) notices, files of ([\d.]+) MB")
_MOST_BAD = re.compile(r"(\d+) of (\d+) rows are bad")


def unreadable(say: Say) -> str:
    """When the disk does not give what is there."""
    return say("Không đọc được thư mục thông báo. Đề nghị báo kỹ thuật viên.")


def fault(say: Say, reason: str) -> str:
    """Why a row, or the table, cannot be used; ``reason`` is the feed's. Empty when there are no plainer words."""
    for signs, words in _in_any_column(say).items():
        if any(sign in reason for sign in signs):
            return words
    found = _COLUMN.match(reason)
    return "" if found is None else _of_column(say, found[1], reason)


def _in_any_column(say: Say) -> dict[tuple[str, ...], str]:
    """By words that stand in the reason; the first that fits."""
    return {
        ("cells, the head has",): say("Dòng có nhiều ô hơn dòng đầu. Câu có dấu phẩy phải đặt trong ngoặc kép."),
        ("not UTF-8", "Excel workbook", "UTF-16"): say(
            "Bảng không phải CSV UTF-8. Trong Excel: chọn Save As, rồi CSV UTF-8."
        ),
        ("is missing", "cannot be used without"): say("Thiếu cột bắt buộc: dòng đầu của bảng phải có id và title_vi."),
        ("is not known",): say("Có cột lạ: cột này được bỏ qua."),
        ("double quote", "closing quote"): say(
            "Dấu ngoặc kép mở mà không đóng, hoặc chưa viết đôi trong câu có ngoặc kép."
        ),
        ("HTML",): say("Có mã HTML: chỉ ghi chữ thường."),
        ("encoding", "control character"): say(
            "Có chữ bị hỏng do sai bảng mã. Mời gõ lại hoặc lưu lại bảng là CSV UTF-8."
        ),
        ("neither a title",): say("Thông báo trống: cần tiêu đề, nội dung hoặc tệp."),
        ("already",): say("Mã này đã có ở dòng khác: mỗi thông báo một mã."),
        ("one too many",): say("Quá {most} thông báo: các dòng sau bị bỏ.").format(most=NOTICES_MOST),
    }


def _of_column(say: Say, column: str, reason: str) -> str:
    """What the column may hold."""
    title = say("Tiêu đề tối đa {most} ký tự.").format(most=TITLE_MOST)
    text = say("Nội dung tối đa {most} ký tự.").format(most=TEXT_MOST)
    day = say("Ngày phải có thật và ghi như 24/11/2026.")
    if "lies before" in reason:
        day = say("Ngày cuối ở trước ngày đầu nên thông báo không bao giờ hiện.")
    nowhere = say("Trung tâm không có khu vực hoặc bảng với mã này.")
    seconds = say("Số giây từ {least} đến {most}, hoặc để trống.")
    return {
        "id": say("Mã chỉ gồm a-z, 0-9 và dấu gạch ngang, tối đa 32 ký tự."),
        "title_vi": title,
        "title_en": title,
        "text_vi": text,
        "text_en": text,
        "from": day,
        "until": day,
        "days": say("Ngày trong tuần ghi như t2-t6, t7 cn hoặc mon wed."),
        "hours": say("Giờ hiện ghi như 07:30-11:30, 13:30-17:00; giờ cuối phải sau giờ đầu."),
        "seconds": seconds.format(least=SECONDS_LEAST, most=SECONDS_MOST),
        "zones": nowhere,
        "boards": nowhere,
        "file": _of_file(say, reason),
    }.get(column, "")


def _of_file(say: Say, reason: str) -> str:
    if "there is no" in reason:
        return say("Không có tệp này trong thư mục.")
    if any(sign in reason for sign in ("MB", "pixels", "seconds")):
        return say("Tệp vượt giới hạn về dung lượng, cỡ hình hoặc thời lượng.")
    return say("Tệp không đọc được: cần ảnh PNG, JPEG hoặc video MP4, WebM còn nguyên vẹn.")


def verdict(say: Say, line: str, refused: str) -> tuple[bool, str, str]:
    """Whether what was brought is used, what is said of it, and the feed's own words where ours do not say it all.
    ``line`` is the first of the report, ``refused`` how one begins that is against it."""
    if found := _ACCEPTED.match(line):
        told = say("Đã nhận {good} trong {rows} thông báo, tệp {size} MB.")
        return True, told.format(good=found[1], rows=found[2], size=found[3]), ""
    why = line.removeprefix(refused)
    if found := _MOST_BAD.match(why):
        told = say("Không nhận: {bad} trong {rows} dòng có lỗi, quá một nửa. Bảng vẫn hiện như trước.")
        return False, told.format(bad=found[1], rows=found[2]), ""
    return False, f"{say('Không nhận. Bảng vẫn hiện như trước.')} {fault(say, why)}".strip(), why
