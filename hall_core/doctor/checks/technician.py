"""Whether technicians may type at this box with our image, and by which key of its own they know it."""

from __future__ import annotations

from typing import Any

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "technician"
DETAIL = 120
"""Signs of a mistake in a file."""


def name(say: Say) -> str:
    return say("Lối vào của kỹ thuật viên")


def look(box: Box) -> Finding | None:
    """None where there is no image: whom a box that was set up by hand lets in is not ours to know."""
    told = box.standing
    if told is None:
        return None
    fault: dict[str, Any] = told.get("way_in_fault") or {}
    if fault:
        return found(CHECK, "caution", "mistake", detail=str(fault.get("detail", ""))[:DETAIL])
    own = str(told.get("way_in", ""))
    return found(CHECK, "good", fingerprint=own) if own else found(CHECK, "good", "closed")


def tell(finding: Finding, say: Say) -> Told:
    match finding.case:
        case "closed":
            return Told(say("Không ai vào được: máy không có khóa của kỹ thuật viên"))
        case "mistake":
            return Told(
                say("Tệp technician.pub trên thẻ có lỗi: {detail}").format(detail=text(finding, "detail")),
                say("Các khóa của kỹ thuật viên giữ như trước."),
                say("Sửa tệp technician.pub trên thẻ rồi khởi động lại máy."),
            )
        case _:
            own = text(finding, "fingerprint")
            return Told(say("Vào được bằng SSH; khóa của máy {fingerprint}").format(fingerprint=own))
