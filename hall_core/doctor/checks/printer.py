"""How the printer is, by the word of the kiosk's program, which alone speaks with it."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.domain.plan_devices import Kiosk
from hall_core.ui.translate import Say

CHECK = "printer"
WORST = ("printer-missing", "paper-out", "printer-cover", "printer-cutter", "printer-offline")
LESSER = ("spare-printer", "paper-low")


def name(say: Say) -> str:
    return say("Máy in")


def look(box: Box) -> Finding | None:
    if not isinstance(box.device, Kiosk) or not box.device.printer:
        return None
    at = box.device.printer
    if box.doing is None:
        return found(CHECK, "unknown", "unasked", at=at)
    if ill := box.ailing(*WORST):
        return found(CHECK, "alarm", ill[0], at=at)
    if ill := box.ailing(*LESSER):
        return found(CHECK, "caution", ill[0], at=at)
    return found(CHECK, "good", at=at)


def tell(finding: Finding, say: Say) -> Told:
    no_paper = say("Ki-ốt vẫn cấp số: số hiện trên màn hình kèm mã để chụp, nhưng không in phiếu.")
    match finding.case:
        case "unasked":
            return Told(
                say("Chưa biết, vì chương trình của ki-ốt không chạy"),
                say("Chỉ chương trình đó nói chuyện với máy in."),
                say("Xem mục Dịch vụ."),
            )
        case "printer-missing":
            return Told(
                say("Không thấy máy in tại {at}").format(at=text(finding, "at")),
                no_paper,
                say("Kiểm tra điện và dây nối của máy in; cổng hoặc địa chỉ có đúng tệp cấu hình không."),
            )
        case "paper-out":
            return Told(say("Hết giấy"), no_paper, say("Thay cuộn giấy."))
        case "paper-low":
            return Told(say("Sắp hết giấy"), say("Còn in được ít phiếu nữa."), say("Chuẩn bị cuộn giấy mới."))
        case "printer-cover":
            return Told(say("Nắp máy in mở"), no_paper, say("Đóng nắp cho khớp."))
        case "printer-cutter":
            return Told(say("Kẹt dao cắt giấy"), no_paper, say("Tắt máy in, gỡ giấy kẹt ở dao, bật lại."))
        case "printer-offline":
            return Told(say("Máy in không sẵn sàng"), no_paper, say("Xem đèn báo trên máy in; tắt rồi bật lại máy in."))
        case "spare-printer":
            return Told(
                say("Đang in bằng máy in dự phòng"), say("Máy in chính hỏng."), say("Sửa hoặc thay máy in chính.")
            )
        case _:
            return Told(say("Sẵn sàng"))
