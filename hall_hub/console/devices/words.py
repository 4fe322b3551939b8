"""Words for devices: what they are, what is wrong with them, since when and for how long."""

from __future__ import annotations

from hall_core.device.clock import BEGINNING
from hall_core.domain.business_day import local
from hall_core.domain.names import Millis
from hall_core.ui.translate import Say


def problem_words(say: Say, problem: str) -> str:
    return {
        "touch-missing": say("mất màn hình cảm ứng"),
        "printer-missing": say("không thấy máy in"),
        "paper-out": say("hết giấy"),
        "paper-low": say("sắp hết giấy"),
        "printer-cover": say("nắp máy in mở"),
        "printer-offline": say("máy in không sẵn sàng"),
        "printer-cutter": say("kẹt dao cắt giấy"),
        "spare-printer": say("đang dùng máy in dự phòng"),
        "scanner-missing": say("không thấy máy quét"),
        "reserve-spent": say("hết số dự phòng"),
        "catalogue-refused": say("dữ liệu nhập bị từ chối"),
        "sound": say("lỗi âm thanh"),
        "clips-missing": say("thiếu tệp giọng đọc"),
        "notices": say("lỗi thông báo"),
        "keypad-missing": say("không thấy bàn phím"),
        "key-stuck": say("có phím bị kẹt"),
        "line-display-missing": say("mất màn hình hai dòng"),
        "display-missing": say("mất biển hiển thị"),
        "hall-file-differs": say("cấu hình trung tâm khác máy chủ"),
        "clock": say("chưa biết chắc mấy giờ"),
        "storage": say("không ghi được đĩa"),
        "access-denied": say("bị từ chối truy cập"),
        "tamper": say("có thiết bị USB lạ bị chặn"),
        "certificate": say("chứng thư sắp hết hạn"),
        "flood": say("thiết bị gửi quá nhiều"),
        "centre-line": say("mất liên lạc với hệ thống cấp trên"),
        "undervoltage": say("nguồn điện yếu"),
        "temperature": say("máy quá nóng"),
        "disk-wear": say("thẻ nhớ hoặc ổ đĩa sắp hỏng"),
        "disk-space": say("sắp hết chỗ trên đĩa"),
        "screen-missing": say("màn hình đang tắt hoặc chưa cắm"),
        "ledger-copy": say("bản sao dữ liệu chậm hoặc không ghi được"),
    }.get(problem, problem)


def sentence(words: str) -> str:
    """As it stands at the beginning of a line."""
    return words[:1].upper() + words[1:]


def believed(at: Millis) -> bool:
    """Whether the box knew the year then; before that a time only tells that its clock was not set yet."""
    return at >= BEGINNING


def moment(say: Say, at: Millis, now: Millis) -> str:
    """``08:12`` today, otherwise with its day, and with its year when that is another one."""
    if not believed(at):
        return say("lúc đồng hồ chưa chỉnh")
    there, here = local(at), local(now)
    if there.date() == here.date():
        return f"{there:%H:%M}"
    return f"{there:%d/%m %H:%M}" if there.year == here.year else f"{there:%d/%m/%Y %H:%M}"


def lasting(say: Say, milliseconds: int) -> str:
    """In the two largest units, without one of which there is none."""
    seconds = milliseconds // 1000
    if seconds < 60:
        return say("{seconds} giây").format(seconds=seconds)
    minutes = seconds // 60
    hours, days = minutes // 60, minutes // 1440
    told = [
        say("{days} ngày").format(days=days) if days else "",
        say("{hours} giờ").format(hours=hours % 24) if hours % 24 else "",
        say("{minutes} phút").format(minutes=minutes % 60) if minutes % 60 and not days else "",
    ]
    return " ".join(part for part in told if part)


def number(say: Say, value: float, decimals: int = 1) -> str:
    """With a comma where the language writes one."""
    return f"{value:.{decimals}f}".replace(".", say.within("decimal", ","))


def gigabytes(say: Say, megabytes: int) -> str:
    return f"{number(say, megabytes / 1000)} GB"
