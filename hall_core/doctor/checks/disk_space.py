"""Whether there is room for what the box must keep."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "disk-space"
FOLDER = "var/lib/motcua"
LITTLE, NONE = 300, 60
"""Megabytes: a catalogue with its notices is some tens, so that below the second not even one more fits."""
SHARE = 0.03
"""Of a large disk it is more: the hub's ledger grows for years."""


def name(say: Say) -> str:
    return say("Chỗ trống trên đĩa")


def look(box: Box) -> Finding | None:
    try:
        whole, free = box.usage(box.at(FOLDER))
    except OSError:
        return found(CHECK, "unknown", "no-folder")
    free_mb, whole_mb = free // 1_000_000, whole // 1_000_000
    little = free_mb < LITTLE or (box.hub and free < whole * SHARE)
    verdict, case = ("alarm", "full") if free_mb < NONE else ("caution", "little") if little else ("good", None)
    return found(CHECK, verdict, case, free_mb=free_mb, whole_mb=whole_mb)


def tell(finding: Finding, say: Say) -> Told:
    room = say("Còn trống {free} MB trong {whole} MB").format(
        free=text(finding, "free_mb"), whole=text(finding, "whole_mb")
    )
    tidy = say("Xoá bớt phim và ảnh thông báo cũ ở trang Thông báo; dùng thẻ hoặc ổ đĩa lớn hơn.")
    match finding.case:
        case "no-folder":
            return Told(say("Chưa có thư mục dữ liệu"))
        case "full":
            return Told(room, say("Máy sắp không ghi được nữa. Phiếu và lượt gọi mới sẽ bị từ chối."), tidy)
        case "little":
            return Told(room, say("Sắp hết chỗ."), tidy)
        case _:
            return Told(room)
