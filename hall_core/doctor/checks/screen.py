"""Whether the panel that the hall file speaks of is connected, and has that many pixels."""

from __future__ import annotations

from hall_core import screens
from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.domain.plan_devices import Board, Kiosk, Pad
from hall_core.ui.translate import Say

CHECK = "screen"


def name(say: Say) -> str:
    return say("Màn hình")


def look(box: Box) -> Finding | None:
    if not isinstance(box.device, Kiosk | Pad | Board):
        return None
    outputs = screens.outputs(box.at("sys"))
    connected = screens.connected(box.at("sys"))
    if not connected:
        return found(CHECK, "alarm", "missing" if outputs else "no-graphics", outputs=len(outputs))
    panel = box.device.panel
    # As it lies in the cable: a panel that hangs turned is turned by the program.
    wide, high = (panel.height_px, panel.width_px) if panel.rotate % 180 else (panel.width_px, panel.height_px)
    wanted = f"{wide}x{high}"
    modes = [mode for output in connected for mode in (box.read(output / "modes") or "").split()]
    where = screens.name(connected[0])
    if modes and wanted not in modes:
        return found(CHECK, "caution", "other-size", wanted=wanted, has=modes[0], output=where)
    return found(CHECK, "good", output=where, has=modes[0] if modes else "?")


def tell(finding: Finding, say: Say) -> Told:
    match finding.case:
        case "missing":
            return Told(
                say("Không có màn hình nào được cắm hoặc bật"),
                say("Chương trình vẫn chạy và vẫn nối với máy chủ, nhưng không ai thấy gì ở đây; ki-ốt không nhận gì."),
                say("Bật màn hình: hình lên sau vài giây, không cần khởi động lại. Nếu không lên, kiểm tra dây HDMI."),
            )
        case "no-graphics":
            return Told(
                say("Máy không có cổng hình nào"),
                say("Bộ phận hình ảnh không chạy."),
                say("Khởi động lại máy; nếu vẫn thế, chép lại thẻ hoặc thay máy."),
            )
        case "other-size":
            return Told(
                say("Màn hình {has}, tệp cấu hình ghi {wanted}").format(
                    has=text(finding, "has"), wanted=text(finding, "wanted")
                ),
                say("Chữ có thể nhỏ hơn hoặc lớn hơn cỡ đọc được, hoặc mất mép."),
                say("Sửa panel trong tệp cấu hình cho đúng màn hình đang dùng."),
            )
        case _:
            return Told(f"{text(finding, 'output')}, {text(finding, 'has')}")
