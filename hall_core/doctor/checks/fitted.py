"""Whether touch panel, scanner, keypads and signs of the hall file are plugged in, and well by their program's word."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, some, text
from hall_core.domain.plan_devices import Caller, Device, Kiosk, Pad, Sign
from hall_core.ui.translate import Say

CHECK = "fitted"
TOLD = ("touch-missing", "scanner-missing", "keypad-missing", "key-stuck", "line-display-missing", "display-missing")
"""Problems that their program finds by speaking with them."""


def name(say: Say) -> str:
    return say("Thiết bị lắp kèm")


def look(box: Box) -> Finding | None:
    paths = [] if box.device is None else sorted({path for where in _wheres(box.device) if (path := _path(where))})
    ill = box.ailing(*TOLD)
    missing = [path for path in paths if not box.at(path).exists()]
    if missing:
        return found(CHECK, "alarm", "missing", parts=some(missing, 3))
    if ill:
        return found(CHECK, "alarm", "stuck" if ill == ["key-stuck"] else "silent", parts=some(ill, 3))
    return found(CHECK, "good", count=len(paths)) if paths else None


def _wheres(device: Device) -> Iterator[str]:
    match device:
        case Kiosk():
            yield from (device.touch, device.scanner, device.printer)
        case Pad(touch=touch):
            yield touch
        case Sign(line=line):
            yield line
        case Caller():
            for desk in device.all_desks:
                yield from (desk.keypad, desk.line_display)
        case _:
            pass


def _path(where: str) -> str:
    """Of a file of the box; empty for what is on the network, on pins, or known by its numbers."""
    url = urlsplit(where)
    return url.path if url.scheme in ("", "evdev", "serial") and url.path.startswith("/dev/") else ""


def tell(finding: Finding, say: Say) -> Told:
    parts = text(finding, "parts")
    match finding.case:
        case "missing":
            return Told(
                say("Không thấy {parts}").format(parts=parts),
                say("Thiết bị ghi trong tệp cấu hình không được cắm, cắm sang cổng khác, hoặc bị chặn."),
                say("Cắm lại vào đúng cổng cũ; nếu đã thay thiết bị thì chạy motcua usb fit."),
            )
        case "silent":
            return Told(
                say("Đã cắm nhưng không trả lời: {parts}").format(parts=parts),
                say("Thiết bị hỏng, mất điện riêng, hoặc dây lỏng."),
                say("Rút ra cắm lại, thử dây khác, rồi thay thiết bị."),
            )
        case "stuck":
            return Told(
                say("Có phím bị kẹt"),
                say("Phím kẹt không được tính; các phím khác vẫn dùng được."),
                say("Gỡ phím kẹt, lau bàn phím, hoặc thay bàn phím."),
            )
        case _:
            return Told(say("Đủ {count} thiết bị").format(count=text(finding, "count")))
