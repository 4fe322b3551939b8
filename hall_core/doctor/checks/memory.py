"""Whether there is memory left, and whether the kernel has had to end a program for the lack of it."""

from __future__ import annotations

import re

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "memory"
LITTLE, NONE = 0.10, 0.04
"""Of all memory."""


def name(say: Say) -> str:
    return say("Bộ nhớ")


def look(box: Box) -> Finding | None:
    told = dict(re.findall(r"^(\w+):\s+(\d+) kB", box.read("proc/meminfo") or "", re.MULTILINE))
    if "MemAvailable" not in told or not int(told.get("MemTotal", "0")):
        return found(CHECK, "unknown", "untold")
    free, whole = int(told["MemAvailable"]), int(told["MemTotal"])
    sizes = {"free_mb": free // 1024, "whole_mb": whole // 1024}
    killed = re.search(r"^oom_kill (\d+)", box.read("proc/vmstat") or "", re.MULTILINE)
    if free < whole * NONE:
        return found(CHECK, "alarm", "full", **sizes)
    if killed and int(killed[1]):
        return found(CHECK, "caution", "killed", times=int(killed[1]), **sizes)
    return found(
        CHECK, "caution" if free < whole * LITTLE else "good", "little" if free < whole * LITTLE else None, **sizes
    )


def tell(finding: Finding, say: Say) -> Told:
    room = say("Còn {free} MB trong {whole} MB").format(free=text(finding, "free_mb"), whole=text(finding, "whole_mb"))
    restart = say("Khởi động lại máy vào lúc vắng người. Nếu lặp lại, báo cho nơi cung cấp kèm nhật ký.")
    match finding.case:
        case "untold":
            return Told(say("Không đọc được"))
        case "full":
            return Told(room, say("Sắp hết bộ nhớ, hệ điều hành sẽ tắt bớt chương trình."), restart)
        case "killed":
            return Told(
                say("Hệ điều hành đã phải tắt chương trình {times} lần vì hết bộ nhớ").format(
                    times=text(finding, "times")
                ),
                say("Có chương trình dùng quá nhiều bộ nhớ."),
                restart,
            )
        case "little":
            return Told(room, say("Còn ít bộ nhớ."), restart)
        case _:
            return Told(room)
