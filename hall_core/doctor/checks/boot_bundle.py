"""What lies on the card and was not taken by a box that goes on as it was, or lies there still though it is secret."""

from __future__ import annotations

from typing import Any

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "boot-bundle"
DETAIL = 120
"""Signs of what is wrong, in a technician's words."""
OWN_CASE = ("older", "other-hall", "hub-stays", "hub-authority")
"""Reasons for which nothing in the bundle is wrong by itself."""


def name(say: Say) -> str:
    return say("Cấu hình trên thẻ")


def look(box: Box) -> Finding | None:
    """None where there is no image: a box that was set up by hand takes in no bundle."""
    told = box.standing
    if told is None:
        return None
    left: dict[str, Any] = told.get("left") or {}
    notice: dict[str, Any] = told.get("notice") or {}
    if left:
        return found(CHECK, "alarm", "key-left-stick" if left.get("key") == "key-left-stick" else "key-left-card")
    if not notice:
        return found(CHECK, "good")
    key = str(notice.get("key", ""))
    return found(
        CHECK, "caution", key if key in OWN_CASE else "wrong", detail=str(notice.get("detail") or key)[:DETAIL]
    )


def tell(finding: Finding, say: Say) -> Told:
    works = say("Máy vẫn chạy như trước; những gì vừa đặt vào thẻ không có tác dụng.")
    anew = say("Ghi lại cấu hình của máy này, hoặc xoá thư mục hall trên thẻ, rồi khởi động lại. Xem: motcua box show.")
    flash = say("Muốn đổi thì ghi lại toàn bộ thẻ nhớ (images/flash); nếu không, xoá thư mục hall trên thẻ.")
    match finding.case:
        case "key-left-stick":
            return Told(
                say("Không xóa được khóa của máy trên USB"),
                say("Ai có USB đó có thể giả làm máy này."),
                say("Tắt khóa ghi của USB rồi xoá thư mục hall, hoặc hủy USB. Mất USB thì loại máy và cấp lại."),
            )
        case "key-left-card":
            return Told(
                say("Không xóa được khóa của máy trên thẻ nhớ"),
                say("Ai đọc thẻ này trên máy khác có thể giả làm máy này. Thẻ có thể sắp hỏng."),
                say("Khởi động lại, máy sẽ thử lại. Nếu vẫn vậy, xem mục Đĩa và hệ thống tệp."),
            )
        case "older":
            return Told(say("Cấu hình trên thẻ cũ hơn cấu hình của máy"), works, anew)
        case "other-hall":
            return Told(say("Cấu hình trên thẻ là của trung tâm khác"), works, flash)
        case "hub-stays":
            return Told(say("Cấu hình trên thẻ là của thiết bị khác; máy này vẫn là máy chủ"), works, flash)
        case "hub-authority":
            return Told(
                say("Thẻ mang khóa khác của trung tâm; máy chủ giữ khóa đang dùng"),
                works,
                say("Nếu cần thay khóa của cả trung tâm, đề nghị kỹ thuật viên xem tài liệu ghi danh, mục 7."),
            )
        case "wrong":
            return Told(
                say("Cấu hình trên thẻ có lỗi nên không được nhận: {detail}").format(detail=text(finding, "detail")),
                works,
                anew,
            )
        case _:
            return Told(say("Không có gì bị bỏ lại"))
