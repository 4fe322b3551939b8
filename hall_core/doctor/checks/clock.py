"""Whether the box knows the time: from whom, and how far it is from the hub's, which counts in the hall."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.device.clock import BEGINNING
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "clock"
APART, FAR = 5.0, 60.0
"""Seconds from the hub's: what a citizen notices on two boards side by side; what makes times in the log useless."""


def name(say: Say) -> str:
    return say("Đồng hồ")


def look(box: Box) -> Finding | None:
    if box.now < BEGINNING:
        return found(CHECK, "alarm", "unset")
    if not box.knows_time:
        return found(CHECK, "alarm", "unsure-hub" if box.hub else "unsure")
    heard = box.hears_time()
    battery = bool(box.glob("sys/class/rtc/rtc*"))
    drift = None if box.doing is None or box.doing.drift_ms is None or box.hub else box.doing.drift_ms / 1000
    if drift is not None and abs(drift) >= APART:
        return found(CHECK, "alarm" if abs(drift) >= FAR else "caution", "apart", seconds=round(abs(drift), 1))
    if not heard and not battery:
        return found(CHECK, "caution", "person-alone" if box.clock_by == "person" else "alone")
    source = "ntp" if heard else "person" if box.clock_by == "person" else "rtc-hub" if box.hub else "rtc"
    return found(CHECK, "good", source, drift_ms=None if drift is None else round(drift * 1000))


def tell(finding: Finding, say: Say) -> Told:
    match finding.case:
        case "unset":
            return Told(
                say("Đồng hồ chưa được chỉnh"),
                say(
                    "Máy không có pin đồng hồ và chưa nghe được máy chủ giờ. Màn hình không hiện giờ; số vẫn cấp đúng."
                ),
                say("Kiểm tra mạng đến máy chủ giờ (thường là máy chủ trung tâm); lắp pin đồng hồ nếu bo mạch có chỗ."),
            )
        case "unsure-hub":
            return Told(
                say("Chưa biết chắc mấy giờ: từ lúc bật máy chưa có gì chỉnh đồng hồ"),
                say(
                    "Giờ bây giờ do lần chạy trước để lại. Số vẫn cấp và gọi đúng; màn hình và phiếu không ghi giờ, "
                    "trung tâm không tự đóng theo giờ, ngày chưa sang ngày mới, không cập nhật và không cấp chứng thư."
                ),
                say(
                    "Lãnh đạo chỉnh giờ ở trang Trung tâm của trang điều hành. Để lần sau tự đúng: lắp pin đồng hồ cho "
                    "máy chủ, hoặc nối máy chủ đến một máy chủ giờ."
                ),
            )
        case "unsure":
            return Told(
                say("Chưa biết chắc mấy giờ: máy chủ trung tâm chưa cho giờ"),
                say(
                    "Giờ bây giờ do lần chạy trước để lại. "
                    "Số vẫn cấp đúng; phiếu máy này tự cấp khi mất máy chủ không ghi giờ."
                ),
                say("Chỉnh giờ của máy chủ trung tâm, hoặc kiểm tra mạng đến đó; máy này tự theo sau một phút."),
            )
        case "apart":
            return Told(
                say("Lệch {seconds} giây so với máy chủ trung tâm").format(seconds=text(finding, "seconds")),
                say("Giờ trên màn hình và trong nhật ký của máy này sai. Thứ tự và số không bị ảnh hưởng."),
                say("Cho máy này lấy giờ từ máy chủ trung tâm; nếu chính máy chủ sai thì chỉnh máy chủ."),
            )
        case "alone":
            return Told(
                say("Chưa nghe được máy chủ giờ nào, và máy không có pin đồng hồ"),
                say("Giờ bây giờ do lần chạy trước để lại, sau một lần mất điện sẽ sai."),
                say("Kiểm tra mạng đến máy chủ giờ; lắp pin đồng hồ nếu bo mạch có chỗ."),
            )
        case "person-alone":
            return Told(
                say("Theo giờ do người chỉnh, và máy không có pin đồng hồ"),
                say("Tắt máy thì phải chỉnh lại."),
                say("Kiểm tra mạng đến máy chủ giờ; lắp pin đồng hồ nếu bo mạch có chỗ."),
            )
        case "person":
            return Told(say("Theo giờ do người chỉnh, chưa nghe được máy chủ giờ"))
        case "rtc-hub":
            return Told(
                say("Chỉ theo pin đồng hồ, chưa nghe được máy chủ giờ. Sai thì lãnh đạo chỉnh ở trang Trung tâm.")
            )
        case "rtc":
            return Told(say("Theo pin đồng hồ của máy, chưa nghe được máy chủ giờ"))
        case _:
            return Told(say("Theo máy chủ giờ"))
