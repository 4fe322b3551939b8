"""Whether the box has a hall file that can be read, and runs on it."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.device.hall_file import digest
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "hall-file"
SIGNS = 12
"""Of a digest, as a technician reads it out at the kiosk."""


def name(say: Say) -> str:
    return say("Tệp cấu hình trung tâm")


def look(box: Box) -> Finding | None:
    if box.plan is None:
        return found(CHECK, "alarm", "broken", mistakes=len(box.faults), first=box.faults[0] if box.faults else "")
    own = digest(box.plan)
    if box.device is None:
        return found(CHECK, "alarm", "no-device", digest=own[:SIGNS])
    if box.doing is not None and box.doing.plan and box.doing.plan != own:
        return found(CHECK, "caution", "not-yet", digest=own[:SIGNS])
    if box.ailing("hall-file-differs"):
        return found(CHECK, "caution", "differs", digest=own[:SIGNS])
    return found(CHECK, "good", digest=own[:SIGNS])


def tell(finding: Finding, say: Say) -> Told:
    match finding.case:
        case "broken":
            return Told(
                say("Tệp cấu hình không đọc được, {count} lỗi. Lỗi đầu: {first}").format(
                    count=text(finding, "mistakes"), first=text(finding, "first")
                ),
                say("Không chương trình nào khởi động được khi tệp cấu hình có lỗi."),
                say("Chạy motcua check-hall để xem mọi lỗi, sửa rồi chép tệp đúng vào máy."),
            )
        case "no-device":
            return Told(
                say("Tệp cấu hình không có thiết bị này"),
                say("Máy mang tên một thiết bị mà trung tâm không có."),
                say("Thêm thiết bị vào tệp cấu hình trên máy chủ, hoặc cấp gói khởi động đúng tên."),
            )
        case "not-yet":
            return Told(
                say("Chương trình còn chạy theo tệp cấu hình cũ"),
                say("Tệp đã đổi sau khi chương trình khởi động."),
                say("Khởi động lại máy vào lúc vắng người."),
            )
        case "differs":
            return Told(
                say("Tệp cấu hình khác với máy chủ ({digest})").format(digest=text(finding, "digest")),
                say("Dịch vụ, quầy hoặc số thứ tự ở đây có thể khác với máy chủ."),
                say("Chép tệp cấu hình của máy chủ vào máy này rồi khởi động lại."),
            )
        case _:
            return Told(say("Đọc được ({digest})").format(digest=text(finding, "digest")))
