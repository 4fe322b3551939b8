"""Whether there is room for what the box must keep."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, on_hub, text
from hall_core.ui.translate import Say

CHECK = "disk-space"
FOLDER = "var/lib/motcua"
LITTLE, NONE = 300, 60
"""Megabytes: a catalogue with its notices is some tens, so that below the second not even one more fits."""
RELEASE = 500
"""On an image: the largest release (images/release.py) and what is left free beside it (hall_box/update_fetch.py)."""
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
    room = {"free_mb": free_mb, "whole_mb": whole_mb}
    if free_mb < NONE:
        return found(CHECK, "alarm", "full", **room)
    if box.image and free_mb < RELEASE:
        return found(CHECK, "caution", "no-release", **room, needed_mb=RELEASE)
    little = free_mb < LITTLE or (box.hub and free < whole * SHARE)
    return found(CHECK, "caution" if little else "good", "little" if little else None, **room)


def tell(finding: Finding, say: Say) -> Told:
    room = say("Còn trống {free} MB trong {whole} MB").format(
        free=text(finding, "free_mb"), whole=text(finding, "whole_mb")
    )
    drop = say("Xoá bản phần mềm không dùng nữa (motcua release show, motcua release drop).")
    tidy = say("Xoá bớt phim và ảnh thông báo cũ ở trang Thông báo; dùng thẻ hoặc ổ đĩa lớn hơn.")
    if on_hub(finding):
        tidy = f"{drop} {tidy}"
    match finding.case:
        case "no-folder":
            return Told(say("Chưa có thư mục dữ liệu"))
        case "full":
            return Told(room, say("Máy sắp không ghi được nữa. Phiếu và lượt gọi mới sẽ bị từ chối."), tidy)
        case "no-release":
            return Told(
                room,
                say("Bản cập nhật phần mềm cần {needed} MB; máy này không nhận được.").format(
                    needed=text(finding, "needed_mb")
                ),
                tidy,
            )
        case "little":
            return Told(room, say("Sắp hết chỗ."), tidy)
        case _:
            return Told(room)
