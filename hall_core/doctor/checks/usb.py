"""Whether somebody has plugged in what the box refuses."""

from __future__ import annotations

from hall_core.contract.box import REFUSED_USB
from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, some, text
from hall_core.ui.translate import Say

CHECK = "usb"


def name(say: Say) -> str:
    return say("Thiết bị USB lạ")


def look(box: Box) -> Finding | None:
    refused = (box.read(str(REFUSED_USB)) or "").splitlines()
    return found(CHECK, "caution", "refused", devices=some(refused, 2)) if refused else found(CHECK, "good")


def tell(finding: Finding, say: Say) -> Told:
    if finding.case is None:
        return Told(say("Không có"))
    return Told(
        say("Đã chặn {devices}").format(devices=text(finding, "devices")),
        say("Có người cắm thiết bị mà kỹ thuật viên chưa cho phép. Nó không làm được gì."),
        say("Rút ra và hỏi ai đã cắm. Nếu là thiết bị thay thế, chạy motcua usb fit."),
    )
