"""Whether the kernel has complained of the disk, of memory or of a USB device since the box runs."""

from __future__ import annotations

import re

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "journal"
READ = ("journalctl", "-b", "-k", "-q", "-p", "err", "--no-pager", "-o", "cat", "-n", "400")
BAD = re.compile(
    r"I/O error|EXT4-fs error|EXT4-fs.*remounting|Buffer I/O|mmc\d+: (?:error|timeout|Card stuck)|mmcblk.*error"
    r"|nvme.*(?:timeout|reset)|Out of memory|Hardware Error|usb .*(?:error|not accepting|over-current)"
)


def name(say: Say) -> str:
    return say("Nhật ký hệ thống")


def look(box: Box) -> Finding | None:
    said = box.run(READ)
    if said is None:
        return found(CHECK, "unknown", "untold")
    lines = [line for line in said.splitlines() if line.strip()]
    bad = [line for line in lines if BAD.search(line)]
    if bad:
        return found(CHECK, "caution", "complaints", count=len(bad), last=bad[-1])
    return found(CHECK, "good", count=len(lines))


def tell(finding: Finding, say: Say) -> Told:
    match finding.case:
        case "untold":
            return Told(say("Không đọc được"))
        case "complaints":
            return Told(
                say("{count} lỗi phần cứng, mới nhất: {last}").format(
                    count=text(finding, "count"), last=text(finding, "last")
                ),
                say("Thẻ nhớ, ổ đĩa, bộ nhớ hoặc thiết bị USB báo lỗi. Thường là sắp hỏng hoặc nguồn yếu."),
                say("Kiểm tra nguồn điện và dây trước, rồi thay thẻ nhớ hoặc thiết bị được nêu tên."),
            )
        case _:
            return Told(say("Không có lỗi phần cứng"))
